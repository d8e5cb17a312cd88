package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
	"onrecord/internal/web"
)

// pagesBase is the address of the site in tests of pages.
const pagesBase = "https://record.example"

// pages is the site over the coalition dossier and the lighthouse, on one day of
// 2026.
type pages struct {
	site  http.Handler
	graph *graph.Graph
	store *quadstore.Store
}

// quote is the id of a quote of the lighthouse.
func (p *pages) quote(key string) string { return quoteOf("lighthouse", key) }

func openPages(t testing.TB) *pages {
	t.Helper()
	store, err := dataFlag{Data: t.TempDir()}.openToWrite(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	records := quadstore.NewRecords(store)
	g, err := openGraph(t.Context(), records)
	if err != nil {
		t.Fatal(err)
	}
	c := &console{out: io.Discard, err: io.Discard}
	if err := seed(t.Context(), c, g); err != nil {
		t.Fatal(err)
	}
	sources, end, err := readSources([]string{filepath.FromSlash("../../seeds/extra/lighthouse.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	if err := importDossiers(t.Context(), c, g, sources, "onrecord"); err != nil {
		t.Fatal(err)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	return &pages{pagesOf(t, g, searcher{records}), g, store}
}

// pagesOf is the site over a graph.
func pagesOf(t testing.TB, g *graph.Graph, s graph.Searcher) http.Handler {
	t.Helper()
	site, err := web.New(web.Config{
		Graph: func() (*graph.Graph, error) { return g, nil }, Searcher: s, BaseURL: pagesBase, Version: "test",
		Now: func() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, r := range site.Routes() {
		mux.Handle(r.Pattern, r.Handler)
	}
	return mux
}

// fetched is the answer of a site to a GET request.
func fetched(t testing.TB, site http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w
}

// quoteOf is the id of a quote that a dossier declares under a key.
func quoteOf(dossier, key string) string { return record.DeclaredID("quote", dossier+"/"+key).String() }

// hashed are the names of assets, which change with their content and would change
// every golden file.
var hashed = regexp.MustCompile(`(/assets/[a-z-]+)\.[0-9a-f]{12}\.`)

func TestPages(t *testing.T) {
	site := openPages(t).site
	for name, path := range map[string]string{
		"front":           "/",
		"front-arabic":    "/?lang=ar",
		"claims":          "/claims",
		"people":          "/people?order=quoted",
		"search":          "/search?q=coop",
		"poll":            "/poll/readers-on-the-lamp",
		"claim":           "/claim/accession-strengthens-counter-is",
		"claim-contested": "/claim/lamp-is-affordable",
		"claim-mixed":     "/claim/lamp-is-indispensable",
		"claim-poll":      "/claim/palmyra-strengthens-us-syria-relations",
		"claim-arabic":    "/claim/lamp-is-affordable?lang=ar",
		"claim-side":      "/claim/accession-brings-recognition?side=supports",
		"question":        "/question/palmyra-and-us-syria-relations",
		"question-arabic": "/question/fate-of-the-lamp?lang=ar",
		"document":        "/document/enab-baladi-coalition",
		"document-text":   "/document/aster-courier-lamp",
		"quote":           "/quote/" + quoteOf("lighthouse", "official-lens-sold"),
		"person":          "/actor/tariq-hemo",
		"person-arabic":   "/actor/wael-alwan?lang=ar",
		"institution":     "/actor/us-central-command",
		"event":           "/event/palmyra-attack",
		"event-arabic":    "/event/palmyra-attack?lang=ar",
		"topic":           "/topic/coalition-membership",
		"compare":         "/compare/wael-alwan/firas-allawi",
		"quote-corrected": "/quote/" + quoteOf("lighthouse", "lindqvist-never-failed"),
	} {
		t.Run(name, func(t *testing.T) {
			w := fetched(t, site, path)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d", path, w.Code)
			}
			checkGolden(t, "testdata/pages/"+name+".html", hashed.ReplaceAll(w.Body.Bytes(), []byte("$1.HASH.")))
		})
	}
}

var (
	groupsOfPage = regexp.MustCompile(`(?s)<section class="group group-([a-z-]+)" id="[a-z-]+">\s*<h3>.*?</span> ([0-9]+) .*?</h3>(.*?)</section>`)
	cardsOfGroup = regexp.MustCompile(`<h4><a href="/actor/([a-z0-9-]+)["?]`)
)

// originsOfPage is the number of independent origins that a claim's page tells.
var originsOfPage = regexp.MustCompile(`<span>([0-9]+) independent origins?</span>`)

// TestPagesAgreeWithTheGraph holds who stands where on the page of every claim
// against every actor's position, the number over each group against the tally, and
// that of origins against the utterances.
func TestPagesAgreeWithTheGraph(t *testing.T) {
	p := openPages(t)
	site, s := p.site, p.graph.Snapshot()
	for _, asOf := range []record.Date{{}, {Year: 2019, Month: 2, Day: 1}, {Year: 2025, Month: 12, Day: 15}} {
		compared := 0
		for c := range graph.ByDate[record.Claim](s, record.KindClaim).All() {
			body := fetched(t, site, "/claim/"+c.Slug+"?asOf="+asOf.String()).Body.String()
			got, counted := map[string][]string{}, map[string]int{}
			for _, m := range groupsOfPage.FindAllStringSubmatch(body, -1) {
				for _, card := range cardsOfGroup.FindAllStringSubmatch(m[3], -1) {
					got[m[1]] = append(got[m[1]], card[1])
				}
				slices.Sort(got[m[1]])
				n, err := strconv.Atoi(m[2])
				if err != nil {
					t.Fatal(err)
				}
				counted[m[1]] = n
			}
			origins := 0
			if m := originsOfPage.FindStringSubmatch(body); m != nil {
				origins, _ = strconv.Atoi(m[1]) // digits
			}
			if want := s.Origins(asOf, c); origins != want {
				t.Errorf("%s as of %q: the page tells %d independent origins, the graph %d", c.Slug, asOf, origins, want)
			}
			want := standing(s, c, asOf)
			for _, side := range []string{"supports", "supports-if", "undecided", "mixed", "opposes-if", "opposes"} {
				if !slices.Equal(got[side], want[side]) {
					t.Errorf("%s as of %q: the page shows %v as %s, the graph says %v", c.Slug, asOf, got[side], side, want[side])
				}
				compared += len(want[side])
			}
			tally, err := s.Tally(t.Context(), c, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if counted["supports"]+counted["supports-if"] != tally.Supports || counted["opposes"]+counted["opposes-if"] != tally.Opposes ||
				counted["supports-if"] != tally.SupportsQualified || counted["undecided"] != tally.Undecided || counted["mixed"] != tally.Mixed {
				t.Errorf("%s as of %q: the page counts %v, the tally is %+v", c.Slug, asOf, counted, tally)
			}
		}
		if compared < 5 {
			t.Errorf("as of %q only %d positions were compared", asOf, compared)
		}
	}
}

// standing are the people and institutions on each side of a claim, found by asking
// everybody.
func standing(s *graph.Snapshot, c *record.Claim, asOf record.Date) map[string][]string {
	all := map[string][]string{}
	for _, k := range []record.Kind{record.KindPerson, record.KindInstitution} {
		for rec := range s.Each(k) {
			actor := rec.(record.Actor)
			p, ok := s.PositionOn(actor.ActorID(), c, asOf)
			if !ok {
				continue
			}
			side := strings.ToLower(strings.Replace(p.Side.String(), "MIXED_POSITION", "MIXED", 1))
			if p.Qualified && (p.Side == record.Supports || p.Side == record.Opposes) {
				side += "-if"
			}
			all[side] = append(all[side], actor.About().Slug)
			slices.Sort(all[side])
		}
	}
	return all
}

// A citation is pinned: it shows what was cited, says that it was changed since, and
// is refused in words where it lies too far back.
func TestCitationsLeadBack(t *testing.T) {
	p := openPages(t)
	cited := fetched(t, p.site, "/claim/lamp-is-affordable").Body.String()
	link := regexp.MustCompile(`https://record.example(/claim/lamp-is-affordable\?revision=2)`).FindStringSubmatch(cited)
	if link == nil {
		t.Fatalf("no pinned link in\n%s", cited)
	}
	now := fetched(t, p.site, link[1]).Body.String()
	if strings.Contains(now, `role="note"`) {
		t.Error("the newest revision says that it is not")
	}
	claim, _ := p.graph.Snapshot().BySlug(record.KindClaim, "lamp-is-affordable")
	changed := *claim.(*record.Claim)
	changed.Texts = record.Texts{{Language: "en", Text: "The lamp is a bargain."}}
	if _, err := commit(t.Context(), p.graph, "an editor", "a change", record.Change{Put: []record.Record{&changed}}); err != nil {
		t.Fatal(err)
	}
	then := fetched(t, p.site, link[1])
	if body := then.Body.String(); !strings.Contains(body, "The lamp can be kept cheaply.") || strings.Contains(body, "bargain") || !strings.Contains(body, `role="note"`) {
		t.Errorf("the cited page is\n%s", body)
	}
	if again := fetched(t, p.site, "/claim/lamp-is-affordable?revision=1"); again.Code != http.StatusNotFound {
		t.Errorf("before the claim was there: %d", again.Code)
	}
}
