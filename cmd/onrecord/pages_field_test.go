package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

var (
	// squared is a square of the matrix in which two meet, in words.
	squared = regexp.MustCompile(`<td class="cell cell-[a-z]+"><a href="/compare/([a-z0-9-]+)/([a-z0-9-]+)">.*?<span class="unseen">agree on (\d+), disagree on (\d+), differ in degree on (\d+)</span>`)
	// lined is a line of the map.
	lined = regexp.MustCompile(`<path class="edge edge-([a-z]+)" d="[^"]+" stroke-width="\d+" data-a="([a-z0-9-]+)" data-b="([a-z0-9-]+)"`)
)

// The matrix and the map of every event and topic tell what the graph finds between any
// two: each square what both meet on there, each pair that meets by one line.
func TestFieldsShowWhatTheGraphFinds(t *testing.T) {
	p := openPages(t)
	site, g := p.site, p.graph
	s := g.Snapshot()
	squares := 0
	for kind, folder := range map[record.Kind]string{record.KindEvent: "/event/", record.KindTopic: "/topic/"} {
		for r := range s.Each(kind) {
			path := folder + slugOfRecord(r)
			w := fetched(t, site, path)
			if w.Code != http.StatusOK {
				t.Errorf("%s: status %d", path, w.Code)
				continue
			}
			scope, err := s.Scope(r.Ref().ID)
			if err != nil {
				t.Fatal(err)
			}
			m, err := s.AlignmentMatrix(t.Context(), nil, graph.Lens{Scope: scope}, 16)
			if err != nil {
				t.Fatal(err)
			}
			var want, got, pairs, lines []string
			for i, a := range m.Actors {
				for j, b := range m.Actors {
					c := m.At(i, j)
					if i == j || c.Shared() == 0 {
						continue
					}
					want = append(want, fmt.Sprintln(a.About().Slug, b.About().Slug, c.Agreed, c.Disagreed, c.Qualified))
					if i < j {
						pairs = append(pairs, fmt.Sprintln(a.About().Slug, b.About().Slug))
					}
				}
			}
			for _, c := range squared.FindAllStringSubmatch(w.Body.String(), -1) {
				got = append(got, strings.Join(c[1:], " ")+"\n")
			}
			for _, l := range lined.FindAllStringSubmatch(w.Body.String(), -1) {
				lines = append(lines, l[2]+" "+l[3]+"\n")
			}
			for _, l := range [][]string{want, got, pairs, lines} {
				slices.Sort(l)
			}
			if !slices.Equal(got, want) || !slices.Equal(lines, pairs) {
				t.Errorf("%s shows\n%v and lines\n%v, the graph finds\n%v", path, got, lines, want)
			}
			squares += len(got)
		}
	}
	if squares < 10 {
		t.Errorf("only %d squares are shown", squares)
	}
}

func slugOfRecord(r record.Record) string {
	switch r := r.(type) {
	case *record.Event:
		return r.Slug
	case *record.Topic:
		return r.Slug
	}
	return ""
}

// A part in an event is told with whoever says so beside it.
func TestPartsInAnEventNameTheirSources(t *testing.T) {
	p := openPages(t)
	site, g := p.site, p.graph
	r, ok := g.Snapshot().BySlug(record.KindEvent, "palmyra-attack")
	if !ok {
		t.Fatal("the dossier has no such event")
	}
	page := fetched(t, site, "/event/palmyra-attack").Body.String()
	parts := regexp.MustCompile(`(?s)<li><p><a href="/actor/[a-z0-9-]+".*?</ul></li>`).FindAllString(page, -1)
	if want := g.Snapshot().Participations(r.(*record.Event).ID).Len(); len(parts) != want {
		t.Fatalf("%d parts are shown, want %d", len(parts), want)
	}
	for _, part := range parts {
		if !strings.Contains(part, "according to") || !strings.Contains(part, `href="/quote/`) {
			t.Errorf("a part without a source: %s", part)
		}
	}
}
