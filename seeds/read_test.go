package seeds

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"testing"

	"go.yaml.in/yaml/v3"
)

// articlePath is where the article lies on machines that have it. It does not
// travel with the project.
const articlePath = "../../shared/seeds/coalition-article.txt"

type quote struct {
	Speaker   string
	Document  string
	Mode      string
	Act       string
	OnBehalf  string `yaml:"on-behalf-of"`
	Utterance string
	Fragments []string
	At        []int
	SHA256    string
	Exact     string
	Prefix    string
	Suffix    string
	Stances   map[string]stance
	Reported  map[string]reported
	Responses map[string]response
}

type stance struct {
	Claim, Position, Certainty, Qualified, Basis string
}

type reported struct {
	Holder, Claim, Position string
}

type response struct {
	Kind, To, Claim, Basis string
	ToQuote                string `yaml:"to-quote"`
}

// propositions are what a quote states: the speaker's own stances and the
// positions that the speaker reports of others.
func (q quote) propositions() int { return len(q.Stances) + len(q.Reported) }

type dossier struct {
	Documents map[string]struct {
		SHA256   string
		TextFile string `yaml:"text-file"`
	}
	Claims map[string]struct{ Question string }
	Polls  map[string]struct {
		Answers map[string]struct {
			Claims []struct{ Claim string }
		}
	}
	Quotes quotes
}

// quotes keeps the order of the file beside the quotes.
type quotes struct {
	keys  []string
	byKey map[string]quote
}

func (q *quotes) UnmarshalYAML(node *yaml.Node) error {
	for i := 0; i < len(node.Content); i += 2 {
		q.keys = append(q.keys, node.Content[i].Value)
	}
	return node.Decode(&q.byKey)
}

type entry struct {
	Key, Speaker, Mode, SHA256, Named, Hint string
	Line, Propositions                      int
	At                                      []int
}

type inventory struct {
	TextSHA256 string `yaml:"text-sha256"`
	Statements []entry
}

func readYAML[T any](t *testing.T, path string) (value T) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(raw, &value); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return value
}

// article is the article's text; ok is false on machines that do not have it.
func article(t *testing.T) (text string, ok bool) {
	t.Helper()
	raw, err := os.ReadFile(articlePath)
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("the article is not on this machine: spans are not compared with its text")
		return "", false
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(raw), true
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
