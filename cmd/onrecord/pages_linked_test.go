package main

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/piprate/json-gold/ld"

	"onrecord/internal/graph"
	"onrecord/internal/quads"
	"onrecord/internal/record"
	"onrecord/schema"
)

// exportedLines are the lines of an export under the site's address, by the id of
// the record that they are about.
func exportedLines(t *testing.T, p *pages) map[string][]string {
	t.Helper()
	var export bytes.Buffer
	if err := quads.WriteNQuads(&export, quads.Expand(p.store.Statements(t.Context()), pagesBase)); err != nil {
		t.Fatal(err)
	}
	subject := regexp.MustCompile(`^<` + regexp.QuoteMeta(pagesBase) + `/id/([0-9a-f-]{36})`)
	lines := map[string][]string{}
	for line := range strings.Lines(export.String()) {
		m := subject.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("a line of the export is about nothing: %s", line)
		}
		lines[m[1]] = append(lines[m[1]], line)
	}
	return lines
}

// TestLinkedDataIsThatOfTheExport asks for everything on record by its id, as
// N-Quads and as JSON-LD, and holds both against the lines of an export.
func TestLinkedDataIsThatOfTheExport(t *testing.T) {
	p := openPages(t)
	loader, compared := contextLoader{}, 0
	for id, want := range exportedLines(t, p) {
		rec, ok := p.graph.Snapshot().Record(uuid.MustParse(id))
		if !ok || rec.Ref().Kind == record.KindChangeset {
			continue // the store knows more of a change than a snapshot keeps
		}
		got := fetched(t, p.site, "/id/"+id, "Accept", "application/n-quads")
		if got.Code != http.StatusOK || got.Body.String() != strings.Join(want, "") {
			t.Fatalf("%s: %d\n%s\nwant\n%s", rec.Ref(), got.Code, got.Body, strings.Join(want, ""))
		}
		got = fetched(t, p.site, "/id/"+id, "Accept", "text/html;q=0.5, application/ld+json")
		expectTriples(t, rec.Ref(), loader, got.Body.Bytes(), want)
		compared++
	}
	if compared < 600 {
		t.Errorf("%d records were compared, want all", compared)
	}
}

// contextLoader gives the context that the site serves, and nothing else.
type contextLoader struct{}

func (contextLoader) LoadDocument(u string) (*ld.RemoteDocument, error) {
	if u != pagesBase+"/context.jsonld" {
		return nil, ld.NewJsonLdError(ld.LoadingDocumentFailed, u)
	}
	document, err := ld.DocumentFromReader(strings.NewReader(schema.Context))
	return &ld.RemoteDocument{DocumentURL: u, Document: document}, err
}

func expectTriples(t *testing.T, ref record.Ref, loader ld.DocumentLoader, document []byte, want []string) {
	t.Helper()
	parsed, err := ld.DocumentFromReader(bytes.NewReader(document))
	if err != nil {
		t.Fatalf("%s: %v\n%s", ref, err, document)
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader, options.Format = loader, "application/n-quads"
	triples, err := ld.NewJsonLdProcessor().ToRDF(parsed, options)
	if err != nil {
		t.Fatalf("%s: %v\n%s", ref, err, document)
	}
	got := slices.Sorted(strings.Lines(triples.(string)))
	if !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Fatalf("%s as JSON-LD is\n%s\nwant\n%s", ref, strings.Join(got, ""), strings.Join(want, ""))
	}
}

func TestIdsLeadToPages(t *testing.T) {
	p := openPages(t)
	for rec := range everything(p.graph.Snapshot()) {
		id := rec.Ref().ID.String()
		got := fetched(t, p.site, "/id/"+id, "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
		to := got.Header().Get("Location")
		if got.Code != http.StatusSeeOther || to == "" {
			t.Fatalf("%s: %d to %q", rec.Ref(), got.Code, to)
		}
		if page := fetched(t, p.site, to); page.Code != http.StatusOK {
			t.Errorf("%s leads to %s, which answers %d", rec.Ref(), to, page.Code)
		}
	}
	for path, want := range map[string]int{"/id/nothing": 404, "/id/00000000-0000-4000-8000-000000000000": 404} {
		if got := fetched(t, p.site, path); got.Code != want {
			t.Errorf("%s: %d, want %d", path, got.Code, want)
		}
	}
	any := p.quote("official-lens-sold")
	if got := fetched(t, p.site, "/id/"+any, "Accept", "image/png"); got.Code != http.StatusNotAcceptable {
		t.Errorf("as a picture: %d", got.Code)
	}
	if got := fetched(t, p.site, "/id/"+any, "Accept", "application/*"); got.Header().Get("Content-Type") != "application/ld+json" {
		t.Errorf("as any application type: %d, %v", got.Code, got.Header())
	}
}

// everything are the records of all kinds that have an id in the contract.
func everything(s *graph.Snapshot) func(func(record.Record) bool) {
	return func(yield func(record.Record) bool) {
		for k := record.KindPerson; k < record.KindChangeset; k++ {
			for rec := range s.Each(k) {
				if !yield(rec) {
					return
				}
			}
		}
	}
}
