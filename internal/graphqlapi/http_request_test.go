package graphqlapi

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// Whatever is sent, the decoder either refuses it with a status of the client's
// fault or gives a call that can be executed and named in the cache.
func FuzzDecodeBody(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{ a }"}`, `{"query":"{ a }","variables":{"a":[1,{"b":1e400}],"c":null},"operationName":"A"}`,
		`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"}}}`,
		`[]`, `null`, `{"query":1}`, "{\"query\":\"\xff\"}", `{"query":"a","query":"b"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c, refused := decodeBody(body)
		checkDecoded(t, c, refused)
	})
}

func FuzzDecodeValues(f *testing.F) {
	f.Add(`query=%7B+a+%7D&variables=%7B%22a%22%3A1%7D`)
	f.Add(`extensions={"persistedQuery":{"version":1}}&operationName=%ff`)
	f.Fuzz(func(t *testing.T, raw string) {
		c, refused := decodeQuery([]byte(raw))
		checkDecoded(t, c, refused)
	})
}

func checkDecoded(t *testing.T, c *call, refused *fault) {
	t.Helper()
	if (c == nil) == (refused == nil) {
		t.Fatalf("got %v and %v", c, refused)
	}
	if refused != nil {
		if refused.statusHint < 400 || refused.statusHint > 499 {
			t.Fatalf("refused with %d", refused.statusHint)
		}
		if _, err := json.Marshal(refused); err != nil {
			t.Fatal(err)
		}
		return
	}
	if c.query == "" && c.hash == nil || !utf8.ValidString(c.query+c.operation) || nesting(c.variables) > deepestVariables {
		t.Fatalf("accepted %+v", c)
	}
	if c.name == (digest{}) {
		t.Fatal("the call has no name for the cache")
	}
}

func TestKeysOfTheCacheCannotBeForged(t *testing.T) {
	terms := &Terms{Languages: []string{"en"}}
	seen := make(map[digest]call)
	for _, c := range []call{
		{query: "ab"}, {query: "b", operation: "a"}, {operation: "ab"}, {query: `{"a":1}`},
		{variables: map[string]any{"a": json.Number("1")}}, {variables: map[string]any{"a": "1"}},
	} {
		if err := c.identify(); err != nil {
			t.Fatal(err)
		}
		key := cacheKey(&c, terms, mediaJSON, Edition{Revision: 1})
		if other, ok := seen[key]; ok {
			t.Errorf("%+v and %+v share a key", c, other)
		}
		seen[key] = c
	}
}
