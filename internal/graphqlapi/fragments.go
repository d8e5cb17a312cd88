package graphqlapi

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// The executor applies a fragment on an interface once for each type that
// implements it. A fragment inside, on another of those types, then makes it
// panic, and one without a type is left out together with its fields. Both are
// good GraphQL and common ("... on Actor { name ... on Person { sameAs } }"), so
// documents that nest fragments so are executed in other words: every fragment
// stands directly in a field's selection, and none inside another.

// flat is a document in such words, or empty where it needs none. What is not
// valid in it may be lost, so the document itself has to be validated.
func (s *scale) flat(document *ast.QueryDocument) (string, *fault) {
	if !s.nests(document) {
		return "", nil
	}
	f := &flattener{scale: s, open: map[string]bool{}}
	plain := &ast.QueryDocument{}
	for _, o := range document.Operations {
		operation := *o
		operation.SelectionSet = f.flatten(s.root(o), o.SelectionSet)
		operation.VariableDefinitions = usedIn(operation.SelectionSet, o.VariableDefinitions)
		plain.Operations = append(plain.Operations, &operation)
	}
	if f.lost {
		return "", nil
	}
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("")).FormatQueryDocument(plain)
	if f.size > s.limits.Selections || text.Len() > s.limits.Query {
		return "", faultf(codeTooLarge, "the query has %d bytes once its fragments are spread; the limit is %d", text.Len(), s.limits.Query)
	}
	return text.String(), nil
}

// nests reports whether some fragment on an interface holds a fragment that is
// not on the same.
func (s *scale) nests(document *ast.QueryDocument) bool {
	for _, o := range document.Operations {
		if s.nestsIn(o.SelectionSet, "") {
			return true
		}
	}
	return slices.ContainsFunc(document.Fragments, func(f *ast.FragmentDefinition) bool {
		return s.nestsIn(f.SelectionSet, f.TypeCondition)
	})
}

// nestsIn looks into one selection; within is the type of the fragment that it
// is directly in, or empty.
func (s *scale) nestsIn(set ast.SelectionSet, within string) bool {
	d := s.schema.Types[within]
	abstract := d != nil && d.IsAbstractType()
	return slices.ContainsFunc(set, func(selection ast.Selection) bool {
		switch selection := selection.(type) {
		case *ast.Field:
			return s.nestsIn(selection.SelectionSet, "")
		case *ast.InlineFragment:
			if selection.TypeCondition == "" {
				return abstract || s.nestsIn(selection.SelectionSet, within)
			}
			return abstract && selection.TypeCondition != within || s.nestsIn(selection.SelectionSet, selection.TypeCondition)
		case *ast.FragmentSpread:
			f := s.fragments[selection.Name]
			return abstract && f != nil && f.TypeCondition != within
		}
		return false
	})
}

// flattener rewrites selections. Lost says that the document makes no sense to
// it, for the validation to say why.
type flattener struct {
	*scale
	open map[string]bool // the fragments being spread
	size int             // fields and fragments written
	lost bool
}

// scope is what holds for the fields of a fragment: the type that the fragments
// around them come to, and the directives of each, the outermost first.
type scope struct {
	on     *ast.Definition
	guards []ast.DirectiveList
}

// flatSet is a selection under construction. Fields of one scope that follow one
// another share a fragment, so the order of the answer stays what it was.
type flatSet struct {
	on    *ast.Definition
	set   ast.SelectionSet
	last  *scope
	inner *ast.InlineFragment
}

func (f *flattener) flatten(on *ast.Definition, set ast.SelectionSet) ast.SelectionSet {
	if on == nil {
		f.lost = true
		return nil
	}
	out := &flatSet{on: on}
	f.visit(out, set, &scope{on: on})
	if len(out.set) == 0 {
		// Nothing of it can be met here, and a selection may not be empty.
		never := &ast.Directive{Name: "skip", Arguments: ast.ArgumentList{{Name: "if", Value: &ast.Value{Kind: ast.BooleanValue, Raw: "true"}}}}
		out.set = ast.SelectionSet{&ast.Field{Alias: "__typename", Name: "__typename", Directives: ast.DirectiveList{never}}}
	}
	return out.set
}

func (f *flattener) visit(out *flatSet, set ast.SelectionSet, in *scope) {
	for _, selection := range set {
		if f.size > f.limits.Selections || f.lost {
			return
		}
		switch selection := selection.(type) {
		case *ast.Field:
			field := *selection
			if len(field.SelectionSet) > 0 {
				field.SelectionSet = f.flatten(f.typeOf(in.on, field.Name), field.SelectionSet)
			}
			f.size += 1 + len(in.guards)
			out.add(&field, in)
		case *ast.InlineFragment:
			f.enter(out, selection.TypeCondition, selection.Directives, selection.SelectionSet, in)
		case *ast.FragmentSpread:
			f.spread(out, selection, in)
		}
	}
}

func (f *flattener) spread(out *flatSet, spread *ast.FragmentSpread, in *scope) {
	fragment := f.fragments[spread.Name]
	if fragment == nil || f.open[spread.Name] {
		f.lost = true
		return
	}
	f.open[spread.Name] = true
	f.enter(out, fragment.TypeCondition, spread.Directives, fragment.SelectionSet, in)
	delete(f.open, spread.Name)
}

// enter visits a fragment's fields; those that nothing in this place can have
// are left out.
func (f *flattener) enter(out *flatSet, condition string, directives ast.DirectiveList, set ast.SelectionSet, in *scope) {
	inside := &scope{on: in.on, guards: in.guards}
	if condition != "" {
		inside.on = f.narrower(in.on, f.schema.Types[condition])
	}
	if len(directives) > 0 {
		inside.guards = append(slices.Clip(in.guards), directives)
	}
	if inside.on != nil {
		f.visit(out, set, inside)
	}
}

// narrower is the one of two types whose values are all of the other as well,
// or nil where they have none in common.
func (f *flattener) narrower(a, b *ast.Definition) *ast.Definition {
	if b == nil {
		f.lost = true
		return nil
	}
	ofA, ofB := f.schema.GetPossibleTypes(a), f.schema.GetPossibleTypes(b)
	common := 0
	for _, t := range ofA {
		if slices.Contains(ofB, t) {
			common++
		}
	}
	switch common {
	case 0:
		return nil
	case len(ofA):
		return a
	case len(ofB):
		return b
	}
	// Two interfaces that overlap in part: the contract has none.
	f.lost = true
	return nil
}

func (f *flattener) typeOf(on *ast.Definition, field string) *ast.Definition {
	if d := f.definition(on, field); d != nil {
		return f.schema.Types[d.Type.Name()]
	}
	return nil
}

func (out *flatSet) add(field *ast.Field, in *scope) {
	switch {
	case in.on == out.on && len(in.guards) == 0:
		out.set, out.last = append(out.set, field), nil
		return
	case in != out.last:
		out.begin(in)
	}
	out.inner.SelectionSet = append(out.inner.SelectionSet, field)
}

// begin opens the fragment of a scope. Inside it, further ones carry the
// directives alone: these the executor understands.
func (out *flatSet) begin(in *scope) {
	outer := &ast.InlineFragment{}
	if in.on != out.on {
		outer.TypeCondition = in.on.Name
	}
	out.set, out.last, out.inner = append(out.set, outer), in, outer
	for i, guard := range in.guards {
		if i > 0 {
			next := &ast.InlineFragment{}
			out.inner.SelectionSet = ast.SelectionSet{next}
			out.inner = next
		}
		out.inner.Directives = guard
	}
}

// usedIn keeps the variables that a selection uses: one whose only use was left
// out would be an error.
func usedIn(set ast.SelectionSet, all ast.VariableDefinitionList) ast.VariableDefinitionList {
	used := map[string]bool{}
	markSelections(set, used)
	return slices.DeleteFunc(slices.Clone(all), func(v *ast.VariableDefinition) bool { return !used[v.Variable] })
}

func markSelections(set ast.SelectionSet, used map[string]bool) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			markArguments(selection.Arguments, used)
			markDirectives(selection.Directives, used)
			markSelections(selection.SelectionSet, used)
		case *ast.InlineFragment:
			markDirectives(selection.Directives, used)
			markSelections(selection.SelectionSet, used)
		}
	}
}

func markDirectives(all ast.DirectiveList, used map[string]bool) {
	for _, d := range all {
		markArguments(d.Arguments, used)
	}
}

func markArguments(all ast.ArgumentList, used map[string]bool) {
	for _, a := range all {
		markValue(a.Value, used)
	}
}

func markValue(v *ast.Value, used map[string]bool) {
	if v.Kind == ast.Variable {
		used[v.Raw] = true
	}
	for _, child := range v.Children {
		markValue(child.Value, used)
	}
}
