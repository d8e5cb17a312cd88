package graphqlapi

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"onrecord/internal/record"
)

// One resolver that takes a context or may fail makes the executor run all
// fields of all items of its list in goroutines, at a fifth of the speed. So
// everything without arguments, below the root, is a field or a plain method.
func TestResolversArePlain(t *testing.T) {
	s := contract(t)
	for name, resolver := range map[string]any{
		"Actor": &actorNode{}, "Person": &personNode{}, "Institution": &institutionNode{}, "UnnamedSource": &sourceNode{}, "Collective": &collectiveNode{},
		"Affiliation": &affiliationNode{}, "InstitutionLink": &institutionLink{}, "Question": &questionNode{}, "Claim": &claimNode{},
		"ClaimRelation": &relationNode{}, "Quote": &quoteNode{}, "Utterance": &utteranceNode{}, "Verification": &verification{},
		"AttributionHop": &attributionHop{}, "Correction": &correction{}, "Response": &responseNode{}, "Stance": &stanceNode{},
		"ReportedPosition": &reportedNode{}, "Position": &positionNode{}, "Shift": &shiftNode{}, "Event": &eventNode{},
		"Participation": &participation{}, "Document": &documentNode{}, "Topic": &topicNode{}, "Poll": &pollNode{}, "PollAnswer": &pollAnswer{},
		"Review": &reviewNode{}, "Node": &node{}, "QuoteEdge": &edge[record.Quote, *quoteNode]{}, "PageInfo": &pageInfo[record.Quote, *quoteNode]{},
		"QuoteConnection": &connection[record.Quote, *quoteNode]{}, "SearchEdge": &searchEdge{}, "SearchConnection": &searchConnection{},
	} {
		for _, f := range s.Types[name].Fields {
			if len(f.Arguments) == 0 && !strings.HasPrefix(f.Name, "__") {
				checkPlain(t, name, f, reflect.TypeOf(resolver))
			}
		}
	}
}

func checkPlain(t *testing.T, name string, f *ast.FieldDefinition, resolver reflect.Type) {
	t.Helper()
	same := func(other string) bool { return strings.EqualFold(f.Name, other) }
	for i := range resolver.NumMethod() {
		if m := resolver.Method(i); same(m.Name) {
			if m.Type.NumIn() != 1 || m.Type.NumOut() != 1 {
				t.Errorf("%s.%s is resolved by %v, which costs its siblings a goroutine each", name, f.Name, m.Type)
			}
			return
		}
	}
	if _, ok := resolver.Elem().FieldByNameFunc(same); !ok {
		t.Errorf("%s.%s is resolved by nothing in %v", name, f.Name, resolver)
	}
}

// BenchmarkClaimPage is the page of a claim with fifty stances, each with its
// speaker, institution, quote and document, without any cache.
func BenchmarkClaimPage(b *testing.B) {
	d := openDesk(b, crowd(50)...)
	const query = `{ claim(slug: "dues-fall") { text tally { supports opposes contention } stances(first: 50) { totalCount edges { node {
		position qualified certainty actor { id slug name } quote { id gist saidOn role affiliation { slug name } document { slug title publishedOn publisher { name } } } } } } } }`
	d.ask(query).want("claim.stances.totalCount", 50)
	b.ReportAllocs()
	for b.Loop() {
		if r := d.exec(query, nil); len(r.Errors) > 0 {
			b.Fatal(r.Errors)
		}
	}
}

func crowd(n int) []record.Record {
	harbour, gazette := body("harbour", "Harbour"), paper("gazette", "2025-12-20")
	gazette.Publisher = harbour.ID
	all := []record.Record{harbour, gazette, proposition("dues-fall", "Dues will fall")}
	for i := range n {
		key := fmt.Sprint("person-", i)
		all = append(all, human(key, "Person "+key),
			says(key, key, "gazette", "2025-11-01", func(q *record.Quote) { q.Affiliation, q.Role = harbour.ID, "master" }),
			takes(key, "dues-fall", record.Position(1+i%2)))
	}
	return all
}
