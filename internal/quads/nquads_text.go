package quads

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cayleygraph/quad"
)

// typedValue is the native value where the literal is in its canonical form.
// Other spellings (007, 1 for true, a time with a zone) stay as they are: what
// is read must be written back unchanged.
func typedValue(text string, datatype quad.IRI) quad.Value {
	typed := quad.TypedString{Value: quad.String(text), Type: datatype}
	var v quad.Value
	switch datatype {
	case typeString:
		return quad.String(text)
	case typeBoolean:
		v = quad.Bool(text == "true")
	case typeInteger:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return typed
		}
		v = quad.Int(n)
	case typeDouble:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f != f {
			return typed
		}
		v = quad.Float(f)
	case typeDateTime:
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return typed
		}
		v = quad.Time(t.UTC())
	default:
		return typed
	}
	if canonical, _, err := native(v); err != nil || canonical != text {
		return typed
	}
	return v
}

// unescape is a copy of text without its escapes. Texts know all of them, IRIs
// only \u and \U. Text that is not valid UTF-8, escapes for surrogates and for
// what lies beyond Unicode are refused: no text has them.
func unescape(text string, short bool) (string, error) {
	if !utf8.ValidString(text) {
		return "", errors.New("is not valid UTF-8")
	}
	if strings.ContainsAny(text, "\r\n") {
		return "", errors.New("a line ends within it")
	}
	var b strings.Builder
	b.Grow(len(text))
	for {
		at := strings.IndexByte(text, '\\')
		if at < 0 {
			b.WriteString(text)
			return b.String(), nil
		}
		b.WriteString(text[:at])
		r, length := escape(text[at:], short)
		if length == 0 {
			return "", errors.New("unknown escape " + strconv.Quote(text[at:min(len(text), at+10)]))
		}
		b.WriteRune(r)
		text = text[at+length:]
	}
}

// escape is the character that an escape stands for and the escape's length,
// which is 0 where it is none.
func escape(text string, short bool) (r rune, length int) {
	if len(text) < 2 {
		return 0, 0
	}
	switch text[1] {
	case 'u':
		return codePoint(text, 6)
	case 'U':
		return codePoint(text, 10)
	}
	if i := strings.IndexByte(`tbnrf"'\`, text[1]); short && i >= 0 {
		return rune("\t\b\n\r\f\"'\\"[i]), 2
	}
	return 0, 0
}

func codePoint(text string, length int) (rune, int) {
	if len(text) < length {
		return 0, 0
	}
	var n rune
	for _, c := range []byte(text[2:length]) {
		if 'A' <= c && c <= 'F' {
			c += 'a' - 'A'
		}
		digit := hexValues[c]
		if digit > 15 || n > utf8.MaxRune {
			return 0, 0
		}
		n = n<<4 | rune(digit)
	}
	if !utf8.ValidRune(n) {
		return 0, 0
	}
	return n, length
}
