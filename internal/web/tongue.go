package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"onrecord/internal/record"
)

//go:embed messages
var messageFiles embed.FS

// tongue is a language of the interface: its words and the templates that speak
// it.
type tongue struct {
	// Code is the language (BCP 47), Name what it calls itself, Dir the direction of
	// its writing.
	Code, Name, Dir string
	tag             language.Tag
	messages        map[string]message
	templates       *template.Template
}

// message is a text of the interface, in the plural forms that its language
// has; a text that depends on no number has the form "other" alone.
type message map[string]string

// UnmarshalJSON reads a text, or an object of plural forms.
func (m *message) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err == nil {
		*m = message{"other": text}
		return nil
	}
	var forms map[string]string
	if err := json.Unmarshal(data, &forms); err != nil {
		return err
	}
	*m = forms
	return nil
}

// newTongues are the languages of the interface, the first for those whose
// language is not among them.
func newTongues(a *assets, prefix string) ([]*tongue, error) {
	all := []*tongue{
		{Code: "en", Name: "English", Dir: "ltr", tag: language.English},
		{Code: "ar", Name: "العربية", Dir: "rtl", tag: language.Arabic},
	}
	messages, err := readMessages()
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		t.messages = map[string]message{}
		for key, inTongues := range messages {
			m, ok := inTongues[t.Code]
			if !ok || m["other"] == "" {
				return nil, fmt.Errorf("%w message %s: not in %s", record.ErrInvalid, key, t.Code)
			}
			t.messages[key] = m
		}
		if t.templates, err = parseTemplates(t, a, prefix); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readMessages reads every file of the folder; a message stands in one alone.
func readMessages() (map[string]map[string]message, error) {
	names, err := namesIn(messageFiles, "messages")
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]message{}
	for _, name := range names {
		content, err := messageFiles.ReadFile("messages/" + name)
		if err != nil {
			return nil, err
		}
		var some map[string]map[string]message
		if err := json.Unmarshal(content, &some); err != nil {
			return nil, fmt.Errorf("messages/%s: %w", name, err)
		}
		for key := range some {
			if _, twice := all[key]; twice {
				return nil, fmt.Errorf("%w message %s: it is in another file than %s too", record.ErrInvalid, key, name)
			}
		}
		maps.Copy(all, some)
	}
	return all, nil
}

// say is a message. An unknown one is an error, which ends the template: a page
// must not go out with a hole in it.
func (t *tongue) say(key string) (string, error) {
	m, ok := t.messages[key]
	if !ok {
		return "", fmt.Errorf("%w message %q", record.ErrNotFound, key)
	}
	return m["other"], nil
}

// word is say for keys that are made from enumerations, where a word that this
// build has no message for is better shown than hidden.
func (t *tongue) word(group string, word fmt.Stringer) string {
	if m, ok := t.messages[group+"."+word.String()]; ok {
		return m["other"]
	}
	return strings.ToLower(strings.ReplaceAll(word.String(), "_", " "))
}

var pluralForms = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}

// count is a message in the form that a number asks for; "{}" in it is the number.
func (t *tongue) count(key string, n int) (string, error) {
	m, ok := t.messages[key]
	if !ok {
		return "", fmt.Errorf("%w message %q", record.ErrNotFound, key)
	}
	text, ok := m[pluralForms[plural.Cardinal.MatchPlural(t.tag, n, 0, 0, 0, 0)]]
	if !ok {
		text = m["other"]
	}
	return strings.ReplaceAll(text, "{}", grouped(n)), nil
}

// fill is a message with values in the places of "{}", in order.
func (t *tongue) fill(key string, values ...any) (string, error) {
	text, err := t.say(key)
	if err != nil {
		return "", err
	}
	// A value may hold braces itself.
	var b strings.Builder
	for i, part := range strings.Split(text, "{}") {
		if i > 0 && i <= len(values) {
			fmt.Fprint(&b, values[i-1])
		}
		b.WriteString(part)
	}
	return b.String(), nil
}

// split is a message with one place "{}", for templates that put an element there.
func (t *tongue) split(key string) (parts struct{ Before, After string }, err error) {
	text, err := t.say(key)
	parts.Before, parts.After, _ = strings.Cut(text, "{}")
	return parts, err
}

// grouped is a number with its thousands set apart by thin spaces, which no
// language reads as a decimal sign.
func grouped(n int) string {
	digits := fmt.Sprint(n)
	if len(digits) < 5 {
		return digits
	}
	var groups []string
	for len(digits) > 3 {
		groups = append(groups, digits[len(digits)-3:])
		digits = digits[:len(digits)-3]
	}
	groups = append(groups, digits)
	slices.Reverse(groups)
	return strings.Join(groups, "\u202f")
}

// longestLanguages is the longest Accept-Language header that is read. Real ones
// have under a hundred bytes; matching long ones is slow.
const longestLanguages = 256

// tongueFor finds the tongue of a request: the one named in its address, or what
// its header asks for first.
func (s *Site) tongueFor(code, header string) *tongue {
	for _, t := range s.tongues {
		if t.Code == code {
			return t
		}
	}
	if header == "" || len(header) > longestLanguages {
		return s.tongues[0]
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		// An unreadable preference is no preference (RFC 9110, 12.5.4).
		return s.tongues[0]
	}
	for _, tag := range wanted {
		base, _ := tag.Base()
		for _, t := range s.tongues {
			if own, _ := t.tag.Base(); own == base {
				return t
			}
		}
	}
	return s.tongues[0]
}

// directionOf is the direction that a language is written in; "auto" where the
// language is not known.
func directionOf(lang string) string {
	if lang == "" {
		return "auto"
	}
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if strings.Contains(strings.ToLower(lang), "-latn") {
		return "ltr"
	}
	switch base {
	case "ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "ckb", "dv", "syr", "arc", "arz", "apc":
		return "rtl"
	}
	return "ltr"
}
