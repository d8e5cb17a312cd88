package seeds

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// The inventory was made by reading, the dossier by coding: they must name the
// same speakers of the same spans, in the same order.
func TestInventoryAndDossierAgree(t *testing.T) {
	list := readYAML[inventory](t, "coalition.inventory.yaml").Statements
	coded := readYAML[dossier](t, "coalition.yaml").Quotes
	var keys []string
	for _, e := range list {
		keys = append(keys, e.Key)
	}
	if !slices.Equal(keys, coded.keys) {
		t.Fatalf("keys differ:\ninventory %v\ndossier   %v", keys, coded.keys)
	}
	for _, e := range list {
		q := coded.byKey[e.Key]
		if q.Speaker != e.Speaker {
			t.Errorf("%s: the inventory hears %s, the dossier %s", e.Key, e.Speaker, q.Speaker)
		}
		if !slices.Equal(q.At, e.At) || q.SHA256 != e.SHA256 {
			t.Errorf("%s: the selectors differ: %v and %v", e.Key, e.At, q.At)
		}
		if q.Mode != e.Mode {
			t.Errorf("%s: mode %s in the inventory, %s in the dossier", e.Key, e.Mode, q.Mode)
		}
		if q.propositions() != e.Propositions {
			t.Errorf("%s: %d propositions in the inventory, %d in the dossier", e.Key, e.Propositions, q.propositions())
		}
	}
}

func TestInventoryFollowsArticle(t *testing.T) {
	list := readYAML[inventory](t, "coalition.inventory.yaml").Statements
	if !slices.IsSortedFunc(list, func(a, b entry) int { return a.At[0] - b.At[0] }) {
		t.Error("the statements are not in the article's order")
	}
	type voice struct {
		speaker, mode string
		at            [2]int
	}
	seen := map[voice]string{}
	for _, e := range list {
		v := voice{e.Speaker, e.Mode, [2]int{e.At[0], e.At[1]}}
		if other := seen[v]; other != "" {
			t.Errorf("%s and %s are one speaker in one span", other, e.Key)
		}
		seen[v] = e.Key
	}
}

func TestInventoryHoldsInArticle(t *testing.T) {
	text, ok := article(t)
	if !ok {
		return
	}
	list := readYAML[inventory](t, "coalition.inventory.yaml")
	coded := readYAML[dossier](t, "coalition.yaml")
	if hashOf(text) != list.TextSHA256 || list.TextSHA256 != coded.Documents["pressbee-coalition"].SHA256 {
		t.Fatal("the article is another text than the one that was read")
	}
	points, lines := []rune(text), strings.Split(text, "\n")
	for _, e := range list.Statements {
		span := string(points[e.At[0]:e.At[1]])
		paragraph := lines[e.Line-1]
		if hashOf(span) != e.SHA256 {
			t.Errorf("%s: the span is not the one that was read: %q", e.Key, span)
		}
		if !strings.Contains(paragraph, span) {
			t.Errorf("%s: the span is not within line %d", e.Key, e.Line)
		}
		if !strings.Contains(paragraph, e.Named) {
			t.Errorf("%s: line %d does not point to %s with %q", e.Key, e.Line, e.Speaker, e.Named)
		}
		if !wholeSentences(span) {
			t.Errorf("%s: the span does not begin and end with a sentence: %q", e.Key, span)
		}
		fragmentsInOrder(t, e.Key, span, coded.Quotes.byKey[e.Key].Fragments)
	}
}

func wholeSentences(span string) bool {
	first := []rune(strings.TrimPrefix(span, "“"))[0]
	return unicode.IsUpper(first) && (strings.HasSuffix(span, ".") || strings.HasSuffix(span, ".”") || strings.HasSuffix(span, ".’”"))
}

func fragmentsInOrder(t *testing.T, key, span string, fragments []string) {
	t.Helper()
	for _, f := range fragments {
		_, rest, found := strings.Cut(span, f)
		if !found {
			t.Errorf("%s: the words %q are not in the span %q", key, f, span)
		}
		span = rest
	}
}
