package card

import (
	"image/color"
	"slices"
	"strings"
	"unicode/utf8"
)

// The grid of a card, in units.
const (
	margin = 72
	inner  = Width - 2*margin
	// band is the height of the dark band at the top.
	band = 14
	// kickerY is where the kicker stands, titleTop where the room of the title begins.
	kickerY, titleTop = 88, 124
	// footY is where the foot stands, ruleY the rule above it, bottom the end of the
	// room that the rest has.
	footY, ruleY, bottom = 592, 548, 520
	// gap is the least distance between the title and what stands below it, and leastTitle
	// the least room of the title.
	gap, leastTitle = 26, 88
)

// layout is a card in the making.
type layout struct {
	*setter
	card  *Card
	sheet *Sheet
	palette
	// lettered leaves out what the fonts have no letters for.
	lettered bool
	says     []string
}

// lay sets a card. With lettered, all of it can be drawn with the fonts of this package.
func (s *setter) lay(c *Card, lettered bool) *Sheet {
	l := &layout{setter: s, card: c, sheet: &Sheet{}, palette: paletteOf(c.Dark), lettered: lettered}
	l.sheet.paper = l.paper
	l.box(Box{W: Width, H: band, fill: l.ink})
	top := l.kicker()
	blocks, y := l.chosen(l.blocks(), top)
	l.title(top, y-gap)
	for _, b := range blocks {
		b.draw(y)
		y += b.height
	}
	l.foot()
	l.sheet.Says = strings.Join(l.says, "\n")
	return l.sheet
}

// block is a part of a card below its title. Of those that can be done without the one
// of the highest rank goes first; 0 stays.
type block struct {
	height float64
	draw   func(y float64)
	rank   int
}

// chosen are the blocks that leave room for the title, and where they begin.
func (l *layout) chosen(blocks []block, top float64) ([]block, float64) {
	for {
		y, last := float64(bottom), -1
		for i, b := range blocks {
			y -= b.height
			if b.rank > 0 && (last < 0 || b.rank >= blocks[last].rank) {
				last = i
			}
		}
		if y-gap-top >= leastTitle || last < 0 {
			return blocks, y
		}
		blocks = slices.Delete(blocks, last, last+1)
	}
}

// blocks are the parts below the title that the card has.
func (l *layout) blocks() []block {
	var all []block
	add := func(b block, rank int) {
		if b.rank = rank; b.height > 0 {
			all = append(all, b)
		}
	}
	if b := l.lines(l.card.Gloss, Label, 30, 3, l.soft); b.height > 0 {
		b.height += gap
		add(b, 3)
	}
	add(l.lines(l.card.By, Strong, 30, 1, l.ink), 0)
	for _, note := range l.card.Notes {
		add(l.lines(note, Label, 26, 2, l.soft), 1)
	}
	for _, row := range l.card.Rows {
		add(l.row(row), 2)
	}
	add(l.bar(), 0)
	return all
}

// at is the left end of something of a width that begins so far from where lines begin.
func (l *layout) at(from, width float64) float64 {
	if l.card.Dir == "rtl" {
		return Width - from - width
	}
	return from
}

func (l *layout) box(b Box) {
	b.X, b.W = rounded(l.at(b.X, b.W)), rounded(b.W)
	l.sheet.Boxes = append(l.sheet.Boxes, b)
}

// say notes what a paragraph says, when its first line is drawn.
func (l *layout) say(p *paragraph) {
	if p.says != "" {
		l.says = append(l.says, p.says)
	}
	p.says = ""
}

// put puts a line so far from where lines begin.
func (l *layout) put(ln line, p *paragraph, from, y, size float64, fill color.RGBA) {
	l.say(p)
	width := ln.width(size)
	dir := "ltr"
	if p.base%2 == 1 {
		dir = "rtl"
	}
	l.sheet.Lines = append(l.sheet.Lines, Line{Text: ln.text, X: rounded(l.at(from, width)), Y: rounded(y), Width: rounded(width), Exact: p.whole,
		Size: size, Style: p.style, Dir: dir, fill: fill, runs: ln.runs})
}

// set is a text as a paragraph; nil where there is nothing to draw.
func (l *layout) set(t Text, style Style) *paragraph {
	if t.Dir == "" {
		t.Dir = l.card.Interface
	}
	c := l.compose(t, style, l.lettered)
	if c.text == "" {
		return nil
	}
	p := l.paragraph(c.text, c.dir, style)
	p.cut = c.cut
	p.says = strings.Map(func(r rune) rune {
		if strings.ContainsRune(isolates, r) {
			return -1
		}
		return r
	}, c.text)
	return p
}

// leading is the distance of lines at a size.
func (p *paragraph) leading(size float64) float64 {
	switch {
	case p.tall:
		return size * 1.5
	case p.style == Headline || p.style == Spoken:
		return size * 1.2
	}
	return size * 1.35
}

// kicker sets the line above the title, and is where the room below it begins.
func (l *layout) kicker() (top float64) {
	from := float64(margin)
	if p := l.set(l.card.Kicker, Strong); p != nil {
		room := float64(inner)
		if !l.card.Cautions.Empty() {
			room /= 2
		}
		lines, _ := l.wrap(p, room, 26, 1, ellipsis)
		l.put(lines[0], p, from, kickerY, 26, l.soft)
		from += lines[0].width(26) + 24
	}
	p := l.set(l.card.Cautions, Strong)
	if p == nil {
		return titleTop
	}
	lines, _ := l.wrap(p, Width-margin-from, 26, 2, ellipsis)
	y := float64(kickerY)
	for _, ln := range lines {
		l.put(ln, p, from, y, 26, l.caution)
		y += p.leading(26)
	}
	return titleTop + y - kickerY - p.leading(26)
}

// titleSizes are tried from the greatest down.
var titleSizes = []float64{84, 76, 68, 62, 56, 50, 46, 42, 38, 34}

// title sets the title as large as the room allows. Where even the smallest letters are
// too large, the end is left out.
func (l *layout) title(top, end float64) {
	p, fill := l.titled(l.card.Set)
	if p == nil {
		return
	}
	for i, size := range titleSizes {
		most := int((end - top - p.leading(size)*0.1) / p.leading(size))
		if last := i+1 == len(titleSizes); last {
			most = max(1, most)
		} else if most < 1 {
			continue
		} else if lines, cut := l.wrap(p, inner, size, most, ellipsis); cut || !fits(size, lines) {
			continue
		}
		y := top + p.ascent(size)
		for i, ln := range l.balanced(p, inner, size, most) {
			from := float64(margin)
			if i == 0 {
				from -= l.hanging(p, ln, size)
			}
			l.put(ln, p, from, y, size, fill)
			y += p.leading(size)
		}
		return
	}
}

// hanging is how far a line begins before the others, so that its letters stand below
// one another and not below a quotation mark.
func (l *layout) hanging(p *paragraph, ln line, size float64) float64 {
	first := strings.IndexAny(ln.text, "“«")
	if first != 0 || (p.base%2 == 1) != (l.card.Dir == "rtl") {
		return 0
	}
	mark, _ := utf8.DecodeRuneInString(ln.text)
	lines, _ := l.wrap(l.paragraph(string(mark), l.card.Dir, p.style), inner, size, 1, ellipsis)
	return lines[0].width(size)
}

// fits reports whether a size suits so many lines: the largest letters are for a few
// words.
func fits(size float64, lines []line) bool {
	switch {
	case size > 80:
		return len(lines) <= 1
	case size > 70:
		return len(lines) <= 2
	case size > 60:
		return len(lines) <= 3
	}
	return true
}

// titled is the title, or what stands in its place where there are no letters for all
// of it.
func (l *layout) titled(style Style) (*paragraph, color.RGBA) {
	if c := l.compose(l.card.Title, style, l.lettered); !c.whole || c.text == "" {
		return l.set(Plain(l.card.Unreadable, l.card.Interface), Label), l.soft
	}
	p := l.set(l.card.Title, style)
	l.sheet.Title = p.says
	return p, l.ink
}

// ascent is how far below the upper end of its room the first line stands.
func (p *paragraph) ascent(size float64) float64 {
	if p.tall {
		return size * 1.15
	}
	return size * 0.92
}

// lines is a block of a text.
func (l *layout) lines(t Text, style Style, size float64, most int, fill color.RGBA) block {
	p := l.set(t, style)
	if p == nil {
		return block{}
	}
	lines := l.balanced(p, inner, size, most)
	leading := p.leading(size)
	return block{height: leading*float64(len(lines)) + 4, draw: func(y float64) {
		for i, ln := range lines {
			l.put(ln, p, margin, y+leading*float64(i)+size, size, fill)
		}
	}}
}

// foot sets the last line: whose card it is, and the tagline or what tells that the card
// is not about now.
func (l *layout) foot() {
	l.box(Box{X: margin, Y: ruleY, W: inner, H: 2, fill: l.hair})
	name := l.mark()
	text, fill := l.card.Tagline, l.soft
	if l.card.Notice != "" {
		text, fill = l.card.Notice, l.caution
	}
	p := l.set(Plain(text, l.card.Interface), Label)
	if p == nil {
		return
	}
	lines, _ := l.wrap(p, inner-name-40, 22, 2, ellipsis)
	y := float64(footY) - p.leading(22)/2*float64(len(lines)-1) - 2
	for _, ln := range lines {
		l.put(ln, p, margin, y, 22, fill)
		y += p.leading(22)
	}
}

// mark sets the name of the site at the end of the foot, and is how wide it is.
func (l *layout) mark() float64 {
	const size = 36
	light, bold := l.paragraph("on", "ltr", Spoken), l.paragraph("record", "ltr", Headline)
	on, _ := l.wrap(light, inner, size, 1, ellipsis)
	record, _ := l.wrap(bold, inner, size, 1, ellipsis)
	first, second := on[0].width(size), record[0].width(size)
	// The name reads from left to right on every card.
	from := Width - margin - first - second
	if l.card.Dir == "rtl" {
		from = margin
	}
	for _, part := range []struct {
		line
		p *paragraph
		x float64
	}{{on[0], light, from}, {record[0], bold, from + first}} {
		l.put(part.line, part.p, l.at(part.x, part.width(size)), footY, size, l.ink)
	}
	l.says = append(l.says, "onrecord")
	return first + second
}
