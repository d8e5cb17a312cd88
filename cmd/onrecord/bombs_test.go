package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// mostSpent is how much memory one bomb may make a server allocate in all, most of
// which is garbage at once: a few times what the largest document takes to parse and
// validate.
const mostSpent = 64 << 20

// A bomb is a small request that asks for something very large.
type bomb struct {
	name, query, variables string
	// want is the code of the refusal; empty where the request is answered, because
	// it is less than it looks.
	want string
}

// bombs all fit a request.
func bombs() []bomb {
	nested := func(open, inner, shut string, n int) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
	}
	numbered := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, strings.ReplaceAll(format, "#", "%[1]d"), i)
		}
		return b.String()
	}
	var doubling, chain strings.Builder
	for i := range 150 {
		fmt.Fprintf(&doubling, " fragment F%d on Query { a: graph { revision } ...F%d b: graph { revision } ...F%d }", i, i+1, i+1)
		fmt.Fprintf(&chain, " fragment F%d on Query { ...F%d }", i, (i+1)%150)
	}
	const page = "edges { node { "
	return []bomb{
		{"fields inside one another", "{ people { " + nested("edges { node { quotes { edges { node { speaker { ... on Person { ", "name", "} } } } } } }", 6) + "} }", "", "TOO_LARGE"},
		{"braces", nested("{ a", "", "}", 4000), "", "TOO_LARGE"},
		{"braces without an end", strings.Repeat("{a", 3000), "", "GRAPHQL_PARSE_FAILED"},
		{"lists inside one another", "{ nodes(ids: " + nested("[", `"a"`, "]", 3000) + ") { id } }", "", "GRAPHQL_PARSE_FAILED"},
		{"objects inside one another", "{ nodes(ids: " + nested("{a:", "1", "}", 2000) + ") { id } }", "", "TOO_LARGE"},
		{"types inside one another", "query ($a: " + nested("[", "ID", "]", 3000) + ") { graph { revision } }", "", "GRAPHQL_PARSE_FAILED"},
		{"aliases of a search", "{" + numbered(` a#: search(text: "the") { totalCount }`, 700) + "}", "", "TOO_LARGE"},
		{"aliases of an alignment", "{" + numbered(` a#: person(slug: "tariq-hemo") { alignments(kind: DISAGREEMENT, first: 100) { totalCount } }`, 300) + "}", "", "TOO_LARGE"},
		{"aliases of camps", "{" + numbered(` a#: camps(about: "x") { label }`, 400) + "}", "", "TOO_LARGE"},
		{"aliases of a list", "{" + numbered(" a#: quotes(first: 100) { edges { node { gist } } }", 500) + "}", "", "TOO_LARGE"},
		{"aliases of the past", "{" + numbered(" a#: difference(from: 0, to: 1, first: 100) { totalCount edges { node { fields { path } } } }", 200) + "}", "", "TOO_LARGE"},
		{"pages of pages", "{ people(first: 100) { " + page + "quotes(first: 100) { " + page + "stances(first: 100) { " + page + "position } } } } } } } } } }", "", "TOO_LARGE"},
		{"fragments that double", "{ ...F0 }" + doubling.String() + " fragment F150 on Query { graph { revision } }", "", "TOO_LARGE"},
		{"fragments in a circle", "{ ...F0 }" + chain.String(), "", "GRAPHQL_VALIDATION_FAILED"},
		{"a fragment in itself", "{ ...F } fragment F on Query { ...F ...F ...F }", "", "GRAPHQL_VALIDATION_FAILED"},
		{"fragments that nobody spreads", "{ graph { revision } }" + numbered(" fragment F# on Query { graph { revision } }", 500), "", "GRAPHQL_VALIDATION_FAILED"},
		{"spreads of one fragment", "{" + strings.Repeat(" ...F", 2600) + " } fragment F on Query { graph { revision } }", "", "TOO_LARGE"},
		{"inline fragments", "{ " + nested("... on Query { ", "graph { revision }", "}", 1500) + " }", "", "GRAPHQL_PARSE_FAILED"},
		{"one field thousands of times", "{ graph {" + strings.Repeat(" revision", 3900) + " } }", "", "TOO_LARGE"},
		{"fields that overlap", "{" + strings.Repeat(" graph { revision }", 1900) + "}", "", "TOO_LARGE"},
		{"fields that clash", "{" + numbered(` a: person(slug: "#") { name }`, 700) + "}", "", "GRAPHQL_VALIDATION_FAILED"},
		{"a fragment in a field that is none", `{ people { nothing { ... on Person { name } } } }`, "", "GRAPHQL_VALIDATION_FAILED"},
		{"directives", "{ graph" + strings.Repeat(" @include(if: true)", 1100) + " { revision } }", "", "GRAPHQL_VALIDATION_FAILED"},
		{"directives that are none", "{ graph" + numbered(" @d#", 3000) + " { revision } }", "", "GRAPHQL_VALIDATION_FAILED"},
		{"arguments", "{ person(" + numbered(` a#: "x"`, 2000) + ") { name } }", "", "GRAPHQL_VALIDATION_FAILED"},
		{"variables that nobody uses", "query (" + numbered(" $v#: ID", 1900) + ") { graph { revision } }", "", "GRAPHQL_VALIDATION_FAILED"},
		{"operations", numbered("query Q# { graph { revision } } ", 800), "", "GRAPHQL_VALIDATION_FAILED"},
		{"types of types", "{ __schema { types { " + nested("fields { type { ", "name", "} } ", 5) + "} } }", "", "TOO_LARGE"},
		{"the schema many times", "{" + numbered(" a#: __schema { types { fields { args { name type { name } } } } }", 300) + "}", "", "TOO_LARGE"},
		{"comments", "{ graph { revision } }" + strings.Repeat("#\n", 30_000), "", "TOO_LARGE"},
		{"commas", "{ graph { revision } }" + strings.Repeat(",", 60_000), "", ""},
		{"a name", "{ " + strings.Repeat("a", 64_000) + " }", "", "GRAPHQL_VALIDATION_FAILED"},
		{"a text", `{ search(text: "` + strings.Repeat("a b ", 16_000) + `") { totalCount } }`, "", "INVALID_ARGUMENT"},
		{"a document", "{" + strings.Repeat(" ", 70_000) + "graph { revision } }", "", "TOO_LARGE"},
		{"a text in a variable", "query ($t: String!) { search(text: $t) { totalCount } }", `{"t":"` + strings.Repeat("ق ", 80_000) + `"}`, "INVALID_ARGUMENT"},
		{"ids in a variable", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", `{"ids":[` + strings.Repeat(`"a",`, 50_000) + `"a"]}`, "INVALID_ARGUMENT"},
		{"ids in the document", `{ nodes(ids: [` + strings.Repeat(`"a" `, 7000) + `]) { id } }`, "", "INVALID_ARGUMENT"},
		{"variables inside one another", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", `{"ids":` + nested("[", "1", "]", 9000) + `}`, "BAD_REQUEST"},
		{"variables deeper than JSON may be", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", `{"ids":` + nested("[", "1", "]", 100_000) + `}`, "BAD_REQUEST"},
		{"many variables", "{ graph { revision } }", `{` + numbered(`"v#":1,`, 15_000) + `"x":1}`, ""},
		{"a number", "query ($n: Int) { people(first: $n) { totalCount } }", `{"n":1e999999999}`, "INVALID_ARGUMENT"},
		{"a number of digits", "query ($n: Int) { people(first: $n) { totalCount } }", `{"n":` + strings.Repeat("9", 200_000) + `}`, "INVALID_ARGUMENT"},
		{"a cursor", "query ($c: String) { people(after: $c) { totalCount } }", `{"c":"` + strings.Repeat("A", 200_000) + `"}`, "INVALID_CURSOR"},
	}
}

// Each bomb is refused under a code of its own, or answered because it is harmless,
// and takes little memory either way. It counts as passed when the test ends.
func TestBombsAreDefused(t *testing.T) {
	w := openWhole(t, func(s *serveCommand) { s.CacheMB = 0 })
	w.bombard(t, bombs(), "")
}

// Whoever may edit can do no more harm by size.
func TestBombsOfEditorsAreDefused(t *testing.T) {
	w := openWhole(t, func(s *serveCommand) { s.CacheMB = 0 })
	var create strings.Builder
	for i := range 600 {
		fmt.Fprintf(&create, ` a%d: createTopic(input: {slug: "t%d", names: [{language: "en", text: "T"}]}) { problems { message } }`, i, i)
	}
	var names strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&names, `{"language":"en","text":"N%d"},`, i)
	}
	const createTopic = "mutation ($input: CreateTopicInput!) { createTopic(input: $input) { problems { code message path } } }"
	w.bombard(t, []bomb{
		{"aliases of a mutation", "mutation {" + create.String() + "}", "", "TOO_LARGE"},
		{"names", createTopic, `{"input":{"slug":"t","names":[` + names.String() + `{"language":"en","text":"N"}]}}`, "INVALID_ARGUMENT"},
		{"a name", createTopic, `{"input":{"slug":"t","names":[{"language":"en","text":"` + strings.Repeat("n", 250_000) + `"}]}}`, "INVALID_ARGUMENT"},
		{"a message", createTopic, `{"input":{"slug":"t","names":[{"language":"en","text":"n"}],"message":"` + strings.Repeat("n", 250_000) + `"}}`, "INVALID_ARGUMENT"},
		{"a key", createTopic, `{"input":{"slug":"t","names":[{"language":"en","text":"n"}],"key":"` + strings.Repeat("n", 250_000) + `"}}`, "INVALID_ARGUMENT"},
		{"members that are none", createTopic, `{"input":{` + strings.Repeat(`"x":1,`, 40_000) + `"slug":"t"}}`, "INVALID_ARGUMENT"},
	}, w.secrets[record.Editor])
	w.bombard(t, []bomb{
		{"outlooks of proposals", "{ proposals(first: 100) { edges { node { changes { act } problems { code } } } } b: proposals(first: 100) { edges { node { changes { act } } } } }", "", "TOO_LARGE"},
	}, w.secrets[record.Contributor])
	anchors := "onrecord: 1\ndossier: x\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'z'; c++ {
		anchors += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", c-1), 10), ","))
	}
	for name, text := range map[string]string{
		"aliases of aliases": anchors,
		"an alias in itself": "onrecord: 1\ndossier: x\na: &a {b: *a}\n",
		"flow":               strings.Repeat("[", 200_000),
		"indentation":        strings.Repeat("? ", 100_000),
		"keys":               "onrecord: 1\ndossier: x\n" + strings.Repeat("people: {}\n", 20_000),
		"documents":          strings.Repeat("---\na\n", 30_000),
	} {
		t.Run(name, func(t *testing.T) {
			before := w.graph.Snapshot()
			spent := spentBy(func() {
				got := w.dossier(t, w.secrets[record.Editor], text, false)
				if !strings.Contains(got.Body.String(), `"code":"INVALID_ARGUMENT"`) {
					t.Errorf("got %d %.500s", got.Code, got.Body)
				}
			})
			if spent > mostSpent || w.graph.Snapshot() != before {
				t.Errorf("it took %d MB, and the graph is as it was: %t", spent>>20, w.graph.Snapshot() == before)
			}
		})
	}
}

// Proposals of whole dossiers are listed without working out what they would change,
// unless that is what is asked.
func TestDossiersThatWaitCostNothing(t *testing.T) {
	w := openWhole(t, nil)
	text, err := os.ReadFile("../../seeds/coalition.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		w.dossier(t, w.secrets[record.Contributor], strings.ReplaceAll(string(text), " and ", fmt.Sprintf(" and (%d) ", i)), false)
	}
	ask := func(query string) (body string, spent uint64) {
		r := request(http.MethodPost, "/graphql", w.secrets[record.Contributor], []byte(`{"query":`+quoted(query)+`}`))
		r.Header.Set("Content-Type", "application/json")
		spent = spentBy(func() { body = w.send(t, r).Body.String() })
		return body, spent
	}
	if body, spent := ask("{ proposals { totalCount edges { node { author state } } } }"); !strings.Contains(body, `"totalCount":20`) || spent > 32<<20 {
		t.Errorf("it took %d MB: %.300s", spent>>20, body)
	}
	if body, _ := ask("{ proposals(first: 1) { edges { node { changes { act } } } } }"); !strings.Contains(body, `"changes":[{"act":"`) {
		t.Errorf("nothing would change: %.300s", body)
	}
}

func (w *wholeSite) bombard(t *testing.T, all []bomb, secret string) {
	t.Helper()
	for _, b := range all {
		t.Run(b.name, func(t *testing.T) {
			r := request(http.MethodPost, "/graphql", secret, body(b.query, "", b.variables))
			r.Header.Set("Content-Type", "application/json")
			var codes []string
			spent := spentBy(func() { codes = codesOf(t, w.send(t, r).Body.Bytes()) })
			want := []string{b.want}
			if b.want == "" {
				want = nil
			}
			if !slices.Equal(codes, want) {
				t.Errorf("codes %q, want %q", codes, want)
			}
			if spent > mostSpent {
				t.Errorf("it took %d MB of memory", spent>>20)
			}
			t.Logf("%d KB of request, %d KB of memory", r.ContentLength>>10, spent>>10)
		})
	}
}

// codesOf are the codes of an answer, of errors and of problems, each once.
func codesOf(t *testing.T, answer []byte) []string {
	t.Helper()
	var whole struct {
		Errors []struct{ Extensions struct{ Code string } }
		Data   map[string]any
	}
	if err := json.Unmarshal(answer, &whole); err != nil {
		t.Fatalf("%v: %.300s", err, answer)
	}
	var codes []string
	for _, e := range whole.Errors {
		codes = append(codes, e.Extensions.Code)
	}
	for _, field := range whole.Data {
		payload, _ := field.(map[string]any)
		problems, _ := payload["problems"].([]any)
		for _, p := range problems {
			codes = append(codes, p.(map[string]any)["code"].(string))
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// spentBy is what was allocated meanwhile, in bytes.
func spentBy(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
