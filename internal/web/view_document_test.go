package web

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
)

// Whatever the selectors, the text that is shown is the text, and a stretch is
// marked exactly where quotes that hold cover it.
func TestMarkedTextIsTheText(t *testing.T) {
	g, err := graph.Open(context.Background(), storetest.NewReference())
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{snapshot: g.Snapshot(), tongue: openTongues(t)[0]}
	rapid.Check(t, func(t *rapid.T) {
		runes := []rune(rapid.StringMatching(`[aب \n“é𝄞]{1,60}`).Draw(t, "text"))
		d := &record.Document{Text: string(runes)}
		var quotes []*record.Quote
		covered := make([]int, len(runes))
		for range rapid.IntRange(0, 6).Draw(t, "quotes") {
			start := rapid.IntRange(0, len(runes)-1).Draw(t, "start")
			end := rapid.IntRange(start+1, len(runes)).Draw(t, "end")
			q := &record.Quote{Selector: &record.Selector{Start: int32(start), End: int32(end), SHA256: record.HashOf(string(runes[start:end]))}}
			if rapid.Bool().Draw(t, "lost") {
				q.Selector.SHA256 = record.HashOf("something else")
			} else {
				for i := start; i < end; i++ {
					covered[i]++
				}
			}
			quotes = append(quotes, q)
		}
		var text strings.Builder
		place := 0
		for _, p := range marked(d, quotes, r) {
			for _, piece := range p {
				for _, char := range piece.Text {
					for runes[place] == '\n' {
						place++
					}
					if runes[place] != char || covered[place] != len(piece.Quotes) {
						t.Fatalf("at %d stands %q under %d quotes, want %q under %d", place, char, len(piece.Quotes), runes[place], covered[place])
					}
					place++
				}
				text.WriteString(piece.Text)
			}
		}
		if want := strings.ReplaceAll(d.Text, "\n", ""); text.String() != want {
			t.Fatalf("%q is shown as %q", want, text.String())
		}
	})
}

// Search engines are told as words what was said word for word, and nothing else.
func TestLinkedWordsAreVerbatim(t *testing.T) {
	r := &reader{base: "https://record.example"}
	q := &quoteView{Gist: phraseIn("a gist", "en"), Speaker: actorView{link: link{phrase: phraseIn("Ada", "en")}, Kind: record.KindPerson}}
	if v := r.quoteLinked(q); v["text"] != nil || v["abstract"] != "a gist" {
		t.Errorf("a gist is told as words: %v", v)
	}
	q.Words = []phrase{phraseIn("her words", "en")}
	if v := r.quoteLinked(q); len(v["text"].([]string)) != 1 {
		t.Errorf("words are not told: %v", v)
	}
	if q.Silent = true; r.quoteLinked(q)["creator"] != nil {
		t.Error("somebody silent is told to have said it")
	}
}
