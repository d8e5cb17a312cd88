package quads

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// Datatypes whose canonical literals are native values.
const (
	typeString   = nsXSD + "string"
	typeBoolean  = nsXSD + "boolean"
	typeInteger  = nsXSD + "integer"
	typeDouble   = nsXSD + "double"
	typeDateTime = nsXSD + "dateTime"
)

// WriteNQuads writes quads as canonical N-Quads: every quad once, in the byte
// order of the lines, escaped as RDF Dataset Canonicalization does. Equal sets
// of quads give equal bytes. What N-Quads cannot express (an IRI with a space,
// a text that is not valid UTF-8) is [record.ErrInvalid] and names the quad.
// About 64 MiB of lines are kept in memory, the rest in temporary files.
func WriteNQuads(w io.Writer, quads iter.Seq2[quad.Quad, error]) (err error) {
	lines := sorter{limit: 64 << 20}
	defer func() { err = errors.Join(err, lines.discard()) }()
	var line []byte
	for q, err := range quads {
		if err != nil {
			return err
		}
		if line, err = AppendNQuad(line[:0], q); err != nil {
			return err
		}
		if err := lines.add(line); err != nil {
			return err
		}
	}
	return lines.writeTo(w)
}

// AppendNQuad appends the canonical line of one quad, with its line feed.
func AppendNQuad(b []byte, q quad.Quad) ([]byte, error) {
	b, err := appendNode(b, q.Subject, true)
	if err != nil {
		return nil, unwritable("subject", q, err)
	}
	if b, err = appendNode(append(b, ' '), q.Predicate, false); err != nil {
		return nil, unwritable("predicate", q, err)
	}
	if b, err = appendObject(append(b, ' '), q.Object); err != nil {
		return nil, unwritable("object", q, err)
	}
	if q.Label != nil {
		if b, err = appendNode(append(b, ' '), q.Label, true); err != nil {
			return nil, unwritable("label", q, err)
		}
	}
	return append(b, " .\n"...), nil
}

func unwritable(place string, q quad.Quad, why error) error {
	return fmt.Errorf("%w quad of %s, predicate %s: the %s %w", record.ErrInvalid, shown(q.Subject), shown(q.Predicate), place, why)
}

func appendNode(b []byte, v quad.Value, blank bool) ([]byte, error) {
	switch v := v.(type) {
	case quad.IRI:
		if !validIRI(string(v)) {
			return nil, fmt.Errorf("%s is no absolute IRI", shown(v))
		}
		return append(append(append(b, '<'), v...), '>'), nil
	case quad.BNode:
		if blank && validBlank(string(v)) {
			return append(append(b, "_:"...), v...), nil
		}
	}
	return nil, fmt.Errorf("%s is not allowed there", shown(v))
}

func appendObject(b []byte, v quad.Value) ([]byte, error) {
	switch v := v.(type) {
	case quad.IRI, quad.BNode:
		return appendNode(b, v, true)
	case quad.String:
		return appendQuoted(b, string(v))
	case quad.LangString:
		if !validLanguage(v.Lang) {
			return nil, fmt.Errorf("has the language %q, which is no tag", v.Lang)
		}
		b, err := appendQuoted(b, string(v.Value))
		return append(append(b, '@'), v.Lang...), err
	case quad.TypedString:
		return appendTyped(b, string(v.Value), string(v.Type))
	}
	lexical, datatype, err := native(v)
	if err != nil {
		return nil, err
	}
	return appendTyped(b, lexical, datatype)
}

// native is the canonical literal of a native value.
func native(v quad.Value) (lexical, datatype string, err error) {
	switch v := v.(type) {
	case quad.Bool:
		return strconv.FormatBool(bool(v)), typeBoolean, nil
	case quad.Int:
		return strconv.FormatInt(int64(v), 10), typeInteger, nil
	case quad.Float:
		return formatDouble(float64(v)), typeDouble, nil
	case quad.Time:
		t := time.Time(v).UTC()
		if y := t.Year(); y < 0 || y > 9999 {
			return "", "", fmt.Errorf("is a time in the year %d: want 0 to 9999", y)
		}
		return t.Format(time.RFC3339Nano), typeDateTime, nil
	}
	return "", "", fmt.Errorf("%s of type %T cannot be written", shown(v), v)
}

// formatDouble writes the canonical form of xsd:double, such as 4.3E1.
func formatDouble(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', -1, 64), "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	n, err := strconv.Atoi(exponent)
	if err != nil {
		panic("strconv writes an exponent that it cannot read: " + exponent)
	}
	return mantissa + "E" + strconv.Itoa(n)
}

func appendTyped(b []byte, lexical, datatype string) ([]byte, error) {
	b, err := appendQuoted(b, lexical)
	if err != nil || datatype == typeString || datatype == "" {
		return b, err
	}
	return appendNode(append(b, "^^"...), quad.IRI(datatype), false)
}

// appendQuoted escapes what RDF Dataset Canonicalization escapes and nothing
// else.
func appendQuoted(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("%s is not valid UTF-8", shown(quad.String(s)))
	}
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
			continue
		}
		b = append(b, s[done:i]...)
		done = i + 1
		if short := shortEscape(c); short != 0 {
			b = append(b, '\\', short)
		} else {
			b = fmt.Appendf(b, `\u%04X`, c)
		}
	}
	return append(append(b, s[done:]...), '"'), nil
}

func shortEscape(c byte) byte {
	switch c {
	case '\b':
		return 'b'
	case '\t':
		return 't'
	case '\n':
		return 'n'
	case '\f':
		return 'f'
	case '\r':
		return 'r'
	case '"', '\\':
		return c
	}
	return 0
}

// validLanguage reports whether tag has the shape of a language tag.
func validLanguage(tag string) bool {
	for i, part := range strings.Split(tag, "-") {
		for _, c := range []byte(part) {
			letter := 'a' <= c|0x20 && c|0x20 <= 'z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
		if part == "" {
			return false
		}
	}
	return true
}

func validBlank(label string) bool {
	return label != "" && blankLength(label) == len(label)
}

// blankLength is how much of s is the label of a blank node. A full stop at
// its end is not: it ends the statement.
func blankLength(s string) int {
	end := 0
	for i, r := range s {
		first := r == '_' || r == ':' || '0' <= r && r <= '9' || unicode.IsLetter(r)
		if !first && (i == 0 || r != '-' && r != '.' && r != '·' && !unicode.IsMark(r)) {
			break
		}
		if r != '.' {
			end = i + utf8.RuneLen(r)
		}
	}
	return end
}
