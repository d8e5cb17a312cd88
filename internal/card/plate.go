package card

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/vector"
)

// plate is an image in the making, at a scale.
type plate struct {
	picture *image.RGBA
	mask    *image.Alpha
	scale   float64
	vector.Rasterizer
}

// image draws a sheet with so many pixels for each unit.
func (s *Sheet) image(scale float64) *image.Paletted {
	size := image.Rect(0, 0, int(math.Round(Width*scale)), int(math.Round(Height*scale)))
	p := &plate{picture: image.NewRGBA(size), mask: image.NewAlpha(size), scale: scale}
	draw.Draw(p.picture, size, image.NewUniform(s.paper), image.Point{}, draw.Src)
	for _, b := range s.Boxes {
		p.box(b)
	}
	for _, l := range s.Lines {
		p.text(l)
	}
	return indexed(p.picture)
}

// encode is a picture as PNG.
func encode(picture image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, fmt.Errorf("encode a card: %w", err)
	}
	return b.Bytes(), nil
}

// indexed is a picture by the numbers of its colours, which makes a file of it a third
// as large. Where there are too many the last ones, which are of single pixels at the
// corners of shapes, give way to those most like them.
func indexed(m *image.RGBA) *image.Paletted {
	const most = 256
	p := image.NewPaletted(m.Rect, nil)
	numbers := map[color.RGBA]uint8{}
	for i := range p.Pix {
		c := color.RGBA{m.Pix[4*i], m.Pix[4*i+1], m.Pix[4*i+2], m.Pix[4*i+3]}
		if i > 0 && bytes.Equal(m.Pix[4*i-4:4*i], m.Pix[4*i:4*i+4]) {
			p.Pix[i] = p.Pix[i-1]
			continue
		}
		n, known := numbers[c]
		if !known {
			if len(p.Palette) < most {
				p.Palette = append(p.Palette, c)
			}
			n = uint8(p.Palette.Index(c))
			numbers[c] = n
		}
		p.Pix[i] = n
	}
	return p
}

// shades is how many steps there are from the ground to the ink at the edge of a shape.
// The eye tells no more apart, and they leave room for all the colours of a card among
// the 256 of an indexed picture.
const shades = 15

// ink draws what path draws in a window of the plate, in a colour. The path's points are
// in pixels from the upper left corner of the window.
func (p *plate) ink(window image.Rectangle, c color.RGBA, path func(x, y float64)) {
	window = window.Intersect(p.picture.Rect)
	if window.Empty() {
		return
	}
	p.Reset(window.Dx(), window.Dy())
	p.DrawOp = draw.Src
	path(float64(window.Min.X), float64(window.Min.Y))
	p.Draw(p.mask, window, image.Opaque, image.Point{})
	for y := window.Min.Y; y < window.Max.Y; y++ {
		covered := p.mask.Pix[p.mask.PixOffset(window.Min.X, y):][:window.Dx()]
		pixels := p.picture.Pix[p.picture.PixOffset(window.Min.X, y):]
		for x, a := range covered {
			if shade := (int(a)*shades + 127) / 255; shade > 0 {
				blend(pixels[4*x:4*x+4], c, shade)
			}
		}
	}
}

// blend lays so many shades of a colour on a pixel.
func blend(pixel []uint8, c color.RGBA, shade int) {
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		pixel[i] = uint8((int(v)*shade + int(pixel[i])*(shades-shade) + shades/2) / shades)
	}
}

// box draws a rectangle.
func (p *plate) box(b Box) {
	x, y, w, h, r := b.X*p.scale, b.Y*p.scale, b.W*p.scale, b.H*p.scale, b.Radius*p.scale
	window := image.Rect(int(math.Floor(x)), int(math.Floor(y)), int(math.Ceil(x+w)), int(math.Ceil(y+h)))
	r = min(r, w/2, h/2)
	p.ink(window, b.fill, func(x0, y0 float64) {
		left, top := x-x0, y-y0
		right, low := left+w, top+h
		// 0.5523 makes of a cubic curve about a quarter of a circle.
		k := r * (1 - 0.5523)
		p.move(left+r, top)
		p.line(right-r, top)
		p.cube(right-k, top, right, top+k, right, top+r)
		p.line(right, low-r)
		p.cube(right, low-k, right-k, low, right-r, low)
		p.line(left+r, low)
		p.cube(left+k, low, left, low-k, left, low-r)
		p.line(left, top+r)
		p.cube(left, top+k, left+k, top, left+r, top)
		p.ClosePath()
	})
}

func (p *plate) move(x, y float64) { p.MoveTo(float32(x), float32(y)) }
func (p *plate) line(x, y float64) { p.LineTo(float32(x), float32(y)) }
func (p *plate) cube(bx, by, cx, cy, dx, dy float64) {
	p.CubeTo(float32(bx), float32(by), float32(cx), float32(cy), float32(dx), float32(dy))
}

// text draws a line of text, in a window that no letter of it reaches beyond.
func (p *plate) text(l Line) {
	x, y, size := l.X*p.scale, l.Y*p.scale, l.Size*p.scale
	window := image.Rect(int(x-size), int(y-2*size), int(x+l.Width*p.scale+size), int(y+2*size))
	p.ink(window, l.fill, func(x0, y0 float64) {
		x, y := x-x0, y-y0
		for _, run := range l.runs {
			for _, g := range run.Glyphs {
				pixels := size / reference / 64
				p.glyph(run, g, x+float64(g.XOffset)*pixels, y-float64(g.YOffset)*pixels, size)
				x += float64(g.Advance) * pixels
			}
		}
	})
}

// glyph adds the outline of a glyph to the path.
func (p *plate) glyph(run shaping.Output, g shaping.Glyph, x, y, size float64) {
	outline, ok := run.Face.GlyphDataOutline(g.GlyphID)
	if !ok {
		return
	}
	unit := size / float64(run.Face.Upem())
	at := func(q opentype.SegmentPoint) (float32, float32) {
		return float32(x + float64(q.X)*unit), float32(y - float64(q.Y)*unit)
	}
	for i, s := range outline.Segments {
		ax, ay := at(s.Args[0])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				p.ClosePath()
			}
			p.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			p.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			bx, by := at(s.Args[1])
			p.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			bx, by := at(s.Args[1])
			cx, cy := at(s.Args[2])
			p.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	p.ClosePath()
}
