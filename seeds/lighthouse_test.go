package seeds

import (
	"io/fs"
	"strings"
	"testing"
)

// The lighthouse's text travels with it, so its selectors hold everywhere.
func TestLighthouseHoldsInItsText(t *testing.T) {
	coded := readYAML[dossier](t, "extra/lighthouse.yaml")
	document := coded.Documents["aster-courier-lamp"]
	raw, err := fs.ReadFile(Extras, "extra/"+document.TextFile)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	if hashOf(text) != document.SHA256 {
		t.Fatal("the text is not the one that was coded")
	}
	points := []rune(text)
	for key, q := range coded.Quotes.byKey {
		if q.Document != "" {
			continue
		}
		before, span, after := string(points[:q.At[0]]), string(points[q.At[0]:q.At[1]]), string(points[q.At[1]:])
		if span != q.Exact || hashOf(span) != q.SHA256 {
			t.Errorf("%s: the selector is not at its words: %q", key, span)
		}
		if !strings.HasSuffix(before, q.Prefix) || !strings.HasPrefix(after, q.Suffix) {
			t.Errorf("%s: the words around the span differ", key)
		}
		fragmentsInOrder(t, key, span, q.Fragments)
	}
}

// Offsets count code points: the same span has other byte offsets, because the
// text holds Arabic and accented letters before it.
func TestLighthouseProvesCodePoints(t *testing.T) {
	coded := readYAML[dossier](t, "extra/lighthouse.yaml")
	raw, err := fs.ReadFile(Extras, "extra/lighthouse.txt")
	if err != nil {
		t.Fatal(err)
	}
	q := coded.Quotes.byKey["vane-evening"]
	if at := strings.Index(string(raw), q.Exact); at <= q.At[0] {
		t.Errorf("byte offset %d, code point offset %d: the text proves nothing", at, q.At[0])
	}
}
