package graphqlapi

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"

	"onrecord/internal/record"
)

// planner measures documents against the limits before anything is executed.
type planner struct {
	limits  Limits
	schema  *ast.Schema
	lengths map[string]float64
	parsed  *lru[*document]
}

// document is one operation of a document, parsed. Programs send the same text
// again and again with other variables, so documents are kept. Nothing writes to
// them.
type document struct {
	whole     *ast.QueryDocument
	operation *ast.OperationDefinition
	// flat is the document in words that the executor does not misread, where it
	// needs any.
	flat string
	// role is what the operation needs, where it is a mutation.
	role record.Role
	// single says that the operation selects one field of its root, whatever happens.
	single bool
	// passing says that the answer depends on more than the revision.
	passing bool
}

const (
	// documentBytes bounds the memory of documents that are kept.
	documentBytes = 16 << 20
	// documentGrowth is about how many times larger than its text a parsed document
	// is.
	documentGrowth = 200
)

// plan is one operation of a document, measured and found to be within limits.
type plan struct {
	kind ast.Operation
	// variables are coerced to what the executor understands. They belong to the
	// plan, because the executor writes into them.
	variables map[string]any
	// flat is the document in words that the executor does not misread, where it
	// needs any.
	flat string
	// role is what a mutation needs.
	role record.Role
	// single says that one field of the root is selected.
	single bool
	// passing answers depend on more than the revision, and are never kept.
	passing bool
}

func newPlanner(sdl string, limits Limits) (*planner, error) {
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: sdl})
	if err != nil {
		return nil, err
	}
	return &planner{limits: limits, schema: schema, lengths: introspectionLengths(schema), parsed: newLRU[*document](documentBytes)}, nil
}

// plan parses and measures the call's document. Its time is linear in the
// document's length.
func (p *planner) plan(c *call) (*plan, *fault) {
	d, f := p.document(c)
	if f != nil {
		return nil, f
	}
	variables, f := p.coerceAll(d.operation, c.variables)
	if f != nil {
		return nil, f
	}
	if f := p.measure(d.whole, d.operation, variables); f != nil {
		return nil, f
	}
	return &plan{kind: d.operation.Operation, variables: variables, flat: d.flat, role: d.role, single: d.single, passing: d.passing}, nil
}

// document parses the call's document, unless it is kept.
func (p *planner) document(c *call) (*document, *fault) {
	key := digestOf(c.operation, c.query)
	if d, ok := p.parsed.get(key); ok {
		return d, nil
	}
	d, f := p.parse(c)
	if f == nil {
		p.parsed.put(key, d, int64(len(c.query))*documentGrowth)
	}
	return d, f
}

func (p *planner) parse(c *call) (*document, *fault) {
	if len(c.query) > p.limits.Query {
		return nil, faultf(codeTooLarge, "the query has %d bytes; the limit is %d", len(c.query), p.limits.Query)
	}
	source := &ast.Source{Input: c.query}
	// A document has at most as many tokens as bytes, so few need counting.
	if len(c.query) > p.limits.Tokens {
		if n := countTokens(source); n > p.limits.Tokens {
			return nil, faultf(codeTooLarge, "the query has %d tokens; the limit is %d", n, p.limits.Tokens)
		}
	}
	whole, err := parser.ParseQuery(source)
	if err != nil {
		return nil, faultOfSyntax(err)
	}
	operation, f := pick(whole, c.operation)
	if f != nil {
		return nil, f
	}
	// What is too large to be measured is too large to be flattened.
	if f := p.measure(whole, nil, nil); f != nil {
		return nil, f
	}
	flat, f := p.newScale(whole, nil).flat(whole)
	if f != nil {
		return nil, f
	}
	return &document{
		whole: whole, operation: operation, flat: flat, role: roleNeeded(p.schema.Mutation, whole, operation),
		single:  selectsOne(whole, operation.SelectionSet, len(whole.Fragments)) == 1,
		passing: asksForProposals(whole, operation),
	}, nil
}

// asksForProposals reports whether an answer may show proposals, which come and are
// judged without a new revision.
func asksForProposals(whole *ast.QueryDocument, operation *ast.OperationDefinition) bool {
	shown := setAsksForProposals(operation.SelectionSet)
	for _, f := range whole.Fragments {
		shown = shown || setAsksForProposals(f.SelectionSet)
	}
	return shown
}

func setAsksForProposals(set ast.SelectionSet) bool {
	return slices.ContainsFunc(set, func(s ast.Selection) bool {
		switch s := s.(type) {
		case *ast.Field:
			return s.Name == "proposals"
		case *ast.InlineFragment:
			return setAsksForProposals(s.SelectionSet)
		}
		return false
	})
}

// selectsOne counts the fields that a root selects, through at most so many
// fragments inside one another. A field that a directive may leave out counts as
// two: a subscription may not do without its field.
func selectsOne(whole *ast.QueryDocument, set ast.SelectionSet, deepest int) (n int) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			n++
			if len(s.Directives) > 0 || strings.HasPrefix(s.Name, "__") {
				n++
			}
		case *ast.InlineFragment:
			n += selectsOne(whole, s.SelectionSet, deepest) + len(s.Directives)
		case *ast.FragmentSpread:
			f := whole.Fragments.ForName(s.Name)
			if f == nil || deepest == 0 {
				return 2 // nonsense, and nothing that doubles at every level
			}
			n += selectsOne(whole, f.SelectionSet, deepest-1) + len(s.Directives)
		}
		if n > 1 {
			return n
		}
	}
	return n
}

// countTokens counts up to the first error, which the parser will report.
func countTokens(source *ast.Source) int {
	l := lexer.New(source)
	for n := 0; ; n++ {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return n
		}
	}
}

// pick finds the operation to execute.
func pick(document *ast.QueryDocument, name string) (*ast.OperationDefinition, *fault) {
	operations := document.Operations
	switch {
	case len(operations) == 0:
		return nil, faultf(codeValidation, "the document has no operation")
	case name == "" && len(operations) > 1:
		return nil, faultf(codeValidation, "the document has %d operations; say which one in operationName", len(operations))
	case name == "":
		return operations[0], nil
	}
	if o := operations.ForName(name); o != nil {
		return o, nil
	}
	return nil, faultf(codeValidation, "the document has no operation named %q", shorten(name))
}

// measure checks the size of all operations together, because all of them are
// validated, and the cost of the one to execute.
func (p *planner) measure(document *ast.QueryDocument, chosen *ast.OperationDefinition, variables map[string]any) *fault {
	s := p.newScale(document, withDefaults(chosen, variables))
	var selections float64
	for _, o := range document.Operations {
		w := s.weigh(p.root(o), o.SelectionSet)
		cost := w.expected(defaultPage)
		selections += w.selections
		switch {
		case w.depth > p.limits.Depth:
			return faultf(codeTooLarge, "the query is %d fields deep; the limit is %d", w.depth, p.limits.Depth)
		case w.introspection > deepestIntrospection:
			return faultf(codeTooLarge, "introspection nests %d lists of fields or types; the limit is %d", w.introspection, deepestIntrospection)
		case selections > float64(p.limits.Selections):
			return faultf(codeTooLarge, "the query has %.0f fields once its fragments are spread; the limit is %d", selections, p.limits.Selections)
		case o == chosen && cost > float64(p.limits.Cost):
			return faultf(codeTooLarge, "the answer may have %.0f fields; the limit is %d, and a search, a list of alignments, a path or camps count as some thousands each; ask for smaller pages (first), fewer fields or fewer of those", cost, p.limits.Cost)
		}
	}
	return nil
}

// withDefaults adds what the operation itself says of variables that were left out,
// as far as costs depend on it: page sizes, and how many values a list has. The
// executor fills in the values.
func withDefaults(o *ast.OperationDefinition, variables map[string]any) map[string]any {
	if o == nil {
		return variables
	}
	all, copied := variables, false
	for _, v := range o.VariableDefinitions {
		if _, given := variables[v.Variable]; given || v.DefaultValue == nil {
			continue
		}
		if !copied {
			all, copied = maps.Clone(variables), true
		}
		switch v.DefaultValue.Kind {
		case ast.IntValue:
			n, err := strconv.ParseInt(v.DefaultValue.Raw, 10, 32)
			if err != nil {
				n = largestPage // the validation refuses it
			}
			all[v.Variable] = int32(n)
		case ast.ListValue:
			all[v.Variable] = make([]any, len(v.DefaultValue.Children))
		}
	}
	return all
}

func (p *planner) root(o *ast.OperationDefinition) *ast.Definition {
	switch o.Operation {
	case ast.Mutation:
		return p.schema.Mutation
	case ast.Subscription:
		return p.schema.Subscription
	}
	return p.schema.Query
}
