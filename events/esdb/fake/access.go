package fake

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// A User may sign in. Members of the group "$admins" may do everything.
type User struct {
	Name, Password string
	Groups         []string
}

// An Op is what an access right is about; its value is the name of the right in $acl.
type Op string

// The rights on a stream. Reading and writing "$$x" are the last two on x.
const (
	Read      Op = "$r"
	Write     Op = "$w"
	Delete    Op = "$d"
	ReadMeta  Op = "$mr"
	WriteMeta Op = "$mw"
)

// acl says per right who has it: users, groups, or "$all".
type acl map[Op]roles

// roles is one name or a list of them.
type roles []string

// UnmarshalJSON implements [json.Unmarshaler].
func (r *roles) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*r = roles{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(r))
}

// A rule refuses one thing, whatever the access rights say.
type rule struct {
	prefix, user string
	op           Op
}

type rules struct {
	mu   sync.Mutex
	list []rule
}

// Deny refuses an operation on all streams whose name begins with prefix, to one user, or to everybody if user is "" (the
// only choice without [Options.Users]). Writes are refused before an event is read. Live subscriptions end.
func (s *Server) Deny(prefix string, op Op, user string) {
	s.denied.mu.Lock()
	s.denied.list = append(s.denied.list, rule{prefix, user, op})
	s.denied.mu.Unlock()
	s.wake()
}

// AllowAgain takes back all that was denied.
func (s *Server) AllowAgain() {
	s.denied.mu.Lock()
	defer s.denied.mu.Unlock()
	s.denied.list = nil
}

func (s *Server) wake() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.wake()
}

func (r *rules) deny(user, name string, op Op) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.list, func(d rule) bool {
		return d.op == op && strings.HasPrefix(name, d.prefix) && (d.user == "" || d.user == user)
	})
}

// allow checks who calls, and whether they may.
func (s *Server) allow(ctx context.Context, name string, op Op) error {
	user, err := s.caller(ctx)
	if err != nil {
		return err
	}
	if s.denied.deny(user.Name, name, op) || s.tls != nil && !s.permits(user, name, op) {
		return refused(ctx, codes.PermissionDenied, "Access Denied.", "exception", "access-denied")
	}
	return nil
}

// caller is the user who signed in, nobody if nobody did.
func (s *Server) caller(ctx context.Context) (User, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	header := md.Get("authorization")
	if s.tls == nil || len(header) == 0 {
		return User{}, nil
	}
	basic, _ := strings.CutPrefix(header[0], "Basic ")
	text, err := base64.StdEncoding.DecodeString(basic)
	if err == nil {
		name, password, _ := strings.Cut(string(text), ":")
		for _, u := range s.opt.Users {
			if u.Name == name && u.Password == password {
				return u, nil
			}
		}
	}
	return User{}, status.Error(codes.Unauthenticated, "")
}

const admins = "$admins"

// permits evaluates the access rights: those of the stream, else the defaults in $settings, else the defaults of the server.
func (s *Server) permits(u User, name string, op Op) bool {
	if u.Name == "" {
		return false // nobody
	}
	if slices.Contains(u.Groups, admins) {
		return true
	}
	if base, ok := strings.CutPrefix(name, "$$"); ok {
		name, op = base, map[Op]Op{Read: ReadMeta, Write: WriteMeta, Delete: WriteMeta}[op]
	}
	who, ok := s.log.view(name, 0, true).meta.ACL[op]
	if !ok {
		who = s.defaults(name, op)
	}
	return slices.ContainsFunc(who, func(role string) bool {
		return role == "$all" || role == u.Name || slices.Contains(u.Groups, role)
	})
}

// settings is the last event of the stream $settings.
type settings struct {
	User   acl `json:"$userStreamAcl"`
	System acl `json:"$systemStreamAcl"`
}

func (s *Server) defaults(name string, op Op) roles {
	var set settings
	if list := s.log.view("$settings", 0, true).stream; len(list) > 0 {
		_ = json.Unmarshal(list[len(list)-1].data, &set) // what is not JSON says nothing
	}
	rights, otherwise := set.User, roles{"$all"}
	if strings.HasPrefix(name, "$") {
		rights, otherwise = set.System, roles{admins}
	}
	if who, ok := rights[op]; ok {
		return who
	}
	return otherwise
}
