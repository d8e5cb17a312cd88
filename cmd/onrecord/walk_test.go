package main

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"onrecord/internal/record"
	"onrecord/schema"
)

// walk writes documents that the contract allows, one choice for each byte of an
// input: mutating texts, a fuzzer hardly ever gets beyond the validation.
type walk struct {
	schema  *ast.Schema
	ids     []string
	choices []byte
	// fields are how many may still be selected.
	fields    int
	variables map[string]any
	declared  []string
}

// choose takes a choice among n; when none are left, the first.
func (w *walk) choose(n int) int {
	if len(w.choices) == 0 || n < 2 {
		return 0
	}
	c := int(w.choices[0])
	w.choices = w.choices[1:]
	return c % n
}

func (w *walk) document() string {
	operation, root := "query", w.schema.Query
	switch w.choose(4) {
	case 1, 2:
		operation, root = "mutation", w.schema.Mutation
	}
	w.fields = 40
	set := w.set(root, 0)
	declared := ""
	if len(w.declared) > 0 {
		declared = "(" + strings.Join(w.declared, ", ") + ")"
	}
	return operation + declared + " " + set
}

// set selects some fields of a type, one at least.
func (w *walk) set(d *ast.Definition, depth int) string {
	var b strings.Builder
	b.WriteString("{")
	if d.IsAbstractType() {
		b.WriteString(" __typename")
		possible := w.schema.GetPossibleTypes(d)
		for range w.choose(3) {
			of := possible[w.choose(len(possible))]
			b.WriteString(" ... on " + of.Name + w.set(of, depth+1))
		}
	}
	for range 1 + w.choose(4) {
		if f := w.field(d); f != nil {
			b.WriteString(w.selected(f, depth))
		}
	}
	if b.Len() == 1 {
		b.WriteString(" __typename")
	}
	return b.String() + "}"
}

func (w *walk) field(d *ast.Definition) *ast.FieldDefinition {
	if len(d.Fields) == 0 || w.fields == 0 {
		return nil
	}
	w.fields--
	if f := d.Fields[w.choose(len(d.Fields))]; !strings.HasPrefix(f.Name, "__") {
		return f
	}
	return nil
}

func (w *walk) selected(f *ast.FieldDefinition, depth int) string {
	target := w.schema.Types[f.Type.Name()]
	if !target.IsLeafType() && depth > 10 {
		return ""
	}
	text := fmt.Sprintf(" f%d: %s", w.fields, f.Name)
	var arguments []string
	for _, a := range f.Arguments {
		if a.Type.NonNull || w.choose(2) == 1 {
			arguments = append(arguments, a.Name+": "+w.argument(a.Type))
		}
	}
	if len(arguments) > 0 {
		text += "(" + strings.Join(arguments, ", ") + ")"
	}
	if target.IsLeafType() {
		return text
	}
	return text + w.set(target, depth+1)
}

// argument is a value of a type, in a variable so that it can be any.
func (w *walk) argument(t *ast.Type) string {
	name := fmt.Sprint("v", len(w.declared))
	w.declared = append(w.declared, "$"+name+": "+t.String())
	w.variables[name] = w.value(t, 0)
	return "$" + name
}

func (w *walk) value(t *ast.Type, depth int) any {
	if !t.NonNull && w.choose(8) == 7 {
		return nil
	}
	if t.Elem != nil {
		list := []any{}
		for range w.choose(4) {
			list = append(list, w.value(t.Elem, depth))
		}
		return list
	}
	d := w.schema.Types[t.Name()]
	switch {
	case d.Kind == ast.Enum:
		return d.EnumValues[w.choose(len(d.EnumValues))].Name
	case d.Kind == ast.InputObject:
		object := map[string]any{}
		for _, f := range d.Fields {
			if f.Type.NonNull || depth < 3 && w.choose(3) == 1 {
				object[f.Name] = w.value(f.Type, depth+1)
			}
		}
		return object
	}
	return w.scalar(t.Name())
}

func (w *walk) scalar(name string) any {
	switch name {
	case "Int":
		return []int{1, 0, -1, 2, 3, 7, 50, 100, 101, math.MaxInt32, math.MinInt32}[w.choose(11)]
	case "Float":
		return []float64{1, 0, -1, 0.5, 99.99, 1e300, -1e-300}[w.choose(7)]
	case "Boolean":
		return w.choose(2) == 1
	case "ID":
		return w.ids[w.choose(len(w.ids))]
	}
	texts := []string{"a", "2025", "2025-12-02", "2025-13-40", "0000", "9999-12-31", "2025-01-01T00:00:00Z", "en", "ar", "en-x-" + strings.Repeat("a", 40),
		"https://example.org/a", "javascript:alert(1)", "tariq-hemo", "claim", "", " ", "\x00", "\u202e", "قسد", "\ufffd", "*", `"`, "a OR (b", "NEAR(a b)", "-", "%", smallDossier, strings.Repeat("x", 5000)}
	return texts[w.choose(len(texts))]
}

// idsOf are some ids of each kind, and what is none.
func idsOf(w *wholeSite) []string {
	ids := []string{"", "x", "018f0000-0000-7000-8000-000000000000"}
	s := w.graph.Snapshot()
	for _, word := range record.Words[record.Kind]() {
		var k record.Kind
		if err := k.UnmarshalText([]byte(word)); err != nil || k == record.AnyActor {
			continue
		}
		n := 0
		for r := range s.Each(k) {
			if n++; n > 6 {
				break
			}
			ids = append(ids, r.Ref().ID.String())
		}
	}
	return ids
}

// FuzzContract asks what the contract allows, by every role.
func FuzzContract(f *testing.F) {
	s, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: schema.GraphQL})
	if err != nil {
		f.Fatal(err)
	}
	for i := range 120 {
		var choices []byte
		for j := range 160 {
			choices = append(choices, byte((i*7919+j*j*(i+31)+j*17)%997))
		}
		f.Add(choices, byte(i))
	}
	w := openWhole(f, nil)
	ids := idsOf(w)
	f.Fuzz(func(t *testing.T, choices []byte, how byte) {
		walk := &walk{schema: s, ids: ids, choices: choices, variables: map[string]any{}}
		query := walk.document()
		variables, err := json.Marshal(walk.variables)
		if err != nil {
			t.Fatal(err)
		}
		r := request(http.MethodPost, way(how).target(), way(how).asker(w.askers()), body(query, "", string(variables)))
		r.Header.Set("Content-Type", "application/json")
		got := w.send(t, r).Body.String()
		if strings.Contains(got, "VALIDATION_FAILED") || strings.Contains(got, "GRAPHQL_PARSE_FAILED") {
			t.Errorf("%s %s\nis not understood: %s", query, variables, got)
		}
		if t.Failed() {
			t.Logf("%s\n%s", query, variables)
		}
	})
}
