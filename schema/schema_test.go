package schema_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"onrecord/internal/record"
	"onrecord/schema"
)

// definitions are the types of the contract by name, without the ones that
// GraphQL itself brings.
func definitions(t *testing.T) map[string]*ast.Definition {
	t.Helper()
	return parsed(t, &ast.Source{Name: "schema.graphql", Input: schema.GraphQL})
}

func parsed(t *testing.T, source *ast.Source) map[string]*ast.Definition {
	t.Helper()
	doc, err := parser.ParseSchema(source)
	if err != nil {
		t.Fatal(err)
	}
	byName := make(map[string]*ast.Definition)
	for _, d := range doc.Definitions {
		if byName[d.Name] != nil {
			t.Errorf("%s is defined twice", d.Name)
		}
		byName[d.Name] = d
	}
	return byName
}

func TestSchemaIsValid(t *testing.T) {
	s, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: schema.GraphQL})
	if err != nil {
		t.Fatal(err)
	}
	actors := []string{"Collective", "Institution", "Person", "UnnamedSource"}
	var found []string
	for _, d := range s.GetPossibleTypes(s.Types["Actor"]) {
		if d.Kind == ast.Object {
			found = append(found, d.Name)
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, actors) {
		t.Errorf("quotes can be attributed to %v, want %v", found, actors)
	}
}

func TestEverythingIsDescribed(t *testing.T) {
	for _, d := range definitions(t) {
		checkDescription(t, d.Name, d.Description)
		for _, v := range d.EnumValues {
			checkDescription(t, d.Name+"."+v.Name, v.Description)
		}
		for _, f := range d.Fields {
			path := d.Name + "." + f.Name
			checkDescription(t, path, f.Description)
			for _, a := range f.Arguments {
				checkDescription(t, path+"("+a.Name+")", a.Description)
			}
		}
	}
}

// checkDescription wants whole sentences that say more than the name does.
func checkDescription(t *testing.T, path, text string) {
	t.Helper()
	first := []rune(text)
	switch {
	case text == "":
		t.Errorf("%s has no description", path)
	case !unicode.IsUpper(first[0]):
		t.Errorf("%s: %q does not begin like a sentence", path, text)
	case !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "`.") && !strings.HasSuffix(text, ".\""):
		t.Errorf("%s: %q does not end like a sentence", path, text)
	}
}

// graph-gophers loses SDL defaults when a variable is omitted and inside input
// objects, so a default in the SDL would be a promise that is not kept.
func TestNoDefaults(t *testing.T) {
	for _, d := range definitions(t) {
		for _, f := range d.Fields {
			if f.DefaultValue != nil {
				t.Errorf("%s.%s has the default %s", d.Name, f.Name, f.DefaultValue)
			}
			for _, a := range f.Arguments {
				if a.DefaultValue != nil {
					t.Errorf("%s.%s(%s) has the default %s", d.Name, f.Name, a.Name, a.DefaultValue)
				}
			}
		}
	}
}

func TestEnumsAreThoseOfTheDomain(t *testing.T) {
	want := map[string][]string{
		"AnonymityReason":   record.Words[record.AnonymityReason](),
		"AttributionAct":    record.Words[record.AttributionAct](),
		"Basis":             record.Words[record.Basis](),
		"Capacity":          record.Words[record.Capacity](),
		"Certainty":         record.Words[record.Certainty](),
		"ClaimKind":         record.Words[record.ClaimKind](),
		"ClaimRelationKind": record.Words[record.ClaimRelationKind](),
		"CorrectionKind":    record.Words[record.CorrectionKind](),
		"DateBasis":         record.Words[record.DateBasis](),
		"EventKind":         record.Words[record.EventKind](),
		"InstitutionKind":   record.Words[record.InstitutionKind](),
		"Medium":            record.Words[record.Medium](),
		"NameKind":          record.Words[record.NameKind](),
		"QuoteMode":         record.Words[record.QuoteMode](),
		"QuoteStatus":       record.Words[record.QuoteStatus](),
		"ResponseKind":      record.Words[record.ResponseKind](),
		"SpeechAct":         record.Words[record.SpeechAct](),
		"StancePosition":    record.Words[record.Position](),
		"Verdict":           record.Words[record.Verdict](),
		"VerificationState": record.Words[record.VerificationState](),
		// Agreement is derived, and so no word of the record.
		"AlignmentBasis": {"STATED", "COMPUTED"},
		"AlignmentKind":  {"AGREEMENT", "DISAGREEMENT", "QUALIFICATION"},
		// What comes of an input is no word of the record either.
		"ClaimJudgement": append(record.Words[record.ClaimRelationKind](), "NARROWER"),
		"ProblemCode":    {"INVALID_ARGUMENT", "NOT_FOUND", "CONFLICT"},
		"ProposalState":  record.Words[record.ProposalState](),
		"RecordAct":      {"CREATED", "CHANGED", "REMOVED"},
		// Orders and events belong to the contract alone.
		"LiveEvent":     {"CHANGE", "RESYNC"},
		"ActorOrder":    {"NAME", "MOST_QUOTED"},
		"ClaimOrder":    {"NEWEST", "CONTESTED", "MOST_QUOTED"},
		"DocumentOrder": {"NEWEST", "OLDEST"},
		"EventOrder":    {"NEWEST", "OLDEST"},
		"QuoteOrder":    {"NEWEST", "OLDEST"},
		"StanceOrder":   {"NEWEST", "OLDEST"},
	}
	types := definitions(t)
	want["NodeKind"] = nodeKinds(types)
	for name, d := range types {
		if d.Kind != ast.Enum {
			continue
		}
		if got := values(d); !sameSet(got, want[name]) {
			t.Errorf("%s has the values %v, want %v", name, got, want[name])
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("there is no enum %s", name)
	}
}

// nodeKinds are the kinds of records whose types are nodes. Kinds such as
// PARTICIPATION and CHANGESET have ids in the store but not in the contract.
func nodeKinds(types map[string]*ast.Definition) []string {
	var kinds []string
	for _, kind := range record.Words[record.Kind]() {
		d := types[camel(kind)]
		if d != nil && d.Kind == ast.Object && slices.Contains(d.Interfaces, "Node") {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// camel turns UNNAMED_SOURCE into UnnamedSource.
func camel(word string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(word, "_") {
		b.WriteString(part[:1] + strings.ToLower(part[1:]))
	}
	return b.String()
}

func values(d *ast.Definition) []string {
	var words []string
	for _, v := range d.EnumValues {
		words = append(words, v.Name)
	}
	return words
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// A type with an id can be refetched, so it must be a Node; and every Node has
// a kind, or search could not be narrowed to it.
func TestNodesHaveKinds(t *testing.T) {
	types := definitions(t)
	kinds := values(types["NodeKind"])
	for name, d := range types {
		isNode := slices.Contains(d.Interfaces, "Node")
		if hasID := d.Fields.ForName("id") != nil; d.Kind == ast.Object && hasID != isNode {
			t.Errorf("%s: has an id: %t, is a Node: %t", name, hasID, isNode)
		}
		if d.Kind != ast.Object || !isNode {
			continue
		}
		if !slices.ContainsFunc(kinds, func(k string) bool { return camel(k) == name }) {
			t.Errorf("NodeKind has no value for %s", name)
		}
	}
}

func TestConnectionsFollowRelay(t *testing.T) {
	types := definitions(t)
	for name, d := range types {
		base, isConnection := strings.CutSuffix(name, "Connection")
		if !isConnection {
			continue
		}
		node := base
		if base == "Search" {
			node = "Node"
		}
		checkFields(t, d, map[string]string{"edges": "[" + base + "Edge!]!", "pageInfo": "PageInfo!", "totalCount": "Int!"})
		checkFields(t, types[base+"Edge"], map[string]string{"cursor": "String!", "node": node + "!"})
	}
	for name, d := range types {
		for _, f := range d.Fields {
			paged := f.Arguments.ForName("first") != nil && f.Arguments.ForName("after") != nil
			if paged != strings.HasSuffix(f.Type.Name(), "Connection") {
				t.Errorf("%s.%s: a connection has first and after, and nothing else has", name, f.Name)
			}
		}
	}
}

func checkFields(t *testing.T, d *ast.Definition, want map[string]string) {
	t.Helper()
	for name, typ := range want {
		f := d.Fields.ForName(name)
		if f == nil || f.Type.String() != typ {
			t.Errorf("%s.%s is not a %s", d.Name, name, typ)
		}
	}
}

// Where a list item has a field with an argument, the executor starts a
// goroutine for each of its siblings; quotes are the longest lists there are.
func TestQuotesAndStancesArePlain(t *testing.T) {
	types := definitions(t)
	for _, name := range []string{"Quote", "Stance", "Utterance", "Position", "Tally", "Response", "ReportedPosition"} {
		for _, f := range types[name].Fields {
			if len(f.Arguments) > 0 {
				t.Errorf("%s.%s takes arguments", name, f.Name)
			}
		}
	}
}
