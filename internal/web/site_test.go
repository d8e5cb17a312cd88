package web_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
	"onrecord/internal/web"
)

// world is a small graph and the site over it.
type world struct {
	t     testing.TB
	graph *graph.Graph
	store *storetest.Reference
	mux   *http.ServeMux
	// broken is what asking for the graph gives, where it is set.
	broken error
}

func id[T any](path string) record.ID[T] { return record.ID[T](record.DeclaredID("test", path)) }

func openWorld(t testing.TB, records ...record.Record) *world {
	t.Helper()
	w := &world{t: t, store: storetest.NewReference(), mux: http.NewServeMux()}
	g, err := graph.Open(context.Background(), w.store)
	if err != nil {
		t.Fatal(err)
	}
	w.graph = g
	w.put(records...)
	site, err := web.New(web.Config{
		Graph: func() (*graph.Graph, error) { return g, w.broken }, Searcher: w.store, BaseURL: "https://record.example", Version: "test",
		Now: func() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range site.Routes() {
		w.mux.Handle(r.Pattern, r.Handler)
	}
	return w
}

func (w *world) put(records ...record.Record) {
	w.t.Helper()
	n := w.graph.Snapshot().Revision()
	by := &record.Changeset{ID: id[record.Changeset](fmt.Sprint("changeset ", n)), Author: "an editor", Message: "a change", At: time.Unix(int64(n), 0)}
	if _, err := w.graph.Commit(context.Background(), by, record.Change{Put: records}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) get(path string, header ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	w.mux.ServeHTTP(rec, r)
	return rec
}

// dispute is one claim, on which somebody with the given name says something in the
// given words.
func dispute(name, words string) []record.Record {
	return []record.Record{
		&record.Person{ID: id[record.Person]("speaker"), Profile: record.Profile{Slug: "speaker", Names: []record.Name{{Text: name, Language: "en", Kind: record.PrimaryName}}}},
		&record.Document{ID: id[record.Document]("document"), Slug: "document", Titles: record.Texts{{Language: "en", Text: "A document"}}, Language: "en", PublishedOn: record.Date{Year: 2025, Month: 12}},
		&record.Claim{ID: id[record.Claim]("claim"), Slug: "claim", Texts: record.Texts{{Language: "en", Text: "A claim."}}, Kind: record.Factual},
		&record.Quote{ID: id[record.Quote]("quote"), Speaker: record.ActorID(id[record.Person]("speaker")), Mode: record.Mixed, Fragments: []string{words},
			Gists: record.Texts{{Language: "en", Text: "A gist."}}, Language: "en", Document: id[record.Document]("document")},
		&record.Stance{ID: id[record.Stance]("stance"), Quote: id[record.Quote]("quote"), Claim: id[record.Claim]("claim"), Position: record.Supports},
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	w := openWorld(t, dispute(hostile, hostile)...)
	body := w.get("/claim/claim").Body.String()
	if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img") {
		t.Errorf("a name or words became markup:\n%s", body)
	}
	if !strings.Contains(body, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Error("the name is not shown")
	}
	for _, query := range []string{"?asOf=<script>", "?lang=\"><script>", "?revision=<script>"} {
		if body := w.get("/claim/claim" + strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22").Replace(query)).Body.String(); strings.Contains(body, "<script>") {
			t.Errorf("%s became markup", query)
		}
	}
}

func TestPagesForbidWhatTheyDoNotNeed(t *testing.T) {
	w := openWorld(t, dispute("Ada", "words")...)
	for _, path := range []string{"/claim/claim", "/claim/nothing", "/"} {
		h := w.get(path).Header()
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
	body := w.get("/claim/claim").Body.String()
	for _, inline := range []string{" style=", "<style", " onclick", "<script>"} {
		if strings.Contains(body, inline) {
			t.Errorf("the page has %s, which its policy forbids", inline)
		}
	}
}

func TestCopiesAreCheckedByRevision(t *testing.T) {
	w := openWorld(t, dispute("Ada", "words")...)
	first := w.get("/claim/claim")
	tag := first.Header().Get("ETag")
	if first.Code != http.StatusOK || tag == "" || first.Header().Get("Vary") != "Accept-Language" {
		t.Fatalf("%d, %v", first.Code, first.Header())
	}
	for _, have := range []string{tag, "W/" + tag, `"other", ` + tag} {
		if again := w.get("/claim/claim", "If-None-Match", have); again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("ETag") != tag {
			t.Errorf("a copy with tag %s is answered by %d and %d bytes", have, again.Code, again.Body.Len())
		}
	}
	if other := w.get("/claim/claim", "If-None-Match", tag, "Accept-Language", "ar"); other.Code != http.StatusOK {
		t.Errorf("a copy in another language is answered by %d", other.Code)
	}
	w.put(&record.Topic{ID: id[record.Topic]("topic"), Slug: "topic", Names: record.Texts{{Language: "en", Text: "A topic"}}})
	if changed := w.get("/claim/claim", "If-None-Match", tag); changed.Code != http.StatusOK {
		t.Errorf("a copy of an earlier revision is answered by %d", changed.Code)
	}
	if none := w.get("/claim/nothing"); none.Header().Get("ETag") != "" || none.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("a failure may be kept: %v", none.Header())
	}
}

func TestFailuresArePages(t *testing.T) {
	w := openWorld(t, dispute("Ada", "words")...)
	for path, want := range map[string]int{
		"/claim/nothing":                 http.StatusNotFound,
		"/claim/claim?asOf=tomorrow":     http.StatusBadRequest,
		"/claim/claim?revision=0":        http.StatusBadRequest,
		"/claim/claim?revision=one":      http.StatusBadRequest,
		"/claim/claim?revision=99":       http.StatusNotFound,
		"/claim/claim?a=%zz":             http.StatusBadRequest,
		"/claim/claim?revision=1":        http.StatusOK,
		"/claim/claim?asOf=2025&lang=ar": http.StatusOK,
	} {
		if got := w.get(path); got.Code != want || !strings.Contains(got.Body.String(), "</html>") {
			t.Errorf("%s: %d, want %d\n%s", path, got.Code, want, got.Body)
		}
	}
	w.broken = fmt.Errorf("%w: still loading", record.ErrUnavailable)
	if got := w.get("/claim/claim"); got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" {
		t.Errorf("before the graph is there: %d", got.Code)
	}
	w.broken = errors.New("secret: a disk at /dev/sdq")
	if got := w.get("/claim/claim"); got.Code != http.StatusInternalServerError || strings.Contains(got.Body.String(), "sdq") {
		t.Errorf("an internal error is told: %d\n%s", got.Code, got.Body)
	}
}

func TestArabicRunsFromRightToLeft(t *testing.T) {
	w := openWorld(t, dispute("Ada", "words")...)
	for _, asked := range [][]string{{"/claim/claim?lang=ar"}, {"/claim/claim", "Accept-Language", "ar-SY,ar;q=0.9,en;q=0.5"}} {
		got := w.get(asked[0], asked[1:]...)
		body := got.Body.String()
		if !strings.Contains(body, `<html lang="ar" dir="rtl">`) || got.Header().Get("Content-Language") != "ar" {
			t.Errorf("%v: not in Arabic", asked)
		}
		if !strings.Contains(body, `<p lang="en" dir="ltr">“words”</p>`) {
			t.Errorf("%v: English words do not say that they are", asked)
		}
	}
	for _, header := range []string{"", "de", "x-nonsense", strings.Repeat("a", 10_000), "*"} {
		if body := w.get("/claim/claim", "Accept-Language", header).Body.String(); !strings.Contains(body, `<html lang="en" dir="ltr">`) {
			t.Errorf("Accept-Language %.20q: not in English", header)
		}
	}
}

func TestFormerSlugsLeadOn(t *testing.T) {
	w := openWorld(t, dispute("Ada", "words")...)
	w.put(&record.Claim{ID: id[record.Claim]("claim"), Slug: "renamed", FormerSlugs: []string{"claim"}, Texts: record.Texts{{Language: "en", Text: "A claim."}}, Kind: record.Factual})
	got := w.get("/claim/claim?lang=ar&asOf=2025&other=1")
	if got.Code != http.StatusMovedPermanently || got.Header().Get("Location") != "/claim/renamed?asOf=2025&lang=ar" {
		t.Errorf("%d to %q", got.Code, got.Header().Get("Location"))
	}
}

// Quotation marks are a promise: the words between them were spoken.
func TestMarksStandAroundWordsAlone(t *testing.T) {
	w := openWorld(t, dispute("Ada", "the words")...)
	body := w.get("/claim/claim").Body.String()
	if !strings.Contains(body, "“the words”") || strings.Contains(body, "“A gist") || strings.Count(body, "“") != 1 {
		t.Errorf("marks stand elsewhere than around the words:\n%s", body)
	}
	if !strings.Contains(body, `December 2025`) || !strings.Contains(body, `datetime="2025-12"`) || !strings.Contains(body, "day not known") {
		t.Error("a date of reduced precision is not shown as one")
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	w := openWorld(t, dispute("Ada", "words")...)
	body := w.get("/claim/claim").Body.String()
	at := strings.Index(body, "/assets/style.")
	path := body[at : at+strings.Index(body[at:], `"`)]
	got := w.get(path)
	if got.Code != http.StatusOK || !strings.Contains(got.Header().Get("Cache-Control"), "immutable") || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/css") {
		t.Errorf("%s: %d, %v", path, got.Code, got.Header())
	}
	if got := w.get("/assets/style.000000000000.css"); got.Code != http.StatusNotFound {
		t.Errorf("a style of another version: %d", got.Code)
	}
}

// What a publisher printed and corrected was never said so: no marks, wherever it is
// shown.
func TestCorrectedWordsAreNotQuoted(t *testing.T) {
	w := openWorld(t, dispute("Ada", "never failed")...)
	quote := id[record.Quote]("quote")
	w.put(&record.Correction{ID: id[record.Correction]("correction"), Quote: quote, Kind: record.PublisherCorrected, On: record.Date{Year: 2026, Month: 1, Day: 2}})
	for _, path := range []string{"/claim/claim", "/quote/" + quote.String(), "/document/document"} {
		body := w.get(path).Body.String()
		if strings.Contains(body, "“") || !strings.Contains(body, "<del") || !strings.Contains(body, "never failed") {
			t.Errorf("%s:\n%s", path, body)
		}
	}
	if body := w.get("/claim/claim").Body.String(); strings.Contains(body, `class="group`) {
		t.Error("whoever never said it stands among those who take sides")
	}
	w = openWorld(t, dispute("Ada", "never failed")...)
	w.put(&record.Correction{ID: id[record.Correction]("correction"), Quote: quote, Kind: record.SpeakerRetracted, On: record.Date{Year: 2026, Month: 1, Day: 2}})
	if body := w.get("/quote/" + quote.String()).Body.String(); !strings.Contains(body, "“never failed”") {
		t.Error("what was said and taken back is not quoted")
	}
}

func TestListsHavePages(t *testing.T) {
	records := dispute("Ada", "words")
	for i := range 65 {
		slug := fmt.Sprintf("claim-%02d", i)
		records = append(records, &record.Claim{ID: id[record.Claim](slug), Slug: slug, Texts: record.Texts{{Language: "en", Text: "Claim " + slug + "."}}, Kind: record.Factual})
	}
	w := openWorld(t, records...)
	seen := map[string]bool{}
	path, pages := "/claims?order=newest", 0
	for path != "" {
		body := w.get(path).Body.String()
		for _, m := range regexp.MustCompile(`class="claim-link" href="/claim/([a-z0-9-]+)`).FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				t.Fatalf("%s is listed twice", m[1])
			}
			seen[m[1]] = true
		}
		next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(body)
		if path = ""; next != nil {
			path = "/claims" + strings.ReplaceAll(next[1], "&amp;", "&")
		}
		pages++
	}
	if len(seen) != 66 || pages != 3 {
		t.Errorf("%d claims on %d pages", len(seen), pages)
	}
	for path, want := range map[string]int{"/claims?from=66": 404, "/claims?from=-1": 400, "/claims?order=odd": 400, "/events?order=newest": 400, "/claims?from=9999999999999999999": 400} {
		if got := w.get(path).Code; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func TestSearchFindsNamesAndWords(t *testing.T) {
	w := openWorld(t, dispute("Ada Lovelace", "the engine weaves")...)
	for path, want := range map[string]string{"/search?q=love": "/actor/speaker", "/search?q=weaves": "/quote/", "/suggest?q=lov": "/actor/speaker", "/suggest?q=lov&lang=ar": "/actor/speaker?lang=ar"} {
		if body := w.get(path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not find %s:\n%s", path, want, body)
		}
	}
	if body := w.get("/search?q=weaves&revision=1").Body.String(); strings.Contains(body, `href="/quote/`) || !strings.Contains(body, "not searched") {
		t.Error("an earlier revision does not say that words of quotes are not searched")
	}
	if got := w.get("/suggest?q="); got.Body.String() != "{\"items\":[]}\n" || got.Header().Get("Content-Type") != "application/json" {
		t.Errorf("nothing asked: %v %s", got.Header(), got.Body)
	}
	for path, want := range map[string]int{"/search": 200, "/search?q=" + strings.Repeat("a", 201): 400, "/suggest?q=" + strings.Repeat("a", 201): 400, "/search?q=%00%ff": 200} {
		if got := w.get(path).Code; got != want {
			t.Errorf("%.40s: %d, want %d", path, got, want)
		}
	}
}

// A site that is closed to strangers guards what is not open: nothing of the record
// may be among it.
func TestOpenRoutesShowNothingOfTheRecord(t *testing.T) {
	site, err := web.New(web.Config{
		Graph: func() (*graph.Graph, error) { return nil, record.ErrUnavailable }, Searcher: storetest.NewReference(), BaseURL: "https://record.example",
		Now: time.Now, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]bool{"GET /assets/{name}": true, "/context.jsonld": true, "/ontology.ttl": true, "/stance-view.js": true}
	for _, r := range site.Routes() {
		if r.Open && !open[r.Pattern] {
			t.Errorf("%s is open; if it shows nothing of the record, name it here", r.Pattern)
		}
	}
	w := httptest.NewRecorder()
	site.Lost().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/nowhere", nil))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("lost before there is a graph: %d", w.Code)
	}
	if _, err := web.New(web.Config{}); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("a site of nothing: %v", err)
	}
}

// Behind a proxy that serves the site under a path, every link has it.
func TestLinksHaveThePathOfTheSite(t *testing.T) {
	w := openWorld(t, dispute("Ada", "words")...)
	site, err := web.New(web.Config{
		Graph: func() (*graph.Graph, error) { return w.graph, nil }, Searcher: w.store, BaseURL: "https://record.example/on", Now: time.Now, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, r := range site.Routes() {
		mux.Handle(r.Pattern, r.Handler)
	}
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/claim/claim", nil))
	body := rec.Body.String()
	for _, m := range regexp.MustCompile(`(?:href|src|action)="(/[^"]*)"`).FindAllStringSubmatch(body, -1) {
		if !strings.HasPrefix(m[1], "/on/") {
			t.Errorf("%s leads out of the site", m[0])
		}
	}
	for _, want := range []string{`rel="canonical" href="https://record.example/on/claim/claim"`, `https://record.example/on/claim/claim?revision=1`, `"@id":"https://record.example/on/id/`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in the page", want)
		}
	}
}

// A revision that lies too far back is refused in words, and not shown as another.
func TestTooLongAgoIsRefused(t *testing.T) {
	w := openWorld(t, dispute("Ada", "words")...)
	var topics []record.Record
	for i := range 20_001 {
		slug := fmt.Sprintf("topic-%d", i)
		topics = append(topics, &record.Topic{ID: id[record.Topic](slug), Slug: slug, Names: record.Texts{{Language: "en", Text: slug}}})
	}
	w.put(topics...)
	got := w.get("/claim/claim?revision=1")
	if body := got.Body.String(); got.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Revision 1 is too far back") || strings.Contains(body, "A claim.") {
		t.Errorf("%d\n%s", got.Code, body)
	}
}

// Those of a side who do not fit on the page are on the pages behind it, each once.
func TestSidesArePagedThrough(t *testing.T) {
	records := dispute("Ada", "words")
	for i := range 30 {
		slug := fmt.Sprintf("speaker-%02d", i)
		records = append(records,
			&record.Person{ID: id[record.Person]("person " + slug), Profile: record.Profile{Slug: slug, Names: []record.Name{{Text: slug, Language: "en", Kind: record.PrimaryName}}}},
			&record.Quote{ID: id[record.Quote]("quote " + slug), Speaker: record.ActorID(id[record.Person]("person " + slug)), Mode: record.Indirect, Gists: record.Texts{{Language: "en", Text: "A gist."}}, Language: "en", Document: id[record.Document]("document")},
			&record.Stance{ID: id[record.Stance]("stance " + slug), Quote: id[record.Quote]("quote " + slug), Claim: id[record.Claim]("claim"), Position: record.Supports})
	}
	w := openWorld(t, records...)
	seen := map[string]int{}
	path, pages := "/claim/claim", 0
	for path != "" && pages < 9 {
		body := w.get(path).Body.String()
		for _, m := range regexp.MustCompile(`<h4><a href="/actor/([a-z0-9-]+)`).FindAllStringSubmatch(body, -1) {
			seen[m[1]]++
		}
		if pages == 0 && !strings.Contains(body, "31 support it") {
			t.Error("the number over a side is that of the page")
		}
		next := regexp.MustCompile(`<p class="more"><a href="([^"]+)"`).FindStringSubmatch(body)
		if path = ""; next != nil {
			path = strings.ReplaceAll(next[1], "&amp;", "&")
		}
		pages++
	}
	for slug, n := range seen {
		if n != 1 {
			t.Errorf("%s is shown %d times", slug, n)
		}
	}
	if len(seen) != 31 || pages != 3 {
		t.Errorf("%d people on %d pages", len(seen), pages)
	}
	for path, want := range map[string]int{"/claim/claim?side=supports&from=31": 404, "/claim/claim?side=odd": 400, "/claim/claim?side=opposes": 200, "/claim/claim?from=1": 200} {
		if got := w.get(path).Code; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}
