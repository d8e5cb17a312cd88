package record

import (
	"strings"
	"unicode/utf8"
)

// CodePoints is a text that can be cut by Unicode code points without walking
// it from the start each time.
type CodePoints struct {
	text string
	// offsets[i] is the byte offset of code point i*stride.
	offsets []int
	length  int
	hash    Hash
}

const stride = 256

// NewCodePoints prepares a text for selection.
func NewCodePoints(text string) *CodePoints {
	c := &CodePoints{text: text, hash: HashOf(text)}
	for offset := range text {
		if c.length%stride == 0 {
			c.offsets = append(c.offsets, offset)
		}
		c.length++
	}
	return c
}

// SHA256 is the hash of the whole text.
func (c *CodePoints) SHA256() Hash { return c.hash }

// Slice is the text from code point start up to end; ok is false where the text
// has no such span.
func (c *CodePoints) Slice(start, end int) (span string, ok bool) {
	if start < 0 || end < start || end > c.length {
		return "", false
	}
	return c.text[c.offset(start):c.offset(end)], true
}

func (c *CodePoints) offset(i int) int {
	if i == c.length {
		return len(c.text)
	}
	at := c.offsets[i/stride]
	for range i % stride {
		_, size := utf8.DecodeRuneInString(c.text[at:])
		at += size
	}
	return at
}

// Verify reports why a quote's words are not where its selector says they are;
// an empty reason means that offsets, hash, words, prefix, suffix and fragments
// all match. It fails closed: nothing is searched for and nothing re-anchored.
func (c *CodePoints) Verify(q *Quote) (reason string) {
	s := q.Selector
	if s == nil {
		return "the quote has no selector"
	}
	span, ok := c.Slice(int(s.Start), int(s.End))
	switch {
	case !ok:
		return "the span lies outside the text"
	case HashOf(span) != s.SHA256:
		return "the hash of the span differs"
	case s.Exact != "" && s.Exact != span:
		return "the exact words differ"
	case !strings.HasSuffix(c.before(s), s.Prefix):
		return "the prefix differs"
	case !strings.HasPrefix(c.after(s), s.Suffix):
		return "the suffix differs"
	}
	return missingFragment(span, q.Fragments)
}

func (c *CodePoints) before(s *Selector) string { return c.text[:c.offset(int(s.Start))] }
func (c *CodePoints) after(s *Selector) string  { return c.text[c.offset(int(s.End)):] }

// missingFragment checks that the fragments occur in the span, in their order
// and without overlap.
func missingFragment(span string, fragments []string) string {
	for _, f := range fragments {
		_, rest, found := strings.Cut(span, f)
		if !found {
			return "the verbatim words “" + clip(f) + "” are not in the span"
		}
		span = rest
	}
	return ""
}
