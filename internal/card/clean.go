package card

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	// longest is how many code points of a text are set: more than any card has room for.
	longest = 800
	// mostMarks is how many marks on one letter are kept. No writing needs more; a
	// tower of them would stand in the lines above.
	mostMarks = 6
	// leftOut stands for signs that cannot be drawn.
	leftOut = "[…]"
)

// clean makes one line of a text, without what is no text: controls, and characters
// that order letters otherwise than they are read. Only so many code points are read,
// and cut tells that there were more.
func clean(text string) (cleaned string, cut bool) {
	head := bounded(text)
	cut = len(head) < len(text)
	var b strings.Builder
	marks, length := 0, 0
	spaced := true
	for _, r := range spelled(head) {
		if r = settled(r); r < 0 || r == ' ' && spaced {
			continue
		}
		if marks = marksAfter(marks, r); marks > mostMarks {
			continue
		}
		if length++; length > longest {
			cut = true
			break
		}
		b.WriteRune(r)
		spaced = unicode.IsSpace(r)
	}
	return norm.NFC.String(strings.TrimSpace(b.String())), cut
}

// forms are characters for letters in the form of a place or joined: copies from PDF
// files are full of them. Words of religion and currency signs stay as they are.
var forms = &unicode.RangeTable{R16: []unicode.Range16{{0xfb00, 0xfb06, 1}, {0xfb13, 0xfb17, 1}, {0xfb50, 0xfbb1, 1}, {0xfbd3, 0xfd3d, 1}, {0xfd50, 0xfdc7, 1}, {0xfe70, 0xfefc, 1}}}

// spelled is a text with letters in the place of forms: the fonts find the forms.
func spelled(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(forms, r) }) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unicode.Is(forms, r) {
			b.WriteString(norm.NFKC.String(string(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// settled is a character as it is set: a space for all that breaks or moves a line, and
// -1 for what has no place in one.
func settled(r rune) rune {
	switch {
	case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp), r == 0x1680, r == 0x3000:
		return ' '
	case unordered(r):
		return -1
	}
	return r
}

// bounded is the beginning of a text that is read: most of one that is longer would be
// dropped all the same.
func bounded(text string) string {
	const most = 16 * longest
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

// marksAfter counts marks without a letter between them.
func marksAfter(n int, r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return n + 1
	}
	return 0
}

// kept are the format characters that writing needs: joiners, marks of direction that
// reach no further than where they stand, places to break, and the signs above Arabic
// numbers.
var kept = &unicode.RangeTable{R16: []unicode.Range16{
	{0x0600, 0x0605, 1}, {0x061c, 0x061c, 1}, {0x06dd, 0x06dd, 1}, {0x08e2, 0x08e2, 1}, {0x200b, 0x200f, 1}, {0x2060, 0x2060, 1},
}}

// unordered reports whether a character is one that reorders others, or another one
// without a shape. XML has no place for what Unicode says is no character.
func unordered(r rune) bool {
	return unicode.Is(unicode.Cf, r) && !unicode.Is(kept, r) || unicode.In(r, unicode.Variation_Selector, unicode.Noncharacter_Code_Point)
}

// pictograph reports whether a character is a sign beside the words, such as an emoji,
// whose place can be held by leftOut.
func pictograph(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Sk, unicode.Sm, unicode.Co) || r == 0x20e3 || !unicode.IsGraphic(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r)
}
