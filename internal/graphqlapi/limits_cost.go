package graphqlapi

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	// defaultPage is how many items a list with pages gives where `first` is left
	// out.
	defaultPage = 20
	// usualList is how many items a list without pages is expected to have.
	usualList = 4
	// deepestIntrospection is how many lists of types' members may be inside one
	// another. Types lead to fields that lead to types, so each further one
	// multiplies the answer; the tools need one.
	deepestIntrospection = 2
)

// weight is the measure of a selection set. Costs are expected numbers of fields
// of an answer; they are floats because they multiply to any size and must
// saturate where integers would wrap around to something harmless.
type weight struct {
	// fixed is the cost that does not depend on the page size of the connection
	// the selection is on, perItem is what each of its items adds. Keeping the two
	// apart lets a fragment be measured once, whatever the pages it is spread in.
	fixed, perItem float64
	selections     float64
	depth          int
	introspection  int
}

// expected is the cost with pages of n items.
func (w weight) expected(n float64) float64 { return w.fixed + w.perItem*n }

func (w weight) plus(other weight) weight {
	return weight{
		fixed:         w.fixed + other.fixed,
		perItem:       w.perItem + other.perItem,
		selections:    w.selections + other.selections,
		depth:         max(w.depth, other.depth),
		introspection: max(w.introspection, other.introspection),
	}
}

// scale measures one document. Each fragment is measured once, so the work is
// linear in the document however often fragments spread one another.
type scale struct {
	*planner
	variables map[string]any
	fragments map[string]*ast.FragmentDefinition
	// measured holds the weights of fragments; one under way is there with a
	// weight of nothing, which ends cycles. Validation refuses those.
	measured map[string]weight
}

func (p *planner) newScale(document *ast.QueryDocument, variables map[string]any) *scale {
	s := &scale{planner: p, variables: variables,
		fragments: make(map[string]*ast.FragmentDefinition, len(document.Fragments)), measured: make(map[string]weight)}
	for _, f := range document.Fragments {
		s.fragments[f.Name] = f
	}
	return s
}

// weigh measures a selection set on a type. The type is nil where the schema has
// none of that name; the size of such a selection still counts.
func (s *scale) weigh(on *ast.Definition, set ast.SelectionSet) weight {
	var sum weight
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			sum = sum.plus(s.field(on, selection))
		case *ast.InlineFragment:
			inner := on
			if selection.TypeCondition != "" {
				inner = s.schema.Types[selection.TypeCondition]
			}
			w := s.weigh(inner, selection.SelectionSet)
			w.selections++
			sum = sum.plus(w)
		case *ast.FragmentSpread:
			w := s.fragment(selection.Name)
			w.selections++
			sum = sum.plus(w)
		}
	}
	return sum
}

func (s *scale) fragment(name string) weight {
	if w, ok := s.measured[name]; ok {
		return w
	}
	s.measured[name] = weight{}
	f, ok := s.fragments[name]
	if !ok {
		return weight{}
	}
	w := s.weigh(s.schema.Types[f.TypeCondition], f.SelectionSet)
	s.measured[name] = w
	return w
}

// field measures one field with what is selected on it.
func (s *scale) field(on *ast.Definition, f *ast.Field) weight {
	definition := s.definition(on, f.Name)
	var inner *ast.Definition
	if definition != nil {
		inner = s.schema.Types[definition.Type.Name()]
	}
	below := s.weigh(inner, f.SelectionSet)
	w := weight{fixed: s.price(on, f), selections: below.selections + 1, depth: below.depth + 1, introspection: below.introspection}
	if on != nil && on.Name == "__Type" && membersOfTypes[f.Name] {
		w.introspection++
	}
	cost := below.expected(s.page(definition, f))
	switch {
	case definition == nil || definition.Type.Elem == nil:
		w.fixed += cost
	case strings.HasSuffix(on.Name, "Connection"):
		w.perItem += cost
	default:
		w.fixed += cost * s.length(on, f)
	}
	return w
}

// price is what a field costs by itself, however little is selected of what it
// finds: about how many fields of an answer take as long. A search reads the
// index of names and the one on disk; the questions about agreement compare
// positions, and the worst of them, still allowed, take as long as given here. What
// is asked of the past reads the store, some times for each item. What a proposal
// would change is worked out anew, and may be a whole dossier.
func (s *scale) price(on *ast.Definition, f *ast.Field) float64 {
	if on != nil && on.Name == "Proposal" && (f.Name == "changes" || f.Name == "problems") {
		return 400
	}
	switch f.Name {
	case "search":
		return 2_000
	case "camps":
		return 20_000
	case "path":
		return 5_000
	case "alignments", "peoplePositions":
		return 2_500
	case "alignmentMatrix":
		return s.matrixPrice(f)
	case "points":
		return 1_000
	case "difference", "proposals":
		return 2_000
	case "history", "changesets":
		return 500
	case "alignment", "alignmentWith":
		return 50
	}
	return 1
}

// matrixPrice grows with the number of pairs, each of which is compared and
// takes eight numbers of the answer.
func (s *scale) matrixPrice(f *ast.Field) float64 {
	n := s.page(s.schema.Query.Fields.ForName(f.Name), f)
	if given, ok := s.given(f, "actors"); ok {
		n = given
	}
	return 100 + 8*n*n/2
}

func (s *scale) definition(on *ast.Definition, name string) *ast.FieldDefinition {
	switch {
	case on == nil:
		return nil
	case on == s.schema.Query && name == "__schema":
		return &ast.FieldDefinition{Name: name, Type: ast.NamedType("__Schema", nil)}
	case on == s.schema.Query && name == "__type":
		return &ast.FieldDefinition{Name: name, Type: ast.NamedType("__Type", nil)}
	}
	return on.Fields.ForName(name)
}

// page is the page size that a field asks for. What is out of bounds will be
// refused by the field's resolver, so it need only not count as less than it is.
func (s *scale) page(definition *ast.FieldDefinition, f *ast.Field) float64 {
	if definition == nil || definition.Arguments.ForName("first") == nil {
		return defaultPage
	}
	first := f.Arguments.ForName("first")
	if first == nil {
		return defaultPage
	}
	switch first.Value.Kind {
	case ast.IntValue:
		n, err := strconv.Atoi(first.Value.Raw)
		if err != nil {
			return largestPage
		}
		return float64(min(max(n, 1), largestPage))
	case ast.Variable:
		if n, ok := s.variables[first.Value.Raw].(int32); ok {
			return float64(min(max(n, 1), largestPage))
		}
	}
	return defaultPage
}

// length is the number of items that a list without pages is expected to have:
// as many as ids where it is given those.
func (s *scale) length(on *ast.Definition, f *ast.Field) float64 {
	if n, ok := s.lengths[on.Name+"."+f.Name]; ok {
		return n
	}
	if given, ok := s.given(f, "ids"); ok {
		return given
	}
	return usualList
}

// given is how many values an argument lists; ok is false where it is left out or
// null.
func (s *scale) given(f *ast.Field, argument string) (n float64, ok bool) {
	list := f.Arguments.ForName(argument)
	if list == nil {
		return 0, false
	}
	switch list.Value.Kind {
	case ast.ListValue:
		return float64(len(list.Value.Children)), true
	case ast.Variable:
		all, ok := s.variables[list.Value.Raw].([]any)
		return float64(len(all)), ok
	case ast.NullValue:
		return 0, false
	}
	return 1, true
}

// membersOfTypes are the fields of __Type that lead to further types by lists.
var membersOfTypes = map[string]bool{"fields": true, "interfaces": true, "possibleTypes": true, "inputFields": true}

// introspectionLengths are the mean lengths of the lists of introspection, by
// type and field: guessing them would refuse the query that every tool sends, or
// let one through that costs seconds.
func introspectionLengths(schema *ast.Schema) map[string]float64 {
	var fields, inputs, enums, possible, interfaces, arguments float64
	for _, t := range schema.Types {
		if t.Kind == ast.InputObject {
			inputs += float64(len(t.Fields))
		} else {
			fields += float64(len(t.Fields))
		}
		enums += float64(len(t.EnumValues))
		interfaces += float64(len(t.Interfaces))
		if t.IsAbstractType() {
			possible += float64(len(schema.GetPossibleTypes(t)))
		}
		for _, f := range t.Fields {
			arguments += float64(len(f.Arguments))
		}
	}
	types := float64(len(schema.Types))
	return map[string]float64{
		"__Schema.types":        types,
		"__Schema.directives":   float64(len(schema.Directives)),
		"__Type.fields":         fields / types,
		"__Type.inputFields":    inputs / types,
		"__Type.enumValues":     enums / types,
		"__Type.possibleTypes":  possible / types,
		"__Type.interfaces":     interfaces / types,
		"__Field.args":          arguments / max(fields, 1),
		"__Directive.args":      1,
		"__Directive.locations": usualList,
	}
}
