package card

import (
	"image/color"
	"strings"
)

// palette is the colours of a card, those of the pages in their light or dark form.
type palette struct {
	paper, ink, soft, hair, caution color.RGBA
	roles                           map[string]color.RGBA
}

func paletteOf(dark bool) palette {
	if dark {
		return palette{rgb(0x16171a), rgb(0xebe8e1), rgb(0xb3afa5), rgb(0x3a3c42), rgb(0xf0c274), map[string]color.RGBA{
			"supports": rgb(0x8dbcf2), "undecided": rgb(0xb6b9c0), "mixed": rgb(0xc8aef0), "opposes": rgb(0xf2a67f),
		}}
	}
	return palette{rgb(0xfbfaf6), rgb(0x1a1a18), rgb(0x55544e), rgb(0xdcd8cc), rgb(0x7a4a00), map[string]color.RGBA{
		"supports": rgb(0x1b5a9e), "undecided": rgb(0x5a5c63), "mixed": rgb(0x65439a), "opposes": rgb(0x9c3d14),
	}}
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// letters is the colour of what is written of a role.
func (p *palette) letters(role string) color.RGBA {
	if c, known := p.roles[strings.TrimSuffix(role, "-if")]; known {
		return c
	}
	return p.soft
}

// ground is the colour of a role's edge, and of what is inside it: sides with a
// condition are hollow, those who withhold judgement pale.
func (p *palette) ground(role string) (edge, inside color.RGBA) {
	c := p.letters(role)
	switch {
	case strings.HasSuffix(role, "-if"):
		return c, mixed(c, p.paper, 0.28)
	case role == "undecided":
		pale := mixed(c, p.paper, 0.6)
		return pale, pale
	}
	return c, c
}

// mixed is so much of one colour in another.
func mixed(c, into color.RGBA, much float64) color.RGBA {
	m := func(a, b uint8) uint8 { return uint8(float64(a)*much + float64(b)*(1-much) + 0.5) }
	return color.RGBA{m(c.R, into.R), m(c.G, into.G), m(c.B, into.B), 0xff}
}
