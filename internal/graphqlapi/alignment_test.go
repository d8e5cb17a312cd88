package graphqlapi

import (
	"fmt"
	"strings"
	"testing"

	"onrecord/internal/record"
	"onrecord/schema"
)

// council is a graph in which Ada and Bo agree on bridges, disagree on roads and
// answer one question differently, Cy opposes Bo, and Dee nobody but Cy.
func council(t *testing.T) *desk {
	t.Helper()
	answer := func(slug string) *record.Claim {
		c := proposition(slug, "Claim "+slug)
		c.Question = declared[record.Question]("question", "tolls")
		return c
	}
	bridges := proposition("bridges", "Bridges pay")
	bridges.Topics = []record.TopicID{declared[record.Topic]("topic", "works")}
	d := openDesk(t, human("ada", "Ada"), human("bo", "Bo"), human("cy", "Cy"), human("dee", "Dee"), body("house", "The House"), body("mill", "The Mill"),
		paper("gazette", "2025-06-30"), &record.Topic{ID: declared[record.Topic]("topic", "works"), Slug: "works", Names: english("Works")},
		&record.Question{ID: declared[record.Question]("question", "tolls"), Slug: "tolls", Texts: english("What will become of the tolls?")},
		bridges, proposition("roads", "Roads pay"), proposition("parks", "Parks pay"), answer("tolls-rise"), answer("tolls-fall"),
		&record.Collective{ID: declared[record.Collective]("actor", "experts"), Profile: named("experts", "experts"), Document: declared[record.Document]("document", "gazette")},
		says("a1", "ada", "gazette", "2025-01-01"), takes("a1", "bridges", record.Supports),
		says("a2", "ada", "gazette", "2025-02-01"), takes("a2", "roads", record.Supports), takes("a2", "tolls-rise", record.Supports),
		says("b1", "bo", "gazette", "2025-01-02"), takes("b1", "bridges", record.Supports),
		says("b2", "bo", "gazette", "2025-03-01"), takes("b2", "roads", record.Opposes), takes("b2", "tolls-fall", record.Supports, func(s *record.Stance) { s.Qualified, s.Condition = true, "this year" }),
		says("c1", "cy", "gazette", "2025-01-03"), takes("c1", "roads", record.Supports), takes("c1", "parks", record.Supports),
		says("d1", "dee", "gazette", "2025-01-04"), takes("d1", "parks", record.Opposes),
		says("e1", "experts", "gazette", "2025-01-04"), takes("e1", "bridges", record.Supports),
		says("h1", "ada", "gazette", "2025-01-05", func(q *record.Quote) { q.OnBehalfOf = record.InstitutionID(actorID("house")) }), takes("h1", "parks", record.Supports),
	)
	d.put(&record.Response{ID: declared[record.Response]("response", "b"), Quote: declared[record.Quote]("quote", "b1"), Kind: record.Disagrees, To: actorID("ada"), Claim: declared[record.Claim]("claim", "bridges")},
		&record.Response{ID: declared[record.Response]("response", "d"), Quote: declared[record.Quote]("quote", "d1"), Kind: record.Agrees, To: actorID("bo")})
	return d
}

func pairOf(a, b string) string {
	return fmt.Sprintf("a: %q, b: %q", idText(actorID(a)), idText(actorID(b)))
}

func TestAlignmentOfTwo(t *testing.T) {
	d := council(t)
	a := d.ask(`{ alignment(` + pairOf("ada", "bo") + `) { agreed disagreed qualified stated shared score
		points { totalCount edges { node { kind claim { slug } question { slug } a { position actor { slug } claim { slug } } b { position qualified claim { slug } } findings { kind } stated { kind by { slug } } } } } } }`)
	a.want("alignment.agreed", 1)
	a.want("alignment.disagreed", 1)
	a.want("alignment.qualified", 1)
	a.want("alignment.stated", 0) // Bo's answer is listed at the point on the bridges
	a.want("alignment.score", 0)
	a.wantList("alignment.points.edges", "node.kind", "AGREEMENT", "DISAGREEMENT", "QUALIFICATION")
	a.want("alignment.points.edges.0.node.stated", []any{map[string]any{"kind": "DISAGREES", "by": map[string]any{"slug": "bo"}}})
	a.want("alignment.points.edges.1.node.claim.slug", "roads")
	a.want("alignment.points.edges.2.node.claim", nil)
	a.want("alignment.points.edges.2.node.question.slug", "tolls")
	a.want("alignment.points.edges.2.node.a.claim.slug", "tolls-rise")
	a.want("alignment.points.edges.2.node.b.claim.slug", "tolls-fall")
	a.want("alignment.points.edges.2.node.b.qualified", true)
}

// The two lists of one pair are told from their own sides.
func TestAlignmentIsTheSameFromTheOtherSide(t *testing.T) {
	d := council(t)
	a := d.ask(`{ alignment(` + pairOf("bo", "ada") + `) { agreed disagreed qualified a { slug } points(kind: QUALIFICATION) { edges { node { a { claim { slug } } b { claim { slug } } } } } } }`)
	a.want("alignment.a.slug", "bo")
	a.want("alignment.qualified", 1)
	a.want("alignment.points.edges.0.node.a.claim.slug", "tolls-fall")
	a.want("alignment.points.edges.0.node.b.claim.slug", "tolls-rise")
}

func TestPointsByKindAndBasis(t *testing.T) {
	d := council(t)
	for filter, want := range map[string]int{
		"": 3, "(kind: AGREEMENT)": 1, "(basis: STATED)": 1, "(basis: COMPUTED)": 3,
		// Bo states a disagreement where the positions agree: both are found.
		"(kind: DISAGREEMENT, basis: STATED)": 1, "(kind: AGREEMENT, basis: STATED)": 0, "(kind: DISAGREEMENT)": 2,
	} {
		d.ask(`{ alignment(`+pairOf("ada", "bo")+`) { points`+filter+` { totalCount } } }`).want("alignment.points.totalCount", want)
	}
	a := d.ask(`{ alignment(` + pairOf("bo", "dee") + `) { shared stated score points { edges { node { kind a { position } b { position } claim { slug } stated { by { slug } to { slug } } } } } } }`)
	a.want("alignment.shared", 0)
	a.want("alignment.stated", 1)
	a.want("alignment.score", nil)
	a.want("alignment.points.edges.0.node", map[string]any{"kind": "AGREEMENT", "a": nil, "b": nil, "claim": nil, "stated": []any{map[string]any{"by": map[string]any{"slug": "dee"}, "to": map[string]any{"slug": "bo"}}}})
}

func TestAlignmentsThroughALens(t *testing.T) {
	d := council(t)
	topic := idText(declared[record.Topic]("topic", "works"))
	a := d.ask(fmt.Sprintf(`{ person(slug: "ada") {
		agreements: alignments(kind: AGREEMENT) { totalCount edges { node { b { slug } agreed shared } } }
		about: alignments(kind: DISAGREEMENT, about: %q) { totalCount }
		before: alignments(kind: DISAGREEMENT, asOf: "2025-02-28") { totalCount }
		atLeast: alignments(kind: AGREEMENT, minShared: 3) { edges { node { b { slug } } } }
		stated: alignments(kind: DISAGREEMENT, basis: STATED) { edges { node { b { slug } } } }
		first: alignmentWith(actor: %q, asOf: "2025-01-31") { agreed disagreed }
		experts: alignmentWith(actor: %q) { agreed }
		nobody: alignmentWith(actor: "00000000-0000-5000-8000-000000000000") { agreed }
		self: alignmentWith(actor: %q) { shared points { totalCount } }
	} }`, topic, idText(actorID("bo")), idText(actorID("experts")), idText(actorID("ada"))))
	// Cy agrees on all that the two spoke to; the House on nothing, since it was
	// Ada who spoke for it.
	a.wantList("person.agreements.edges", "node.b.slug", "cy", "bo")
	a.want("person.about.totalCount", 1)  // on the bridges Bo says that he disagrees
	a.want("person.before.totalCount", 2) // that, long before he opposes the roads, and Dee on the parks
	a.wantList("person.atLeast.edges", "node.b.slug", "bo")
	a.wantList("person.stated.edges", "node.b.slug", "bo")
	a.want("person.first", map[string]any{"agreed": 1, "disagreed": 0})
	a.want("person.experts.agreed", 1)
	a.want("person.nobody", nil)
	a.want("person.self", map[string]any{"shared": 0, "points": map[string]any{"totalCount": 0}})
}

func TestMatrixOfActors(t *testing.T) {
	d := council(t)
	a := d.ask(fmt.Sprintf(`{ alignmentMatrix(actors: %s) { actors { slug } agreed disagreed qualified scores } busiest: alignmentMatrix(first: 2) { actors { slug } } none: alignmentMatrix(actors: []) { actors { slug } agreed } }`,
		idsOf("bo,experts,ada,nobody,bo")))
	a.wantList("alignmentMatrix.actors", "slug", "bo", "ada")
	a.want("alignmentMatrix.agreed", [][]int{{0, 1}, {1, 0}})
	a.want("alignmentMatrix.disagreed", [][]int{{0, 1}, {1, 0}})
	a.want("alignmentMatrix.qualified", [][]int{{0, 1}, {1, 0}})
	a.want("alignmentMatrix.scores", [][]any{{nil, 0}, {0, nil}})
	a.wantList("busiest.actors", "slug", "ada", "bo")
	a.want("none.agreed", []any{})
}

func TestPathOfDisagreement(t *testing.T) {
	d := council(t)
	route := func(more string) string {
		return fmt.Sprintf(`{ path(from: %q, to: %q, %s) { length hops { a { slug } b { slug } disagreed } } }`, idText(actorID("bo")), idText(actorID("dee")), more)
	}
	// Both Ada and Cy stand between; hers is the lesser id.
	a := d.ask(route(`through: [DISAGREEMENT]`))
	a.want("path.length", 2)
	a.wantList("path.hops", "a.slug", "bo", "ada")
	a.wantList("path.hops", "b.slug", "ada", "dee")
	d.ask(route(`through: [DISAGREEMENT], maxLength: 1`)).want("path", nil)
	d.ask(route(`through: [DISAGREEMENT], excluding: `+idsOf("ada"))).wantList("path.hops", "b.slug", "cy", "dee")
	d.ask(route(`through: [DISAGREEMENT], excluding: `+idsOf("ada,cy"))).want("path", nil)
	d.ask(route(`through: [AGREEMENT]`)).want("path.length", 1) // Dee says so
	d.ask(route(`through: [QUALIFICATION]`)).want("path", nil)
	d.ask(route(`through: []`)).want("path", nil)
	d.ask(route(`through: [DISAGREEMENT], actorKinds: [INSTITUTION]`)).want("path", nil)
	self := d.ask(fmt.Sprintf(`{ path(from: %q, to: %q, through: [AGREEMENT]) { length hops { shared } } }`, idText(actorID("bo")), idText(actorID("bo"))))
	self.want("path", map[string]any{"length": 0, "hops": []any{}})
}

// People's positions are an institution's people's by what they were when they
// spoke, and never its own.
func TestPeoplePositions(t *testing.T) {
	d := council(t)
	mill, house := record.InstitutionID(actorID("mill")), record.InstitutionID(actorID("house"))
	d.put(
		&record.Affiliation{ID: declared[record.Affiliation]("affiliation", "cy"), Person: record.PersonID(actorID("cy")), Institution: mill, Until: onDay("2025-06-30")},
		says("c2", "cy", "gazette", "2025-09-01"), takes("c2", "bridges", record.Supports), // has left the Mill
		says("d2", "dee", "gazette", "2025-02-01", func(q *record.Quote) { q.Affiliation = mill }), takes("d2", "roads", record.Opposes),
		says("c3", "cy", "gazette", "2025-02-01", func(q *record.Quote) { q.Affiliation = house }), takes("c3", "tolls-rise", record.Supports),
		// Nobody knows whether these words fall into his time at the Mill.
		paper("leaflet", ""), says("c4", "cy", "leaflet", ""), takes("c4", "tolls-fall", record.Supports),
		says("d3", "dee", "gazette", "2025-02-02", func(q *record.Quote) { q.Affiliation, q.Capacity = mill, record.Personal }), takes("d3", "bridges", record.Opposes),
	)
	a := d.ask(`{ institution(slug: "mill") { positions { totalCount } peoplePositions { totalCount edges { node { actor { slug } claim { slug } position } } } early: peoplePositions(asOf: "2025-01-31") { totalCount } } }`)
	a.want("institution.positions.totalCount", 0)
	a.wantList("institution.peoplePositions.edges", "node.claim.slug", "roads", "parks", "roads")
	a.wantList("institution.peoplePositions.edges", "node.actor.slug", "dee", "cy", "cy")
	a.want("institution.early.totalCount", 2)
}

// What is said for an institution is not said for those that it belongs to, nor for
// those that belong to it.
func TestNothingClimbsToAParent(t *testing.T) {
	d := council(t)
	town, quay := body("town", "The Town"), body("quay", "The Quay")
	town.Parents = []record.InstitutionLink{{Institution: record.InstitutionID(actorID("house")), Relation: "part of"}}
	quay.Parents = []record.InstitutionLink{{Institution: town.ID, Relation: "owned by"}}
	d.put(town, quay, says("t1", "bo", "gazette", "2025-05-01", func(q *record.Quote) { q.OnBehalfOf = town.ID }), takes("t1", "parks", record.Opposes))
	a := d.ask(`{ town: institution(slug: "town") { positions { edges { node { position } } } alignments(kind: DISAGREEMENT) { edges { node { b { slug } } } } }
		quay: institution(slug: "quay") { positions { totalCount } peoplePositions { totalCount } }
		house: institution(slug: "house") { positions { edges { node { position } } } } }`)
	a.wantList("town.positions.edges", "node.position", "OPPOSES")
	a.wantList("town.alignments.edges", "node.b.slug", "ada", "cy", "house")
	a.want("quay", map[string]any{"positions": map[string]any{"totalCount": 0}, "peoplePositions": map[string]any{"totalCount": 0}})
	a.wantList("house.positions.edges", "node.position", "SUPPORTS") // its own, by Ada
}

// asOf asks what had been said, not what had been judged: claims that are found to
// be the same are the same for every date.
func TestAsOfDoesNotApplyToRelations(t *testing.T) {
	d := council(t)
	d.put(&record.ClaimRelation{ID: declared[record.ClaimRelation]("relation", "later"), Kind: record.Opposite, From: declared[record.Claim]("claim", "roads"), To: declared[record.Claim]("claim", "parks"), By: "an editor", On: onDay("2026-01-01")})
	a := d.ask(`{ alignment(` + pairOf("cy", "dee") + `, asOf: "2025-06-30") { agreed disagreed qualified } }`)
	// Cy supports the roads and the parks, which are now each other's opposite: of
	// two minds on one day. Dee opposes the parks.
	a.want("alignment", map[string]any{"agreed": 0, "disagreed": 0, "qualified": 1})
}

func TestCampsOfTwoParties(t *testing.T) {
	d := openDesk(t, paper("gazette", "2025-06-30"))
	d.put(parliament()...)
	a := d.ask(`{ camps { label cohesion actors { slug } representativeClaims { position tally { supports opposes actors } others othersOnSide claim { slug } } } few: camps(minActors: 5) { label } }`)
	if got := a.at("camps").([]any); len(got) != 2 {
		t.Fatalf("%d camps, want the two parties", len(got))
	}
	a.want("few", []any{})
	for i := range 2 {
		camp := fmt.Sprintf("camps.%d.", i)
		a.want(camp+"cohesion", 1)
		parity := ""
		for _, slug := range a.list(camp+"actors", "slug") {
			number := strings.TrimPrefix(slug, "member-")
			side := string("eo"[int(number[0]-'0')%2])
			if parity != "" && side != parity {
				t.Errorf("members of both parties are in one camp")
			}
			parity = side
		}
		if label := a.at(camp + "label").(string); !strings.HasPrefix(label, "Supports: Bill") && !strings.HasPrefix(label, "Opposes: Bill") {
			t.Errorf("the camp is called %q", label)
		}
		a.want(camp+"representativeClaims.0.others", 4)
		a.want(camp+"representativeClaims.0.othersOnSide", 0)
		a.want(camp+"representativeClaims.0.tally.actors", 4)
	}
	council(t).ask(`{ camps { label } }`).want("camps", []any{})
}

func TestAlignmentsRefuse(t *testing.T) {
	d := council(t)
	ada := idText(actorID("ada"))
	for query, naming := range map[string]string{
		`{ alignment(a: "x", b: "` + ada + `") { agreed } }`:                                                             "a",
		`{ alignment(a: "` + ada + `", b: "x") { agreed } }`:                                                             "b",
		`{ person(slug: "ada") { alignmentWith(actor: "x") { agreed } } }`:                                               "actor",
		`{ person(slug: "ada") { alignments(kind: AGREEMENT, minShared: 0) { totalCount } } }`:                           "minShared",
		`{ person(slug: "ada") { alignments(kind: AGREEMENT, about: "` + ada + `") { totalCount } } }`:                   "about",
		`{ person(slug: "ada") { alignments(kind: AGREEMENT, asOf: "soon") { totalCount } } }`:                           "asOf",
		`{ person(slug: "ada") { alignments(kind: AGREEMENT, first: 101) { totalCount } } }`:                             "first",
		`{ alignmentMatrix(first: 0) { agreed } }`:                                                                       "first",
		`{ alignmentMatrix(actors: ["x"]) { agreed } }`:                                                                  "actors[0]",
		`{ path(from: "` + ada + `", to: "` + ada + `", through: [AGREEMENT], maxLength: 11) { length } }`:               "maxLength",
		`{ path(from: "` + ada + `", to: "` + ada + `", through: [AGREEMENT], actorKinds: [CLAIM]) { length } }`:         "actorKinds",
		`{ path(from: "` + ada + `", to: "` + ada + `", through: [AGREEMENT], actorKinds: []) { length } }`:              "actorKinds",
		`{ path(from: "` + ada + `", to: "` + ada + `", through: [AGREEMENT], excluding: ["` + ada + ` "]) { length } }`: "excluding[0]",
		`{ camps(minActors: 1) { label } }`:                                                                              "minActors",
	} {
		d.refuses(query, codeInvalid, naming)
	}
}

// Questions about agreement have their price before they run: what a client may
// ask of names a thousand times it may not ask of whole circles.
func TestAgreementHasItsPrice(t *testing.T) {
	p, err := newPlanner(schema.GraphQL, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	times := func(n int, field string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, " f%d: %s", i, field)
		}
		return "{" + b.String() + " }"
	}
	ada := idText(actorID("ada"))
	ids := strings.TrimSuffix(strings.Repeat(`"`+ada+`",`, 100), ",")
	for query, within := range map[string]bool{
		times(4, `camps { label }`): true,
		times(6, `camps { label }`): false,
		times(19, `path(from: "a", to: "b", through: [AGREEMENT]) { length }`):                                                                                                                    true,
		times(21, `path(from: "a", to: "b", through: [AGREEMENT]) { length }`):                                                                                                                    false,
		`{ people(first: 40) { edges { node { alignments(kind: AGREEMENT) { totalCount } } } } }`:                                                                                                 false,
		`{ people(first: 10) { edges { node { alignments(kind: AGREEMENT) { totalCount } } } } }`:                                                                                                 true,
		times(2, `alignmentMatrix(actors: [`+ids+`]) { agreed }`):                                                                                                                                 true,
		times(3, `alignmentMatrix(actors: [`+ids+`]) { agreed }`):                                                                                                                                 false,
		times(3, `alignmentMatrix(first: 100) { agreed }`):                                                                                                                                        false,
		times(3, `alignmentMatrix(actors: null, first: 100) { agreed }`):                                                                                                                          false,
		`query ($n: Int = 100) { people(first: $n) { edges { node { alignments(kind: AGREEMENT) { totalCount } } } } }`:                                                                           false,
		`query ($n: Int = 10) { people(first: $n) { edges { node { alignments(kind: AGREEMENT) { totalCount } } } } }`:                                                                            true,
		`query ($a: [ID!]) { a: alignmentMatrix(actors: $a, first: 100) { agreed } b: alignmentMatrix(actors: $a, first: 100) { agreed } c: alignmentMatrix(actors: $a, first: 100) { agreed } }`: false,
	} {
		_, f := p.plan(&call{query: query})
		if within != (f == nil) || f != nil && f.Code != codeTooLarge {
			t.Errorf("%.90s: %v, want it within the limits: %v", query, f, within)
		}
	}
}

// An answer counts a circle once where it is asked for again, and only there.
func TestCirclesOfOneAnswerAreKeptApart(t *testing.T) {
	d := full(t)
	topic := idText(declared[record.Topic]("topic", "bills"))
	const page = " { totalCount edges { node { b { slug } agreed disagreed } } }"
	var whole strings.Builder
	alone := map[string]string{}
	for i, field := range []string{
		"alignments(kind: DISAGREEMENT)", "alignments(kind: AGREEMENT)", fmt.Sprintf("alignments(kind: AGREEMENT, about: %q)", topic),
		`alignments(kind: AGREEMENT, asOf: "2020")`, "alignments(kind: AGREEMENT, minShared: 9)", "alignments(kind: DISAGREEMENT)",
	} {
		for _, slug := range []string{"member-0", "ada"} {
			one := fmt.Sprintf("a%d_%s: person(slug: %q) { f%d: %s%s }", i, slug[:3], slug, i, field, page)
			alone[fmt.Sprintf("a%d_%s.f%d", i, slug[:3], i)] = one
		}
		fmt.Fprintf(&whole, " f%d: %s%s", i, field, page)
	}
	sizes := map[string]bool{}
	for _, slug := range []string{"member-0", "ada"} {
		together := d.ask(fmt.Sprintf("{ person(slug: %q) {%s } }", slug, whole.String()))
		for path, one := range alone {
			if !strings.Contains(one, slug) {
				continue
			}
			field := path[strings.Index(path, ".")+1:]
			want := text(d.ask("{" + one + "}").at(path))
			if got := text(together.at("person." + field)); got != want {
				t.Errorf("%s of %s: %s in one answer, %s in its own", field, slug, got, want)
			}
			sizes[want] = true
		}
	}
	if len(sizes) < 4 {
		t.Errorf("only %d different answers: the test tells nothing apart", len(sizes))
	}
}
