package card

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
)

func testPress(t testing.TB) *Press {
	t.Helper()
	p, err := NewPress(1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// testSetter is a setter of its own press.
func testSetter(t testing.TB) *setter {
	t.Helper()
	return <-testPress(t).idle
}

func full() *Card {
	return &Card{
		Dir: "ltr", Interface: "ltr", Kicker: Plain("Prediction", ""), Cautions: Plain("Second-hand", ""),
		Title: Plain("The lamp of the lighthouse can be kept cheaply for another twenty years.", "ltr"), Unreadable: "Not in letters that this picture has.",
		Gloss: Plain("In other words: keeping it burning costs little.", ""), By: Plain("Zoë Lindqvist", ""), Notes: []Text{Plain("Keeper of the lighthouse", "")},
		Rows: []Row{{Plain("It pays.", "ltr"), []Part{{"supports", "+", 2, ""}, {"opposes", "−", 1, ""}}}},
		Bar: []Part{{"supports", "+", 4, "4 support it"}, {"supports-if", "+", 1, "1 supports it with a condition"}, {"undecided", "?", 1, "1 withholds judgement"},
			{"mixed", "±", 1, "1 is on both sides"}, {"opposes-if", "−", 1, "1 opposes it with a condition"}, {"opposes", "−", 2, "2 oppose it"}},
		Tagline: "Who said what",
	}
}

func printed(t *testing.T, p *Press, c *Card, width int) []byte {
	t.Helper()
	content, err := p.PNG(t.Context(), c, width)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestCardsAreOfOneSizeAndAlwaysTheSame(t *testing.T) {
	first, second := testPress(t), testPress(t)
	for _, width := range []int{1200, 600, 300} {
		content := printed(t, first, full(), width)
		picture, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size.X != width || size.Y != (width*630+600)/1200 {
			t.Errorf("%d wide: %v", width, size)
		}
		if !bytes.Equal(content, printed(t, first, full(), width)) || !bytes.Equal(content, printed(t, second, full(), width)) {
			t.Errorf("%d wide: the same card gives other bytes", width)
		}
	}
	dark := full()
	dark.Dark = true
	if bytes.Equal(printed(t, first, full(), 300), printed(t, first, dark, 300)) {
		t.Error("a dark card is a light one")
	}
}

func TestPressWaitsNoLongerThanAsked(t *testing.T) {
	p := testPress(t)
	busy := <-p.idle
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.PNG(ctx, full(), 300); !errors.Is(err, context.Canceled) {
		t.Errorf("with the only setter away: %v", err)
	}
	p.idle <- busy
	printed(t, p, full(), 300)
}

// glyphs are those of a text in one style, in the order of the shaper.
func glyphs(s *setter, text, dir string) (ids []font.GID, clusters []int) {
	for _, run := range s.paragraph(text, dir, Headline).runs {
		for _, g := range run.Glyphs {
			ids, clusters = append(ids, g.GlyphID), append(clusters, g.TextIndex())
		}
	}
	return ids, clusters
}

// Arabic letters are joined: each has the form of its place in the word, and the first
// is at the right end.
func TestArabicIsShaped(t *testing.T) {
	s := testSetter(t)
	word := "محمد"
	joined, clusters := glyphs(s, word, "auto")
	if len(joined) < 4 {
		t.Fatalf("%d glyphs", len(joined))
	}
	for _, r := range word[:len(word)-2] {
		alone, _ := glyphs(s, string(r), "auto")
		if slices.Contains(joined, alone[0]) {
			t.Errorf("%c has in the word the form that it has alone", r)
		}
	}
	if !slices.IsSortedFunc(clusters, func(a, b int) int { return b - a }) {
		t.Errorf("from left to right the letters are %v", clusters)
	}
	ligature, _ := glyphs(s, "لا", "auto")
	lam, _ := glyphs(s, "ل", "auto")
	alef, _ := glyphs(s, "ا", "auto")
	if slices.Contains(ligature, lam[0]) && slices.Contains(ligature, alef[0]) {
		t.Error("lam and alef stand side by side")
	}
}

// seen is a line as a reader sees it from left to right, by clusters.
func seen(s *setter, text, dir string) string {
	p := s.paragraph(text, dir, Label)
	lines, _ := s.wrap(p, 5000, 20, 1, ellipsis)
	var b strings.Builder
	for _, run := range lines[0].runs {
		last := -1
		for _, g := range run.Glyphs {
			if g.TextIndex() != last {
				b.WriteRune(p.runes[g.TextIndex()])
			}
			last = g.TextIndex()
		}
	}
	return strings.Trim(b.String(), "\u200e\u200f")
}

func TestTextIsOrdered(t *testing.T) {
	s := testSetter(t)
	for _, c := range []struct{ text, dir, want string }{
		{"abc", "ltr", "abc"},
		{"دار", "rtl", "راد"},
		{"in دار 12 نور out", "ltr", "in رون 12 راد out"},
		{"دار abc 12 نور", "rtl", "رون abc 12 راد"},
		{"«دار».", "rtl", ".»راد«"},
		{"\u2067دار\u2069 12", "ltr", "\u2067راد\u2069 12"},
	} {
		if got := seen(s, c.text, c.dir); strings.Trim(got, isolates) != strings.Trim(c.want, isolates) && got != c.want {
			t.Errorf("%q %s: %q, want %q", c.text, c.dir, got, c.want)
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"  two \t\n words\x00here ", "two words here"},
		{"no\u202eredro\u202c override", "noredro override"},
		{"e\u0301", "é"},
		{"\xff", "\ufffd"},
		{"می\u200cخواهم", "می\u200cخواهم"},
		{"ﬁnal oﬃce", "final office"},
		{"ﻻ ﺑﺴﻢ ﷲ", "لا بسم ﷲ"},
		{"10\u202f000", "10\u202f000"},
		{"a" + strings.Repeat("\u0308", 500) + "b", "ä" + strings.Repeat("\u0308", mostMarks-1) + "b"},
		{"\u2028\u2029", ""},
		{"no\ufffe \U0001ffffcharacter", "no character"},
	} {
		if got, cut := clean(c.text); got != c.want || cut {
			t.Errorf("%q: %q, cut %v; want %q", c.text, got, cut, c.want)
		}
	}
	if got, cut := clean(strings.Repeat("long ", 10_000)); !cut || len(got) > longest {
		t.Errorf("a long text: %d bytes, cut %v", len(got), cut)
	}
}

func says(s *Sheet) string {
	var all []string
	for _, l := range s.Lines {
		all = append(all, l.Text)
	}
	return strings.Join(all, "|")
}

// What the fonts have no letters for is left out whole, and never in part.
func TestLettersThatAreMissing(t *testing.T) {
	s := testSetter(t)
	c := full()
	c.Title, c.Gloss, c.Rows = Plain("NATO 将派兵", "ltr"), Text{}, nil
	c.Notes = []Text{{Items: []Item{{{"Keeper", "ltr"}}, {{"of ", ""}, {"灯台", "ltr"}}}, Between: ", "}}
	c.By = Plain("She won 🎉🎊", "")
	drawn := s.lay(c, true)
	for _, want := range []string{c.Unreadable, "Keeper", "She won […]"} {
		if !strings.Contains(says(drawn), want) {
			t.Errorf("the card does not say %q: %s", want, says(drawn))
		}
	}
	for _, part := range []string{"NATO", "of", ","} {
		if slices.Contains(strings.FieldsFunc(strings.ReplaceAll(says(drawn), c.Unreadable, ""), func(r rune) bool { return r == ' ' || r == '|' }), part) {
			t.Errorf("the card says a part, %q: %s", part, says(drawn))
		}
	}
	other := says(s.lay(c, false))
	for _, want := range []string{"NATO 将派兵", "灯台", "🎉"} {
		if !strings.Contains(other, want) {
			t.Errorf("for those with other letters it does not say %q: %s", want, other)
		}
	}
}

// checkSheet checks what every sheet keeps to.
func checkSheet(t *testing.T, c *Card, sheet *Sheet, lettered bool) {
	t.Helper()
	if len(sheet.Lines) > 80 || len(sheet.Boxes) > 200 {
		t.Errorf("%d lines, %d boxes", len(sheet.Lines), len(sheet.Boxes))
	}
	for _, l := range sheet.Lines {
		// A quotation mark may stand in the margin.
		if l.X < 0 || l.X+l.Width > Width || l.X+l.Width > Width-margin+1 && c.Dir == "ltr" || l.X < margin-1 && c.Dir == "rtl" {
			t.Errorf("a line from %g to %g: %q", l.X, l.X+l.Width, l.Text)
		}
		// Two lines at the foot stand above and below where one would.
		if l.Y < band+20 || l.Y > footY+16 {
			t.Errorf("a line at %g: %q", l.Y, l.Text)
		}
		if strings.ContainsAny(l.Text, "\u202a\u202b\u202c\u202d\u202e\n\r\t\x00") {
			t.Errorf("a line with characters that move others: %q", l.Text)
		}
		for _, run := range l.runs {
			for _, g := range run.Glyphs {
				if lettered && g.GlyphID == 0 {
					t.Errorf("a line with a letter that there is not: %q", l.Text)
				}
			}
		}
	}
}

func TestLongTextStaysInTheFrame(t *testing.T) {
	s := testSetter(t)
	for name, text := range map[string]string{
		"sentences":   strings.Repeat("The lamp can be kept cheaply. ", 400),
		"a word":      strings.Repeat("Donaudampfschiff", 600),
		"wide":        strings.Repeat("WWWW ", 2_000),
		"Arabic":      strings.Repeat("انضمام سوريا إلى التحالف ", 400),
		"Arabic word": strings.Repeat("بسم", 3_000),
		"marks":       strings.Repeat("x\u0323\u0323\u0323", 3_000),
		"mixed":       strings.Repeat("abc انضمام 12 ", 900),
		"spaces":      "a" + strings.Repeat(" \u00a0", 5_000) + "b",
	} {
		c := full()
		c.Title, c.By, c.Notes, c.Rows[0].Text = Plain(text, "auto"), Plain(text, ""), []Text{Plain(text, ""), Plain(text, "rtl")}, Plain(text, "")
		sheet := s.lay(c, true)
		checkSheet(t, c, sheet, true)
		if sheet.Title == "" || !slices.ContainsFunc(sheet.Lines, func(l Line) bool { return l.Size >= 34 && l.Text != "record" }) {
			t.Errorf("%s: no title", name)
		}
		if name != "spaces" && !strings.Contains(says(sheet), "…") {
			t.Errorf("%s: nothing tells that there is more: %s", name, says(sheet))
		}
	}
}

// Words that do not fit end within their quotation marks.
func TestCutQuotationsAreClosed(t *testing.T) {
	s := testSetter(t)
	for open, want := range map[string]string{"“": "…”", "«": "…»"} {
		text, dir := strings.Repeat("again and ", 200), "ltr"
		if open == "«" {
			text, dir = strings.Repeat("مرة بعد ", 200), "rtl"
		}
		c := &Card{Dir: dir, Interface: "ltr", Set: Spoken, Title: Plain(open+text+strings.TrimPrefix(want, "…"), dir)}
		if got := says(s.lay(c, true)); !strings.Contains(got, want+"|") {
			t.Errorf("want %s at the end: %s", want, got)
		}
	}
	c := &Card{Dir: "ltr", Interface: "ltr", Set: Spoken, Title: Plain("“Short.” "+strings.Repeat("Not said. ", 200), "ltr")}
	if got := says(s.lay(c, true)); strings.Contains(got, "…”") {
		t.Errorf("words outside the marks are closed by one: %s", got)
	}
}

func TestTitlesAreBalanced(t *testing.T) {
	s := testSetter(t)
	lines := s.balanced(s.paragraph("What does the attack do to relations between Syria and the United States?", "ltr", Headline), inner, 62, 3)
	if len(lines) < 2 {
		t.Fatalf("%d lines", len(lines))
	}
	if last, first := lines[len(lines)-1].width(62), lines[0].width(62); last < first*0.6 {
		t.Errorf("the last line is %g wide, the first %g", last, first)
	}
}

func TestDraws(t *testing.T) {
	p := testPress(t)
	for text, want := range map[string]bool{"Zoë": true, "وائل علوان": true, "Владимир": true, "Ελένη": true, "שלום": true, "中国": false, "ไทย": false, "won 🎉": true, "−1 ≤ 2": true, "Ǆ ﬁ → €": true, "Việt": true, "": true} {
		if got := p.Draws(text, Spoken); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func FuzzSheet(f *testing.F) {
	f.Add("The lamp can be kept cheaply.", "Zoë Lindqvist", "ltr", "Keeper, \u202eevil", byte(0))
	f.Add("«لن يكون للهجوم تأثير سلبي»", "فراس علاوي", "rtl", "صحفي 12 abc", byte(1))
	f.Add("“"+strings.Repeat("a", 900), "👩\u200d⚕️1️⃣", "auto", "\u2066\u2067\u200b\u200f", byte(2))
	f.Add("e\u0301\u0301\u0301\u20dd", "\u0600\u0601٣", "", "\u05d0\u05b8\ufb2a", byte(7))
	s := testSetter(f)
	f.Fuzz(func(t *testing.T, title, by, dir, note string, flags byte) {
		c := full()
		c.Title, c.By = Plain(title, dir), Plain(by, "")
		c.Notes = []Text{{Items: []Item{{{note, dir}}, {{" ", ""}, {by, "auto"}}}, Between: " · "}}
		c.Rows[0].Text, c.Bar[0].Label, c.Set, c.Notice = Plain(note, dir), by, Style(flags>>1)%4, note
		if flags&1 != 0 {
			c.Dir = "rtl"
		}
		for _, lettered := range []bool{true, false} {
			sheet := s.lay(c, lettered)
			checkSheet(t, c, sheet, lettered)
			if flags&4 != 0 {
				sheet.image(0.1)
			}
		}
	})
}

func BenchmarkPNG(b *testing.B) {
	p := testPress(b)
	arabic := full()
	arabic.Dir, arabic.Title = "rtl", Plain("انضمام سوريا إلى التحالف يجعل الحكومة أقدر على محاربة تنظيم الدولة الإسلامية.", "rtl")
	for name, c := range map[string]*Card{"latin": full(), "arabic": arabic} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				content, err := p.PNG(b.Context(), c, Width)
				if err != nil {
					b.Fatal(err)
				}
				size = len(content)
			}
			b.ReportMetric(float64(size), "bytes/card")
		})
	}
}

func BenchmarkSheet(b *testing.B) {
	s := testSetter(b)
	for b.Loop() {
		s.lay(full(), true)
	}
}

// A press is made when the server starts.
func BenchmarkNewPress(b *testing.B) {
	for b.Loop() {
		if _, err := NewPress(1); err != nil {
			b.Fatal(err)
		}
	}
}
