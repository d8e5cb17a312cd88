package dossier

import (
	"fmt"
	"iter"
	"maps"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// stored is what a graph knows, by slug or by the path of a quote.
type stored map[string]record.Ref

func (s stored) Lookup(kind record.Kind, slug string) (record.Ref, bool) {
	ref, ok := s[slug]
	return ref, ok && kind.Accepts(ref.Kind)
}

func (s stored) Has(ref record.Ref) bool {
	for _, known := range s {
		if known == ref {
			return true
		}
	}
	return false
}

func (s stored) Slugs(record.Kind) iter.Seq[string] { return maps.Keys(s) }

func TestReferencesIntoTheGraph(t *testing.T) {
	graph := stored{
		"ann-lee": {Kind: record.KindPerson, ID: record.DeclaredID("actor", "ann-lee")},
		"e/q":     {Kind: record.KindQuote, ID: record.DeclaredID("quote", "e/q")},
		"c":       {Kind: record.KindClaim, ID: record.DeclaredID("claim", "older-name")},
	}
	const content = head + doc + `quotes:
  q: {speaker: %s, mode: INDIRECT, gist: G, stances: {s: {claim: c, position: SUPPORTS}}, responses: {r: {kind: AGREES, to-quote: %s}}}
`
	f, err := Read(Source{Name: "f", Content: fmt.Appendf(nil, content, "ann-lee", "e/q")}, graph)
	if err != nil {
		t.Fatal(err)
	}
	if q := find[*record.Quote](t, f, "d/q"); q.Speaker != record.ActorID(graph["ann-lee"].ID) {
		t.Errorf("the speaker is %s", q.Speaker)
	}
	if r := find[*record.Response](t, f, "d/q/r"); r.ToQuote != record.QuoteID(graph["e/q"].ID) {
		t.Errorf("the response answers %s", r.ToQuote)
	}
	if s := find[*record.Stance](t, f, "d/q/s"); s.Claim != record.ClaimID(graph["c"].ID) {
		t.Errorf("a claim stored under an older id resolves to %s", s.Claim)
	}
	_, err = Read(Source{Name: "f", Content: fmt.Appendf(nil, content, "ann-leigh", "e/r")}, graph)
	want := `f:6:16: quotes.q.speaker: unknown actor "ann-leigh"; did you mean ann-lee?
f:6:138: quotes.q.responses.r.to-quote: unknown quote "e/r"; did you mean e/q?`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// TestDossiersThatReferToEachOther reads two of them in either order.
func TestDossiersThatReferToEachOther(t *testing.T) {
	a := Source{Name: "a", Content: []byte("onrecord: 1\ndossier: a\ndocument: da\ndocuments: {da: {title: A, republishes: db}}\npeople: {ann: {name: Ann}}\nquotes: {q: {speaker: ann, mode: INDIRECT, gist: G, responses: {r: {kind: AGREES, to-quote: b/q}}}}\n")}
	b := Source{Name: "b", Content: []byte("onrecord: 1\ndossier: b\ndocument: db\ndocuments: {db: {title: B}}\nquotes: {q: {speaker: ann, mode: INDIRECT, gist: G}}\n")}
	for _, sources := range [][]Source{{a, b}, {b, a}} {
		files, err := ReadAll(sources, nil)
		if err != nil {
			t.Fatalf("%s first: %v", sources[0].Name, err)
		}
		for i, f := range files {
			if f.Name != sources[i].Name {
				t.Errorf("file %d is %s, want %s", i, f.Name, sources[i].Name)
			}
			find[*record.Quote](t, f, f.Dossier+"/q")
		}
	}
}

func TestTwoDossiersCannotShareAHome(t *testing.T) {
	source := func(name, slug, person string) Source {
		return Source{Name: name, Content: fmt.Appendf(nil, "onrecord: 1\ndossier: %s\npeople: {%s: {name: Ann Lee}}\n", slug, person)}
	}
	cases := map[string]struct {
		second Source
		want   string
	}{
		"one person":  {source("two", "b", "ann"), "two:3:10: people.ann: ann is declared already, as a person at one, line 3; one slug leads to one thing"},
		"one name":    {source("two", "b", "ann-lee"), `two:3:10: people.ann-lee: ann-lee and ann (one, line 3) are both called "Ann Lee"; make them one person, or write “distinct-from: [ann]”`},
		"one dossier": {source("two", "a", "bea"), "two:2:10: dossier: a is the dossier of one already"},
	}
	for name, c := range cases {
		_, err := ReadAll([]Source{source("one", "a", "ann"), c.second}, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got\n%v\nwant\n%s", name, err, c.want)
		}
	}
}
