package graphqlapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"onrecord/internal/graph/storetest"
	"onrecord/internal/record"
	"onrecord/schema"
)

// full is a graph in which every field of the contract has something to show.
func full(t *testing.T) *desk {
	t.Helper()
	d := openDesk(t, storetest.Sample()...)
	d.put(
		says("bo/three", "bo", "gazette", "2025-12-01", func(q *record.Quote) { q.Events = []record.EventID{declared[record.Event]("event", "storm")} }),
		takes("bo/three", "dues-fall", record.Opposes),
		says("bo/two-more", "bo", "gazette", ""),
		takes("bo/two-more", "dues-rise", record.Supports),
		says("clerk/one", "a-clerk", "gazette", "2025-12-02"), takes("clerk/one", "dues-fall", record.Supports),
		says("sailors/one", "sailors", "gazette", "2025-12-03"), takes("sailors/one", "dues-fall", record.Supports),
		says("harbour/one", "harbour", "gazette", "2025-12-04"), takes("harbour/one", "dues-fall", record.Supports),
		says("harbour/two", "harbour", "gazette", "2025-12-05"), takes("harbour/two", "dues-fall", record.Opposes),
	)
	d.put(says("bo/for-town", "bo", "gazette", "2025-12-06", func(q *record.Quote) { q.OnBehalfOf = record.InstitutionID(actorID("town")) }),
		takes("bo/for-town", "dues-rise", record.Supports))
	for n, slug := range []string{"ada", "bo", "harbour", "a-clerk", "sailors"} {
		key := fmt.Sprint(slug, n)
		first, second := onDay("2025-10-01").String(), onDay("2025-10-02").String()
		d.put(
			says(key+"-a", slug, "gazette", first), takes(key+"-a", "dues-rise", record.Supports),
			says(key+"-b", slug, "gazette", second), takes(key+"-b", "dues-rise", record.Opposes),
			says(key+"-c", "ada", "gazette", "2025-10-03"),
			&record.Response{ID: declared[record.Response]("response", key), Quote: declared[record.Quote]("quote", key+"-c"), Kind: record.Agrees, To: actorID(slug)},
			&record.Response{ID: declared[record.Response]("response", key+"-to"), Quote: declared[record.Quote]("quote", key+"-c"), Kind: record.Agrees, ToQuote: declared[record.Quote]("quote", key+"-a")},
			&record.ReportedPosition{ID: declared[record.ReportedPosition]("reported", key), Quote: declared[record.Quote]("quote", key+"-c"), Holder: actorID(slug), Claim: declared[record.Claim]("claim", "dues-rise"), Position: record.Supports},
		)
	}
	d.put(parliament()...)
	return d
}

// parliament is two parties of people who hold against one another on every
// claim of a topic, which is what camps are.
func parliament() []record.Record {
	const members, bills = 8, 8
	all := []record.Record{&record.Topic{ID: declared[record.Topic]("topic", "bills"), Slug: "bills", Names: english("Bills")}}
	for c := range bills {
		bill := proposition(fmt.Sprint("bill-", c), fmt.Sprint("Bill ", c, " should pass"))
		bill.Topics = []record.TopicID{declared[record.Topic]("topic", "bills")}
		all = append(all, bill)
	}
	for m := range members {
		slug := fmt.Sprint("member-", m)
		all = append(all, human(slug, fmt.Sprint("Member ", m)), says(slug, slug, "gazette", "2025-09-01"))
		for c := range bills {
			side := record.Supports
			if (c+m)%2 == 0 {
				side = record.Opposes
			}
			all = append(all, takes(slug, fmt.Sprint("bill-", c), side))
		}
	}
	return all
}

func contract(t *testing.T) *ast.Schema {
	t.Helper()
	s, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: schema.GraphQL})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// arguments are what a field needs.
func arguments(path string) string {
	switch path {
	case "Claim.tallyAsOf":
		return `(date: "2026")`
	case "Person.affiliations", "Institution.people", "Institution.parents":
		return `(asOf: "2025")`
	}
	switch path[strings.Index(path, ".")+1:] {
	case "alignments":
		return `(kind: DISAGREEMENT)`
	case "alignmentWith":
		return fmt.Sprintf(`(actor: %q)`, idText(actorID("bo")))
	}
	return ""
}

// expand selects everything of a type: of other nodes only what they are.
func expand(s *ast.Schema, d *ast.Definition) string {
	var b strings.Builder
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		b.WriteString(" " + f.Name + arguments(d.Name+"."+f.Name))
		target := s.Types[f.Type.Name()]
		switch {
		case target.IsLeafType():
		case isNodeType(target):
			b.WriteString("{__typename id}")
		default:
			b.WriteString("{" + expand(s, target) + "}")
		}
	}
	return b.String()
}

func isNodeType(d *ast.Definition) bool {
	return d.Name == "Node" || slices.Contains(d.Interfaces, "Node")
}

// witness notes which fields were seen with something in them.
type witness struct {
	schema *ast.Schema
	seen   map[string]bool
}

func (w *witness) look(d *ast.Definition, object map[string]any) {
	for name, value := range object {
		f := d.Fields.ForName(name)
		if f == nil || value == nil {
			continue
		}
		items, isList := value.([]any)
		if !isList {
			items = []any{value}
		}
		if len(items) > 0 {
			w.seen[d.Name+"."+name] = true
		}
		target := w.schema.Types[f.Type.Name()]
		for _, item := range items {
			if inner, ok := item.(map[string]any); ok && !isNodeType(target) {
				w.look(target, inner)
			}
		}
	}
}

// Nothing in the contract is a stub: each field of each type is answered without
// an error for every record there is, and shows something for one of them.
func TestEveryFieldIsAnswered(t *testing.T) {
	d, s := full(t), contract(t)
	w := &witness{s, map[string]bool{}}
	for _, kind := range record.Words[record.Kind]() {
		var k record.Kind
		if err := k.UnmarshalText([]byte(kind)); err != nil {
			t.Fatal(err)
		}
		for rec := range d.graph.Snapshot().Each(k) {
			if k == record.AnyActor || !isNode(k) {
				continue
			}
			w.askNode(d, rec)
		}
	}
	w.askNode(d, &record.Utterance{ID: record.OwnUtterance(declared[record.Quote]("quote", "bo/three"))})
	for name, query := range rootFields(d, s) {
		a := d.ask("{ it: " + query + " }")
		if a.at("it") == nil {
			t.Errorf("%s found nothing", query)
		}
		if target := s.Types[s.Query.Fields.ForName(name).Type.Name()]; !isNodeType(target) {
			w.look(s.Query, map[string]any{name: a.at("it")})
		}
	}
	for name, target := range s.Types {
		if target.BuiltIn || target.Kind != ast.Object || name == "Query" || isOfEditing(name) {
			continue
		}
		for _, f := range target.Fields {
			if !w.seen[name+"."+f.Name] && !strings.HasPrefix(f.Name, "__") {
				t.Errorf("%s.%s shows nothing for any record", name, f.Name)
			}
		}
	}
	for _, f := range s.Query.Fields {
		if _, asked := rootFields(d, s)[f.Name]; !asked && !strings.HasPrefix(f.Name, "__") && f.Name != "nodes" {
			t.Errorf("Query.%s is not asked", f.Name)
		}
	}
}

// isOfEditing tells types that only mutations and subscriptions answer with; they
// have tests of their own.
func isOfEditing(name string) bool {
	return strings.HasSuffix(name, "Payload") || slices.Contains([]string{"Subscription", "QuoteAdded", "PositionChanged", "Mutation", "Problem", "RecordChange", "FieldChange", "Proposal", "ProposalConnection", "ProposalEdge"}, name)
}

func (w *witness) askNode(d *desk, rec record.Record) {
	d.t.Helper()
	typeName := camel(rec.Ref().Kind.String())
	def := w.schema.Types[typeName]
	a := d.ask(fmt.Sprintf(`{ node(id: %q) { __typename ... on %s { %s } } }`, rec.Ref().ID, typeName, expand(w.schema, def)))
	a.want("node.__typename", typeName)
	a.want("node.id", rec.Ref().ID.String())
	w.look(def, a.at("node").(map[string]any))
}

// camel turns UNNAMED_SOURCE into UnnamedSource.
func camel(word string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(word, "_") {
		b.WriteString(part[:1] + strings.ToLower(part[1:]))
	}
	return b.String()
}

// rootFields is a query for each root field.
func rootFields(d *desk, s *ast.Schema) map[string]string {
	fields := map[string]string{
		"node":  fmt.Sprintf("node(id: %q) { id }", idText(actorID("ada"))),
		"quote": fmt.Sprintf("quote(id: %q) { id }", idText(declared[record.Quote]("quote", "bo/two"))),
		"graph": "graph { revision version people institutions claims quotes stances questions events documents topics polls }",
	}
	for name, slug := range map[string]string{
		"actor": "sailors", "person": "ada", "institution": "harbour", "claim": "dues-fall", "question": "dues", "event": "storm",
		"document": "gazette", "topic": "trade", "poll": "p",
	} {
		fields[name] = fmt.Sprintf("%s(slug: %q) { id }", name, slug)
	}
	ada, bo := idText(actorID("ada")), idText(actorID("bo"))
	whole := func(name string) string { return "{" + expand(s, s.Types[name]) + "}" }
	fields["alignment"] = fmt.Sprintf("alignment(a: %q, b: %q)", ada, bo) + whole("Alignment")
	fields["alignmentMatrix"] = fmt.Sprintf("alignmentMatrix(actors: [%q, %q])", ada, bo) + whole("AlignmentMatrix")
	fields["path"] = fmt.Sprintf("path(from: %q, to: %q, through: [DISAGREEMENT])", ada, bo) + whole("StancePath")
	fields["camps"] = fmt.Sprintf("camps(about: %q)", idText(declared[record.Topic]("topic", "bills"))) + whole("Camp")
	const page = "{ totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
	for _, name := range []string{"people", "institutions", "claims", "questions", "quotes", "events", "documents", "topics", "polls", "reviews"} {
		fields[name] = name + page
	}
	fields["proposals"] = "proposals { totalCount }"
	fields["changesets"] = "changesets" + page
	fields["difference"] = "difference(from: 1, to: 3)" + whole("RecordChangeConnection")
	fields["search"] = `search(text: "ada")` + strings.Replace(page, "cursor", "matched cursor", 1)
	return fields
}

// A connection is followed page by page to its end: each item comes once, in the
// order of the whole, and totalCount tells how many there are.
func TestEveryConnectionCanBePaged(t *testing.T) {
	d, s := full(t), contract(t)
	paged := 0
	for _, c := range connections(d, s) {
		for _, order := range ordersOf(s, c.field) {
			whole := d.walk(c, order, 100)
			if stepped := d.walk(c, order, 1); !slices.Equal(stepped, whole) {
				t.Errorf("%s %s%s: one by one %d items %v, at once %d %v", c.where, c.field.Name, order, len(stepped), stepped, len(whole), whole)
			}
			if len(whole) > 1 {
				paged++
			}
		}
	}
	if paged < 40 {
		t.Errorf("only %d lists had more than one page; the graph of this test is too small", paged)
	}
}

// place is a connection and where to ask for it, with %s in its place.
type place struct {
	where string
	field *ast.FieldDefinition
}

// connections gives every connection of every node.
func connections(d *desk, s *ast.Schema) []place {
	var all []place
	for _, f := range s.Query.Fields {
		if strings.HasSuffix(f.Type.Name(), "Connection") {
			all = append(all, place{"{ %s }", f})
		}
	}
	for _, k := range []record.Kind{record.KindPerson, record.KindInstitution, record.KindUnnamedSource, record.KindCollective, record.KindClaim, record.KindEvent, record.KindDocument, record.KindTopic} {
		name := camel(k.String())
		for rec := range d.graph.Snapshot().Each(k) {
			for _, f := range s.Types[name].Fields {
				if strings.HasSuffix(f.Type.Name(), "Connection") {
					all = append(all, place{fmt.Sprintf("{ node(id: %q) { ... on %s { %%s } } }", rec.Ref().ID, name), f})
				}
			}
		}
	}
	return all
}

func ordersOf(s *ast.Schema, f *ast.FieldDefinition) []string {
	extra := ""
	switch f.Name {
	case "search":
		extra = `, text: "d"`
	case "alignments":
		extra = `, kind: DISAGREEMENT`
	case "difference":
		extra = `, from: 1, to: 3`
	}
	orders := []string{extra}
	if o := f.Arguments.ForName("orderBy"); o != nil {
		for _, v := range s.Types[o.Type.Name()].EnumValues {
			orders = append(orders, extra+", orderBy: "+v.Name)
		}
	}
	return orders
}

// walk reads a whole list, size items at a time, and gives its cursors, which
// name the items.
func (d *desk) walk(c place, order string, size int) []string {
	d.t.Helper()
	var cursors []string
	after := ""
	for range 200 {
		query := fmt.Sprintf(c.where, fmt.Sprintf(
			"it: %s(first: %d%s%s) { totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }", c.field.Name, size, order, after))
		a := d.ask(query)
		path := ""
		if _, ok := a.data.(map[string]any)["node"]; ok {
			path = "node."
		}
		page := a.list(path+"it.edges", "cursor")
		a.want(path+"it.pageInfo.hasPreviousPage", len(cursors) > 0)
		cursors = append(cursors, page...)
		if a.at(path+"it.pageInfo.hasNextPage") == false {
			a.want(path+"it.totalCount", len(cursors))
			return d.distinct(query, cursors)
		}
		a.want(path+"it.pageInfo.startCursor", page[0])
		a.want(path+"it.pageInfo.endCursor", page[len(page)-1])
		after = fmt.Sprintf(", after: %q", page[len(page)-1])
	}
	d.t.Fatalf("%s %s has no end", c.where, c.field.Name)
	return nil
}

func (d *desk) distinct(query string, cursors []string) []string {
	d.t.Helper()
	once := map[string]bool{}
	for _, c := range cursors {
		if once[c] {
			d.t.Errorf("%s: an item comes twice", query)
		}
		once[c] = true
	}
	return cursors
}

// A cursor belongs to one list, in one order, under one filter.
func TestCursorsAreRefusedElsewhere(t *testing.T) {
	d, s := full(t), contract(t)
	var lists []string // queries up to their cursor
	var cursors []string
	for _, c := range connections(d, s) {
		orders := ordersOf(s, c.field)
		if len(orders) > 1 {
			orders = orders[1:] // the first is one of the others, left out
		}
		for _, order := range orders {
			if all := d.walk(c, order, 100); len(all) > 0 {
				lists = append(lists, fmt.Sprintf(c.where, c.field.Name+"(first: 1"+order+", after: %q) { totalCount }"))
				cursors = append(cursors, all[0])
			}
		}
	}
	for i, list := range lists {
		other := cursors[(i+1)%len(lists)]
		for _, cursor := range []string{other, "", "!!!", "AAAA", strings.Repeat("A", 5000)} {
			d.refuses(fmt.Sprintf(list, cursor), codeInvalidCursor, "cursor")
		}
	}
	if len(lists) < 40 {
		t.Errorf("only %d lists were tried", len(lists))
	}
}
