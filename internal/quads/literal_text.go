package quads

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// keys holds the JSON key of each term: its local name.
var keys = localNames()

func localNames() (names [termCount]string) {
	for t := range names {
		iri := term(t).iri()
		names[t] = iri[strings.LastIndexAny(iri, "#/")+1:]
	}
	return names
}

// appendText writes a JSON string and escapes only what JSON demands, with the
// short escape where there is one.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			b = append(b, s[done:i]...)
			b = appendEscape(b, c)
			done = i + 1
		}
	}
	return append(append(b, s[done:]...), '"')
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\t':
		return append(b, `\t`...)
	case '\n':
		return append(b, `\n`...)
	case '\f':
		return append(b, `\f`...)
	case '\r':
		return append(b, `\r`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// readText reads the JSON string that is next. The result does not share
// memory with the literal: a record would otherwise keep the whole of it.
func (l *literal) readText() string { return strings.Clone(l.borrowText()) }

// borrowText is readText for what is not kept.
func (l *literal) borrowText() string {
	if l.in == "" || l.in[0] != '"' {
		l.fail("")
		return ""
	}
	end, escaped := textEnd(l.in)
	if end < 0 {
		l.fail("")
		return ""
	}
	quoted := l.in[:end+1]
	l.in = l.in[end+1:]
	if !escaped {
		return quoted[1:end]
	}
	s, ok := unquote(quoted)
	if !ok || string(appendText(nil, s)) != quoted {
		l.fail("")
	}
	return s
}

// readToken reads a JSON string without escapes for use at once.
func (l *literal) readToken() string {
	if l.in == "" || l.in[0] != '"' {
		l.fail("")
		return ""
	}
	end := strings.IndexByte(l.in[1:], '"')
	if end < 0 {
		l.fail("")
		return ""
	}
	token := l.in[1 : end+1]
	l.in = l.in[end+2:]
	return token
}

// textEnd is the place of the closing quotation mark, or -1 where there is
// none or a control character stands before it.
func textEnd(s string) (end int, escaped bool) {
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return i, escaped
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			return -1, escaped
		}
	}
	return -1, escaped
}

// unquote undoes appendText; readText then compares, so it need not refuse
// every wrong spelling itself.
func unquote(quoted string) (string, bool) {
	body := quoted[1 : len(quoted)-1]
	b := make([]byte, 0, len(body))
	for {
		at := strings.IndexByte(body, '\\')
		if at < 0 || at+1 == len(body) {
			return string(append(b, body...)), at < 0
		}
		b = append(b, body[:at]...)
		c := body[at+1]
		body = body[at+2:]
		switch i := strings.IndexByte(`"\btnfr`, c); {
		case i >= 0:
			b = append(b, "\"\\\b\t\n\f\r"[i])
		case c == 'u' && len(body) >= 4:
			v, err := strconv.ParseUint(body[:4], 16, 8)
			if err != nil {
				return "", false
			}
			b = utf8.AppendRune(b, rune(v))
			body = body[4:]
		default:
			return "", false
		}
	}
}

// readNumber is the characters of the JSON number that is next.
func (l *literal) readNumber() string {
	end := 0
	for end < len(l.in) && strings.IndexByte("+-.0123456789eE", l.in[end]) >= 0 {
		end++
	}
	digits := l.in[:end]
	l.in = l.in[end:]
	return digits
}
