package main

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// taken is a side with the claim that it is taken on, as a page shows it.
var taken = regexp.MustCompile(`(?s)<p class="took"><span class="side side-([a-z-]+)">.*?</p>\s*<a class="claim-link" href="/claim/([a-z0-9-]+)"`)

// sideKey is the word for a position that pages use.
func sideKey(p *graph.Position) string {
	key := map[record.Position]string{record.Supports: "supports", record.Opposes: "opposes", record.Undecided: "undecided", record.MixedPosition: "mixed"}[p.Side]
	if p.Qualified && (p.Side == record.Supports || p.Side == record.Opposes) {
		key += "-if"
	}
	return key
}

// Everybody's page shows the positions that the graph tells of them, no other, under
// their own name; what is said of an institution's people stands apart.
func TestPagesOfActorsShowTheirPositions(t *testing.T) {
	p := openPages(t)
	site, g := p.site, p.graph
	s := g.Snapshot()
	for r := range s.Each(record.AnyActor) {
		a := r.(record.Actor)
		slug := a.About().Slug
		w := fetched(t, site, "/actor/"+slug)
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d", slug, w.Code)
			continue
		}
		page, people := w.Body.String(), 0
		positions := s.Positions(a.ActorID(), graph.Scope{}, record.Date{})
		var want, got []string
		for i := range min(positions.Len(), 30) {
			p := positions.At(i)
			want = append(want, sideKey(p)+" "+p.Claim.Slug)
		}
		if i, ok := a.(*record.Institution); ok {
			all, err := s.PeoplePositions(t.Context(), i.ID, graph.Scope{}, record.Date{})
			if err != nil {
				t.Fatal(err)
			}
			people = min(len(all), 20)
		}
		for _, m := range taken.FindAllStringSubmatch(page, -1) {
			got = append(got, m[1]+" "+m[2])
		}
		if len(got) != len(want)+people {
			t.Errorf("%s: %d positions are shown and %d of its people, want %d in all", slug, len(want), people, len(got))
			continue
		}
		// By topic on the page, by date in the graph; the people's come last.
		got = got[:len(want)]
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the page shows %v, the graph tells %v", slug, got, want)
		}
	}
}

var (
	// faced is one card of a comparison, on a page or in an embed: the actor's or the
	// quote's address, the actor's name, the side and, where it is not what the point is
	// about, the claim.
	faced   = regexp.MustCompile(`(?s)<h[34]><a href="[^"]*/(?:actor|quote)/([a-z0-9-]+)"[^>]*>([^<]+)</a>.*?<p class="took"><span class="side side-([a-z-]+)"><span[^>]*>[^<]*</span>[^<]*</span>(: <a href="[^"]*?/claim/[a-z0-9-]+")?`)
	ofClaim = regexp.MustCompile(`/claim/([a-z0-9-]+)`)
)

// facing is a card: who takes which side on which claim.
type facing struct{ slug, name, side, claim string }

// facings are the cards of a comparison.
func facings(t *testing.T, page string) (all []facing) {
	t.Helper()
	page = strings.ReplaceAll(html.UnescapeString(page), `<li class="meets-`, `<article class="point `)
	for _, point := range strings.Split(page, `<article class="point `)[1:] {
		about, _, _ := strings.Cut(point, `<h4>`)
		about, _, _ = strings.Cut(about, `</h2>`)
		for _, m := range faced.FindAllStringSubmatch(point, -1) {
			claim := ofClaim.FindStringSubmatch(m[4])
			if claim == nil {
				claim = ofClaim.FindStringSubmatch(about)
			}
			if claim == nil {
				t.Errorf("%s takes a side of nothing, below %s", m[2], about)
				continue
			}
			all = append(all, facing{m[1], m[2], m[3], claim[1]})
		}
	}
	return all
}

// Two actors beside one another are shown with the points that the graph finds, each
// position under the name of who takes it.
func TestComparisonsShowWhoTakesWhichSide(t *testing.T) {
	p := openPages(t)
	site, g := p.site, p.graph
	s := g.Snapshot()
	met := 0
	var people []record.Actor
	for r := range s.Each(record.KindPerson) {
		people = append(people, r.(record.Actor))
	}
	for i, a := range people {
		for _, b := range people[i+1:] {
			found, _, err := s.Align(t.Context(), a.ActorID(), b.ActorID(), graph.Lens{})
			if err != nil {
				t.Fatal(err)
			}
			points, err := s.Points(t.Context(), found)
			if err != nil {
				t.Fatal(err)
			}
			if len(points) == 0 {
				continue
			}
			met++
			path := "/compare/" + a.About().Slug + "/" + b.About().Slug
			page := fetched(t, site, path).Body.String()
			var want, got, embedded, shown []string
			for _, p := range points {
				for _, f := range p.Findings {
					want = append(want, fmt.Sprintln(a.About().Slug, sideKey(&f.A), f.A.Claim.Slug), fmt.Sprintln(b.About().Slug, sideKey(&f.B), f.B.Claim.Slug))
				}
			}
			for _, f := range facings(t, page) {
				got = append(got, fmt.Sprintln(f.slug, f.side, f.claim))
				shown = append(shown, fmt.Sprintln(f.name, f.side, f.claim))
			}
			for _, f := range facings(t, fetched(t, site, "/embed"+path+"?max=12").Body.String()) {
				embedded = append(embedded, fmt.Sprintln(f.name, f.side, f.claim))
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s shows\n%v, the graph finds\n%v", path, got, want)
			}
			if !slices.Equal(embedded, shown) {
				t.Errorf("the embed of %s shows\n%v, the page\n%v", path, embedded, shown)
			}
		}
	}
	if met < 5 {
		t.Errorf("only %d pairs meet on anything", met)
	}
}

// A pair is found under former slugs, and nobody is compared with themselves.
func TestAddressesOfComparisons(t *testing.T) {
	site := openPages(t).site
	for path, want := range map[string]struct {
		status int
		to     string
	}{
		"/compare/wael-alwan/firas-allawi?lang=ar": {200, ""},
		"/compare/wael-alwan/wael-alwan":           {301, "/actor/wael-alwan"},
		"/compare/wael-alwan/nobody":               {404, ""},
		"/actor/nobody":                            {404, ""},
		"/actor/wael-alwan?from=9999":              {404, ""},
		"/actor/wael-alwan?from=x":                 {400, ""},
		"/actor/wael-alwan?quotes=9999":            {404, ""},
	} {
		w := fetched(t, site, path)
		if w.Code != want.status || w.Header().Get("Location") != want.to {
			t.Errorf("%s: %d %q, want %d %q", path, w.Code, w.Header().Get("Location"), want.status, want.to)
		}
	}
}
