package seeds

import (
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// longestLoan is how many words in a row may be the article's: names of
// institutions and dates need some, sentences need more.
const longestLoan = 8

// Facts carry over, sentences do not: only fragments are verbatim.
func TestOwnWords(t *testing.T) {
	text, ok := article(t)
	if !ok {
		return
	}
	loans := runs(text)
	for _, path := range []string{"coalition.yaml", "coalition.inventory.yaml"} {
		root := readYAML[yaml.Node](t, path)
		ownTexts(&root, "", func(field, s string) {
			for loan := range runs(s) {
				if loans[loan] {
					t.Errorf("%s: %s copies the article: %q", path, field, loan)
				}
			}
		})
	}
}

// runs are all stretches of one word more than may be borrowed.
func runs(text string) map[string]bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '’' && r != '\'' && r != '-'
	})
	found := map[string]bool{}
	for i := 0; i+longestLoan < len(words); i++ {
		found[strings.Join(words[i:i+longestLoan+1], " ")] = true
	}
	return found
}

// ownTexts visits every text but the verbatim fragments and the title.
func ownTexts(n *yaml.Node, field string, visit func(field, text string)) {
	if n.Kind == yaml.ScalarNode {
		visit(field, n.Value)
		return
	}
	for i, child := range n.Content {
		name := field
		if n.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			name = n.Content[i-1].Value
		}
		if name != "fragments" && name != "title" {
			ownTexts(child, name, visit)
		}
	}
}
