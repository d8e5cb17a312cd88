package graphqlapi

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"

	"onrecord/schema"
)

// The limits are for the contract, so they are tried on it: what people ask must
// pass, and what nobody needs must not.
func TestDefaultLimitsFitTheContract(t *testing.T) {
	p, err := newPlanner(schema.GraphQL, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	introspection, err := os.ReadFile("testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	// A search costs the server far more than the field that it fills: seven
	// hundred of them in one document took it seconds.
	searches := func(n int) string {
		var all strings.Builder
		for i := range n {
			fmt.Fprintf(&all, " s%d: search(text: \"the\") { totalCount }", i)
		}
		return "{" + all.String() + " }"
	}
	for query, allowed := range map[string]bool{
		searches(40): true, searches(60): false,
		string(introspection): true,
		`{ claim(slug: "a") { text stances(first: 100) { edges { node { position certainty quote { gist fragments document { title url publisher { name } } }
			speaker { name } } } } } }`: true,
		`{ claims(first: 100) { edges { node { text tally { agree { actors } } stances(first: 20) { edges { node { speaker { name } quote { gist } } } } } } } }`:                true,
		`{ claims(first: 100) { edges { node { stances(first: 100) { edges { node { quote { stances { claim { stances(first: 100) { edges { node { id } } } } } } } } } } } } }`: false,
		// What was changed is read from the store, item by item.
		`{ changesets(first: 100) { edges { node { revision author message } } } }`:                                                                                  true,
		`{ people(first: 100) { edges { node { history { changes(first: 5) { edges { node { act } } } } } } } }`:                                                     true,
		`{ quotes(first: 100) { edges { node { history { changes { edges { node { act } } } stances { id history { changes { edges { node { act } } } } } } } } } }`: false,
	} {
		_, f := p.plan(&call{query: query})
		if (f == nil) != allowed {
			t.Errorf("%s: %v", query, f)
		}
	}
}

// Whatever a document says, planning it ends without a panic, in a plan or in a
// fault of the client's.
func FuzzPlan(f *testing.F) {
	p, err := newPlanner(schema.GraphQL, DefaultLimits())
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		`{ claim(slug: "a") { ...C } } fragment C on Claim { stances(first: 3) { edges { node { id } } } }`,
		`query A($first: Int = 3, $ids: [ID!]!) { nodes(ids: $ids) { id } quotes(first: $first) { totalCount } }`,
		`{ ...A } fragment A on Query { ...A }`, `{ __schema { types { fields { name } } } }`, `"a" query { a }`, `{`, `# only`,
		`subscription { a(b: {c: [1, "d", """e""", E, null, $f]}) @skip(if: true) }`, `{ ... on Nothing { ... { a: b } } }`,
	} {
		f.Add(seed, "first", "5")
	}
	f.Fuzz(func(t *testing.T, query, name, value string) {
		c, refused := decodeBody(fmt.Appendf(nil, `{"query":"{a}","variables":{%q:%s}}`, name, value))
		if refused != nil {
			c = &call{}
		}
		plan, f := p.plan(&call{query: query, variables: c.variables})
		if (plan == nil) == (f == nil) {
			t.Fatalf("got %v and %v", plan, f)
		}
		if f != nil && f.Code != codeParse && f.Code != codeValidation && f.Code != codeInvalid && f.Code != codeTooLarge {
			t.Fatalf("fault %+v", f)
		}
	})
}

// Measuring a fragment once gives the same as measuring the document in which
// every spread is replaced by what it spreads.
func TestFragmentsWeighWhatTheySpread(t *testing.T) {
	p, err := newPlanner(schema.GraphQL, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		const fragments = 4
		bodies := make([]string, fragments)
		for i := fragments - 1; i >= 0; i-- {
			bodies[i] = drawSelections(t, i+1, fragments)
		}
		query := drawSelections(t, 0, fragments)
		spread, inlined := "{ claims { edges { node {"+query+"} } } }", "{ claims { edges { node {"+query+"} } } }"
		for i, body := range bodies {
			spread += fmt.Sprintf(" fragment F%d on Claim {%s}", i, body)
			inlined = strings.ReplaceAll(inlined, fmt.Sprintf("...F%d", i), body)
		}
		got, want := weightOf(t, p, spread), weightOf(t, p, inlined)
		got.selections, want.selections = 0, 0
		if got != want {
			t.Fatalf("%s weighs %+v, %s weighs %+v", spread, got, inlined, want)
		}
	})
}

// drawSelections draws selections on Claim that spread only fragments from the
// given number on, so that nothing spreads itself.
func drawSelections(t *rapid.T, from, fragments int) string {
	parts := []string{" id", " question { claims {%s} }", " stances(first: 7) { totalCount edges { node { claim {%s} } } }"}
	if from < fragments {
		parts = append(parts, fmt.Sprintf(" ...F%d", rapid.IntRange(from, fragments-1).Draw(t, "spread")))
	}
	text := " text"
	for range rapid.IntRange(1, 3).Draw(t, "selections") {
		part := rapid.SampledFrom(parts).Draw(t, "part")
		if strings.Contains(part, "%s") {
			part = fmt.Sprintf(part, text)
		}
		text += part
	}
	return text
}

func weightOf(t *rapid.T, p *planner, query string) weight {
	document, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		t.Fatal(err)
	}
	return p.newScale(document, nil).weigh(p.schema.Query, document.Operations[0].SelectionSet)
}
