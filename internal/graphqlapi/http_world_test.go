package graphqlapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	graphql "github.com/graph-gophers/graphql-go"

	"onrecord/internal/access"
	"onrecord/internal/graphqlapi"
	"onrecord/internal/record"
)

const worldSDL = `
type Query {
  people(first: Int, after: String): PersonConnection!
  person(id: ID!): Person
  nodes(ids: [ID!]!): [Person]!
  greet(name: String!): String!
  count(first: Int, filter: Filter): Int
  language: String!
  address: String!
  revision: Int!
  explode: String
  notANumber: Float
  notANumbers: [Measure!]!
  refused(kind: String!): String
  slow: String
}
type Mutation { editTopic(to: String!): String!, acceptProposal: String, unheardOf: String }
input Filter { sides: [Side!], atLeast: Int }
enum Side { FOR AGAINST }
type Measure { value: Float! }
type PersonConnection { edges: [PersonEdge!]!, totalCount: Int! }
type PersonEdge { node: Person! }
type Person { id: ID!, name: String!, friends(first: Int): PersonConnection!, self: Person! }
`

// world is a small graph of its own: the handler is tested apart from the
// resolvers of the contract.
type world struct {
	revision  atomic.Int64
	executed  atomic.Int64
	day       atomic.Int64
	meanwhile func()
	secrets   string
}

type revisionKey struct{}

func (w *world) present(*http.Request) (graphqlapi.Edition, error) {
	r := w.revision.Load()
	if r < 0 {
		return graphqlapi.Edition{}, fmt.Errorf("%w: nothing is loaded from /var/lib/secret", record.ErrUnavailable)
	}
	return graphqlapi.Edition{
		Revision:  record.Revision(r),
		Today:     record.Date{Year: 2025, Month: 12, Day: uint8(1 + w.day.Load())},
		Languages: []string{"en", "ar"},
		Bind: func(ctx context.Context) context.Context {
			return context.WithValue(ctx, revisionKey{}, r)
		},
	}, nil
}

type person struct{ Number int }

func (p person) ID() graphql.ID { return graphql.ID(fmt.Sprint(p.Number)) }
func (p person) Name() string   { return fmt.Sprintf("Person %d", p.Number) }
func (p person) Self() person   { return p }
func (p person) Friends(args struct{ First graphql.NullInt }) people {
	return pageOf(args.First)
}

type people struct{ list []edge }
type edge struct{ P person }

func (p people) Edges() []edge     { return p.list }
func (p people) TotalCount() int32 { return int32(len(p.list)) }
func (e edge) Node() person        { return e.P }

func pageOf(first graphql.NullInt) people {
	n := int32(3)
	if first.Value != nil {
		n = *first.Value
	}
	var p people
	for i := range n {
		p.list = append(p.list, edge{person{int(i)}})
	}
	return p
}

func (w *world) People(args struct {
	First graphql.NullInt
	After *string
}) people {
	w.executed.Add(1)
	return pageOf(args.First)
}

func (w *world) Person(args struct{ ID graphql.ID }) (*person, error) {
	n := 0
	if _, err := fmt.Sscan(string(args.ID), &n); err != nil {
		return nil, fmt.Errorf("%w id %q: it should be a number", record.ErrInvalid, args.ID)
	}
	return &person{n}, nil
}

func (w *world) Nodes(args struct{ IDs []graphql.ID }) []*person {
	return make([]*person, len(args.IDs))
}
func (w *world) Greet(args struct{ Name string }) string { return "Hello " + args.Name }
func (w *world) Count(args struct {
	First  graphql.NullInt
	Filter *struct {
		Sides   *[]string
		AtLeast graphql.NullInt
	}
}) *int32 {
	return args.First.Value
}
func (w *world) Language(ctx context.Context) string { return graphqlapi.TermsOf(ctx).Languages[0] }
func (w *world) Address(ctx context.Context) string  { return graphqlapi.TermsOf(ctx).BaseURL + "/x" }
func (w *world) Revision(ctx context.Context) int32 {
	w.executed.Add(1)
	return int32(ctx.Value(revisionKey{}).(int64))
}
func (w *world) Explode() *string     { panic("the password is " + w.secrets) }
func (w *world) NotANumber() *float64 { n := math.NaN(); return &n }
func (w *world) NotANumbers() []measure {
	return []measure{{1}, {math.Inf(1)}}
}

type measure struct{ V float64 }

func (m measure) Value() float64 { return m.V }

func (w *world) Refused(args struct{ Kind string }) (*string, error) {
	for _, kind := range []error{record.ErrInvalid, record.ErrNotFound, record.ErrConflict, record.ErrTooLarge, record.ErrUnsupported, record.ErrUnavailable, record.ErrUncertain, record.ErrCorrupt, record.ErrLocked} {
		if kind.Error() == args.Kind {
			return nil, fmt.Errorf("%w thing: open /var/lib/secret", kind)
		}
	}
	return nil, errors.New("open /var/lib/secret")
}

func (w *world) Slow(ctx context.Context) (*string, error) {
	w.executed.Add(1)
	if w.meanwhile != nil {
		w.meanwhile()
		return nil, nil
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

// AcceptProposal has a rule of its own, UnheardOf none.
func (w *world) AcceptProposal() *string { return nil }
func (w *world) UnheardOf() *string      { return nil }

func (w *world) EditTopic(args struct{ To string }) string {
	w.executed.Add(1)
	return args.To
}

// logBook collects what was logged.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// site is a handler over a world.
type site struct {
	// who makes the requests
	who access.Identity
	*testing.T
	world   *world
	handler *graphqlapi.Handler
	log     *logBook
}

func newSite(t testing.TB, change func(*graphqlapi.Config)) *site {
	t.Helper()
	w, log := &world{secrets: "hunter2"}, &logBook{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	config := graphqlapi.Config{
		SDL: worldSDL, Present: w.present, Limits: graphqlapi.DefaultLimits(), Logger: logger,
		CacheBytes: 1 << 20, PersistedBytes: 1 << 20, BaseURL: "https://record.example",
		RequestID: func(context.Context) string { return "req-7" },
	}
	if change != nil {
		change(&config)
	}
	schema, err := graphql.ParseSchema(worldSDL, w, graphqlapi.SchemaOptions(config.Limits, logger)...)
	if err != nil {
		t.Fatal(err)
	}
	if config.Executor == nil {
		config.Executor = schema
	}
	h, err := graphqlapi.NewHandler(config)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{world: w, handler: h, log: log, who: access.Identity{Name: "Ada", Role: record.Editor}}
	s.T, _ = t.(*testing.T)
	return s
}

// reply is an answer as a client sees it.
type reply struct {
	*http.Response
	body string
}

func (s *site) do(r *http.Request) reply {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r.WithContext(access.With(r.Context(), s.who)))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		panic(err)
	}
	return reply{w.Result(), string(body)}
}

func (s *site) post(body string, headers ...string) reply {
	return s.do(request(http.MethodPost, "/graphql", body, append([]string{"Content-Type", "application/json"}, headers...)...))
}

func (s *site) get(params map[string]string, headers ...string) reply {
	values := url.Values{}
	for k, v := range params {
		values.Set(k, v)
	}
	return s.do(request(http.MethodGet, "/graphql?"+values.Encode(), "", headers...))
}

func request(method, target, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

// asked is the body of a POST.
func asked(query string, variables ...any) string {
	members := map[string]any{"query": query}
	if len(variables) > 0 {
		members["variables"] = variables[0]
	}
	body, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(body)
}

// codes are the extensions.code of the errors of an answer.
func (r reply) codes() string {
	var answer struct {
		Errors []struct {
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil {
		return "no JSON: " + r.body
	}
	var all []string
	for _, e := range answer.Errors {
		all = append(all, e.Extensions.Code)
	}
	return strings.Join(all, " ")
}

func (s *site) wantCode(r reply, status int, code string) {
	s.Helper()
	if r.StatusCode != status || r.codes() != code {
		s.Errorf("got %d %s, want %d %s: %.300s", r.StatusCode, r.codes(), status, code, r.body)
	}
}

func (s *site) wantBody(r reply, body string) {
	s.Helper()
	if r.StatusCode != http.StatusOK || r.body != body {
		s.Errorf("got %d %.300s, want 200 %s", r.StatusCode, r.body, body)
	}
}
