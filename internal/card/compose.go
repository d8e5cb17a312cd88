package card

import "strings"

// composed is a text as one string that is clean, and its direction.
type composed struct {
	text, dir string
	cut       bool
	// whole says that nothing is left out for want of letters.
	whole bool
}

// compose makes one string of a text, each piece isolated from those around it where it
// has a direction of its own. With lettered, items without letters in the style are left
// out, and signs without are shown as left out.
func (s *setter) compose(t Text, style Style, lettered bool) composed {
	c := composed{dir: t.Dir, whole: true}
	var b strings.Builder
	for _, item := range t.Items {
		text, cut := item.clean()
		c.cut = c.cut || cut
		if lettered {
			var ok bool
			if text, ok = s.lettered(text, style); !ok {
				c.whole = false
				continue
			}
		}
		if strings.Trim(text, isolates) == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(t.Between)
		}
		b.WriteString(text)
	}
	c.text = b.String()
	if runes := []rune(c.text); len(runes) > longest {
		c.text, c.cut = string(runes[:longest]), true
	}
	return c
}

// isolates begin and end pieces (UAX 9, 2.4).
const isolates = "\u2066\u2067\u2068\u2069"

// clean is the string of an item.
func (item Item) clean() (text string, cut bool) {
	var b strings.Builder
	for _, p := range item {
		cleaned, more := clean(p.Text)
		cut = cut || more
		switch p.Dir {
		case "":
			// The words of the interface around a piece keep their spaces.
			b.WriteString(spacesBefore(p.Text) + cleaned + spacesAfter(p.Text, cleaned))
			continue
		case "ltr":
			b.WriteString("\u2066")
		case "rtl":
			b.WriteString("\u2067")
		default:
			b.WriteString("\u2068")
		}
		b.WriteString(cleaned + "\u2069")
	}
	return b.String(), cut
}

func spacesBefore(text string) string {
	if strings.HasPrefix(text, " ") {
		return " "
	}
	return ""
}

func spacesAfter(text, cleaned string) string {
	if cleaned != "" && strings.HasSuffix(text, " ") {
		return " "
	}
	return ""
}

// lettered is a text with all signs that the style cannot draw replaced by leftOut; not
// ok where it is letters that it cannot draw.
func (s *setter) lettered(text string, style Style) (drawn string, ok bool) {
	var b strings.Builder
	out := false
	for _, r := range text {
		switch {
		case s.cases.has(style, r):
			if shapeless(r) && out {
				continue
			}
			b.WriteRune(r)
			out = out && r == ' '
		case pictograph(r):
			if !out {
				b.WriteString(leftOut)
			}
			out = true
		default:
			return "", false
		}
	}
	return b.String(), true
}
