package graphqlapi_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/graphqlapi"
	"onrecord/internal/record"
)

func TestAnswersByPostAndGet(t *testing.T) {
	s := newSite(t, nil)
	const query = `query($n: String!) { greet(name: $n) }`
	s.wantBody(s.post(asked(query, map[string]any{"n": "Hemo"})), `{"data":{"greet":"Hello Hemo"}}`)
	s.wantBody(s.get(map[string]string{"query": query, "variables": `{"n":"Hemo"}`}), `{"data":{"greet":"Hello Hemo"}}`)
	s.wantBody(s.get(map[string]string{"query": `query A { language } query B { address }`, "operationName": "B"}),
		`{"data":{"address":"https://record.example/x"}}`)
}

func TestAddressesIgnoreTheHostHeader(t *testing.T) {
	s := newSite(t, nil)
	r := request(http.MethodPost, "http://evil.example/graphql", asked(`{ address }`), "Content-Type", "application/json", "X-Forwarded-Host", "evil.example")
	s.wantBody(s.do(r), `{"data":{"address":"https://record.example/x"}}`)
}

func TestMutationsOnlyByPost(t *testing.T) {
	s := newSite(t, nil)
	const mutation = `mutation { editTopic(to: "x") }`
	refused := s.get(map[string]string{"query": mutation})
	s.wantCode(refused, http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
	if allow := refused.Header.Get("Allow"); allow != http.MethodPost {
		t.Errorf("Allow is %q", allow)
	}
	if n := s.world.executed.Load(); n != 0 {
		t.Fatalf("a GET executed a mutation %d times", n)
	}
	s.wantBody(s.post(asked(mutation)), `{"data":{"editTopic":"x"}}`)
	s.wantBody(s.post(asked(mutation)), `{"data":{"editTopic":"x"}}`)
	if n := s.world.executed.Load(); n != 2 {
		t.Fatalf("two mutations were executed %d times", n)
	}
}

func TestRefusesMalformedRequests(t *testing.T) {
	s := newSite(t, nil)
	small := func(c *graphqlapi.Config) { c.Limits.Body = 100 }
	long := asked(`{ language } # ` + strings.Repeat("x", 200))
	unsized := request(http.MethodPost, "/graphql", "", "Content-Type", "application/json")
	unsized.Body, unsized.ContentLength = io.NopCloser(strings.NewReader(long)), -1
	for name, c := range map[string]struct {
		got    reply
		status int
		code   string
	}{
		"method":                    {s.do(request(http.MethodPut, "/graphql", "")), 405, "METHOD_NOT_ALLOWED"},
		"accept":                    {s.post(asked(`{ language }`), "Accept", "text/html"), 406, "BAD_REQUEST"},
		"accept charset":            {s.post(asked(`{ language }`), "Accept", "application/json; charset=latin1"), 406, "BAD_REQUEST"},
		"no content type":           {s.do(request(http.MethodPost, "/graphql", asked(`{ language }`))), 415, "BAD_REQUEST"},
		"form":                      {s.do(request(http.MethodPost, "/graphql", "query=x", "Content-Type", "application/x-www-form-urlencoded")), 415, "BAD_REQUEST"},
		"charset":                   {s.do(request(http.MethodPost, "/graphql", asked(`{ language }`), "Content-Type", "application/json; charset=latin1")), 415, "BAD_REQUEST"},
		"encoded":                   {s.post(asked(`{ language }`), "Content-Encoding", "gzip"), 415, "BAD_REQUEST"},
		"too large":                 {newSite(t, small).post(long), 413, "TOO_LARGE"},
		"too large, length unknown": {newSite(t, small).do(unsized), 413, "TOO_LARGE"},
		"long address":              {newSite(t, small).get(map[string]string{"query": long}), 414, "TOO_LARGE"},
		"empty":                     {s.post(``), 400, "BAD_REQUEST"},
		"not JSON":                  {s.post(`{ "not a JSON`), 400, "BAD_REQUEST"},
		"two values":                {s.post(`{"query":"{ language }"}{}`), 400, "BAD_REQUEST"},
		"batch":                     {s.post(`[{"query":"{ language }"}]`), 400, "BAD_REQUEST"},
		"null":                      {s.post(`null`), 400, "BAD_REQUEST"},
		"not UTF-8":                 {s.post("{\"query\":\"{ greet(name: \\\"\xff\\\") }\"}"), 400, "BAD_REQUEST"},
		"no query":                  {s.post(`{"QUERY":"{ language }"}`), 400, "BAD_REQUEST"},
		"query type":                {s.post(`{"query":1}`), 400, "BAD_REQUEST"},
		"operationName type":        {s.post(`{"query":"{ language }","operationName":[]}`), 400, "BAD_REQUEST"},
		"variables type":            {s.post(`{"query":"{ language }","variables":"{}"}`), 400, "BAD_REQUEST"},
		"extensions type":           {s.post(`{"query":"{ language }","extensions":0}`), 400, "BAD_REQUEST"},
		"deep variables":            {s.post(`{"query":"{ language }","variables":{"a":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}}`), 400, "BAD_REQUEST"},
		"get variables":             {s.get(map[string]string{"query": `{ language }`, "variables": `{} {}`}), 400, "BAD_REQUEST"},
		"get twice":                 {s.do(request(http.MethodGet, "/graphql?query=a&query=b", "")), 400, "BAD_REQUEST"},
		"get escape":                {s.do(request(http.MethodGet, "/graphql?query=%zz", "")), 400, "BAD_REQUEST"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.got.StatusCode != c.status || c.got.codes() != c.code {
				t.Errorf("got %d %s, want %d %s: %s", c.got.StatusCode, c.got.codes(), c.status, c.code, c.got.body)
			}
			if c.got.Header.Get("Cache-Control") != "no-store" {
				t.Error("an error may be stored on the way")
			}
		})
	}
}

// What this server is written in is no help to who sent a list.
func TestBodiesOfOtherTypesAreNamedInJSONsWords(t *testing.T) {
	s := newSite(t, nil)
	for body, want := range map[string]string{`[{"query":"{ language }"}]`: "a JSON array", `"{ language }"`: "a JSON string", `5`: "a JSON number", `true`: "a JSON bool"} {
		if r := s.post(body); !strings.Contains(r.body, want) || strings.Contains(r.body, "Go") || strings.Contains(r.body, "json.") {
			t.Errorf("%s: got %s", body, r.body)
		}
	}
}

func TestOperationsThatTheContractLacksAreUnsupported(t *testing.T) {
	s := newSite(t, func(c *graphqlapi.Config) {
		c.SDL = strings.Replace(c.SDL, "type Mutation {", "type Unused {", 1)
	})
	s.wantCode(s.post(asked(`mutation { editTopic(to: "x") }`)), http.StatusOK, "UNSUPPORTED")
	s.wantCode(s.post(asked(`subscription { editTopic(to: "x") }`)), http.StatusOK, "UNSUPPORTED")
	s.wantCode(s.get(map[string]string{"query": `mutation { editTopic(to: "x") }`}), http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
}

// A well-formed request whose document is wrong is 200 in the older media type,
// whose clients cannot tell a 400 of ours from a proxy's, and 400 in the newer.
func TestStatusOfInvalidDocuments(t *testing.T) {
	s := newSite(t, nil)
	for body, code := range map[string]string{
		asked(`{`):           "GRAPHQL_PARSE_FAILED",
		asked(`{ nothing }`): "GRAPHQL_VALIDATION_FAILED",
		asked(`query A { language } query B { language }`): "GRAPHQL_VALIDATION_FAILED",
		asked(`fragment F on Query { language }`):          "GRAPHQL_VALIDATION_FAILED",
		asked(`query($n: String!) { greet(name: $n) }`):    "INVALID_ARGUMENT",
		asked(`subscription { language }`):                 "UNSUPPORTED",
	} {
		s.wantCode(s.post(body, "Accept", "application/json"), http.StatusOK, code)
		r := s.post(body, "Accept", "application/graphql-response+json")
		s.wantCode(r, http.StatusBadRequest, code)
		if strings.Contains(r.body, `"data"`) {
			t.Errorf("a request error has data: %s", r.body)
		}
	}
}

func TestErrorsByKind(t *testing.T) {
	s := newSite(t, nil)
	for kind, want := range map[error]struct {
		code   string
		masked bool
	}{
		record.ErrInvalid:     {"INVALID_ARGUMENT", false},
		record.ErrNotFound:    {"NOT_FOUND", false},
		record.ErrConflict:    {"CONFLICT", false},
		record.ErrTooLarge:    {"TOO_LARGE", false},
		record.ErrUnsupported: {"UNSUPPORTED", false},
		record.ErrUnavailable: {"UNAVAILABLE", true},
		record.ErrUncertain:   {"OUTCOME_UNKNOWN", true},
		record.ErrCorrupt:     {"INTERNAL", true},
		record.ErrLocked:      {"INTERNAL", true},
		errors.New("another"): {"INTERNAL", true},
	} {
		r := s.post(asked(`query($k: String!) { refused(kind: $k) }`, map[string]any{"k": kind.Error()}))
		s.wantCode(r, http.StatusOK, want.code)
		if masked := !strings.Contains(r.body, "secret"); masked != want.masked {
			t.Errorf("%v: masked is %t: %s", kind, masked, r.body)
		}
		if want.masked && !strings.Contains(r.body, "req-7") {
			t.Errorf("%v: no request id to report: %s", kind, r.body)
		}
	}
	if !strings.Contains(s.log.String(), "/var/lib/secret") || !strings.Contains(s.log.String(), "request=req-7") {
		t.Errorf("the log does not explain the errors: %s", s.log)
	}
}

func TestPanicTextsReachTheLogAlone(t *testing.T) {
	s := newSite(t, nil)
	r := s.post(asked(`{ explode language }`))
	s.wantCode(r, http.StatusOK, "INTERNAL")
	if strings.Contains(r.body, "hunter2") || !strings.Contains(r.body, `"language":"en"`) {
		t.Errorf("got %s", r.body)
	}
	if log := s.log.String(); !strings.Contains(log, "hunter2") || !strings.Contains(log, "Explode") {
		t.Errorf("the log has neither the text nor the stack: %s", log)
	}
}

func TestNotANumberIsNoBrokenJSON(t *testing.T) {
	s := newSite(t, nil)
	for _, query := range []string{`{ notANumber }`, `{ notANumbers { value } }`, `{ language notANumbers { value } revision }`} {
		r := s.post(asked(query))
		if !json.Valid([]byte(r.body)) {
			t.Errorf("%s: broken JSON: %s", query, r.body)
		}
		s.wantCode(r, http.StatusInternalServerError, r.codes())
		if !strings.HasPrefix(r.codes(), "INTERNAL") || strings.Contains(r.body, `"data"`) {
			t.Errorf("%s: got %s", query, r.body)
		}
	}
}

func TestNothingLoadedIsUnavailable(t *testing.T) {
	s := newSite(t, nil)
	s.world.revision.Store(-1)
	r := s.post(asked(`{ language }`))
	s.wantCode(r, http.StatusServiceUnavailable, "UNAVAILABLE")
	if strings.Contains(r.body, "secret") {
		t.Errorf("the answer tells a path: %s", r.body)
	}
}

func TestLanguageOfTheAnswer(t *testing.T) {
	s := newSite(t, nil)
	for header, want := range map[string]string{
		"": "en", "ar": "ar", "ar-SY,en;q=0.5": "ar", "de, ar;q=0.1": "ar", "en-GB": "en",
		"de": "en", "*": "en", ";;;": "en", strings.Repeat("ar,", 200): "en",
	} {
		r := s.post(asked(`{ language }`), "Accept-Language", header)
		s.wantBody(r, `{"data":{"language":"`+want+`"}}`)
		if got := r.Header.Get("Content-Language"); got != want {
			t.Errorf("%q: Content-Language is %q, want %q", header, got, want)
		}
		if !strings.Contains(r.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("%q: Vary is %q", header, r.Header.Get("Vary"))
		}
	}
	// A list may come in several lines of one name.
	s.wantBody(s.post(asked(`{ language }`), "Accept-Language", "de", "Accept-Language", "ar"), `{"data":{"language":"ar"}}`)
}
