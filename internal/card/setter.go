package card

import (
	"strings"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// setter sets text in type. It is not safe for use by several goroutines.
type setter struct {
	cases   *typecase
	faces   [len(styleFonts)][]*font.Face
	shaper  shaping.HarfbuzzShaper
	split   shaping.Segmenter
	wrapper shaping.LineWrapper
	bidi    bidi.Paragraph
}

func newSetter(c *typecase) *setter {
	s := &setter{cases: c}
	faces := map[*font.Font]*font.Face{}
	for style, fonts := range c {
		for _, f := range fonts {
			if faces[f] == nil {
				faces[f] = font.NewFace(f)
			}
			s.faces[style] = append(s.faces[style], faces[f])
		}
	}
	return s
}

// reference is the size that text is shaped at, in pixels. Letters have no hints, so
// that a size is only a factor.
const reference = 1000

// paragraph is a text that is shaped and not yet broken into lines.
type paragraph struct {
	runes []rune
	runs  []shaping.Output
	// levels are those of the bidirectional algorithm, for each rune.
	levels []bidi.Level
	base   bidi.Level
	style  Style
	// cut says that there was more of the text.
	cut bool
	// tall says that there are Arabic letters, which need more room between lines.
	tall bool
	// whole says that there are letters for all of it.
	whole bool
	// says is the text, until it is noted.
	says string
}

// faceOf finds the face of each character in a style.
type faceOf []*font.Face

// ResolveFace is shaping.Fontmap's.
func (f faceOf) ResolveFace(r rune) *font.Face {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f[0]
}

// direction is that of a paragraph. The mark in front of the text makes it the one that
// the algorithm finds; "auto" needs none.
func direction(dir string) (mark string, d di.Direction) {
	switch dir {
	case "rtl":
		return "\u200f", di.DirectionRTL
	case "ltr":
		return "\u200e", di.DirectionLTR
	}
	return "", di.DirectionLTR
}

// paragraph shapes a text that is clean.
func (s *setter) paragraph(text, dir string, style Style) *paragraph {
	mark, d := direction(dir)
	p := &paragraph{runes: []rune(mark + text), style: style, whole: true}
	for _, r := range p.runes {
		p.whole = p.whole && s.cases.has(style, r)
	}
	p.order(s, d)
	input := shaping.Input{Text: p.runes, RunEnd: len(p.runes), Direction: d, Size: fixed.I(reference)}
	for _, run := range s.split.Split(input, faceOf(s.faces[style])) {
		p.runs = append(p.runs, s.shape(run))
		p.tall = p.tall || run.Face == s.faces[style][1]
	}
	return p
}

// order finds the levels of a paragraph.
func (p *paragraph) order(s *setter, d di.Direction) {
	given := bidi.LeftToRight
	if d == di.DirectionRTL {
		given = bidi.RightToLeft
	}
	p.levels = make([]bidi.Level, len(p.runes))
	runs := s.bidi.Segment(p.runes, given)
	p.base = 1
	for i := range runs.NumRuns() {
		run := runs.Run(i)
		p.base = min(p.base, run.Level)
		for j := run.Start; j < run.End; j++ {
			p.levels[j] = run.Level
		}
	}
}

// shape shapes a run. What there are no letters for takes the room of a square, for
// those who draw the line with letters of their own.
func (s *setter) shape(run shaping.Input) shaping.Output {
	out := s.shaper.Shape(run)
	for i := range out.Glyphs {
		if g := &out.Glyphs[i]; g.GlyphID == 0 {
			g.Advance = out.Size
		}
	}
	out.RecomputeAdvance()
	return out
}

// line is one line of a paragraph, its runs from left to right.
type line struct {
	runs []shaping.Output
	// advance is the width at the size of reference.
	advance fixed.Int26_6
	text    string
}

// width is that of the line at a size, in units.
func (l *line) width(size float64) float64 { return float64(l.advance) / 64 / reference * size }

// wrap breaks a paragraph into lines of a width, at a size, both in units; within a word
// only where a line has no room for the whole word. Of what needs more lines than most
// the last ends with an ellipsis, and cut is set.
func (s *setter) wrap(p *paragraph, width, size float64, most int, ellipsis string) (lines []line, cut bool) {
	room := fixed.Int26_6(width / size * reference * 64)
	lines, cut = s.broken(p, room, shaping.WrapConfig{TruncateAfterLines: most, BreakPolicy: shaping.Never}, ellipsis)
	for _, l := range lines {
		if l.advance > room {
			return s.broken(p, room, shaping.WrapConfig{TruncateAfterLines: most, BreakPolicy: shaping.WhenNecessary}, ellipsis)
		}
	}
	return lines, cut
}

func (s *setter) broken(p *paragraph, room fixed.Int26_6, config shaping.WrapConfig, ellipsis string) (lines []line, cut bool) {
	config.TextContinues = p.cut
	dir := "ltr"
	if p.base%2 == 1 {
		config.Direction, dir = di.DirectionRTL, "rtl"
	}
	config.Truncator = s.paragraph(ellipsis, dir, p.style).runs[0]
	wrapped, truncated := s.wrapper.WrapParagraphF(config, room, p.runes, shaping.NewSliceIterator(cloned(p.runs)))
	cut = truncated > 0 || p.cut
	for i, w := range wrapped {
		lines = append(lines, p.line(w, cut && i == len(wrapped)-1, ellipsis))
	}
	return lines, cut
}

// cloned are runs whose glyphs the wrapper may change: it takes the room from spaces at
// the ends of lines.
func cloned(runs []shaping.Output) []shaping.Output {
	all := make([]shaping.Output, len(runs))
	for i, run := range runs {
		run.Glyphs = append([]shaping.Glyph(nil), run.Glyphs...)
		all[i] = run
	}
	return all
}

// line takes a line out of the memory of the wrapper, with its runs from left to right
// (UAX 9, L2). The last run of a truncated one is the ellipsis.
func (p *paragraph) line(w shaping.Line, truncated bool, ellipsis string) line {
	l := line{runs: append([]shaping.Output(nil), w...)}
	levels := make([]bidi.Level, len(w))
	var b strings.Builder
	for i, run := range w {
		l.advance += run.Advance
		if truncated && i == len(w)-1 {
			levels[i] = p.base
			continue
		}
		levels[i] = p.levels[run.Runes.Offset]
		b.WriteString(string(p.runes[run.Runes.Offset : run.Runes.Offset+run.Runes.Count]))
	}
	l.text = strings.Trim(b.String(), " \u200e\u200f")
	if truncated {
		l.text += ellipsis
	}
	reorder(l.runs, levels)
	return l
}

// reorder puts runs from the order they are read in into the one from left to right:
// from the highest level down, every sequence of that level or above is reversed.
func reorder(runs []shaping.Output, levels []bidi.Level) {
	highest := bidi.Level(0)
	for _, l := range levels {
		highest = max(highest, l)
	}
	for level := highest; level > 0; level-- {
		for i := 0; i < len(runs); i++ {
			j := i
			for j < len(runs) && levels[j] >= level {
				j++
			}
			for a, b := i, j-1; a < b; a, b = a+1, b-1 {
				runs[a], runs[b] = runs[b], runs[a]
				levels[a], levels[b] = levels[b], levels[a]
			}
			i = max(i, j-1)
		}
	}
}

// balanced breaks a paragraph into as few lines as wrap does, of about equal length.
func (s *setter) balanced(p *paragraph, width, size float64, most int) []line {
	lines, cut := s.wrap(p, width, size, most, ellipsis)
	if cut {
		return s.closed(p, width, size, most, lines)
	}
	low, high := width/2, width
	for high-low > 8 {
		middle := (low + high) / 2
		if tried, cut := s.wrap(p, middle, size, len(lines), ellipsis); cut {
			low = middle
		} else {
			high, lines = middle, tried
		}
	}
	return lines
}

const ellipsis = "…"

// closed closes a quotation whose end is cut off, within its marks.
func (s *setter) closed(p *paragraph, width, size float64, most int, lines []line) []line {
	mark := unclosed(lines)
	if mark == "" {
		return lines
	}
	if again, _ := s.wrap(p, width, size, most, ellipsis+mark); unclosed(again) == "" {
		return again
	}
	return lines
}

// unclosed is the mark that would close a quotation in lines; empty where none is open.
func unclosed(lines []line) string {
	var all strings.Builder
	for _, l := range lines {
		all.WriteString(l.text)
	}
	for _, marks := range [][2]string{{"“", "”"}, {"«", "»"}} {
		if strings.Count(all.String(), marks[0]) > strings.Count(all.String(), marks[1]) {
			return marks[1]
		}
	}
	return ""
}
