package graphqlapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/graphqlapi"
)

func TestLimitsNameLimitAndActual(t *testing.T) {
	s := newSite(t, nil)
	deep := "{ person(id: 1) {" + strings.Repeat(" self {", 17) + " name" + strings.Repeat(" }", 19)
	for name, c := range map[string]struct{ query, message string }{
		"bytes":  {"{ language } #" + strings.Repeat("x", 64<<10), "65550 bytes; the limit is 65536"},
		"tokens": {"{" + strings.Repeat(" a", 8000) + "}", "8002 tokens; the limit is 8000"},
		"depth":  {deep, "19 fields deep; the limit is 18"},
		"depth in fragments": {
			"{ person(id: 1) { ...A } } fragment A on Person {" + strings.Repeat(" self {", 17) + " name" + strings.Repeat(" }", 17) + " }",
			"19 fields deep; the limit is 18",
		},
		"cost": {
			`{ people(first: 100) { edges { node { friends(first: 100) { edges { node { friends(first: 100) { edges { node { id } } } } } } } } } }`,
			"2030302 fields; the limit is 100000",
		},
		"introspection": {
			`{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }`,
			"nests 3 lists of fields or types; the limit is 2",
		},
	} {
		r := s.post(asked(c.query))
		if r.codes() != "TOO_LARGE" || !strings.Contains(r.body, c.message) {
			t.Errorf("%s: got %s", name, r.body)
		}
	}
}

// Fragments that spread one another twice grow exponentially. The document is
// measured without spreading them.
func TestFragmentBombIsMeasuredNotExploded(t *testing.T) {
	s := newSite(t, nil)
	var b strings.Builder
	b.WriteString("{ ...F0 }")
	for i := range 200 {
		fmt.Fprintf(&b, " fragment F%d on Query { a: language ...F%d b: language ...F%d }", i, i+1, i+1)
	}
	b.WriteString(" fragment F200 on Query { language }")
	r := s.post(asked(b.String()))
	if r.codes() != "TOO_LARGE" || !strings.Contains(r.body, "once its fragments are spread; the limit is 10000") {
		t.Errorf("got %s", r.body)
	}
}

// Every operation of a document is validated, the ones not asked for as well.
func TestOperationsAreMeasuredTogether(t *testing.T) {
	s := newSite(t, nil)
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, " query Q%d { ...F0 } fragment F%d on Query { a%d: language ...F%d }", i, i, i, i+1)
	}
	query, err := json.Marshal(b.String() + " fragment F200 on Query { language }")
	if err != nil {
		t.Fatal(err)
	}
	r := s.post(`{"operationName":"Q1","query":` + string(query) + `}`)
	if r.codes() != "TOO_LARGE" || !strings.Contains(r.body, "once its fragments are spread") {
		t.Errorf("got %s", r.body)
	}
}

func TestFragmentsThatSpreadThemselvesAreRefused(t *testing.T) {
	s := newSite(t, nil)
	r := s.post(asked(`{ ...A } fragment A on Query { ...B } fragment B on Query { language ...A }`))
	if !strings.Contains(r.codes(), "GRAPHQL_VALIDATION_FAILED") {
		t.Errorf("got %s", r.body)
	}
}

// The same field a thousand times is a million pairs to compare, which took the
// executor minutes without a limit. It counts as passed when the test ends.
func TestQuadraticOverlapEndsEarly(t *testing.T) {
	s := newSite(t, nil)
	for name, query := range map[string]string{
		"one set":   "{ person(id: 1) {" + strings.Repeat(" name", 3000) + " } }",
		"nested":    "{ person(id: 1) {" + strings.Repeat(" self { self { name } }", 800) + " } }",
		"fragments": "{ person(id: 1) { ...F" + strings.Repeat(" ... on Person { self { name } }", 600) + " } } fragment F on Person {" + strings.Repeat(" self { name }", 500) + " }",
	} {
		if r := s.post(asked(query)); r.codes() != "TOO_LARGE" || !strings.Contains(r.body, "50000") || strings.Contains(r.body, "increasing") {
			t.Errorf("%s: got %.300s", name, r.body)
		}
	}
}

// The overlap is measured by what the executor does with a document of the
// largest size, without the limits that come before it.
func TestQuadraticOverlapEndsEarlyInTheExecutorAlone(t *testing.T) {
	s := newSite(t, func(c *graphqlapi.Config) {
		c.Limits.Tokens, c.Limits.Selections, c.Limits.Cost = 1<<20, 1<<20, 1<<20
	})
	if r := s.post(asked("{ person(id: 1) {" + strings.Repeat(" name", 12_000) + " } }")); r.codes() != "TOO_LARGE" {
		t.Errorf("got %.300s", r.body)
	}
}

func TestCostFollowsPagesAndIDs(t *testing.T) {
	s := newSite(t, func(c *graphqlapi.Config) { c.Limits.Cost = 1 })
	estimate := regexp.MustCompile(`may have (\d+) fields`)
	ids := func(n int) map[string]any { return map[string]any{"ids": make([]string, n)} }
	for _, c := range []struct {
		query     string
		variables map[string]any
		want      string
	}{
		{`{ language address }`, nil, "2"},
		{`{ people { totalCount } }`, nil, "2"},
		{`{ people(first: 10) { edges { node { name } } } }`, nil, "22"},
		{`{ people { edges { node { name } } } }`, nil, "42"},
		{`{ people(first: 1000) { edges { node { name } } } }`, nil, "202"},
		{`{ people(first: -1) { edges { node { name } } } }`, nil, "4"},
		{`query($n: Int) { people(first: $n) { edges { node { name } } } }`, map[string]any{"n": 50}, "102"},
		{`query($n: Int) { people(first: $n) { edges { node { name } } } }`, map[string]any{"n": nil}, "42"},
		{`{ people(first: 10) { ...P } } fragment P on PersonConnection { edges { node { name } } }`, nil, "22"},
		{`{ a: people(first: 10) { ...P } b: people(first: 20) { ...P } } fragment P on PersonConnection { edges { node { name } } }`, nil, "64"},
		{`{ nodes(ids: [1, 2, 3]) { id name } }`, nil, "7"},
		{`query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, ids(90), "91"},
	} {
		r := s.post(asked(c.query, c.variables))
		found := estimate.FindStringSubmatch(r.body)
		if found == nil || found[1] != c.want {
			t.Errorf("%s: got %s, want %s", c.query, r.body, c.want)
		}
	}
}

func TestToolsMayIntrospect(t *testing.T) {
	s := newSite(t, nil)
	query, err := os.ReadFile("testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	r := s.post(asked(string(query)))
	if r.StatusCode != http.StatusOK || r.codes() != "" || !strings.Contains(r.body, `"PersonConnection"`) {
		t.Errorf("got %.500s", r.body)
	}
}

// Messages of the executor quote what was sent, in Go's words.
func TestLongMistakesGetShortAnswers(t *testing.T) {
	s := newSite(t, nil)
	for name, query := range map[string]string{
		"value":     `{ greet(name: ` + strings.Repeat("[", 900) + strings.Repeat("]", 900) + `) }`,
		"arguments": `{ greet(` + strings.Repeat(`name: "a" `, 2000) + `) }`,
		"name":      `{ ` + strings.Repeat("n", 60_000) + ` }`,
		"errors":    `{` + strings.Repeat(" nothing", 7000) + `}`,
	} {
		r := s.post(asked(query))
		if r.codes() == "" || len(r.body) > 20_000 || strings.Contains(r.body, "interface {}") {
			t.Errorf("%s: %d bytes: %.300s", name, len(r.body), r.body)
		}
	}
}

func TestVariablesAreCoercedAsTheSpecificationSays(t *testing.T) {
	s := newSite(t, nil)
	const person, count = `query($v: ID!) { person(id: $v) { id } }`, `query($v: Int) { count(first: $v) }`
	const filter = `query($v: Filter) { count(filter: $v) }`
	for _, c := range []struct{ query, value, want string }{
		{person, `5`, `{"data":{"person":{"id":"5"}}}`},
		{person, `"5"`, `{"data":{"person":{"id":"5"}}}`},
		{person, `5.0`, "INVALID_ARGUMENT"},
		{person, `true`, "INVALID_ARGUMENT"},
		{person, `9007199254740993`, `{"data":{"person":{"id":"9007199254740993"}}}`},
		{person, `null`, "INVALID_ARGUMENT"},
		{count, `7`, `{"data":{"count":7}}`},
		{count, `7.0`, `{"data":{"count":7}}`},
		{count, `1e2`, `{"data":{"count":100}}`},
		{count, `null`, `{"data":{"count":null}}`},
		{count, `7.5`, "INVALID_ARGUMENT"},
		{count, `"7"`, "INVALID_ARGUMENT"},
		{count, `2147483648`, "INVALID_ARGUMENT"},
		{count, `1e400`, "INVALID_ARGUMENT"},
		{filter, `{"sides":["FOR","AGAINST"],"atLeast":2}`, `{"data":{"count":null}}`},
		{filter, `{"sides":"FOR"}`, `{"data":{"count":null}}`},
		{filter, `{"sides":["MAYBE"]}`, "INVALID_ARGUMENT"},
		{filter, `{"sides":[null]}`, "INVALID_ARGUMENT"},
		{filter, `{"side":["FOR"]}`, "INVALID_ARGUMENT"},
		{filter, `[]`, "INVALID_ARGUMENT"},
	} {
		r := s.post(asked(c.query, map[string]json.RawMessage{"v": json.RawMessage(c.value)}))
		if r.codes() != "" && r.codes() != c.want || r.codes() == "" && r.body != c.want {
			t.Errorf("%s of %s: got %s, want %s", c.value, c.query, r.body, c.want)
		}
	}
}

// The executor writes the defaults of an operation into the map of variables.
// Were it the map that the next execution sees, one request's default would
// become another's argument.
func TestVariablesOfOneRequestDoNotReachAnother(t *testing.T) {
	s := newSite(t, func(c *graphqlapi.Config) { c.CacheBytes = 0 })
	const query = `query A($v: Int = 1) { count(first: $v) } query B($v: Int) { count(first: $v) }`
	body := `{"query":"` + query + `","variables":{},"operationName":"A"}`
	s.wantBody(s.post(body), `{"data":{"count":1}}`)
	s.wantBody(s.post(strings.Replace(body, `"A"`, `"B"`, 1)), `{"data":{"count":null}}`)
}

// With a parallelism below the largest page, or of none, a list whose items
// resolve beside one another would wait for itself.
func TestLargestPageOfParallelItemsIsAnswered(t *testing.T) {
	s := newSite(t, nil)
	r := s.post(asked(`{ people(first: 100) { edges { node { friends(first: 1) { totalCount } } } } }`))
	if n := strings.Count(r.body, `"totalCount":1`); n != 100 {
		t.Errorf("%d of 100 items are there", n)
	}
}

func TestTimeLimit(t *testing.T) {
	s := newSite(t, func(c *graphqlapi.Config) { c.Limits.Time = time.Millisecond })
	s.wantCode(s.post(asked(`{ slow }`)), http.StatusServiceUnavailable, "TIMEOUT")
	s.wantCode(s.post(asked(`{ slow }`)), http.StatusServiceUnavailable, "TIMEOUT")
	if kept := s.handler.CacheStats().Answers; kept != 0 {
		t.Errorf("a time-out was stored: %d answers are kept", kept)
	}
}
