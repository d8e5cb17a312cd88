package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"onrecord/internal/card"
	"onrecord/internal/record"
)

// A picture is drawn once for what it shows, and anew where that is something else.
func TestPicturesAreKept(t *testing.T) {
	press, err := card.NewPress(1)
	if err != nil {
		t.Fatal(err)
	}
	s := &Site{press: press, pictures: newPageCache(4 << 20)}
	made := func(title string) *card.Card {
		return &card.Card{Dir: "ltr", Interface: "ltr", Title: card.Plain(title, "ltr")}
	}
	first, err := s.print(&visit{ctx: t.Context(), query: url.Values{}}, made("A title"))
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	late := &visit{ctx: gone, query: url.Values{}}
	if again, err := s.print(late, made("A title")); err != nil || !bytes.Equal(again, first) {
		t.Errorf("what is kept is drawn again: %v", err)
	}
	for name, other := range map[string]struct {
		width, title string
	}{"another title": {"", "Another title"}, "another width": {"300", "A title"}} {
		late.query = url.Values{widthParameter: {other.width}}
		// The setter is idle, so that a drawing may win over the context; it must not be
		// the one that is kept.
		if body, err := s.print(late, made(other.title)); err == nil && bytes.Equal(body, first) {
			t.Errorf("%s: the picture is the one that is kept", name)
		} else if err != nil && !errors.Is(err, record.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ first, second, want string }{
		{"It pays.", "Two say so.", "It pays. Two say so."},
		{"A name", "Two quotes.", "A name. Two quotes."},
		{"She: “It pays.”", "More.", "She: “It pays.” More."},
		{"Does it pay?", "Two say so.", "Does it pay? Two say so."},
		{"ما مصير المصباح؟", "إجابتان.", "ما مصير المصباح؟ إجابتان."},
		{"Cut…", "More.", "Cut… More."},
		{"She: it pays.", "it pays.", "She: it pays."},
		{"", "More.", "More."}, {"A name", "", "A name"},
	} {
		if got := sentences(c.first, c.second); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.first, c.second, got, c.want)
		}
	}
}

// Where the letters for somebody's words are missing, the card tells what was said in
// other words, without marks, and says so.
func TestWordsThatCannotBeDrawnGetNoMarks(t *testing.T) {
	a, err := newAssets("")
	if err != nil {
		t.Fatal(err)
	}
	tongues, err := newTongues(a, "")
	if err != nil {
		t.Fatal(err)
	}
	quote := &printedQuote{quoteView: &quoteView{
		Words: []phrase{phraseIn("灯台は", "ja"), phraseIn("安い", "ja")}, Gist: phraseIn("The lamp is cheap.", "en"), Speaker: actorView{link: link{phrase: plain("A keeper")}},
	}}
	for _, draws := range []bool{true, false} {
		m := &cardMaker{Card: &card.Card{Interface: "ltr"}, tongue: tongues[0], draws: func(string) bool { return draws }}
		m.quote(quote)
		if m.err != nil {
			t.Fatal(m.err)
		}
		title := fmt.Sprint(m.Title.Items)
		if marked := strings.Contains(title, "“灯台は”") && strings.Contains(title, "“安い”"); marked != draws || (m.Set == card.Spoken) != draws {
			t.Errorf("draws %v: the title is %s in %v", draws, title, m.Set)
		}
		if cautioned := strings.Contains(fmt.Sprint(m.Cautions), "Not quoted word for word"); cautioned == draws {
			t.Errorf("draws %v: the cautions are %v", draws, m.Cautions)
		}
	}
}
