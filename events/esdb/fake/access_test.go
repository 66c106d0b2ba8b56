package fake_test

import (
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/heemstede/grootboek/events/esdb/fake"
)

var (
	admin  = fake.User{Name: "admin", Password: "geheim", Groups: []string{"$admins"}}
	writer = fake.User{Name: "writer", Password: "w", Groups: []string{"ledger"}}
	other  = fake.User{Name: "other", Password: "o"}
)

// secured is a server with three users, and a client of each.
func secured(t *testing.T) (s *fake.Server, as map[string]*esdb.Client) {
	t.Helper()
	s = start(t, fake.Options{Users: []fake.User{admin, writer, other}})
	file := caFile(t, s)
	as = map[string]*esdb.Client{"": connect(t, s.ConnectionString()+"&tlsCaFile="+file)}
	for _, u := range []fake.User{admin, writer, other} {
		as[u.Name] = connect(t, s.ConnectionStringFor(u, file))
	}
	return s, as
}

func TestOnlyWhoSignsInAndHasTheRightMay(t *testing.T) {
	_, as := secured(t)
	acl := func(stream, json string) {
		t.Helper()
		_, err := as["admin"].AppendToStream(deadline(t), stream, esdb.AppendToStreamOptions{ExpectedRevision: esdb.Any{}},
			esdb.EventData{EventType: "$metadata", ContentType: esdb.ContentTypeJson, Data: []byte(json)})
		if err != nil {
			t.Fatal(err)
		}
	}
	write := func(user, stream string) error {
		_, err := appendTo(t, as[user], stream, esdb.Any{}) // no events: the true error is not lost
		return err
	}
	read := func(user, stream string) error {
		_, err := readAs(t, as[user], stream, esdb.Forwards, esdb.Start{}, 1)
		return err
	}
	readLog := func(user, _ string) error {
		_, _, err := drain(as[user].ReadAll(deadline(t), esdb.ReadAllOptions{}, 1))
		return err
	}
	remove := func(user, stream string) error {
		_, err := as[user].DeleteStream(deadline(t), stream, esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}})
		return err
	}
	mustAppend(t, as["admin"], "free", esdb.NoStream{}, "a")
	mustAppend(t, as["admin"], "ledger-1", esdb.NoStream{}, "a")
	mustAppend(t, as["admin"], "mine", esdb.NoStream{}, "a")
	acl("$$mine", `{"$acl":{"$r":["other","ledger"],"$w":"other"}}`)
	const denied = esdb.ErrorCodeAccessDenied
	type row struct {
		what   string
		do     func(user, stream string) error
		user   string
		stream string
		want   esdb.ErrorCode
	}
	check := func(rows []row) {
		t.Helper()
		for _, r := range rows {
			if got := code(r.do(r.user, r.stream)); got != r.want {
				t.Errorf("%q may %s %s: code %d, want %d", r.user, r.what, r.stream, got, r.want)
			}
		}
	}
	check([]row{ // the defaults of a server: whoever signed in may do anything with streams of users
		{"write", write, "", "free", denied},
		{"read", read, "", "free", denied},
		{"write", write, "other", "free", ok},
		{"read", read, "other", "free", ok},
		{"write", write, "other", "$$free", ok},
		{"write", write, "other", "$settings", denied},
		{"read", read, "other", "$users", denied},
		{"read", read, "admin", "$users", ok},
		{"read all of", readLog, "writer", "", denied},
		{"read all of", readLog, "admin", "", ok},
		{"read", read, "writer", "mine", ok},
		{"write", write, "writer", "mine", denied},
		{"write", write, "other", "mine", ok},
		{"write", write, "admin", "mine", ok},
	})
	acl("$settings", `{"$userStreamAcl":{"$r":"ledger","$w":"ledger","$d":"$admins","$mw":"$admins","$mr":"$all"}}`)
	acl("$$$all", `{"$acl":{"$r":"ledger"}}`)
	check([]row{
		{"write", write, "writer", "ledger-1", ok},
		{"write", write, "other", "ledger-1", denied},
		{"read", read, "other", "ledger-1", denied},
		{"write", write, "writer", "$$ledger-1", denied},
		{"delete", remove, "writer", "ledger-1", denied},
		{"delete", remove, "admin", "free", ok},
		{"read all of", readLog, "writer", "", ok},
		{"read all of", readLog, "other", "", denied},
		{"read", read, "other", "mine", ok},
	})
}

func TestAWrongPasswordIsNotAccepted(t *testing.T) {
	s, _ := secured(t)
	c := connect(t, s.ConnectionStringFor(fake.User{Name: "admin", Password: "changeit"}, caFile(t, s)))
	_, err := readAs(t, c, "s", esdb.Forwards, esdb.Start{}, 1)
	wantCode(t, err, esdb.ErrorCodeUnauthenticated)
}

func TestAClientThatDoesNotTrustTheAuthorityStaysOut(t *testing.T) {
	s, _ := secured(t)
	c := connect(t, s.ConnectionString()+"&maxDiscoverAttempts=1")
	if _, err := readAs(t, c, "s", esdb.Forwards, esdb.Start{}, 1); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("got %v", err)
	}
}

func TestDenyRefusesAtOnceAndAllowAgainTakesItBack(t *testing.T) {
	s, c := open(t, fake.Options{})
	mustAppend(t, c, "ledger-1", esdb.NoStream{}, "a")
	sub := subscribe(t, c, "ledger-1", esdb.Start{})
	wantHeard(t, sub, "a |")
	s.Deny("ledger-", fake.Write, "")
	_, err := appendTo(t, c, "ledger-1", esdb.Revision(0))
	wantCode(t, err, esdb.ErrorCodeAccessDenied)
	mustAppend(t, c, "other", esdb.NoStream{}, "x")
	s.Deny("ledger-", fake.Read, "")
	if err := dropped(t, sub); status.Code(err) != codes.PermissionDenied {
		t.Errorf("the subscription was dropped with %v", err)
	}
	_, err = readAs(t, c, "ledger-1", esdb.Forwards, esdb.Start{}, 1)
	wantCode(t, err, esdb.ErrorCodeAccessDenied)
	s.AllowAgain()
	mustAppend(t, c, "ledger-1", esdb.Revision(0), "b")
	wantStream(t, c, "ledger-1", "a b")
}

func TestDenyCanMeanOneUser(t *testing.T) {
	s, as := secured(t)
	s.Deny("ledger-", fake.Write, "writer")
	_, err := appendTo(t, as["writer"], "ledger-1", esdb.NoStream{})
	wantCode(t, err, esdb.ErrorCodeAccessDenied)
	mustAppend(t, as["other"], "ledger-1", esdb.NoStream{}, "a")
}
