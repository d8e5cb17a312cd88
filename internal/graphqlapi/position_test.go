package graphqlapi

import (
	"fmt"
	"testing"

	"onrecord/internal/record"
)

func TestTallyAndStances(t *testing.T) {
	a := dispute(t).ask(`{ claim(slug: "dues-fall") {
		tally { supports supportsQualified opposes opposesQualified undecided mixed unnamed actors }
		early: tallyAsOf(date: "2025-11-10") { supports opposes actors }
		independentOrigins
		stances { totalCount edges { node { position qualified condition certainty basis actor { name } quote { saidOn } } } }
		oldest: stances(orderBy: OLDEST, position: [OPPOSES]) { edges { node { actor { name } } } }
		opposed: stances(position: []) { totalCount }
		then: stances(asOf: "2025-11-10") { edges { node { actor { name } } } }
	} }`)
	// Cooper speaks for the harbour by one sentence: that is one vote.
	a.want("claim.tally", map[string]any{"supports": 3, "supportsQualified": 1, "opposes": 2, "opposesQualified": 0, "undecided": 0, "mixed": 0, "unnamed": 0, "actors": 5})
	a.want("claim.early", map[string]any{"supports": 3, "opposes": 0, "actors": 3})
	a.want("claim.independentOrigins", 6)
	a.wantList("claim.stances.edges", "node.actor.name", "Bo", "Cy", "Tariq Hemo", "Brad Cooper", "Ada", "Tariq Hemo")
	a.want("claim.stances.edges.0.node.condition", "this year")
	a.want("claim.stances.edges.0.node.certainty", "PROBABLE")
	a.want("claim.stances.edges.0.node.quote.saidOn", nil)
	a.wantList("claim.oldest.edges", "node.actor.name", "Tariq Hemo", "Cy")
	a.want("claim.opposed.totalCount", 0)
	// "2025-11" counts at the end of November; Bo's words at their publication.
	a.wantList("claim.then.edges", "node.actor.name", "Brad Cooper", "Ada", "Tariq Hemo")
}

func TestPositionsHaveTheirTimeline(t *testing.T) {
	d := dispute(t)
	a := d.ask(`{ person(slug: "tariq-hemo") {
		positions { edges { node { position since claim { slug } evidence { quote { gist } } timeline { position } via { name } } } }
		before: positions(asOf: "2025-11-10") { edges { node { position since } } }
		earlier: positions(asOf: "2024") { totalCount }
		shifts { edges { node { claim { slug } from { position } to { position quote { saidOn } } } } }
	} institution(slug: "harbour") { positions { edges { node { position via { name } } } } quotes { totalCount } } }`)
	a.want("person.positions.edges.0.node.position", "OPPOSES")
	a.want("person.positions.edges.0.node.since", "2025-11-20")
	a.wantList("person.positions.edges.0.node.evidence", "quote.gist", "gist of hemo-2")
	a.wantList("person.positions.edges.0.node.timeline", "position", "SUPPORTS", "OPPOSES")
	a.want("person.before.edges.0.node.position", "SUPPORTS")
	a.want("person.earlier.totalCount", 0)
	a.wantList("person.shifts.edges", "node.to.quote.saidOn", "2025-11-20")
	a.wantList("institution.positions.edges", "node.via.0.name", "Brad Cooper")
	a.want("institution.quotes.totalCount", 0)
}

func TestPositionsAboutATopic(t *testing.T) {
	d := dispute(t)
	topic := idText(declared[record.Topic]("topic", "trade"))
	a := d.ask(fmt.Sprintf(`{ person(slug: "ada") { positions(about: %q) { edges { node { claim { slug } } } } all: positions { totalCount } } }`, topic))
	a.wantList("person.positions.edges", "node.claim.slug", "dues-fall")
	a.want("person.all.totalCount", 2)
}

// One against one does not lead over three against two.
func TestContestedOrder(t *testing.T) {
	a := dispute(t).ask(`{ claims(orderBy: CONTESTED) { edges { node { slug tally { contention } } } }
		quoted: claims(orderBy: MOST_QUOTED) { edges { node { slug } } } newest: claims { edges { node { slug } } } }`)
	a.wantList("claims.edges", "node.slug", "dues-fall", "tides-rise")
	a.wantList("quoted.edges", "node.slug", "dues-fall", "tides-rise")
	a.wantList("newest.edges", "node.slug", "dues-fall", "tides-rise")
}

// A question divides people who support one of its answers each, although no
// answer is opposed by anybody.
func TestQuestionsAreContestedByTheirAnswers(t *testing.T) {
	question := func(slug string) *record.Question {
		return &record.Question{ID: declared[record.Question]("question", slug), Slug: slug, Texts: english(slug)}
	}
	answer := func(slug, of string) *record.Claim {
		c := proposition(slug, slug)
		c.Question = declared[record.Question]("question", of)
		return c
	}
	d := openDesk(t, human("ada", "Ada"), human("bo", "Bo"), human("cy", "Cy"), paper("gazette", "2025"),
		question("agreed"), question("divided"), answer("yes", "agreed"), answer("up", "divided"), answer("down", "divided"),
		says("a", "ada", "gazette", "2025-11-01"), takes("a", "up", record.Supports), takes("a", "yes", record.Supports),
		says("b", "bo", "gazette", "2025-11-02"), takes("b", "down", record.Supports), takes("b", "yes", record.Supports),
		says("c", "cy", "gazette", "2025-11-03"), takes("c", "yes", record.Supports), takes("c", "down", record.Supports),
	)
	a := d.ask(`{ questions { edges { node { slug claims { slug } } } } quoted: questions(orderBy: MOST_QUOTED) { edges { node { slug } } } }`)
	a.wantList("questions.edges", "node.slug", "divided", "agreed")
	a.wantList("questions.edges.0.node.claims", "slug", "down", "up")
	a.wantList("quoted.edges", "node.slug", "agreed", "divided")
}

func TestContestedBy(t *testing.T) {
	d := dispute(t)
	for query, want := range map[string][]string{
		"ada":             {"dues-fall", "tides-rise"}, // against Hemo and Cy, and against Bo
		"tariq-hemo":      {"dues-fall"},
		"ada,bo":          {"tides-rise"}, // on the dues they agree
		"ada,tariq-hemo":  {"dues-fall"},
		"harbour":         {"dues-fall"}, // through Cooper
		"the-minister":    {},
		"nobody":          {},
		"ada,brad-cooper": {},
	} {
		a := d.ask(fmt.Sprintf(`{ claims(filter: {contestedBy: %s}) { edges { node { slug } } } }`, idsOf(query)))
		if got := a.list("claims.edges", "node.slug"); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("contested by %s: %v, want %v", query, got, want)
		}
	}
	d.ask(`{ claims(filter: {contestedBy: []}) { totalCount } }`).want("claims.totalCount", 0)
}

// Silence is a list of whom to ask.
func TestSilentOn(t *testing.T) {
	d := dispute(t)
	tides, topic := idText(declared[record.Claim]("claim", "tides-rise")), idText(declared[record.Topic]("topic", "trade"))
	a := d.ask(fmt.Sprintf(`{ people(filter: {silentOn: %q}) { edges { node { slug } } }
		within: people(filter: {silentOn: %q, topic: %q}) { edges { node { slug } } }
		bodies: institutions(filter: {silentOn: %q, topic: %q}) { edges { node { slug } } } topical: people(filter: {topic: %q}) { totalCount } }`,
		tides, tides, topic, tides, topic, topic))
	a.wantList("people.edges", "node.slug", "brad-cooper", "cy", "tariq-hemo") // the minister was not quoted at all
	a.wantList("within.edges", "node.slug", "brad-cooper", "cy", "tariq-hemo")
	a.wantList("bodies.edges", "node.slug", "harbour")
	a.want("topical.totalCount", 5)
}

func TestTopicNamesItsActors(t *testing.T) {
	d := dispute(t)
	a := d.ask(`{ topic(slug: "trade") { actors { edges { node { slug } } } claims { edges { node { slug } } } } }`)
	a.wantList("topic.actors.edges", "node.slug", "tariq-hemo", "ada", "bo", "brad-cooper", "cy", "harbour")
	a.wantList("topic.claims.edges", "node.slug", "dues-fall")
}

// Evidence is weak where all of it is anonymous, second-hand or inferred.
func TestWeakEvidence(t *testing.T) {
	d := dispute(t)
	for _, slug := range []string{"by-nobody", "by-hearsay", "by-guess", "by-both", "by-paper", "withdrawn"} {
		d.put(proposition(slug, slug))
	}
	clerk := &record.UnnamedSource{ID: declared[record.UnnamedSource]("actor", "a-clerk"), Profile: named("a-clerk", "a clerk"), Document: declared[record.Document]("document", "gazette")}
	d.put(clerk,
		says("1", "a-clerk", "gazette", ""), takes("1", "by-nobody", record.Supports), takes("1", "by-both", record.Supports),
		says("2", "ada", "gazette", "", func(q *record.Quote) { q.Chain = []record.Hop{{Agent: actorID("bo"), Act: record.Told}} }), takes("2", "by-hearsay", record.Supports),
		says("3", "ada", "gazette", ""), takes("3", "by-guess", record.Supports, func(s *record.Stance) { s.Basis = record.Inferred }), takes("3", "by-both", record.Supports),
		says("4", "harbour", "gazette", "", func(q *record.Quote) { q.Mode = record.Editorial }), takes("4", "by-paper", record.Supports),
		says("5", "ada", "gazette", ""), takes("5", "withdrawn", record.Supports),
		&record.Correction{ID: declared[record.Correction]("correction", "c"), Quote: declared[record.Quote]("quote", "5"), Kind: record.CoderError},
	)
	a := d.ask(`{ weak: claims(filter: {weakEvidenceOnly: true}) { edges { node { slug } } } strong: claims(filter: {weakEvidenceOnly: false}) { edges { node { slug } } } }`)
	if got := a.list("weak.edges", "node.slug"); !sameWords(got, "by-nobody", "by-hearsay", "by-guess") {
		t.Errorf("weak: %v", got)
	}
	if got := a.list("strong.edges", "node.slug"); !sameWords(got, "by-both", "dues-fall", "tides-rise") {
		t.Errorf("strong: %v", got)
	}
}

func TestFormerAffiliationsHaveEnded(t *testing.T) {
	d := dispute(t)
	harbour := record.InstitutionID(actorID("harbour"))
	at := func(key, who, since, until string) *record.Affiliation {
		a := &record.Affiliation{ID: declared[record.Affiliation]("affiliation", key), Person: record.PersonID(actorID(who)), Institution: harbour}
		if since != "" {
			a.Since = onDay(since)
		}
		if until != "" {
			a.Until = onDay(until)
		}
		return a
	}
	d.put(at("1", "ada", "2020", "2024"), at("2", "bo", "2025", ""), at("3", "cy", "", ""), at("4", "cy", "2026", "2027"))
	a := d.ask(fmt.Sprintf(`{ institution(slug: "harbour") { people { edges { node { slug } } } then: people(asOf: "2023") { edges { node { slug } } } }
		person(slug: "ada") { affiliations { id } then: affiliations(asOf: "2023-05") { since until institution { slug } } }
		staff: people(filter: {affiliation: %q}) { edges { node { slug } } } }`, idText(harbour)))
	a.wantList("institution.people.edges", "node.slug", "bo", "cy")
	a.wantList("institution.then.edges", "node.slug", "ada", "cy")
	a.want("person.affiliations", []any{})
	a.wantList("person.then", "institution.slug", "harbour")
	a.wantList("staff.edges", "node.slug", "bo", "cy")
}

func idsOf(slugs string) string {
	list := "["
	for _, slug := range splitWords(slugs) {
		list += fmt.Sprintf("%q,", idText(actorID(slug)))
	}
	return list + "]"
}
