package quads

import "unicode/utf8"

// validIRI reports whether s may stand between the angle brackets of N-Quads:
// absolute, valid UTF-8, and none of the characters that end it.
func validIRI(s string) bool {
	scheme := 0
	for scheme < len(s) && schemeByte(s[scheme], scheme) {
		scheme++
	}
	if scheme == 0 || scheme == len(s) || s[scheme] != ':' {
		return false
	}
	for i := scheme; i < len(s); i++ {
		switch c := s[i]; {
		case c <= ' ', c == '<', c == '>', c == '"', c == '{', c == '}', c == '|', c == '^', c == '`', c == '\\':
			return false
		}
	}
	return utf8.ValidString(s)
}

func schemeByte(c byte, at int) bool {
	letter := 'a' <= c|0x20 && c|0x20 <= 'z'
	return letter || at > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.')
}
