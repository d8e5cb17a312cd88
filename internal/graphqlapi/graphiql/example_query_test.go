package graphiql

import (
	"os"
	"path/filepath"
	"testing"

	graphql "github.com/graph-gophers/graphql-go"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"go.yaml.in/yaml/v3"

	"onrecord/schema"
)

func exampleQuery(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("example.graphql")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// seed is as much of the coalition dossier as the example leans on.
type seed struct {
	Questions map[string]yaml.Node
	Claims    map[string]struct{ Question string }
	Quotes    map[string]struct {
		Speaker string
		Stances map[string]struct{ Claim, Position string }
	}
}

func coalition(t *testing.T) seed {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "seeds", "coalition.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var s seed
	if err := yaml.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestExampleIsValid(t *testing.T) {
	s, err := graphql.ParseSchema(schema.GraphQL, nil, graphql.UseStringDescriptions())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range s.Validate(exampleQuery(t)) {
		t.Errorf("example.graphql: %v", e)
	}
}

// The first thing a visitor sees must be an answer, and one in which analysts
// differ: the dossier can be edited without anybody thinking of this page.
func TestExampleShowsADisagreement(t *testing.T) {
	slug := questionAsked(t)
	s := coalition(t)
	if _, found := s.Questions[slug]; !found {
		t.Fatalf("the coalition dossier has no question %s", slug)
	}
	sides := make(map[string]map[string]string)
	for _, q := range s.Quotes {
		for _, st := range q.Stances {
			if s.Claims[st.Claim].Question != slug {
				continue
			}
			if sides[st.Claim] == nil {
				sides[st.Claim] = make(map[string]string)
			}
			sides[st.Claim][st.Position] = q.Speaker
		}
	}
	for _, side := range sides {
		if side["SUPPORTS"] != "" && side["OPPOSES"] != "" {
			return
		}
	}
	t.Errorf("nobody disagrees on a claim of %s: %v", slug, sides)
}

// questionAsked is the slug in the example.
func questionAsked(t *testing.T) string {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Name: "example.graphql", Input: exampleQuery(t)})
	if err != nil {
		t.Fatal(err)
	}
	root, isField := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !isField || root.Name != "question" || root.Arguments.ForName("slug") == nil {
		t.Fatal("the example does not ask for a question by its slug")
	}
	return root.Arguments.ForName("slug").Value.Raw
}
