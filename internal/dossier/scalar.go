package dossier

import (
	"encoding"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"onrecord/internal/record"
)

// plain is the text of a scalar of one of the wanted types.
func (r *reader) plain(v value, want string, tags ...string) (string, bool) {
	if v.node.Kind == yaml.ScalarNode {
		for _, tag := range tags {
			if v.node.Tag == tag {
				return v.node.Value, true
			}
		}
	}
	r.rep.add(v.at, "is %s; want %s", what(v.node), want)
	return "", false
}

// line is a text in one language or in none.
func (r *reader) line(v value) (string, bool) {
	want := "a text"
	if v.node.Kind == yaml.ScalarNode {
		want = "a text, in quotation marks"
	}
	s, ok := r.plain(v, want, "!!str")
	if ok && strings.TrimSpace(s) == "" {
		r.rep.add(v.at, "is empty; write a text or leave the field out")
		return "", false
	}
	return s, ok
}

func (m *mapping) line(name, into string) string {
	v, ok := m.field(name, into)
	if !ok {
		return ""
	}
	s, _ := m.r.line(v)
	return s
}

func (m *mapping) lines(name, into string) (list []string) {
	for _, v := range m.list(name, into) {
		// A wrong item keeps its place, so that the record's own index leads
		// to the item of the file.
		s, _ := m.r.line(v)
		list = append(list, s)
	}
	return list
}

func (m *mapping) date(name, into string) record.Date {
	v, ok := m.field(name, into)
	if !ok {
		return record.Date{}
	}
	const want = "a date such as 2025-11-11, 2025-11 or 2025"
	s, ok := m.r.plain(v, want, "!!str", "!!int", "!!timestamp")
	if !ok {
		return record.Date{}
	}
	d, err := record.ParseDate(s)
	if err != nil {
		m.r.rep.add(v.at, "%q is not a date that exists; want %s", clip(s), want)
	}
	return d
}

func (m *mapping) instant(name, into string) time.Time {
	v, ok := m.field(name, into)
	if !ok {
		return time.Time{}
	}
	const want = "a time such as 2026-01-01T00:00:00Z"
	s, ok := m.r.plain(v, want, "!!str", "!!timestamp")
	if !ok {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.IsZero() || t.UTC().Year() < 1 || t.UTC().Year() > 9999 {
		m.r.rep.add(v.at, "%q is not a time; want %s", clip(s), want)
		return time.Time{}
	}
	return t
}

func (m *mapping) yes(name, into string) (yes, given bool) {
	v, ok := m.field(name, into)
	if !ok {
		return false, false
	}
	s, ok := m.r.plain(v, "true or false", "!!bool")
	return strings.EqualFold(s, "true"), ok
}

// answer is a yes or no that is not known where the file does not say.
func (m *mapping) answer(name, into string) record.Answer {
	switch yes, given := m.yes(name, into); {
	case !given:
		return record.NotKnown
	case yes:
		return record.Yes
	}
	return record.No
}

func (r *reader) whole(v value) int32 {
	s, ok := r.plain(v, "a whole number", "!!int")
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		r.rep.add(v.at, "%q is no number that can be read here; want a whole number in decimal digits, at most %d", clip(s), math.MaxInt32)
	}
	return int32(n)
}

func (m *mapping) whole(name, into string) int {
	v, ok := m.field(name, into)
	if !ok {
		return 0
	}
	return int(m.r.whole(v))
}

func (m *mapping) number(name, into string) float64 {
	v, ok := m.field(name, into)
	if !ok {
		return 0
	}
	s, ok := m.r.plain(v, "a number", "!!int", "!!float")
	if !ok {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		m.r.rep.add(v.at, "%q is no number that can be read here; want one such as 43 or 43.5", clip(s))
		return 0
	}
	return f
}

func (m *mapping) hash(name, into string) record.Hash {
	v, ok := m.field(name, into)
	if !ok {
		return record.Hash{}
	}
	const want = "64 lower-case hexadecimal digits of a SHA-256"
	// Digits alone are a number to YAML.
	s, ok := m.r.plain(v, want, "!!str", "!!int", "!!float")
	if !ok {
		return record.Hash{}
	}
	h, err := record.ParseHash(s)
	if err != nil || h.IsZero() {
		m.r.rep.add(v.at, "%q is no hash; want %s", clip(s), want)
	}
	return h
}

// A wordOf is a pointer to an enumeration's value.
type wordOf[W record.Word] interface {
	*W
	encoding.TextUnmarshaler
}

// word reads a word of an enumeration, in any case; absent gives its zero.
func word[W record.Word, P wordOf[W]](m *mapping, name, into string) W {
	var w W
	v, ok := m.field(name, into)
	if !ok {
		return w
	}
	if v.node.Kind != yaml.ScalarNode || v.node.Tag != "!!str" && v.node.Tag != "!!bool" {
		m.r.rep.add(v.at, "is %s; want one of %s", what(v.node), strings.Join(record.Words[W](), ", "))
		return w
	}
	s := v.node.Value
	if err := P(&w).UnmarshalText([]byte(s)); err != nil || s == "" || s == "-" {
		m.r.rep.add(v.at, "%q is not known here%s", clip(s), wordHint(s, record.Words[W]()))
	}
	return w
}

func wordHint(wrong string, known []string) string {
	all := "; want one of " + strings.Join(known, ", ")
	if best, ok := nearest(strings.ToUpper(wrong), slices.Values(known)); ok {
		return "; did you mean " + best + "?" + all
	}
	return all
}
