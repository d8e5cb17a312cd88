package record

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold brings text to the form in which names and words are compared: lower
// case, Latin letters without diacritics, Arabic without vowel marks and tatweel
// and with one form each of alef, ya and ta marbuta, everything that is neither
// letter nor digit turned into single spaces. Apostrophes and the marks that
// transliterations use for ayn and hamza vanish, so that "al-Mustafa's" and
// "Sana'a" stay words.
//
// It works before SQLite's tokenizer, because that treats Arabic vowel marks as
// separators and would take one word for three.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, r := range text {
		// Most text is ASCII, and searches fold a great deal of it.
		if small := asciiLetter(r); small != 0 {
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteByte(small)
			continue
		}
		folded, keep := foldRune(r)
		if !keep {
			continue
		}
		if folded == "" {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteString(folded)
	}
	return b.String()
}

// asciiLetter is the folded form of an ASCII letter or digit, 0 for all else.
func asciiLetter(r rune) byte {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return byte(r)
	case r >= 'A' && r <= 'Z':
		return byte(r) + 'a' - 'A'
	}
	return 0
}

// foldRune gives the folded form of one rune; an empty form separates words,
// and keep is false for marks that vanish without separating.
func foldRune(r rune) (form string, keep bool) {
	// Lower case first: some capitals lie outside the tables that their small
	// letters are in.
	r = unicode.ToLower(r)
	switch {
	case asciiLetter(r) != 0:
		return string(r), true
	case r < utf8.RuneSelf:
		return "", r != '\''
	case r >= 0xC0 && r <= 0x24F:
		return foldLatin(r, latinExtended[r-0xC0])
	case r >= 0x1E00 && r <= 0x1EFF:
		return foldLatin(r, latinAdditional[r-0x1E00])
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), r == 0x0640:
		return "", false
	case r == '’' || r == '‘' || r == 'ʼ' || r == 'ʻ' || r == 'ʾ' || r == 'ʿ':
		return "", false
	case r >= 0x0600 && r <= 0x06FF:
		return foldArabic(r)
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return string(r), true
	}
	return "", true
}

func foldLatin(r rune, b byte) (string, bool) {
	switch {
	case b != '-':
		return ligature(b), true
	case unicode.IsLetter(r):
		return string(r), true
	}
	return "", true
}

func foldArabic(r rune) (string, bool) {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return "ا", true
	case 'ى', 'ئ', 'ی':
		return "ي", true
	case 'ؤ':
		return "و", true
	case 'ة':
		return "ه", true
	case 'ک':
		return "ك", true
	case 'ء':
		return "", false
	}
	switch {
	case r >= 0x0660 && r <= 0x0669:
		return string('0' + r - 0x0660), true
	case r >= 0x06F0 && r <= 0x06F9:
		return string('0' + r - 0x06F0), true
	case unicode.IsLetter(r):
		return string(r), true
	}
	return "", true
}

// FoldedWords are the words of a text, folded, in order.
func FoldedWords(text string) []string { return strings.Fields(Fold(text)) }

// WordForms are the forms under which a folded word is found: itself and, in
// Arabic, itself without the article and without a one-letter proclitic before
// it, after the light stemming of Larkey, Ballesteros and Connell ("Improving
// stemming for Arabic information retrieval", SIGIR 2002). A word matches
// another when they have a form in common, so a name that happens to begin with
// such a letter is still found by itself.
func WordForms(word string) []string {
	forms := []string{word}
	if first, _ := utf8.DecodeRuneInString(word); first < 0x0600 || first > 0x06FF {
		return forms
	}
	rest := word
	if bare, ok := withoutProclitic(rest); ok {
		forms = append(forms, bare)
		rest = bare
	}
	for _, w := range []string{word, rest} {
		if bare, ok := withoutArticle(w); ok && bare != forms[len(forms)-1] {
			forms = append(forms, bare)
		}
	}
	return forms
}

// withoutProclitic drops "and", "so", "with", "for" or "like", written together
// with its word, where at least three letters are left.
func withoutProclitic(word string) (string, bool) {
	for _, p := range []string{"و", "ف", "ب", "ك", "ل"} {
		if bare, ok := strings.CutPrefix(word, p); ok && utf8.RuneCountInString(bare) >= 3 {
			return bare, true
		}
	}
	return word, false
}

// withoutArticle drops "the", also in the contracted form that follows "for",
// where at least two letters are left.
func withoutArticle(word string) (string, bool) {
	for _, article := range []string{"ال", "لل"} {
		if bare, ok := strings.CutPrefix(word, article); ok && utf8.RuneCountInString(bare) >= 2 {
			return bare, true
		}
	}
	return word, false
}
