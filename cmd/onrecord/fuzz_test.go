package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// The targets of this file ask all that serve puts together. What every answer keeps
// to is in wholeSite.send.

// askers are who may ask; the first is nobody.
func (w *wholeSite) askers() []string {
	all := []string{""}
	for _, role := range roles {
		all = append(all, w.secrets[role])
	}
	return all
}

// A way is one byte of a fuzz target as a choice among the ways to ask.
type way byte

func (w way) asker(all []string) string { return all[int(w)%len(all)] }

// Among 5 askers, 4 accepted types, 2 methods and 3 addresses.
func (w way) accept() string {
	return []string{"application/json", "application/graphql-response+json", "text/event-stream", "*/*, text/event-stream"}[int(w)/5%4]
}
func (w way) get() bool      { return int(w)/20%2 == 1 }
func (w way) target() string { return []string{"/graphql", "/graphql", "/graphql/at/1"}[int(w)/40%3] }

// graphQL is a request by a way. Variables that are no JSON make a body that is none,
// which is sent as well.
func (w *wholeSite) graphQL(way way, query, operation, variables string) *http.Request {
	var r *http.Request
	secret := way.asker(w.askers())
	if way.get() {
		r = request(http.MethodGet, way.target(), secret, nil, query, operation, variables)
		r.URL.RawQuery = url.Values{"query": {query}, "operationName": {operation}, "variables": {variables}}.Encode()
	} else {
		r = request(http.MethodPost, way.target(), secret, body(query, operation, variables), query, operation, variables)
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Accept", way.accept())
	return r
}

func body(query, operation, variables string) []byte {
	members := map[string]string{"query": quoted(query), "operationName": quoted(operation), "variables": variables}
	var parts []string
	for name, value := range members {
		if value != "" && value != `""` {
			parts = append(parts, quoted(name)+":"+value)
		}
	}
	slices.Sort(parts)
	return []byte("{" + strings.Join(parts, ",") + "}")
}

func quoted(text string) string {
	q, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(q)
}

// goldenQuestions are the texts of the golden queries.
func goldenQuestions(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/questions/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no questions", err)
	}
	texts := make([]string, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	return texts
}

// documents are what else there is to ask, with variables for it: every sort of
// mutation, subscriptions, what is paged, history and search.
var documents = [][2]string{
	{`mutation ($input: CreateTopicInput!) { createTopic(input: $input) { topic { id slug } problems { code message path } changeset { revision } proposal { proposal } } }`,
		`{"input":{"slug":"rain","names":[{"language":"en","text":"Rain"}],"key":"k","message":"m","expectedRevision":1}}`},
	{`mutation { createPerson(input: {slug: "dee", names: [{text: "Dee", language: "en", kind: PRIMARY}]}) { person { id } problems { code message path } } }`, ``},
	{`mutation ($id: ID!) { editClaim(input: {id: $id, kind: CAUSAL}) { claim { text } problems { code message path } } }`,
		`{"id":"` + record.DeclaredID("claim", "group-returns-in-old-form").String() + `"}`},
	{`mutation ($a: ID!, $b: ID!) { mergeActors(input: {keep: $a, merge: $b}) { actor { name } problems { code message path } } }`,
		`{"a":"` + record.DeclaredID("actor", "tariq-hemo").String() + `","b":"` + record.DeclaredID("actor", "wael-alwan").String() + `"}`},
	{`mutation ($id: ID!) { revertChangeset(input: {changeset: $id}) { problems { code message path } } unmergeActors(input: {changeset: $id}) { problems { code } } }`, `{"id":"1"}`},
	{`mutation { acceptProposal(input: {proposal: "x"}) { problems { code message path } } rejectProposal(input: {proposal: "x", reason: "no"}) { problems { code message } } }`, ``},
	{`subscription { quoteAdded(since: 0) { event revision quote { gist } changeset { id } } }`, ``},
	{`subscription ($a: ID!) { positionChanged(actor: $a, since: 0) { event position { position } } }`, `{"a":"` + record.DeclaredID("actor", "tariq-hemo").String() + `"}`},
	{`{ changesets(first: 3) { edges { node { id author } } } proposals { totalCount } difference(from: 0, to: 1, first: 2) { edges { node { kind act } } } search(text: "المعركة", first: 3) { edges { node { __typename } } } }`, `null`},
	{`query A($n: Int = 3, $ids: [ID!]!) { people(first: $n) { edges { node { name } } } nodes(ids: $ids) { id history { __typename } } graph { revision } }`, `{"n":1e2,"ids":[]}`},
}

func FuzzGraphQL(f *testing.F) {
	for i, text := range goldenQuestions(f) {
		f.Add(text, "", "", byte(i*7))
	}
	for i, d := range documents {
		for asker := range 5 {
			f.Add(d[0], "", d[1], byte(asker+5*((i+asker)%4)))
		}
		f.Add(d[0], "A", d[1], byte(20+40*(i%3)))
	}
	w := openWhole(f, nil)
	for _, d := range documents {
		if got := w.send(f, w.graphQL(10+2, d[0], "", d[1])).Body.String(); strings.Contains(got, "VALIDATION_FAILED") || strings.Contains(got, "BAD_REQUEST") {
			f.Fatalf("%s is not understood: %s", d[0], got)
		}
	}
	f.Fuzz(func(t *testing.T, query, operation, variables string, how byte) {
		w.send(t, w.graphQL(way(how), query, operation, variables))
	})
}

// Whatever is in the header lets nobody in but who has a secret, and is refused in the
// same words.
func FuzzAuthorization(f *testing.F) {
	w := openWhole(f, func(s *serveCommand) { s.Closed = true })
	for _, header := range []string{"", "Bearer", "Bearer ", "bearer \x00", "Basic YTpi", "Bearer onr_", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer onr_aUWP-GyuX-O-3ygoWLLh-GNd0FQDHLIPJnDyM35PkmXohX_Q", "Bearer " + strings.Repeat("é", 20_000)} {
		f.Add(header)
	}
	refused := ""
	f.Fuzz(func(t *testing.T, header string) {
		r := request(http.MethodPost, "/graphql", "", body("{ graph { revision } }", "", ""), header)
		r.Header.Set("Content-Type", "application/json")
		r.Header["Authorization"] = []string{header}
		got := w.send(t, r)
		if refused == "" {
			refused = got.Body.String()
		}
		if got.Code != http.StatusUnauthorized || got.Body.String() != refused || !strings.Contains(refused, `"UNAUTHENTICATED"`) {
			t.Errorf("got %d %s", got.Code, got.Body)
		}
	})
}

// smallDossier is one that nothing is wrong with.
const smallDossier = "onrecord: 1\ndossier: small\ntopics:\n  rain: {name: Rain}\npeople:\n  bo-lin:\n    name: {en: Bo Lin, ar: بو لين}\n"

const applyDossier = `mutation ($text: String!, $dry: Boolean) { applyDossier(input: {text: $text, dryRun: $dry}) { problems { code message path } changes { kind act } changeset { revision } proposal { proposal } } }`

func (w *wholeSite) dossier(t testing.TB, secret, text string, dry bool) *httptest.ResponseRecorder {
	t.Helper()
	variables, err := json.Marshal(map[string]any{"text": text, "dry": dry})
	if err != nil {
		t.Fatal(err)
	}
	r := request(http.MethodPost, "/graphql", secret, body(applyDossier, "", string(variables)), text)
	r.Header.Set("Content-Type", "application/json")
	return w.send(t, r)
}

func FuzzApplyDossier(f *testing.F) {
	lighthouse, err := os.ReadFile("../../seeds/extra/lighthouse.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{
		smallDossier, strings.Replace(string(lighthouse), "    text-file: lighthouse.txt\n", "", 1), strings.Replace(smallDossier, "bo-lin", "tariq-hemo", 1),
		"onrecord: 1\ndossier: ../../x\n", "&a [*a]", strings.Repeat("[", 500), "onrecord: 1\ndossier: \"\\0\"\n",
		"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
		"onrecord: 1\ndossier: x\ndocuments:\n  d: {title: D, language: en, published: 2020, text-file: /etc/passwd}\n",
	} {
		for how := range byte(6) {
			f.Add(text, how)
		}
	}
	w := openWhole(f, nil)
	editor := w.secrets[record.Editor]
	if got := w.dossier(f, editor, smallDossier, true).Body.String(); !strings.Contains(got, `"problems":[],"changes":[{`) {
		f.Fatalf("nothing would be applied: %s", got)
	}
	f.Fuzz(func(t *testing.T, text string, how byte) {
		dry, secret := how%2 == 0, []string{"", w.secrets[record.Contributor], editor}[how/2%3]
		before := w.graph.Snapshot().Revision()
		w.dossier(t, secret, text, dry)
		if after := w.graph.Snapshot().Revision(); dry && after != before || after > before+1 {
			t.Errorf("dry run %t: revision %d became %d", dry, before, after)
		}
	})
}

// FuzzRequest takes whole requests as they come over a connection, to every route.
func FuzzRequest(f *testing.F) {
	w := openWhole(f, nil)
	for _, target := range []string{"/", "/claims?after=x&order=contested", "/people?order=quoted&lang=ar", "/search?q=%D9%82", "/claim/lamp?side=supports&asOf=2025-01", "/quote/x", "/actor/tariq-hemo",
		"/compare/wael-alwan/firas-allawi", "/graphql?query=%7Bgraph%7Brevision%7D%7D", "/graphql/at/1?query=%7Bgraph%7Brevision%7D%7D", "/graphql/at/2025-12-01T00:00:00Z", "/schema.graphql", "/healthz", "/readyz", "/metrics",
		"/graphiql/", "/assets/x", "/id/x", "/oembed?url=x", "//", "/../x", "/%00", "/question/x%2f..", "/document/enab-baladi-coalition", "/event/palmyra-attack", "/topic/coalition-membership"} {
		f.Add([]byte("GET " + target + " HTTP/1.1\r\nHost: x\r\nAccept: text/turtle;q=0.5, application/ld+json\r\nAccept-Language: ar, *;q=0.1\r\nAccept-Encoding: gzip\r\nIf-None-Match: W/\"x\"\r\n\r\n"))
	}
	for _, raw := range []string{"OPTIONS /graphql HTTP/1.1\r\nHost: x\r\nAccess-Control-Request-Method: POST\r\n\r\n",
		"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 29\r\n\r\n{\"query\":\"{graph{revision}}\"}",
		"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1d\r\n{\"query\":\"{graph{revision}}\"}\r\n0\r\n\r\n",
		"GET /graphql?query=subscription%7BquoteAdded%7Brevision%7D%7D HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nLast-Event-ID: 0\r\n\r\n",
		"HEAD / HTTP/1.0\r\n\r\n", "GET http://evil/graphql HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: , ,\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1,5-\r\n\r\n"} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(string(raw))))
		if err != nil {
			return // refused before it gets here
		}
		r.RemoteAddr = "192.0.2.1:1234"
		got := w.send(t, r.WithContext(request(http.MethodGet, "/", "", raw).Context()))
		checkHeader(t, got)
	})
}

// checkHeader holds the header of an answer to what a client cannot bring into it.
func checkHeader(t *testing.T, got *httptest.ResponseRecorder) {
	t.Helper()
	h := got.Header()
	if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") == "" || h.Get("X-Request-Id") == "" {
		t.Errorf("without what every answer has: %v", h)
	}
	if to := h.Get("Location"); to != "" && !strings.HasPrefix(to, pagesBase+"/") && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
		t.Errorf("leads to another site: %q", to)
	}
	for name, values := range h {
		if strings.ContainsAny(name+strings.Join(values, ""), "\r\n") {
			t.Errorf("a line break in %s: %q", name, values)
		}
	}
}
