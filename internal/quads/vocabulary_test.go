package quads

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
)

// published reads a file of the public contract. It is read from its place,
// because this package depends on the domain alone.
func published(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "schema", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ownTerms is every name of the project's own namespace that quads can hold.
func ownTerms() []string {
	var all []string
	add := func(v quad.Value) {
		if iri, ok := v.(quad.IRI); ok {
			if name, own := strings.CutPrefix(string(iri), Namespace); own {
				all = append(all, name)
			}
		}
	}
	for _, p := range predicates {
		add(p)
	}
	for _, c := range classes {
		add(c)
	}
	for _, datatype := range []quad.IRI{typeAttribution, typeSelector, typeVerification, typeChain, typeCoding, typeParents, typeAnswers, typeList} {
		add(datatype)
	}
	for _, e := range []*enumeration{
		institutionKinds, anonymityReasons, claimKinds, claimRelationKinds, capacities, quoteModes, speechActs, media,
		verificationStates, attributionActs, correctionKinds, positions, certainties, bases, responseKinds, eventKinds, verdicts, answers,
	} {
		if e.class == Namespace {
			continue
		}
		add(e.class)
		for v, word := range e.words {
			if word != "" {
				add(e.iris[v])
			}
		}
	}
	return all
}

var (
	declaration = regexp.MustCompile(`(?ms)^onrecord:(\S+) a (.+?) \.$`)
	quoted      = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	prefixed    = regexp.MustCompile(`([a-z]+):([A-Za-z][A-Za-z0-9_-]*)`)
)

func TestOntologyDeclaresWhatQuadsHold(t *testing.T) {
	text := published(t, "ontology.ttl")
	declared := map[string]string{}
	for _, m := range declaration.FindAllStringSubmatch(text, -1) {
		if _, twice := declared[m[1]]; twice {
			t.Errorf("%s is declared twice", m[1])
		}
		declared[m[1]] = m[2]
	}
	for _, name := range ownTerms() {
		body, ok := declared[name]
		if !ok {
			t.Errorf("quads hold %s%s, which ontology.ttl does not declare", Namespace, name)
		}
		delete(declared, name)
		requireDocumented(t, name, body)
	}
	for name := range declared {
		t.Errorf("ontology.ttl declares %s, which no quad can hold", name)
	}
}

func requireDocumented(t *testing.T, name, body string) {
	t.Helper()
	wanted := []string{"rdfs:label"}
	if !strings.Contains(name, "-") {
		wanted = append(wanted, "rdfs:comment")
	}
	if strings.HasPrefix(body, "rdf:Property") {
		wanted = append(wanted, "rdfs:domain", "rdfs:range")
	}
	for _, want := range wanted {
		if !strings.Contains(body, want) {
			t.Errorf("ontology.ttl declares %s without %s", name, want)
		}
	}
}

func TestOntologyRefersToWhatExists(t *testing.T) {
	text := published(t, "ontology.ttl")
	known := map[string]bool{}
	for _, name := range ownTerms() {
		known[name] = true
	}
	prefixes := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^@prefix ([a-z]+): <`).FindAllStringSubmatch(text, -1) {
		prefixes[m[1]] = true
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "@prefix") || strings.HasPrefix(line, "#") || strings.Contains(line, "<") {
			continue
		}
		for _, m := range prefixed.FindAllStringSubmatch(quoted.ReplaceAllString(line, ""), -1) {
			if !prefixes[m[1]] || m[1] == "onrecord" && !known[m[2]] {
				t.Errorf("ontology.ttl refers to %s, which nothing declares", m[0])
			}
		}
	}
}

// TestContextMapsEveryTermOfAnExport holds the JSON-LD context to the
// vocabulary: one name for each predicate and class, none beside them.
func TestContextMapsEveryTermOfAnExport(t *testing.T) {
	var file struct {
		Context map[string]json.RawMessage `json:"@context"`
	}
	if err := json.Unmarshal([]byte(published(t, "context.jsonld")), &file); err != nil {
		t.Fatal(err)
	}
	got := contextTerms(t, file.Context)
	want := map[string]bool{string(classPositionSelector.(quad.IRI)): true, string(classQuoteSelector.(quad.IRI)): true}
	for _, c := range classes {
		if c != nil {
			want[string(c.(quad.IRI))] = true
		}
	}
	for t := range termCount {
		if t != tType && t != tAttribution && t != tCoding && t != tSelector {
			want[t.iri()] = true
		}
	}
	slices.Sort(got)
	if wanted := slices.Sorted(maps.Keys(want)); !slices.Equal(got, wanted) {
		t.Errorf("context.jsonld maps\n%q, want\n%q", got, wanted)
	}
}

// contextTerms expands the terms of a context, keywords and prefixes left out.
func contextTerms(t *testing.T, context map[string]json.RawMessage) (terms []string) {
	t.Helper()
	expand := func(id string) (string, bool) {
		prefix, name, _ := strings.Cut(id, ":")
		var namespace string
		if err := json.Unmarshal(context[prefix], &namespace); err != nil {
			return "", false
		}
		return namespace + name, true
	}
	for name, raw := range context {
		var term struct {
			ID string `json:"@id"`
		}
		if json.Unmarshal(raw, &term) != nil {
			if err := json.Unmarshal(raw, &term.ID); err != nil {
				continue
			}
		}
		if iri, ok := expand(term.ID); ok {
			terms = append(terms, iri)
			if !strings.HasSuffix(iri, name) {
				t.Errorf("context.jsonld calls %s %q, want its local name", iri, name)
			}
		}
	}
	return terms
}
