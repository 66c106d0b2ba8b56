package staff

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/heemstede/grootboek/domain"
)

// Person is somebody who works for the municipality, as the ledger's pages show him.
type Person struct {
	ID        string    // UUID; what the log holds instead of a name
	Name      string    // at most 200 characters
	Email     string    // official address, at most 254 bytes; "" for whoever never signs in
	Telephone string    // official number, as typed, at most 40 characters; may be ""
	Created   time.Time // when the directory learned of him
}

const maxName, maxEmail, maxTelephone = 200, 254, 40

// ErrNoPerson is returned for an id or address the directory does not have.
var ErrNoPerson = errors.New("geen persoon met dit kenmerk")

// AddPerson adds p and returns it as kept. An empty ID gets a new one; a given one (a demo, an import) is kept.
// Created must be set. A [*domain.Refusal] says what is wrong with the input, or that id or address are taken.
func (s *Store) AddPerson(ctx context.Context, p Person) (Person, error) {
	p, err := checkPerson(p)
	if err != nil {
		return Person{}, err
	}
	err = s.write(ctx, func(c *sqlite.Conn) error { return insertPerson(c, p) })
	if err != nil {
		return Person{}, fmt.Errorf("add person %s: %w", p.ID, err)
	}
	s.setName(p.ID, p.Name)
	return p, nil
}

func insertPerson(c *sqlite.Conn, p Person) error {
	err := exec(c, `INSERT INTO persons (id, name, email, email_key, telephone, created) VALUES (?, ?, ?, ?, ?, ?)`,
		p.ID, p.Name, p.Email, nullable(emailKey(p.Email)), p.Telephone, millis(p.Created))
	return taken(err)
}

// UpdatePerson replaces name, address and number of the person with this ID. The old ones are gone.
func (s *Store) UpdatePerson(ctx context.Context, p Person) error {
	p.Created = time.Unix(1, 0) // stays as it was
	p, err := checkPerson(p)
	if err != nil {
		return err
	}
	if err := s.write(ctx, func(c *sqlite.Conn) error { return updatePerson(c, p) }); err != nil {
		return fmt.Errorf("update person %s: %w", p.ID, err)
	}
	s.setName(p.ID, p.Name)
	return nil
}

func updatePerson(c *sqlite.Conn, p Person) error {
	err := exec(c, `UPDATE persons SET name = ?, email = ?, email_key = ?, telephone = ? WHERE id = ?`,
		p.Name, p.Email, nullable(emailKey(p.Email)), p.Telephone, p.ID)
	if err == nil && c.Changes() == 0 {
		return ErrNoPerson
	}
	return taken(err)
}

func checkPerson(p Person) (Person, error) {
	if p.ID == "" {
		p.ID = uuid.NewString()
	}
	if p.Created.IsZero() {
		return p, errors.New("person without a moment of creation")
	}
	if id, err := uuid.Parse(p.ID); err != nil || id.String() != p.ID {
		return p, fmt.Errorf("person id %q is not a UUID in lower case", p.ID)
	}
	p.Name, p.Email, p.Telephone = strings.TrimSpace(p.Name), strings.TrimSpace(p.Email), strings.TrimSpace(p.Telephone)
	p.Created = fromMillis(millis(p.Created))
	var wrong domain.Problems
	wrong.Need(p.Name, "name", "Vul de naam in.")
	if utf8.RuneCountInString(p.Name) > maxName {
		wrong.Add("name", fmt.Sprintf("De naam is te lang: hoogstens %d tekens.", maxName))
	}
	if a, err := mail.ParseAddress(p.Email); p.Email != "" && (err != nil || a.Address != p.Email || len(p.Email) > maxEmail) {
		wrong.Add("email", "Vul een geldig e-mailadres in, zoals naam@gemeente.nl.")
	}
	if utf8.RuneCountInString(p.Telephone) > maxTelephone {
		wrong.Add("telephone", fmt.Sprintf("Het telefoonnummer is te lang: hoogstens %d tekens.", maxTelephone))
	}
	return p, wrong.Refuse("person.invalid")
}

// taken turns a broken uniqueness into a refusal.
func taken(err error) error {
	switch sqlite.ErrCode(err) {
	case sqlite.ResultConstraintUnique:
		return &domain.Refusal{Kind: domain.Conflict, Code: "person.email-taken", NL: "Er is al iemand met dit e-mailadres.",
			Fields: []domain.Problem{{Field: "email", NL: "Kies een ander e-mailadres, of open de persoon die er al is."}}}
	case sqlite.ResultConstraintPrimaryKey:
		return &domain.Refusal{Kind: domain.Conflict, Code: "person.known", NL: "Deze persoon staat al in de lijst."}
	}
	return err
}

const personColumns = `persons.id, persons.name, persons.email, persons.telephone, persons.created`

func scanPerson(st *sqlite.Stmt) Person {
	return Person{ID: st.ColumnText(0), Name: st.ColumnText(1), Email: st.ColumnText(2), Telephone: st.ColumnText(3),
		Created: fromMillis(st.ColumnInt64(4))}
}

// Person returns the person with this id, or [ErrNoPerson].
func (s *Store) Person(ctx context.Context, id string) (Person, error) {
	return s.onePerson(ctx, `SELECT `+personColumns+` FROM persons WHERE id = ?`, id)
}

// ByEmail returns the person with this address, whatever its case, or [ErrNoPerson].
func (s *Store) ByEmail(ctx context.Context, email string) (Person, error) {
	return s.onePerson(ctx, `SELECT `+personColumns+` FROM persons WHERE email_key = ?`, emailKey(email))
}

func (s *Store) onePerson(ctx context.Context, query string, args ...any) (p Person, err error) {
	err = s.read(ctx, query, args, func(st *sqlite.Stmt) error { p = scanPerson(st); return nil })
	if err == nil && p.ID == "" {
		err = ErrNoPerson
	}
	if err != nil {
		return Person{}, fmt.Errorf("look up person: %w", err)
	}
	return p, nil
}

// Persons returns everybody, by name.
func (s *Store) Persons(ctx context.Context) ([]Person, error) {
	var list []Person
	err := s.read(ctx, `SELECT `+personColumns+` FROM persons ORDER BY lower(name), id`, nil, func(st *sqlite.Stmt) error {
		list = append(list, scanPerson(st))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list persons: %w", err)
	}
	return list, nil
}

// Name returns what a page shows for a person id from the log. It is fast (from memory) and always says something:
// "Systeem" for the clock, and "onbekend persoon (12345678)" for an id that is not in the directory.
func (s *Store) Name(id string) string {
	if id == domain.System {
		return "Systeem"
	}
	s.mu.RLock()
	name, ok := s.names[id]
	s.mu.RUnlock()
	if ok {
		return name
	}
	p, err := s.Person(context.Background(), id) // perhaps added by another process; read has its own deadline
	if err != nil {
		return "onbekend persoon (" + firstRunes(id, 8) + ")"
	}
	s.setName(p.ID, p.Name)
	return p.Name
}

// Knows tells whether the id is in the directory. It is as fast as Name.
func (s *Store) Knows(id string) bool {
	s.mu.RLock()
	_, ok := s.names[id]
	s.mu.RUnlock()
	if ok {
		return true
	}
	_, err := s.Person(context.Background(), id) // perhaps added by another process; read has its own deadline
	return err == nil
}

func (s *Store) setName(id, name string) {
	if s.shared != nil {
		return // whoever changes the replica loads the names anew: in the order of the changes
	}
	s.mu.Lock()
	s.names[id] = name
	s.mu.Unlock()
}

func (s *Store) loadNames(ctx context.Context) error {
	conn, err := s.reader.Take(ctx)
	if err != nil {
		return err
	}
	defer s.reader.Put(conn)
	return s.reloadNames(conn)
}

func (s *Store) reloadNames(c *sqlite.Conn) error {
	names := map[string]string{}
	err := sqlitex.Execute(c, `SELECT id, name FROM persons`, &sqlitex.ExecOptions{ResultFunc: func(st *sqlite.Stmt) error {
		names[st.ColumnText(0)] = st.ColumnText(1)
		return nil
	}})
	if err != nil {
		return fmt.Errorf("load names: %w", err)
	}
	s.mu.Lock()
	s.names = names
	s.mu.Unlock()
	return nil
}

// emailKey is what makes two addresses the same one.
func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func firstRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}
