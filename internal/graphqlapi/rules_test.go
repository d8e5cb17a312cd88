package graphqlapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"onrecord/internal/access"
	"onrecord/internal/record"
	"onrecord/schema"
)

// expectedRules are the fields of the roots by the least role that each needs, told
// apart from the product's own table. A field that is not here, or in two places, fails
// the tests.
var expectedRules = map[record.Role]string{
	record.Reader: `node nodes actor person institution claim question event document topic poll quote
		people institutions claims questions quotes events documents topics polls reviews
		search alignment alignmentMatrix path camps changesets difference graph quoteAdded positionChanged`,
	record.Contributor: `proposals
		createPerson createInstitution createUnnamedSource createCollective createAffiliation createDocument createUtterance
		createQuote createStance createReportedPosition createResponse createQuestion createClaim createTopic createEvent
		createParticipation createPoll createReview
		editPerson editInstitution editUnnamedSource editCollective editAffiliation editDocument editUtterance
		editQuote editStance editReportedPosition editResponse editQuestion editClaim editTopic editEvent
		editParticipation editPoll editReview
		relateClaims correctQuote retractQuote mergeActors unmergeActors applyDossier revertChangeset`,
	record.Editor: `acceptProposal rejectProposal`,
}

// guardedTypes are those that only contributors and above may see; nothing that is
// open to readers leads to them.
var guardedTypes = []string{"Proposal", "ProposalConnection", "ProposalEdge", "ProposalState"}

// asker is somebody with a role, or nobody.
type asker struct {
	name string
	role record.Role
}

var askers = []asker{{"", record.Reader}, {"Rea", record.Reader}, {"Con", record.Contributor}, {"Edi", record.Editor}, {"Adi", record.Admin}}

func expectedRole(t *testing.T, field string) record.Role {
	t.Helper()
	var found []record.Role
	for role, fields := range expectedRules {
		if slices.Contains(strings.Fields(fields), field) {
			found = append(found, role)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s: %d rules say who may, want one: give it its place in roleOf and in expectedRules", field, len(found))
	}
	return found[0]
}

// ofRoot are the fields of a root.
func ofRoot(root *ast.Definition) (all []string) {
	for _, f := range root.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			all = append(all, f.Name)
		}
	}
	return all
}

// Every field of every root has a rule, the one that is expected, and there are no
// rules for fields that are none.
func TestEveryRootFieldHasARule(t *testing.T) {
	s, known := contract(t), 0
	for _, root := range []*ast.Definition{s.Query, s.Mutation, s.Subscription} {
		for _, field := range ofRoot(root) {
			known++
			want := expectedRole(t, field)
			if got, ruled := roleOf(field); got != want || !ruled {
				t.Errorf("%s needs %v (ruled: %t), want %v", field, got, ruled, want)
			}
		}
	}
	if expected := strings.Fields(strings.Join(slices.Collect(maps.Values(expectedRules)), " ")); len(expected) != known {
		t.Errorf("%d fields are expected, and the contract has %d", len(expected), known)
	}
}

// No path of fields leads from what readers may ask to what they may not see.
func TestNothingOpenLeadsToWhatIsGuarded(t *testing.T) {
	s := contract(t)
	seen := map[string]bool{}
	var visit func(d *ast.Definition, path string)
	visit = func(d *ast.Definition, path string) {
		if seen[d.Name] {
			return
		}
		seen[d.Name] = true
		if slices.Contains(guardedTypes, d.Name) || strings.HasSuffix(d.Name, "Payload") {
			t.Errorf("%s leads to %s", path, d.Name)
		}
		for _, f := range d.Fields {
			visit(s.Types[f.Type.Name()], path+"."+f.Name)
		}
		for _, possible := range s.GetPossibleTypes(d) {
			visit(possible, path)
		}
	}
	for _, root := range []*ast.Definition{s.Query, s.Subscription} {
		for _, field := range ofRoot(root) {
			if expectedRole(t, field) == record.Reader {
				visit(s.Types[root.Fields.ForName(field).Type.Name()], field)
			}
		}
	}
	for _, name := range guardedTypes {
		if s.Types[name] == nil {
			t.Errorf("%s is no type of the contract any more", name)
		}
	}
}

// counter is the handler over a desk, as somebody sees it.
type counter struct {
	*desk
	handler http.Handler
	live    *Live
}

func openCounter(t *testing.T, d *desk) *counter {
	t.Helper()
	c := &counter{desk: d, live: NewLive(100, 100)}
	present := func(*http.Request) (Edition, error) { return EditionIn(d.graph, today), nil }
	limits := DefaultLimits()
	limits.Cost = 1 << 40 // everything is asked at once
	h, err := NewHandler(Config{SDL: schema.GraphQL, Executor: d.schema, Present: present, Live: c.live, Limits: limits,
		CacheBytes: 1 << 20, BaseURL: testBase, Logger: slog.New(slog.NewTextHandler(&d.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	c.handler = h
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.live.Run(ctx, d.graph) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for listening := false; !listening; time.Sleep(time.Millisecond) {
		to, err := c.live.listen(wish{}, "somebody")
		if listening = err == nil; listening {
			c.live.leave(to)
		}
	}
	return c
}

// untilEvent goes away when an event comes.
type untilEvent struct {
	*httptest.ResponseRecorder
	leave context.CancelFunc
}

func (u untilEvent) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("event: ")) || bytes.HasPrefix(p, []byte(":")) {
		defer u.leave()
	}
	return u.ResponseRecorder.Write(p)
}

// asked is what somebody gets; accept is a media type.
func (c *counter) asked(by asker, accept, query string, variables map[string]any) (status int, body string) {
	c.t.Helper()
	sent, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, leave := context.WithTimeout(context.Background(), 20*time.Second)
	defer leave()
	r := httptest.NewRequestWithContext(access.With(ctx, access.Identity{Name: by.name, Role: by.role}), http.MethodPost, "/graphql", bytes.NewReader(sent))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", accept)
	w := untilEvent{httptest.NewRecorder(), leave}
	c.handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// refusalOf is how somebody is refused whose role does not do.
func refusalOf(by asker) (status int, code string) {
	if by.name == "" {
		return http.StatusUnauthorized, "UNAUTHENTICATED"
	}
	return http.StatusForbidden, "FORBIDDEN"
}

func refused(body string) bool {
	return strings.Contains(body, `"UNAUTHENTICATED"`) || strings.Contains(body, `"FORBIDDEN"`)
}

// disguises are ways to ask for one mutation, by the type of its input and its field.
var disguises = []string{
	"mutation ($input: %[1]s!) { %[2]s }",
	"mutation ($input: %[1]s!) { ... on Mutation { it: %[2]s } }",
	"mutation ($input: %[1]s!) { __typename ...A } fragment A on Mutation { ...B } fragment B on Mutation { %[2]s }",
}

// Each mutation, in every disguise, is done by those whose role does, suggested by
// contributors, and refused to everybody else, who changes nothing and leaves nothing
// behind. Mutations are those of the contract: one that is not tried fails.
func TestEveryMutationByEveryRole(t *testing.T) {
	s := contract(t)
	for _, name := range ofRoot(s.Mutation) {
		t.Run(name, func(t *testing.T) {
			d := full(t)
			c := openCounter(t, d)
			in := c.inputOf(name)
			need := expectedRole(t, name)
			for _, by := range askers {
				for i, disguise := range disguises {
					before := d.graph.Snapshot()
					waiting := c.proposals()
					field := s.Mutation.Fields.ForName(name)
					query := fmt.Sprintf(disguise, field.Arguments.ForName("input").Type.Name(), name+"(input: $input) { problems { code message } }")
					status, body := c.asked(by, "application/json", query, map[string]any{"input": in})
					switch changed := d.graph.Snapshot() != before; {
					case by.role < need:
						if wantStatus, code := refusalOf(by); status != wantStatus || !strings.Contains(body, `"`+code+`"`) || changed || c.proposals() != waiting {
							t.Errorf("%v in disguise %d: %d %.300s; changed: %t", by, i, status, body, changed)
						}
					case refused(body) || status != http.StatusOK:
						t.Errorf("%v, whose role does, in disguise %d: %d %.300s", by, i, status, body)
					case by.role < record.Editor && changed:
						t.Errorf("%v changed the graph without a review", by)
					case by.role < record.Editor && by.role >= need && c.proposals() == waiting && c.sampled(name):
						t.Errorf("%v suggested nothing: %.300s", by, body)
					case by == askers[3] && i == 0 && !changed && c.sampled(name):
						t.Errorf("%v changed nothing: %.300s", by, body)
					}
				}
			}
		})
	}
}

// sampled reports whether a mutation has an input that it can be done with on the
// graph of full; others are only asked, and answer by problems.
func (c *counter) sampled(name string) bool { return !slices.Contains(ofChangesets, name) }

// inputOf is an input for a mutation: a sample, or one that is well-formed and about
// something that is not there.
func (c *counter) inputOf(name string) map[string]any {
	c.t.Helper()
	if in, ok := samples(c.desk)[name]; ok {
		return in
	}
	const nothing = "018f0000-0000-7000-8000-000000000000"
	switch name {
	case "unmergeActors", "revertChangeset":
		return members{"changeset": nothing}
	case "applyDossier":
		return members{"text": "onrecord: 1"}
	case "acceptProposal":
		return members{"proposal": nothing}
	case "rejectProposal":
		return members{"proposal": nothing, "reason": "no"}
	}
	c.t.Fatalf("%s is not tried: give it a sample", name)
	return nil
}

// proposals is how many there are, as an admin sees them.
func (c *counter) proposals() string {
	c.t.Helper()
	was := c.who
	defer func() { c.who = was }()
	c.as("Adi", record.Admin)
	return text(c.ask(`{ proposals { totalCount } }`).at("proposals.totalCount"))
}

// Each field of Query is answered to those whose role does, whether it is alone or in
// a fragment, and tells everybody else nothing.
func TestEveryQueryByEveryRole(t *testing.T) {
	s, d := contract(t), full(t)
	c := openCounter(t, d)
	queries := rootFields(d, s)
	queries["nodes"] = fmt.Sprintf("nodes(ids: [%q]) { id }", idText(actorID("ada")))
	for _, name := range ofRoot(s.Query) {
		query, asked := queries[name]
		if !asked {
			t.Errorf("Query.%s is not asked", name)
			continue
		}
		// Twice, so that what was kept for those who may know it lies ready.
		for _, by := range slices.Concat(askers, askers) {
			for _, form := range []string{"{ it: %s }", "{ ...F } fragment F on Query { it: %s }"} {
				_, body := c.asked(by, "application/json", fmt.Sprintf(form, query), nil)
				if by.role >= expectedRole(t, name) == refused(body) || refused(body) && !strings.HasSuffix(body, `"data":null}`) {
					t.Errorf("%v asks for %s: %.300s", by, name, body)
				}
			}
		}
	}
}

func TestEverySubscriptionByEveryRole(t *testing.T) {
	c := openCounter(t, full(t))
	queries := map[string]string{
		"quoteAdded":      "quoteAdded { event }",
		"positionChanged": fmt.Sprintf("positionChanged(actor: %q) { event }", idText(actorID("ada"))),
	}
	for _, name := range ofRoot(contract(t).Subscription) {
		for _, by := range askers {
			status, body := c.asked(by, "text/event-stream", "subscription { "+queries[name]+" }", nil)
			if by.role >= expectedRole(t, name) != (status == http.StatusOK && strings.HasPrefix(body, ":")) {
				t.Errorf("%v waits for %s: %d %.300s", by, name, status, body)
			}
		}
	}
}

// Proposals come and are judged without a new revision, by which answers are kept.
func TestProposalsAreNeverShownAsTheyWere(t *testing.T) {
	c := openCounter(t, full(t))
	for _, query := range []string{`{ proposals(state: OPEN) { totalCount } }`, `{ ... { ...F } } fragment F on Query { proposals(state: OPEN) { totalCount } }`} {
		for waiting := range 2 {
			want := fmt.Sprintf(`{"data":{"proposals":{"totalCount":%d}}}`, waiting)
			if _, body := c.asked(askers[3], "application/json", query, nil); body != want {
				t.Errorf("%s: got %s, want %s", query, body, want)
			}
			c.as("Con", record.Contributor)
			c.made("createTopic", members{"slug": fmt.Sprint("t", waiting), "names": texts("T")}, "")
		}
		c.as("Edi", record.Editor)
		for _, p := range c.ask(`{ proposals(state: OPEN) { edges { node { proposal } } } }`).list("proposals.edges", "node.proposal") {
			c.ask(fmt.Sprintf(`mutation { rejectProposal(input: {proposal: %q, reason: "no"}) { problems { message } } }`, p))
		}
	}
}

// What readers see of everything there is, in every field, is the same to the letter
// before and after a contributor suggested every change that can be: nothing of a
// proposal shows anywhere, however it is asked for.
func TestReadersSeeNothingOfProposals(t *testing.T) {
	d := full(t)
	c := openCounter(t, d)
	before := c.everything(askers[0])
	if len(before) < 100_000 || before != c.everything(askers[1]) {
		t.Fatalf("a reader sees %d bytes, others than the public", len(before))
	}
	d.as("Con Spicuous", record.Contributor)
	for name, in := range samples(d) {
		d.made(name, with(in, members{"message": "conspicuous"}), "proposal { proposal }")
	}
	if c.proposals() == "0" {
		t.Fatal("nothing was suggested")
	}
	for _, by := range askers[:2] {
		if after := c.everything(by); after != before {
			t.Errorf("%v sees a difference, %d and %d bytes, at %q", by, len(before), len(after), firstDifference(before, after))
		}
	}
	d.as("Edi", record.Editor)
	for _, p := range d.ask(`{ proposals(first: 3) { edges { node { proposal } } } }`).list("proposals.edges", "node.proposal") {
		d.ask(fmt.Sprintf(`mutation { it: rejectProposal(input: {proposal: %q, reason: "conspicuous"}) { problems { message } } }`, p)).want("it.problems", []any{})
	}
	if after := c.everything(askers[0]); after != before {
		t.Errorf("a rejection shows, at %q", firstDifference(before, after))
	}
}

// everything is all that somebody sees: every field of every record and of Query.
func (c *counter) everything(by asker) string {
	c.t.Helper()
	s, b := contract(c.t.(*testing.T)), &strings.Builder{}
	show := func(query string) {
		status, body := c.asked(by, "application/json", query, nil)
		if status != http.StatusOK || strings.Contains(body, `"errors"`) {
			c.t.Fatalf("%s: %d %.300s", query, status, body)
		}
		b.WriteString(body + "\n")
	}
	for _, kind := range record.Words[record.Kind]() {
		var k record.Kind
		if err := k.UnmarshalText([]byte(kind)); err != nil {
			c.t.Fatal(err)
		}
		if k == record.AnyActor || !isNode(k) {
			continue
		}
		for rec := range c.graph.Snapshot().Each(k) {
			typeName := camel(rec.Ref().Kind.String())
			show(fmt.Sprintf(`{ node(id: %q) { ... on %s { %s } } }`, rec.Ref().ID, typeName, expand(s, s.Types[typeName])))
		}
	}
	fields := rootFields(c.desk, s)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if expectedRole(c.t.(*testing.T), name) == record.Reader {
			show("{ " + fields[name] + " }")
		}
	}
	return b.String()
}

func firstDifference(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return b[max(0, n-100):min(len(b), n+100)]
}
