package card

import (
	"context"
	"fmt"
)

// Press sets and prints cards, so many at a time. It is safe for use by several
// goroutines.
type Press struct {
	cases *typecase
	idle  chan *setter
}

// NewPress is a press that works on so many cards at once, at least one; others wait.
func NewPress(atOnce int) (*Press, error) {
	cases, err := readFonts()
	if err != nil {
		return nil, err
	}
	p := &Press{cases: cases, idle: make(chan *setter, max(1, atOnce))}
	for range cap(p.idle) {
		p.idle <- newSetter(cases)
	}
	return p, nil
}

// Draws reports whether there are letters for all of a text in a style.
func (p *Press) Draws(text string, style Style) bool {
	cleaned, _ := clean(text)
	for _, r := range cleaned {
		if !p.cases.has(style, r) && !pictograph(r) {
			return false
		}
	}
	return true
}

// with lends out a setter when one is idle. The error is that of the context.
func (p *Press) with(ctx context.Context, do func(*setter) error) error {
	select {
	case s := <-p.idle:
		defer func() { p.idle <- s }()
		return do(s)
	case <-ctx.Done():
		return fmt.Errorf("wait for the press: %w", context.Cause(ctx))
	}
}

// Sheet sets a card for those who have letters of their own.
func (p *Press) Sheet(ctx context.Context, c *Card) (sheet *Sheet, err error) {
	err = p.with(ctx, func(s *setter) error {
		sheet = s.lay(c, false)
		return nil
	})
	return sheet, err
}

// PNG prints a card so many pixels wide, from 1 to Width; it is as high in proportion.
// One card gives the same bytes every time.
func (p *Press) PNG(ctx context.Context, c *Card, width int) (content []byte, err error) {
	err = p.with(ctx, func(s *setter) error {
		content, err = encode(s.lay(c, true).image(float64(width) / Width))
		return err
	})
	return content, err
}
