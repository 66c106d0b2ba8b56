// Package vaulttest is the contract of a vault as a test suite: what it keeps, gives out, refuses and forgets.
package vaulttest

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events/vault"
)

// Now is the moment at which the suite begins.
var Now = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

// Secret is what the suite keeps first; it stands nowhere else.
const Secret = "Xanthippe Quizzelwoud, Zwaluwstraat 9"

// A Place is one vault that can be opened again. Raw gives all bytes that somebody with its disks could read.
type Place struct {
	Open func(t *testing.T, record vault.Recorder, keys ...*vault.MasterKey) (*vault.Vault, error)
	Raw  func(t *testing.T) []byte
}

// Key is a master key for tests, another one for each b.
func Key(t testing.TB, b byte) *vault.MasterKey {
	t.Helper()
	k, err := vault.NewMasterKey(bytes.Repeat([]byte{b}, vault.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Log remembers what was recorded, and refuses on demand.
type Log struct {
	mu   sync.Mutex
	List []vault.Reading
	Fail error
}

// Record is a [vault.Recorder].
func (l *Log) Record(_ context.Context, r vault.Reading) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.Fail != nil {
		return l.Fail
	}
	l.List = append(l.List, r)
	return nil
}

// Reading is an ordinary reading of a reference by a role.
func Reading(ref domain.VaultRef, role domain.Role) vault.Reading {
	return vault.Reading{Ref: ref, Person: "pb", Role: role, Why: "behandeling", At: Now}
}

type suite struct {
	*testing.T
	v   *vault.Vault
	log *Log
	at  Place
}

func begin(t *testing.T, at Place) suite {
	t.Helper()
	l := &Log{}
	v, err := at.Open(t, l.Record, Key(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return suite{t, v, l, at}
}

func (s suite) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s suite) want(err, target error) {
	s.Helper()
	if !errors.Is(err, target) {
		s.Errorf("got %v, want %v", err, target)
	}
	s.quiet(err)
}

func (s suite) refused(err error, code string) {
	s.Helper()
	if r, ok := errors.AsType[*domain.Refusal](err); !ok || r.Code != "vault."+code {
		s.Errorf("got %v, want a refusal vault.%s", err, code)
	}
	s.quiet(err)
}

// quiet: nothing of what is kept stands in an error.
func (s suite) quiet(err error) {
	s.Helper()
	if err != nil && (strings.Contains(err.Error(), "Xanthippe") || strings.Contains(err.Error(), "Zwaluw")) {
		s.Errorf("personal data in an error: %v", err)
	}
}

func (s suite) put(dossier, part, text string) domain.VaultRef {
	s.Helper()
	ref, err := s.v.Put(s.Context(), dossier, part, []byte(text), Now)
	s.ok(err)
	return ref
}

func (s suite) reads(ref domain.VaultRef, role domain.Role, text string) {
	s.Helper()
	got, err := s.v.Read(s.Context(), Reading(ref, role))
	if err != nil || string(got) != text {
		s.Errorf("%+v: %d bytes, %v", ref, len(got), err)
	}
}

// Run runs the contract. Each call of place gives an empty one.
func Run(t *testing.T, place func(t *testing.T) Place) {
	for name, f := range map[string]func(suite){
		"R-LED-11 wat bewaard is, komt terug; de verwijzing en de opslag zeggen er niets van": keeps,
		"R-LED-13 lezen wordt vastgelegd, met wie en waarom, voordat er iets wordt gegeven":   recorded,
		"T-02 verbeterd is een nieuwe versie; de oude is voor de FG, tot haar termijn":        rectifies,
		"artikel 18 AVG: beperkt is bewaren, en alleen op een grond lezen":                    restricts,
		"wissen vóór de termijn doen twee personen, met bedenktijd ertussen":                  twoPersons,
		"R-LED-12 na het wissen is alles weg, en blijft het bewijs":                           forgets,
		"R-LED-20 aan het einde van de termijn gaat het dossier, en niet eerder":              atTerm,
		"een hoofdsleutel die niet past, wordt genoemd; verzegelen met een nieuwe kan":        rotates,
		"een teruggezette reservekopie wist opnieuw wat gewist was":                           again,
		"twee tegelijk: niets gaat verloren":                                                  together,
	} {
		t.Run(name, func(t *testing.T) { f(begin(t, place(t))) })
	}
}

func keeps(s suite) {
	id := vault.NewID()
	ref := s.put(id, "contact", Secret)
	same := s.put(vault.NewID(), "contact", Secret)
	big := strings.Repeat(Secret, 40_000)
	whole := s.put(id, "file", big)
	empty := s.put(id, "text", "")
	if !ref.Valid() || ref.Vault != id || ref.Version != 1 || ref.Commitment == same.Commitment {
		s.Errorf("%+v, %+v", ref, same)
	}
	s.reads(ref, domain.PB, Secret)
	s.reads(whole, domain.PB, big)
	s.reads(empty, domain.PB, "")
	if raw := s.at.Raw(s.T); len(raw) < len(big) || bytes.Contains(raw, []byte("Xanth")) || bytes.Contains(raw, []byte("Zwalu")) {
		s.Errorf("%d bytes stored, in clear", len(raw))
	}
	_, err := s.v.Put(s.Context(), id, "contact", []byte("iets anders"), Now)
	s.refused(err, "exists")
	once, err := s.v.Put(s.Context(), id, "contact", []byte(Secret), Now)
	if s.ok(err); once != ref {
		s.Errorf("kept twice: %+v, %+v", once, ref)
	}
	_, err = s.v.Put(s.Context(), "Xanthippe", "contact", nil, Now)
	s.want(err, vault.ErrMissing)
	_, err = s.v.Put(s.Context(), id, "Xanthippe", nil, Now)
	s.refused(err, "part")
	later := ref
	later.Version = 2
	_, err = s.v.Read(s.Context(), Reading(later, domain.PB))
	s.want(err, vault.ErrBehind)
	forged := ref
	forged.Commitment = same.Commitment
	_, err = s.v.Read(s.Context(), Reading(forged, domain.PB))
	s.want(err, vault.ErrHarmed)
	s.want(s.v.Check(s.Context(), forged), vault.ErrHarmed)
	s.ok(s.v.Check(s.Context(), ref))
}

func recorded(s suite) {
	ref := s.put(vault.NewID(), "contact", Secret)
	r := Reading(ref, domain.PB)
	s.reads(ref, domain.PB, Secret)
	if len(s.log.List) != 1 || s.log.List[0] != r {
		s.Errorf("%+v", s.log.List)
	}
	r.Why = " "
	_, err := s.v.Read(s.Context(), r)
	s.refused(err, "why")
	s.log.Fail = errors.New("the log is full")
	got, err := s.v.Read(s.Context(), Reading(ref, domain.PB))
	if s.want(err, s.log.Fail); got != nil {
		s.Error("given out without being recorded")
	}
}

func rectifies(s suite) {
	id := vault.NewID()
	old := s.put(id, "contact", Secret)
	ref, err := s.v.Rectify(s.Context(), id, "contact", []byte("beter"), "2026-12-31", Now)
	s.ok(err)
	s.reads(ref, domain.PB, "beter")
	_, err = s.v.Read(s.Context(), Reading(old, domain.PB))
	s.refused(err, "old")
	s.reads(old, domain.FG, Secret)
	if last := s.log.List[len(s.log.List)-1]; !last.Old {
		s.Errorf("%+v", last)
	}
	s.ok(s.v.Sweep(s.Context(), Now))
	s.reads(old, domain.FG, Secret)
	s.ok(s.v.Sweep(s.Context(), time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC)))
	_, err = s.v.Read(s.Context(), Reading(old, domain.FG))
	s.want(err, vault.ErrErased)
	s.reads(ref, domain.PB, "beter")
	third, err := s.v.Rectify(s.Context(), id, "contact", []byte("best"), "", Now)
	s.ok(err)
	_, err = s.v.Read(s.Context(), Reading(ref, domain.FG))
	s.want(err, vault.ErrErased)
	s.reads(third, domain.PB, "best")
}

func restricts(s suite) {
	id := vault.NewID()
	ref := s.put(id, "contact", Secret)
	s.ok(s.v.SetTerm(s.Context(), id, "2026-11-24"))
	s.ok(s.v.Prepare(s.Context(), id, "pb", "objection", Now))
	s.ok(s.v.Restrict(s.Context(), id, true))
	_, err := s.v.Read(s.Context(), Reading(ref, domain.FG))
	s.refused(err, "restricted")
	r := Reading(ref, domain.PB)
	r.Despite = domain.ForLegalClaim
	if got, err := s.v.Read(s.Context(), r); err != nil || string(got) != Secret {
		s.Errorf("%q, %v", got, err)
	}
	_, err = s.v.EraseAtTerm(s.Context(), id, Now)
	s.refused(err, "restricted")
	s.refused(s.v.Prepare(s.Context(), id, "pb", "objection", Now), "restricted")
	if due, err := s.v.Due(s.Context(), Now); err != nil || len(due) > 0 {
		s.Errorf("%v, %v", due, err)
	}
	s.ok(s.v.Restrict(s.Context(), id, false))
	_, err = s.v.Confirm(s.Context(), id, "own", Now.AddDate(1, 0, 0))
	s.refused(err, "not-prepared") // it fell when the data were restricted
	s.reads(ref, domain.PB, Secret)
}

func twoPersons(s suite) {
	id := vault.NewID()
	ref := s.put(id, "contact", Secret)
	after := Now.Add(domain.VaultCoolingOff)
	_, err := s.v.Confirm(s.Context(), id, "own", after)
	s.refused(err, "not-prepared")
	s.ok(s.v.Prepare(s.Context(), id, "pb", "objection", Now))
	s.ok(s.v.Prepare(s.Context(), id, "pb", "objection", Now.Add(time.Hour))) // saying it twice does not put it off
	_, err = s.v.Confirm(s.Context(), id, "pb", after)
	s.refused(err, "same-person")
	_, err = s.v.Confirm(s.Context(), id, "own", after.Add(-time.Second))
	s.refused(err, "cooling-off")
	s.ok(s.v.Cancel(s.Context(), id))
	_, err = s.v.Confirm(s.Context(), id, "own", after)
	s.refused(err, "not-prepared")
	s.reads(ref, domain.PB, Secret)
	s.ok(s.v.Prepare(s.Context(), id, "pb", "objection", Now))
	c, err := s.v.Confirm(s.Context(), id, "own", after)
	s.ok(err)
	if c.Vault != id || c.Prepared != "pb" || c.Confirmed != "own" || c.Ground != "objection" || !c.Erased.Equal(after) || c.Parts != 1 || c.Versions != 1 {
		s.Errorf("%+v", c)
	}
	twice, err := s.v.Confirm(s.Context(), id, "own", after.Add(time.Hour))
	if s.ok(err); twice.Hash() != c.Hash() {
		s.Errorf("%+v, then %+v", c, twice)
	}
	if text := c.NL(func(p string) string { return "<" + p + ">" }); !strings.Contains(text, "<pb>") || !strings.Contains(text, c.Hash()) || strings.Contains(text, "Xanth") {
		s.Errorf("%s", text)
	}
}

// erase erases a dossier by two persons.
func (s suite) erase(id string) vault.Certificate {
	s.Helper()
	s.ok(s.v.Prepare(s.Context(), id, "pb", "objection", Now))
	c, err := s.v.Confirm(s.Context(), id, "own", Now.Add(domain.VaultCoolingOff))
	s.ok(err)
	return c
}

func forgets(s suite) {
	id, other := vault.NewID(), vault.NewID()
	ref, stays := s.put(id, "contact", Secret), s.put(other, "contact", "blijft")
	whole := s.put(id, "file", strings.Repeat("z", 1_200_000))
	before := len(s.at.Raw(s.T))
	s.erase(id)
	for _, r := range []domain.VaultRef{ref, whole} {
		_, err := s.v.Read(s.Context(), Reading(r, domain.FG))
		s.want(err, vault.ErrErased)
		s.want(s.v.Check(s.Context(), r), vault.ErrErased)
	}
	_, err := s.v.Put(s.Context(), id, "text", nil, Now)
	s.want(err, vault.ErrErased)
	_, err = s.v.Rectify(s.Context(), id, "contact", nil, "", Now)
	s.want(err, vault.ErrErased)
	s.reads(stays, domain.PB, "blijft")
	if after := len(bytes.Trim(s.at.Raw(s.T), "\x00")); before-after < 1_100_000 && s.zeroes() < 1_100_000 {
		s.Errorf("%d bytes before, %d after: the content stands there still", before, after)
	}
}

// zeroes counts the bytes that are zero: content that was overwritten in its place.
func (s suite) zeroes() int { return bytes.Count(s.at.Raw(s.T), []byte{0}) }

func atTerm(s suite) {
	id := vault.NewID()
	s.put(id, "contact", Secret)
	_, err := s.v.EraseAtTerm(s.Context(), id, Now.AddDate(50, 0, 0))
	s.refused(err, "term") // no term is no permission
	s.ok(s.v.SetTerm(s.Context(), id, "2026-11-25"))
	_, err = s.v.EraseAtTerm(s.Context(), id, Now)
	s.refused(err, "term")
	day := Now.AddDate(0, 0, 1)
	if due, err := s.v.Due(s.Context(), Now); err != nil || len(due) != 0 {
		s.Errorf("%v, %v", due, err)
	}
	if due, err := s.v.Due(s.Context(), day); err != nil || len(due) != 1 || due[0] != id {
		s.Errorf("%v, %v", due, err)
	}
	c, err := s.v.EraseAtTerm(s.Context(), id, day)
	if s.ok(err); c.Ground != vault.EndOfTerm || c.Prepared != "" {
		s.Errorf("%+v", c)
	}
	if due, err := s.v.Due(s.Context(), day); err != nil || len(due) != 0 {
		s.Errorf("%v, %v", due, err)
	}
}

func rotates(s suite) {
	ref := s.put(vault.NewID(), "contact", Secret)
	s.v.Close()
	one, two := Key(s, 1), Key(s, 2)
	_, err := s.at.Open(s.T, s.log.Record, two)
	if s.want(err, vault.ErrMasterKey); err != nil && (!strings.Contains(err.Error(), one.ID()) || !strings.Contains(err.Error(), two.ID())) {
		s.Errorf("which key was it? %v", err)
	}
	_, err = s.at.Open(s.T, s.log.Record)
	if err == nil || !strings.Contains(err.Error(), "geen hoofdsleutel") {
		s.Errorf("without a key: %v", err)
	}
	s.v, err = s.at.Open(s.T, s.log.Record, two, one)
	s.ok(err)
	n, err := s.v.Rotate(s.Context())
	if s.ok(err); n != 2 {
		s.Errorf("%d sheets sealed anew", n)
	}
	if n, err := s.v.Rotate(s.Context()); err != nil || n != 0 {
		s.Errorf("again: %d, %v", n, err)
	}
	s.v.Close()
	_, err = s.at.Open(s.T, s.log.Record, one)
	s.want(err, vault.ErrMasterKey)
	s.v, err = s.at.Open(s.T, s.log.Record, two)
	s.ok(err)
	defer s.v.Close()
	s.reads(ref, domain.PB, Secret)
}

func again(s suite) {
	id := vault.NewID()
	ref := s.put(id, "contact", Secret) // as a backup from before the erasure has it
	c := vault.Certificate{Vault: id, Ground: "objection", Prepared: "pb", Confirmed: "own", Erased: Now, Parts: 1, Versions: 1}
	gone := c
	gone.Vault = vault.NewID() // this one the backup has not
	for range 2 {
		s.ok(s.v.EraseAgain(s.Context(), c))
		s.ok(s.v.EraseAgain(s.Context(), gone))
	}
	s.want(s.v.Check(s.Context(), ref), vault.ErrErased)
	_, err := s.v.Put(s.Context(), gone.Vault, "contact", []byte(Secret), Now)
	s.want(err, vault.ErrErased)
}

func together(s suite) {
	id := vault.NewID()
	s.put(id, "contact", "eerste")
	var all sync.WaitGroup
	const writers = 4
	for i := range writers {
		all.Go(func() {
			if _, err := s.v.Rectify(s.Context(), id, "contact", []byte(Secret+strconv.Itoa(i)), "2030-01-01", Now); err != nil {
				s.Error(err)
			}
		})
	}
	all.Wait()
	later, err := s.v.Rectify(s.Context(), id, "contact", []byte("laatste"), "2030-01-01", Now)
	if s.ok(err); later.Version != writers+2 {
		s.Errorf("%+v", later)
	}
	s.reads(later, domain.PB, "laatste")
}
