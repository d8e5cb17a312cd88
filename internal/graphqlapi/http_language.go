package graphqlapi

import (
	"slices"
	"sync"

	"golang.org/x/text/language"
)

// fallbackLanguage is what answers come in where nothing else is known.
const fallbackLanguage = "en"

const (
	// longestLanguages is the longest Accept-Language header that is read. Real
	// ones have under a hundred bytes; matching long ones is slow.
	longestLanguages = 256
	// mostRemembered bounds the headers whose match is remembered.
	mostRemembered = 1024
)

// interpreter matches Accept-Language headers with the languages of the graph.
// Matching costs more than a cached answer, so matches are remembered.
type interpreter struct {
	offered    []string
	choices    [][]string
	matcher    language.Matcher
	mu         sync.Mutex
	remembered map[string]int
}

// newInterpreter takes the languages of an edition, the fallback first.
func newInterpreter(offered []string) *interpreter {
	in := &interpreter{offered: slices.Clone(offered), remembered: make(map[string]int)}
	var tags []language.Tag
	for _, l := range in.offered {
		tag, err := language.Parse(l)
		if err != nil {
			// A private or unregistered language can still be read by those whose
			// fallback it is; nobody can ask for it.
			tag = language.Und
		}
		tags = append(tags, tag)
		in.choices = append(in.choices, slices.Compact([]string{l, in.offered[0]}))
	}
	if len(tags) == 0 {
		tags, in.choices = []language.Tag{language.English}, [][]string{{fallbackLanguage}}
	}
	in.matcher = language.NewMatcher(tags)
	return in
}

// choose gives the languages of an answer, the answer's own first.
func (in *interpreter) choose(header string) []string {
	if header == "" || len(header) > longestLanguages {
		return in.choices[0]
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	i, ok := in.remembered[header]
	if !ok {
		if len(in.remembered) >= mostRemembered {
			clear(in.remembered)
		}
		i = in.match(header)
		in.remembered[header] = i
	}
	return in.choices[i]
}

func (in *interpreter) match(header string) int {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		// An unreadable preference is no preference (RFC 9110, 12.5.4).
		return 0
	}
	_, i, confidence := in.matcher.Match(tags...)
	if confidence == language.No {
		return 0
	}
	return i
}
