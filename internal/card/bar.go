package card

import (
	"fmt"
	"strings"
)

const (
	barHeight = 36
	barGap    = 6
	// chip is the width of a sign's ground.
	chip = 32
)

// bar is the block of the bar and its labels; of the labels alone where all parts are 0.
func (l *layout) bar() block {
	if len(l.card.Bar) == 0 {
		return block{}
	}
	legend := l.legend()
	all, shown := 0, 0
	for _, p := range l.card.Bar {
		all += p.N
		shown += min(1, p.N)
	}
	if all == 0 {
		return legend
	}
	return block{height: barHeight + 24 + legend.height, draw: func(y float64) {
		room, from := float64(inner-barGap*(shown-1)), float64(margin)
		for _, p := range l.card.Bar {
			if p.N > 0 {
				width := room * float64(p.N) / float64(all)
				l.part(p.Role, Box{X: from, Y: y, W: width, H: barHeight, Radius: 4})
				from += width + barGap
			}
		}
		legend.draw(y + barHeight + 24)
	}}
}

// part fills a box with the colour of a part.
func (l *layout) part(role string, b Box) {
	edge, inside := l.ground(role)
	b.fill = edge
	l.box(b)
	if inside != edge && b.W > 8 {
		l.box(Box{X: b.X + 3, Y: b.Y + 3, W: b.W - 6, H: b.H - 6, Radius: max(0, b.Radius-3), fill: inside})
	}
}

// entry is a label in the legend.
type entry struct {
	part  Part
	label *paragraph
	line  line
	x     float64
	row   int
}

// legend is the block of the labels below the bar: on one line if letters of some size
// allow that, otherwise as many on each as there is room for.
func (l *layout) legend() block {
	var labels []*paragraph
	for _, part := range l.card.Bar {
		labels = append(labels, l.set(Plain(part.Label, ""), Strong))
	}
	size := 27.0
	entries, rows := l.entries(labels, size)
	for rows > 1 && size > 23 {
		size -= 2
		entries, rows = l.entries(labels, size)
	}
	const height = 46
	return block{height: float64(height * rows), draw: func(y float64) {
		for _, e := range entries {
			y := y + float64(e.row*height)
			l.chip(e.part, margin+e.x, y)
			l.put(e.line, e.label, margin+e.x+chip+12, y+25, size, l.letters(e.part.Role))
		}
	}}
}

// entries gives the labels their places.
func (l *layout) entries(labels []*paragraph, size float64) (entries []entry, rows int) {
	x, row := 0.0, 0
	for i, part := range l.card.Bar {
		if labels[i] == nil {
			continue
		}
		lines, _ := l.wrap(labels[i], inner-chip-12, size, 1, ellipsis)
		width := chip + 12 + lines[0].width(size)
		if x > 0 && x+width > inner {
			x, row = 0, row+1
		}
		entries = append(entries, entry{part, labels[i], lines[0], x, row})
		x += width + 34
	}
	return entries, row + 1
}

// chip draws the sign of a part on a ground whose shape tells the side as well.
func (l *layout) chip(part Part, from, y float64) {
	b := Box{X: from, Y: y, W: chip, H: chip, Radius: chip / 2}
	if strings.HasPrefix(part.Role, "opposes") {
		b.Radius = 6
	}
	l.part(part.Role, b)
	fill := l.paper
	if edge, inside := l.ground(part.Role); inside != edge {
		fill = edge
	}
	const long, thick = 16, 4
	across := Box{X: from + (chip-long)/2, Y: y + (chip-thick)/2, W: long, H: thick, fill: fill}
	switch part.Sign {
	case "+":
		l.box(across)
		l.box(Box{X: from + (chip-thick)/2, Y: y + (chip-long)/2, W: thick, H: long, fill: fill})
	case "−":
		l.box(across)
	default:
		p := l.paragraph(part.Sign, "ltr", Strong)
		lines, _ := l.wrap(p, chip, 26, 1, ellipsis)
		l.put(lines[0], p, from+(chip-lines[0].width(26))/2, y+25, 26, fill)
	}
}

// number is how many stand on a side, in a row.
type number struct {
	part  Part
	p     *paragraph
	line  line
	width float64
}

// row is the block of a row: its text, and at its end the numbers.
func (l *layout) row(r Row) block {
	const size, height, apart = 26, 56, 22
	p := l.set(r.Text, Spoken)
	if p == nil {
		return block{}
	}
	var numbers []number
	used := 0.0
	for _, part := range r.Parts {
		n := number{part: part, p: l.paragraph(fmt.Sprint(part.N), "ltr", Strong)}
		lines, _ := l.wrap(n.p, inner, size, 1, ellipsis)
		n.line, n.width = lines[0], chip+10+lines[0].width(size)
		numbers, used = append(numbers, n), used+n.width+apart
	}
	text, _ := l.wrap(p, inner-used-20, size, 1, ellipsis)
	return block{height: height, draw: func(y float64) {
		l.box(Box{X: margin, Y: y, W: inner, H: 2, fill: l.hair})
		l.put(text[0], p, margin, y+38, size, l.ink)
		from := Width - margin - used + apart
		for _, n := range numbers {
			l.says = append(l.says, fmt.Sprint(n.part.Sign, n.part.N))
			l.chip(n.part, from, y+13)
			l.put(n.line, n.p, from+chip+10, y+38, size, l.letters(n.part.Role))
			from += n.width + apart
		}
	}}
}
