package record

import (
	"fmt"
	"strings"
)

// noWord stands in a word list where zero means "not set".
const noWord = "-"

// wordAt is the word of value v in a list of words separated by spaces.
func wordAt(words string, v uint8) string {
	for i := uint8(0); ; i++ {
		word, rest, more := strings.Cut(words, " ")
		if i == v {
			if word == noWord {
				return ""
			}
			return word
		}
		if !more {
			return fmt.Sprintf("INVALID(%d)", v)
		}
		words = rest
	}
}

// setWord finds the value of a word, in any case. An empty text is "not set"
// where that exists.
func setWord(v *uint8, words string, text []byte) error {
	want := strings.ToUpper(string(text))
	if want == "" {
		want = noWord
	}
	for i, word := range strings.Fields(words) {
		if word == want {
			*v = uint8(i)
			return nil
		}
	}
	return fmt.Errorf("%w value %q: want one of %s", ErrInvalid, clip(string(text)), strings.Join(wordsOf(words), ", "))
}

// wordsOf lists the words of an enumeration in the order of its values.
func wordsOf(words string) []string {
	return strings.Fields(strings.TrimPrefix(words, noWord+" "))
}

// A Word is a value of one of the enumerations of this package.
type Word interface {
	~uint8
	String() string
}

// Words lists every word of an enumeration, for schemas and messages.
func Words[W Word]() []string {
	var words []string
	for v := W(0); ; v++ {
		word := v.String()
		if strings.HasPrefix(word, "INVALID(") {
			return words
		}
		if word != "" {
			words = append(words, word)
		}
	}
}

// validWord reports whether v is a value of its enumeration, and set.
func validWord[W Word](v W) bool {
	word := v.String()
	return word != "" && !strings.HasPrefix(word, "INVALID(")
}
