package events_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/heemstede/grootboek/domain"
	"github.com/heemstede/grootboek/events"
)

// confirmed is the event of the example, without its line: an owner's act under a mandate, entered a day later.
func confirmed() events.Event {
	return events.Event{
		ID: uuid.MustParse("57bd1c63-6c52-5fa9-8a3b-3b9e6a4f5d10"), Source: "urn:nld:oin:00000001001234567000:systeem:grootboek",
		Name: "ProcessSuspended", Schema: 1, Stream: "activity/11111111-1111-4111-8111-111111111111", Version: 7,
		Recorded: time.Date(2026, 11, 24, 11, 0, 0, 250e6, time.UTC), Happened: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC),
		Actor: "5f0c9a52-8d0e-4a57-9a51-0c8d7a0e1b22", Role: domain.OWN, OnBehalfOf: "0a4d2f86-4a0b-4c0e-9a2f-5d6f2f3f9c11",
		Mandate: "22222222-2222-4222-8222-222222222222", Command: "33333333-3333-4333-8333-333333333333",
		Correlation: "33333333-3333-4333-8333-333333333333", Cause: "77a7c0de-0000-5000-8000-000000000001",
		Policy: "privacybeleid-heemstede/1", Origin: domain.Afterwards, Data: []byte(`{"reason":"Systeem & koppeling <in onderhoud>"}`)}
}

// An event is one line: these attributes, in this order, and no others.
func Example() {
	e := confirmed()
	if err := e.Encode(); err != nil {
		panic(err)
	}
	fmt.Println(strings.ReplaceAll(string(e.Line), `,"`, ",\n\"")) // broken here for reading; in the log there are no line breaks
	// Output:
	// {"specversion":"1.0",
	// "id":"57bd1c63-6c52-5fa9-8a3b-3b9e6a4f5d10",
	// "source":"urn:nld:oin:00000001001234567000:systeem:grootboek",
	// "type":"nl.grootboek.ProcessSuspended",
	// "subject":"activity/11111111-1111-4111-8111-111111111111",
	// "time":"2026-11-24T11:00:00.250Z",
	// "datacontenttype":"application/json",
	// "dataschema":"urn:grootboek:schema:ProcessSuspended:1",
	// "streamversion":7,
	// "happened":"2026-11-23T09:30:00.000Z",
	// "actor":"5f0c9a52-8d0e-4a57-9a51-0c8d7a0e1b22",
	// "role":"OWN",
	// "onbehalfof":"0a4d2f86-4a0b-4c0e-9a2f-5d6f2f3f9c11",
	// "mandate":"22222222-2222-4222-8222-222222222222",
	// "command":"33333333-3333-4333-8333-333333333333",
	// "correlation":"33333333-3333-4333-8333-333333333333",
	// "cause":"77a7c0de-0000-5000-8000-000000000001",
	// "schema":1,
	// "policyversion":"privacybeleid-heemstede/1",
	// "origin":"afterwards",
	// "data":{"reason":"Systeem & koppeling <in onderhoud>"}}
}

var attribute = regexp.MustCompile(`(?m)^\t([a-z]+)  `)

func TestDeBeschrijvingVanDeRegelNoemtElkAttribuutInDeVolgordeWaarinHetErStaat(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "events.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, m := range attribute.FindAllStringSubmatch(docOf(f), -1) {
		documented = append(documented, m[1])
	}
	e := confirmed()
	e.Data = []byte(`{}`)
	if err := e.Encode(); err != nil {
		t.Fatal(err)
	}
	var written []string
	for _, m := range regexp.MustCompile(`[{,]"([a-z]+)":`).FindAllSubmatch(e.Line, -1) {
		written = append(written, string(m[1]))
	}
	if diff := cmp.Diff(documented, written); diff != "" {
		t.Errorf("package comment (-) and line (+):\n%s", diff)
	}
}

func docOf(f *ast.File) string { return f.Doc.Text() }

func line(t *testing.T) []byte {
	t.Helper()
	e := confirmed()
	if err := e.Encode(); err != nil {
		t.Fatal(err)
	}
	return e.Line
}

func TestEenRegelDieNietPreciesIsZoalsBeschrevenWordtGeweigerd(t *testing.T) {
	good := line(t)
	if _, err := events.Parse(good); err != nil {
		t.Fatalf("the good line: %v", err)
	}
	replace := func(old, with string) []byte {
		if n := bytes.Count(good, []byte(old)); n != 1 {
			t.Fatalf("%q stands %d times in the line", old, n)
		}
		return bytes.Replace(slices.Clone(good), []byte(old), []byte(with), 1)
	}
	for name, bad := range map[string][]byte{
		"leeg":                              nil,
		"null":                              []byte(`null`),
		"een lijst":                         []byte(`[]`),
		"een leeg object":                   []byte(`{}`),
		"afgebroken":                        good[:len(good)-1],
		"een onbekend attribuut":            replace(`{"specversion"`, `{"extra":"x","specversion"`),
		"een attribuut met een hoofdletter": replace(`"actor":`, `"Actor":`),
		"een attribuut twee keer":           replace(`"role":"OWN"`, `"role":"OWN","role":"OWN"`),
		"een attribuut twee keer, de eerste fout": replace(`"role":"OWN"`, `"role":"FG","role":"OWN"`),
		"data twee keer":                          replace(`"data":{`, `"data":{},"data":{`),
		"een andere volgorde":                     replace(`"type":"nl.grootboek.ProcessSuspended","subject":"activity/11111111-1111-4111-8111-111111111111"`, `"subject":"activity/11111111-1111-4111-8111-111111111111","type":"nl.grootboek.ProcessSuspended"`),
		"een attribuut dat ontbreekt":             replace(`"actor":"5f0c9a52-8d0e-4a57-9a51-0c8d7a0e1b22",`, ``),
		"data die ontbreekt":                      replace(`,"data":{"reason":"Systeem & koppeling <in onderhoud>"}`, ``),
		"iets erachter":                           append(slices.Clone(good), '}'),
		"een tweede object erachter":              append(slices.Clone(good), `{}`...),
		"een spatie erachter":                     append(slices.Clone(good), ' '),
		"een regeleinde erachter":                 append(slices.Clone(good), '\n'),
		"een spatie ervoor":                       append([]byte(" "), good...),
		"een regeleinde erin":                     replace(`"schema":1`, "\"schema\":\n1"),
		"een attribuut anders gespeld":            replace(`"role":"OWN"`, `"role":"\u004fWN"`),
		"een getal waar tekst hoort":              replace(`"role":"OWN"`, `"role":7`),
		"tekst waar een getal hoort":              replace(`"streamversion":7`, `"streamversion":"7"`),
		"een versie met een breuk":                replace(`"streamversion":7`, `"streamversion":7.0`),
		"een negatieve versie":                    replace(`"streamversion":7`, `"streamversion":-7`),
		"versie nul":                              replace(`"streamversion":7`, `"streamversion":0`),
		"schema nul":                              replace(`ProcessSuspended:1"`, `ProcessSuspended:0"`),
		"een schema dat niet bij dataschema past": replace(`"schema":1`, `"schema":2`),
		"een ander dataschema":                    replace(`urn:grootboek:schema:ProcessSuspended:1`, `urn:grootboek:schema:ProcessEnded:1`),
		"een id dat geen UUID is":                 replace(`57bd1c63-6c52-5fa9-8a3b-3b9e6a4f5d10`, `57bd1c63`),
		"een id in hoofdletters":                  replace(`57bd1c63-6c52`, `57BD1C63-6C52`),
		"een ander soort gebeurtenis":             replace(`nl.grootboek.ProcessSuspended`, `com.example.ProcessSuspended`),
		"geen soort gebeurtenis":                  replace(`"type":"nl.grootboek.ProcessSuspended"`, `"type":"nl.grootboek."`),
		"een andere specversion":                  replace(`"specversion":"1.0"`, `"specversion":"0.3"`),
		"een andere soort inhoud":                 replace(`application/json`, `text/plain`),
		"geen record":                             replace(`"subject":"activity/11111111-1111-4111-8111-111111111111"`, `"subject":"activity"`),
		"een tijd in een andere zone":             replace(`2026-11-24T11:00:00.250Z`, `2026-11-24T12:00:00.250+01:00`),
		"een tijd zonder milliseconden":           replace(`2026-11-24T11:00:00.250Z`, `2026-11-24T11:00:00Z`),
		"een tijd met een komma":                  replace(`2026-11-24T11:00:00.250Z`, `2026-11-24T11:00:00,250Z`),
		"een datum die niet bestaat":              replace(`2026-11-23T09:30:00.000Z`, `2026-02-30T09:30:00.000Z`),
		"gebeurd na het vastleggen":               replace(`2026-11-23T09:30:00.000Z`, `2026-11-24T11:00:00.251Z`),
		"tekst die geen UTF-8 is":                 replace(`"role":"OWN"`, "\"role\":\"\xff\""),
		"inhoud die geen JSON is":                 replace(`"data":{`, `"data":{{`),
		"langer dan mag":                          replace(`Systeem &`, strings.Repeat("x", events.MaxLine)),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := events.Parse(bad); err == nil {
				t.Error("taken")
			}
		})
	}
}

func TestEenRegelHoudtHoogstensHetMaximum(t *testing.T) {
	fill := func(n int) *events.Event {
		e := confirmed()
		e.Data = []byte(`{"reason":"` + strings.Repeat("a", n) + `"}`)
		return &e
	}
	room := events.MaxLine - len(mustEncode(t, fill(0)))
	if got := len(mustEncode(t, fill(room))); got != events.MaxLine {
		t.Fatalf("the longest line is %d bytes", got)
	}
	if err := fill(room + 1).Encode(); !errors.Is(err, events.ErrTooLong) {
		t.Errorf("one more byte: %v", err)
	}
}

func mustEncode(t *testing.T, e *events.Event) []byte {
	t.Helper()
	if err := e.Encode(); err != nil {
		t.Fatal(err)
	}
	return e.Line
}

// drawn is any event that a ledger could write.
func drawn(t *rapid.T) events.Event {
	text := rapid.StringN(0, 40, 200)
	at := func(label string) time.Time {
		return time.UnixMilli(rapid.Int64Range(0, 4102444800000).Draw(t, label)).UTC() // 1970–2099
	}
	e := events.Event{ID: uuid.NewSHA1(uuid.Nil, rapid.SliceOf(rapid.Byte()).Draw(t, "id")), Source: text.Draw(t, "source"),
		Name: rapid.StringMatching(`[A-Z][A-Za-z]{0,30}`).Draw(t, "name"), Schema: rapid.IntRange(1, 9).Draw(t, "schema"),
		Stream: rapid.StringMatching(`[a-z]{1,9}/[a-z0-9-]{1,36}`).Draw(t, "stream"), Version: rapid.Uint64Min(1).Draw(t, "version"),
		Recorded: at("recorded"), Happened: at("happened"), Actor: text.Draw(t, "actor"), Role: domain.Role(text.Draw(t, "role")),
		OnBehalfOf: text.Draw(t, "owner"), Mandate: text.Draw(t, "mandate"), Command: text.Draw(t, "command"),
		Correlation: text.Draw(t, "correlation"), Cause: text.Draw(t, "cause"), Policy: text.Draw(t, "policy"),
		Origin: rapid.SampledFrom([]domain.Origin{domain.Direct, domain.Afterwards, domain.Imported}).Draw(t, "origin")}
	if e.Happened.After(e.Recorded) {
		e.Happened, e.Recorded = e.Recorded, e.Happened
	}
	data, err := events.Payload(map[string]any{"tekst": text.Draw(t, "data"), "getal": rapid.Int64().Draw(t, "number"), "lijst": []string{"<&>", "\u2028", "é"}})
	if err != nil {
		t.Fatal(err)
	}
	e.Data = data
	return e
}

func TestWatGeschrevenIsWordtHetzelfdeTeruggelezen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawn(t)
		if err := e.Encode(); err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsAny(e.Line, "\r\n") {
			t.Fatalf("a line break in %q", e.Line)
		}
		got, err := events.Parse(e.Line)
		if err != nil {
			t.Fatalf("%v: %s", err, e.Line)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Fatalf("read back (+):\n%s", diff)
		}
	})
}

// FuzzParse: whatever bytes it is given, Parse refuses them or they are, but for spaces, the line of what it says they are.
func FuzzParse(f *testing.F) {
	e := confirmed()
	if err := e.Encode(); err != nil {
		f.Fatal(err)
	}
	f.Add(e.Line)
	f.Add(bytes.Replace(e.Line, []byte(`"role":"OWN"`), []byte(`"role":"FG","role":"OWN"`), 1))
	f.Add(bytes.Replace(e.Line, []byte(`"data":{`), []byte("\"data\":{ \t"), 1))
	f.Add([]byte(`{"specversion":"1.0"}`))
	f.Add([]byte("{}{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		got, err := events.Parse(b)
		if !bytes.Equal(b, before) {
			t.Fatal("Parse changed the bytes it was given")
		}
		if err != nil {
			return
		}
		again := got
		if err := again.Encode(); err != nil {
			t.Fatalf("taken, but cannot be written: %v", err)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Line, compact.Bytes()) { // spaces are the only freedom
			t.Fatalf("two lines say the same:\n%s\n%s", b, again.Line)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	e := confirmed()
	e.Data = []byte(`{"content":{"name":"` + strings.Repeat("Uitvoeren van de Wmo ", 40) + `"}}`)
	if err := e.Encode(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(e.Line)))
	for b.Loop() {
		if _, err := events.Parse(e.Line); err != nil {
			b.Fatal(err)
		}
	}
}
