package graphqlapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onrecord/schema"
)

// overHTTP serves a desk as the server does.
func (d *desk) overHTTP() *Handler {
	d.t.Helper()
	h, err := NewHandler(Config{
		SDL: schema.GraphQL, Executor: d.schema, Limits: DefaultLimits(), BaseURL: testBase,
		Present: func(*http.Request) (Edition, error) { return EditionOf(d.graph.Snapshot(), today), nil },
		Logger:  slog.New(slog.NewTextHandler(io.MultiWriter(&d.log), nil)),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return h
}

func postTo(h http.Handler, query string, variables map[string]any) string {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.String()
}

// A fragment on an interface may hold fragments on its types, on other
// interfaces, and on no type at all.
func TestFragmentsInsideFragments(t *testing.T) {
	d := openDesk(t, human("ada", "Ada"), body("harbour", "Harbour"))
	h := d.overHTTP()
	ada := idText(actorID("ada"))
	for query, want := range map[string]string{
		`{ node(id: "` + ada + `") { ... on Actor { slug ... on Person { sameAs } ... on Institution { kind } name } } }`:                                                         `{"node":{"slug":"ada","sameAs":[],"name":"Ada"}}`,
		`{ actor(slug: "harbour") { ... on Node { id: __typename ... on Institution { slug } } } }`:                                                                               `{"actor":{"id":"Institution","slug":"harbour"}}`,
		`{ person(slug: "ada") { ... on Actor { slug ... { name } } } }`:                                                                                                          `{"person":{"slug":"ada","name":"Ada"}}`,
		`{ person(slug: "ada") { ... on Actor { ... on Institution { kind } } } }`:                                                                                                `{"person":{}}`,
		`{ person(slug: "ada") { ...A } } fragment A on Node { ...B } fragment B on Actor { name ...C } fragment C on Person { sameAs }`:                                          `{"person":{"name":"Ada","sameAs":[]}}`,
		`query($n: Int, $s: String) { actor(slug: $s) { ... on Node { ... on Institution { people(first: $n) { totalCount } } } slug } }`:                                         `{"actor":{"slug":"ada"}}`,
		`{ search(text: "ada \u202B\u007F", first: 1) { edges { node { ... on Actor { name ... on Person { names { text } } } } } } }`:                                            `{"search":{"edges":[{"node":{"name":"Ada","names":[{"text":"Ada"}]}}]}}`,
		`query($n: Int, $s: String) { person(slug: $s) { ... on Actor { ... on Institution { people(first: $n) { totalCount } } } } }`:                                            `{"person":{}}`,
		`query A { person(slug: "ada") { ... on Actor { ... @include(if: true) { name } ... @skip(if: true) { slug } } } }`:                                                       `{"person":{"name":"Ada"}}`,
		`{ __type(name: "Actor") { ...T } actor(slug: "ada") { ... on Node { ... { id: __typename } } } } fragment T on __Type { name possibleTypes { ... on __Type { name } } }`: `{"__type":{"name":"Actor","possibleTypes":[{"name":"Person"},{"name":"Institution"},{"name":"UnnamedSource"},{"name":"Collective"}]},"actor":{"id":"Person"}}`,
	} {
		if got := postTo(h, query, map[string]any{"s": "ada"}); got != `{"data":`+want+`}` {
			t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
		}
	}
	if log := d.log.String(); log != "" {
		t.Errorf("the log has %s", log)
	}
}

// The document that was sent is the one that is validated: what is executed in
// its place may have lost the mistake.
func TestMistakesInsideFragmentsAreFound(t *testing.T) {
	h := openDesk(t, human("ada", "Ada")).overHTTP()
	const nested = `{ person(slug: "ada") { ... on Actor { ... on Institution { %s } ... { name } } } } %s`
	for inside, c := range map[string][2]string{
		"nothing": {"", `"line":1,"column":61`}, "kind ...F": {"", "F"}, "kind(a: 1)": {"", `"a\"`}, "people(first: $n) { totalCount }": {"", "$n"},
		"kind": {"fragment F on Person { name }", "never used"}, "...F": {"fragment F on Institution { ...F }", "within itself"}, "... on Person { name }": {"", "can never be"},
		"name ... on Thing { id }": {"", "Thing"},
	} {
		got := postTo(h, fmt.Sprintf(nested, inside, c[0]), nil)
		if !strings.Contains(got, "GRAPHQL_VALIDATION_FAILED") || !strings.Contains(got, c[1]) {
			t.Errorf("%s: got %s", inside, got)
		}
	}
}

func TestFragmentsThatGrowWhenSpreadAreRefused(t *testing.T) {
	h := openDesk(t, human("ada", "Ada")).overHTTP()
	guards := strings.Repeat("... @include(if: true) { id ", 900)
	for name, query := range map[string]string{
		"guards":    `{ person(slug: "ada") { ... on Actor { ` + guards + strings.Repeat("}", 900) + ` } } }`,
		"fragments": `{ person(slug: "ada") { ` + strings.Repeat("...A ", 90) + `} } fragment A on Actor { ` + strings.Repeat("aVeryLongNameForAnythingAtAll: name ", 60) + ` ... on Person { id } }`,
	} {
		if got := postTo(h, query, nil); !strings.Contains(got, "TOO_LARGE") {
			t.Errorf("%s: got %.300s", name, got)
		}
	}
}

// drawn is a selection and what it asks of each type.
type drawn struct {
	text      strings.Builder
	fragments strings.Builder
	fields    int
	named     int
}

// kindsOf are the types that have the values of a type, in the contract.
func kindsOf(name string) []string {
	switch name {
	case "Person", "Institution":
		return []string{name}
	}
	return []string{"Person", "Institution"}
}

// draw writes a selection on a type and gives the keys that it asks of a person
// and of an institution, in order. Those for whom it is met are in kinds.
func (q *drawn) draw(t *rapid.T, out *strings.Builder, on string, kinds []string, depth int, keys map[string][]string) {
	for range rapid.IntRange(1, 4).Draw(t, "selections") {
		if depth == 0 || rapid.Bool().Draw(t, "field") {
			q.fields++
			fmt.Fprintf(out, " k%d: id", q.fields)
			for _, kind := range kinds {
				keys[kind] = append(keys[kind], fmt.Sprintf("k%d", q.fields))
			}
			continue
		}
		q.fragment(t, out, on, kinds, depth, keys)
	}
}

func (q *drawn) fragment(t *rapid.T, out *strings.Builder, on string, kinds []string, depth int, keys map[string][]string) {
	conditions := []string{"Node", "Actor", "Person", "Institution", ""}
	condition := rapid.SampledFrom(conditions).Filter(func(c string) bool {
		return c == "" || slices.ContainsFunc(kindsOf(c), func(k string) bool { return slices.Contains(kindsOf(on), k) })
	}).Draw(t, "condition")
	guard := rapid.SampledFrom([]string{"", "", "@include(if: $yes)", "@skip(if: false)", "@include(if: $no)", "@skip(if: true)"}).Draw(t, "guard")
	inside := on
	if condition != "" {
		inside = condition
	}
	var met []string
	for _, k := range kinds {
		if slices.Contains(kindsOf(inside), k) && guard != "@include(if: $no)" && guard != "@skip(if: true)" {
			met = append(met, k)
		}
	}
	if condition == "" || rapid.Bool().Draw(t, "inline") {
		out.WriteString(" ...")
		if condition != "" {
			out.WriteString(" on " + condition)
		}
		out.WriteString(" " + guard + " {")
		q.draw(t, out, inside, met, depth-1, keys)
		out.WriteString(" }")
		return
	}
	q.named++
	name := fmt.Sprintf("F%d", q.named)
	fmt.Fprintf(out, " ...%s %s", name, guard)
	var definition strings.Builder
	q.draw(t, &definition, inside, met, depth-1, keys)
	fmt.Fprintf(&q.fragments, " fragment %s on %s {%s }", name, condition, definition.String())
}

// However fragments nest, each object has the fields that the fragments around
// them ask of its type, in the order of the document.
func TestNestedFragmentsAgainstTheirMeaning(t *testing.T) {
	d := openDesk(t, human("ada", "Ada"), body("harbour", "Harbour"))
	h := d.overHTTP()
	ids := map[string]string{"Person": idText(actorID("ada")), "Institution": idText(actorID("harbour"))}
	slugs := map[string]string{"Person": "ada", "Institution": "harbour"}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{"Person", "Institution"}).Draw(t, "kind")
		root := rapid.SampledFrom([]string{"Node", "Actor", "own"}).Draw(t, "root")
		on, field := root, fmt.Sprintf("node(id: %q)", ids[kind])
		switch root {
		case "Actor":
			field = fmt.Sprintf("actor(slug: %q)", slugs[kind])
		case "own":
			on, field = kind, fmt.Sprintf("%s(slug: %q)", strings.ToLower(kind), slugs[kind])
		}
		q, keys := &drawn{}, map[string][]string{}
		q.draw(t, &q.text, on, kindsOf(on), 4, keys)
		query := "query($yes: Boolean!, $no: Boolean!) { it: " + field + " { " + q.text.String() + " }" +
			" a: graph @include(if: $yes) { revision } b: graph @skip(if: $no) { revision } }" + q.fragments.String()
		got := postTo(h, query, map[string]any{"yes": true, "no": false})
		var want strings.Builder
		for i, key := range keys[kind] {
			if i > 0 {
				want.WriteString(",")
			}
			fmt.Fprintf(&want, "%q:%q", key, ids[kind])
		}
		if wanted := `{"data":{"it":{` + want.String() + `},"a":{"revision":1},"b":{"revision":1}}}`; got != wanted {
			t.Fatalf("%s\ngot  %s\nwant %s", query, got, wanted)
		}
	})
}

// What the flattening takes for granted: of two abstract types one has all the
// values of the other, or they have none in common.
func TestAbstractTypesNest(t *testing.T) {
	p, err := newPlanner(schema.GraphQL, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	f := &flattener{scale: &scale{planner: p}}
	for _, a := range p.schema.Types {
		for _, b := range p.schema.Types {
			if a.IsAbstractType() && b.IsAbstractType() {
				if f.narrower(a, b); f.lost {
					t.Fatalf("%s and %s overlap in part", a.Name, b.Name)
				}
			}
		}
	}
}
