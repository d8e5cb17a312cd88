package quads

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unique"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// A literal writes or reads the JSON text of a structured literal. The text has
// one canonical form: keys in the order in which they are described, no spaces,
// defaults left out, only those characters escaped that must be. Reading
// accepts nothing else, so equal values have equal literals and the store never
// holds one value twice.
type literal struct {
	writing bool
	// text is what was written, or what is left to read.
	out []byte
	in  string
	// first is set until an object or array has its first entry.
	first bool
	err   error
}

var errNotCanonical = errors.New("is not in canonical form")

// key begins a field, or reports whether the next one is it.
func (l *literal) key(key string) bool {
	if l.writing {
		l.separate()
		l.out = append(append(append(l.out, '"'), key...), `":`...)
		return true
	}
	rest := l.in
	if !l.first {
		if rest == "" || rest[0] != ',' {
			return false
		}
		rest = rest[1:]
	}
	end := len(key) + 1
	if len(rest) < end+2 || rest[0] != '"' || rest[1:end] != key || rest[end] != '"' || rest[end+1] != ':' {
		return false
	}
	l.in, l.first = rest[end+2:], false
	return true
}

func (l *literal) separate() {
	if !l.first {
		l.out = append(l.out, ',')
	}
	l.first = false
}

// mark writes punctuation, or insists on it.
func (l *literal) mark(punctuation string) {
	if l.writing {
		l.out = append(l.out, punctuation...)
		return
	}
	rest, ok := strings.CutPrefix(l.in, punctuation)
	if !ok {
		l.fail("")
		return
	}
	l.in = rest
}

func (l *literal) fail(key string) {
	if l.err != nil {
		return
	}
	l.err = errNotCanonical
	if key != "" {
		l.err = fmt.Errorf("has an impossible %q", key)
	}
}

// open and close stand around the fields of an object or the entries of a list.
func (l *literal) open(bracket string) {
	l.mark(bracket)
	l.first = true
}

func (l *literal) close(bracket string) {
	l.mark(bracket)
	l.first = false
}

// text codes one of the short texts that many records share; they are kept
// once, however many records are read.
func (l *literal) text(t term, s *string) {
	if l.writing {
		l.textAt(keys[t], s)
		return
	}
	if l.key(keys[t]) {
		if *s = unique.Make(l.borrowText()).Value(); *s == "" {
			l.fail(keys[t])
		}
	}
}

func (l *literal) textAt(key string, s *string) {
	if l.writing {
		if *s != "" && l.key(key) {
			l.out = appendText(l.out, *s)
		}
		return
	}
	if l.key(key) {
		if *s = l.readText(); *s == "" {
			l.fail(key)
		}
	}
}

func (l *literal) flag(t term, b *bool) { l.flagAt(keys[t], b) }

func (l *literal) flagAt(key string, b *bool) {
	if l.writing {
		if *b && l.key(key) {
			l.mark("true")
		}
		return
	}
	if l.key(key) {
		l.mark("true")
		*b = true
	}
}

func (l *literal) word(t term, v *uint8, e *enumeration) { l.wordAt(keys[t], v, e) }

// wordAt codes a value of an enumeration as its word; 0 is the default.
func (l *literal) wordAt(key string, v *uint8, e *enumeration) {
	if l.writing {
		if w := e.word(*v); *v != 0 && w != "" && l.key(key) {
			l.out = append(append(append(l.out, '"'), w...), '"')
		}
		return
	}
	if l.key(key) {
		var ok bool
		if *v, ok = e.valueOf(l.readToken()); !ok || *v == 0 {
			l.fail(key)
		}
	}
}

func literalWord[W record.Word](l *literal, key string, w *W, e *enumeration) {
	v := uint8(*w)
	l.wordAt(key, &v, e)
	*w = W(v)
}

// offset codes a place in a text, which may be 0 and is always there.
func (l *literal) offset(t term, n *int32) {
	if l.writing {
		l.key(keys[t])
		l.out = strconv.AppendInt(l.out, int64(*n), 10)
		return
	}
	if !l.key(keys[t]) {
		l.fail(keys[t])
		return
	}
	digits := l.readNumber()
	v, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || strconv.FormatInt(v, 10) != digits {
		l.fail(keys[t])
	}
	*n = int32(v)
}

// share codes a number with a fraction that is always there.
func (l *literal) share(key string, f *float64) {
	if l.writing {
		l.key(key)
		l.out = strconv.AppendFloat(l.out, *f, 'g', -1, 64)
		return
	}
	if !l.key(key) {
		l.fail(key)
		return
	}
	digits := l.readNumber()
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil || strconv.FormatFloat(v, 'g', -1, 64) != digits {
		l.fail(key)
	}
	*f = v
}

func (l *literal) hashAt(key string, h *record.Hash) {
	if l.writing {
		if !h.IsZero() && l.key(key) {
			l.out = append(hex.AppendEncode(append(l.out, '"'), h[:]), '"')
		}
		return
	}
	if l.key(key) {
		if *h = hashOf(l.readToken()); h.IsZero() {
			l.fail(key)
		}
	}
}

// hashOf is the hash that 64 lower-case digits spell, otherwise the zero hash,
// which no text has.
func hashOf(digits string) (h record.Hash) {
	if len(digits) != 2*len(h) {
		return h
	}
	for i := range h {
		high, low := hexValues[digits[2*i]], hexValues[digits[2*i+1]]
		if high|low > 15 {
			return record.Hash{}
		}
		h[i] = high<<4 | low
	}
	return h
}

func (l *literal) dateAt(key string, d *record.Date) {
	if l.writing {
		if !d.IsZero() && l.key(key) {
			l.out = append(appendDate(append(l.out, '"'), *d), '"')
		}
		return
	}
	if l.key(key) {
		parsed, err := record.ParseDate(l.readToken())
		if *d = parsed; err != nil {
			l.fail(key)
		}
	}
}

// instantAt codes a point in time as RFC 3339 in UTC, to the millisecond.
func (l *literal) instantAt(key string, at *time.Time) {
	if l.writing {
		if !at.IsZero() && l.key(key) {
			l.out = append(at.UTC().AppendFormat(append(l.out, '"'), time.RFC3339Nano), '"')
		}
		return
	}
	if l.key(key) {
		s := l.readToken()
		parsed, err := time.Parse(time.RFC3339Nano, s)
		if *at = parsed.UTC(); err != nil || !storable(*at) || at.Format(time.RFC3339Nano) != s {
			l.fail(key)
		}
	}
}

// literalID codes a reference that may be absent, as a bare UUID.
func literalID[I ~[16]byte](l *literal, key string, id *I) {
	if l.writing {
		if *id != (I{}) && l.key(key) {
			l.out = append(appendUUID(append(l.out, '"'), *id), '"')
		}
		return
	}
	if l.key(key) {
		parsed, ok := parseUUID(l.readToken())
		if *id = I(parsed); !ok {
			l.fail(key)
		}
	}
}

// entries codes a list of objects between square brackets.
func entries[E any](l *literal, list *[]E, describe func(*literal, *E)) {
	l.open("[")
	if l.writing {
		for i := range *list {
			l.separate()
			entry(l, &(*list)[i], describe)
			l.first = false
		}
	} else {
		for l.err == nil && l.in != "" && l.in[0] != ']' {
			if !l.first {
				l.mark(",")
			}
			var e E
			entry(l, &e, describe)
			*list = append(*list, e)
		}
	}
	l.close("]")
}

func entry[E any](l *literal, e *E, describe func(*literal, *E)) {
	l.open("{")
	describe(l, e)
	l.close("}")
}

// nothing is the length of an object or list without entries.
const nothing = len("{}")

// structured codes a value as one literal of a datatype; an object or list
// without entries is absent.
func structured[V any](c *coder, t term, datatype quad.IRI, v *V, describe func(*literal, *V)) {
	if c.writing {
		c.literal = literal{writing: true, out: c.literal.out[:0]}
		if describe(&c.literal, v); len(c.literal.out) > nothing {
			c.add(t, quad.TypedString{Value: quad.String(c.literal.out), Type: datatype})
		}
		return
	}
	object, ok := c.take(t)
	if !ok {
		return
	}
	typed, ok := object.(quad.TypedString)
	if !ok || typed.Type != datatype {
		c.unwanted(t, object, "a literal of type "+datatype.String())
		return
	}
	if err := readLiteral(&c.literal, string(typed.Value), v, describe); err != nil {
		c.fail(t, "is %s, which %w", shown(object), err)
	}
}

func readLiteral[V any](l *literal, text string, v *V, describe func(*literal, *V)) error {
	*l = literal{in: text, out: l.out}
	describe(l, v)
	if l.in != "" || len(text) <= nothing {
		l.fail("")
	}
	return l.err
}

// sequence codes texts whose order matters: one as a plain literal, more as a
// list.
func (c *coder) sequence(t term, list *[]string) {
	if c.writing {
		if len(*list) == 1 {
			c.add(t, quad.String((*list)[0]))
			return
		}
		structured(c, t, typeList, list, textEntries)
		return
	}
	for i, found := range c.terms {
		if s, ok := c.quads[i].Object.(quad.String); ok && found == t {
			c.take(t)
			*list = []string{string(s)}
			return
		}
	}
	structured(c, t, typeList, list, severalTexts)
}

// severalTexts refuses a list that a plain literal, or nothing, stands for.
func severalTexts(l *literal, list *[]string) {
	if textEntries(l, list); len(*list) < 2 {
		l.fail("")
	}
}

func textEntries(l *literal, list *[]string) {
	l.open("[")
	if l.writing {
		for _, s := range *list {
			l.separate()
			l.out = appendText(l.out, s)
		}
	} else {
		for l.err == nil && l.in != "" && l.in[0] != ']' {
			if !l.first {
				l.mark(",")
			}
			l.first = false
			*list = append(*list, l.readText())
		}
	}
	l.close("]")
}
