package card

import (
	"fmt"
	"image/color"
	"math"

	"github.com/go-text/typesetting/shaping"
)

// Sheet is a card as it is set: shapes, and lines of text on top of them, in units from
// the upper left corner.
type Sheet struct {
	// Title and Says are the title and all of the text, a line each, for those who cannot
	// see the card. There is no title where it could not be set.
	Title, Says string
	Boxes       []Box
	Lines       []Line
	paper       color.RGBA
}

// Paper is the colour of the ground, such as #ffffff.
func (s *Sheet) Paper() string { return hex(s.paper) }

// Box is a rectangle, with round corners where Radius is not 0.
type Box struct {
	X, Y, W, H, Radius float64
	fill               color.RGBA
}

// Fill is the colour of the box, such as #ffffff.
func (b Box) Fill() string { return hex(b.fill) }

// Line is a line of text.
type Line struct {
	Text string
	// X is its left end, Y where its letters stand, Width how wide it is when drawn with
	// the fonts of cards. Exact says that they have all its letters.
	X, Y, Width float64
	Exact       bool
	Size        float64
	Style       Style
	// Dir is the direction of the line: "ltr" or "rtl".
	Dir  string
	fill color.RGBA
	// runs are the letters, from left to right.
	runs []shaping.Output
}

// Fill is the colour of the letters, such as #ffffff.
func (l Line) Fill() string { return hex(l.fill) }

// Start is the end of the line where reading begins.
func (l Line) Start() float64 {
	if l.Dir == "rtl" {
		return l.X + l.Width
	}
	return l.X
}

// Serif reports whether the line is set in letters with serifs.
func (l Line) Serif() bool { return l.Style == Headline || l.Style == Spoken }

// Weight is that of the letters, as in CSS.
func (l Line) Weight() int {
	if l.Style == Headline || l.Style == Strong {
		return 600
	}
	return 400
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// rounded is a place on a sheet in hundredths, which makes sheets short to write.
func rounded(v float64) float64 { return math.Round(v*100) / 100 }
