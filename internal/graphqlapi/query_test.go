package graphqlapi

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"onrecord/internal/record"
)

// dispute is a small graph in which two people differ, one of them has changed
// sides, and an institution is spoken for.
func dispute(t *testing.T) *desk {
	t.Helper()
	hemo := human("tariq-hemo", "Tariq Hemo", "Hamo")
	hemo.FormerSlugs = []string{"tarek-hemo"}
	hemo.Names = append(hemo.Names, record.Name{Text: "طارق حمو", Language: "ar", Kind: record.PrimaryName})
	cooper := human("brad-cooper", "Brad Cooper", "Bradley Cooper")
	minister := human("the-minister", "Hamza al-Mustafa")
	minister.Names = append(minister.Names, record.Name{Text: "حمزة المصطفى", Language: "ar", Kind: record.PrimaryName})
	lead, tie := proposition("dues-fall", "Dues will fall"), proposition("tides-rise", "Tides will rise")
	lead.Texts = append(lead.Texts, record.Text{Language: "ar", Text: "ستنخفض الرسوم"})
	lead.Topics = []record.TopicID{declared[record.Topic]("topic", "trade")}
	return openDesk(t,
		hemo, cooper, minister, human("ada", "Ada"), human("bo", "Bo"), human("cy", "Cy"), body("harbour", "Harbour"),
		&record.Topic{ID: declared[record.Topic]("topic", "trade"), Slug: "trade", Names: english("Trade")},
		paper("gazette", "2025-12-20"), lead, tie,
		says("hemo-1", "tariq-hemo", "gazette", "2025-11-01"), takes("hemo-1", "dues-fall", record.Supports),
		says("hemo-2", "tariq-hemo", "gazette", "2025-11-20"), takes("hemo-2", "dues-fall", record.Opposes),
		says("ada-1", "ada", "gazette", "2025-11-02"), takes("ada-1", "dues-fall", record.Supports),
		says("bo-1", "bo", "gazette", ""), takes("bo-1", "dues-fall", record.Supports, func(s *record.Stance) {
			s.Qualified, s.Condition, s.Certainty = true, "this year", record.Probable
		}),
		says("cy-1", "cy", "gazette", "2025-11"), takes("cy-1", "dues-fall", record.Opposes),
		says("ada-2", "ada", "gazette", "2025-11-03"), takes("ada-2", "tides-rise", record.Supports),
		says("bo-2", "bo", "gazette", "2025-11-04"), takes("bo-2", "tides-rise", record.Opposes),
		says("cooper-1", "brad-cooper", "gazette", "2025-11-05", func(q *record.Quote) {
			q.OnBehalfOf, q.Capacity = record.InstitutionID(actorID("harbour")), record.Official
		}), takes("cooper-1", "dues-fall", record.Supports),
	)
}

func TestNodesKeepTheirOrder(t *testing.T) {
	d := dispute(t)
	ada, claim, nobody := idText(actorID("ada")), idText(declared[record.Claim]("claim", "dues-fall")), idText(actorID("nobody"))
	a := d.ask(fmt.Sprintf(`{ nodes(ids: [%q, %q, %q, %q]) { __typename id ... on Actor { name } ... on Claim { slug } } }`, claim, nobody, ada, claim))
	a.want("nodes.0.slug", "dues-fall")
	a.want("nodes.1", nil)
	a.want("nodes.2.name", "Ada")
	a.want("nodes.3.id", claim)
}

func TestUnknownIsNull(t *testing.T) {
	d := dispute(t)
	nobody := idText(actorID("nobody"))
	for _, field := range []string{"actor", "person", "institution", "claim", "question", "event", "document", "topic", "poll"} {
		d.ask(fmt.Sprintf(`{ it: %s(slug: "nobody") { id } }`, field)).want("it", nil)
		d.ask(fmt.Sprintf(`{ it: %s(id: %q) { id } }`, field, nobody)).want("it", nil)
	}
	d.ask(fmt.Sprintf(`{ it: node(id: %q) { id } }`, nobody)).want("it", nil)
	d.ask(fmt.Sprintf(`{ it: quote(id: %q) { id } }`, nobody)).want("it", nil)
	d.ask(`{ it: person(slug: "harbour") { id } }`).want("it", nil)
	d.ask(`{ it: actor(slug: "harbour") { __typename } }`).want("it.__typename", "Institution")
	d.ask(`{ it: person(slug: "tarek-hemo") { slug } }`).want("it.slug", "tariq-hemo")
	changeset := declared[record.Changeset]("changeset", "1")
	d.ask(fmt.Sprintf(`{ it: node(id: %q) { ... on Changeset { author } } }`, idText(changeset))).want("it.author", "an editor")
}

func TestMalformedArgumentsAreNamed(t *testing.T) {
	d := dispute(t)
	id := idText(actorID("ada"))
	many := strings.Repeat(fmt.Sprintf("%q,", id), 101)
	for query, naming := range map[string]string{
		`{ node(id: "ada") { id } }`:                                                "id: ",
		fmt.Sprintf(`{ node(id: %q) { id } }`, strings.ToUpper(id)):                 "id: ",
		`{ node(id: 7) { id } }`:                                                    "id: ",
		fmt.Sprintf(`{ nodes(ids: [%q, "x"]) { id } }`, id):                         "ids[1]",
		`{ nodes(ids: [` + many + `]) { id } }`:                                     "ids",
		`{ quote(id: "x") { id } }`:                                                 "id",
		`{ person { id } }`:                                                         "neither",
		fmt.Sprintf(`{ person(id: %q, slug: "ada") { id } }`, id):                   "both",
		`{ claim(slug: "Dues Fall") { id } }`:                                       "slug",
		`{ quotes(first: 0) { totalCount } }`:                                       "first: want a number from 1 to 100",
		`{ quotes(first: 101) { totalCount } }`:                                     "first: want a number from 1 to 100",
		`{ quotes(first: -1) { totalCount } }`:                                      "first",
		`{ search(text: "") { totalCount } }`:                                       "text",
		`{ search(text: "   ") { totalCount } }`:                                    "text",
		`{ search(text: "` + strings.Repeat("x", 201) + `") { totalCount } }`:       "text",
		`{ quotes(filter: {speaker: ["x"]}) { totalCount } }`:                       "filter.speaker[0]",
		`{ quotes(filter: {speaker: [` + many + `]}) { totalCount } }`:              "filter.speaker",
		`{ quotes(filter: {said: {from: "2025-02-30"}}) { totalCount } }`:           "filter.said.from",
		`{ quotes(filter: {said: {from: "2025", to: "2024"}}) { totalCount } }`:     "filter.said",
		`{ quotes(filter: {published: {to: "yesterday"}}) { totalCount } }`:         "filter.published.to",
		`{ claims(filter: {topic: "x"}) { totalCount } }`:                           "filter.topic",
		`{ claims(filter: {contestedBy: ["x"]}) { totalCount } }`:                   "filter.contestedBy[0]",
		`{ people(filter: {silentOn: "x"}) { totalCount } }`:                        "filter.silentOn",
		`{ person(slug: "ada") { positions(asOf: "2025-13") { totalCount } } }`:     "asOf",
		`{ person(slug: "ada") { positions(about: "x") { totalCount } } }`:          "about",
		`{ person(slug: "ada") { positions(about: "` + id + `") { totalCount } } }`: "about",
		`{ person(slug: "ada") { affiliations(asOf: "soon") { id } } }`:             "asOf",
		`{ claim(slug: "dues-fall") { tallyAsOf(date: "") { actors } } }`:           "date",
		`{ claim(slug: "dues-fall") { stances(asOf: true) { totalCount } } }`:       "asOf",
	} {
		d.refuses(query, codeInvalid, naming)
	}
}

// Variables that are left out or null take the default, not the zero value.
func TestDefaultsHoldForVariables(t *testing.T) {
	d := dispute(t)
	const query = `query($n: Int, $f: QuoteFilter, $o: QuoteOrder, $a: String) { quotes(first: $n, filter: $f, orderBy: $o, after: $a) { totalCount edges { node { saidOn } } } }`
	for _, variables := range []map[string]any{nil, {"n": nil, "f": nil, "o": nil, "a": nil}, {"n": int32(100)}} {
		d.ask(query, variables).want("quotes.totalCount", 8)
	}
	a := d.ask(query, map[string]any{"n": int32(1), "o": "OLDEST"})
	a.want("quotes.edges.0.node.saidOn", "2025-11-01")
	a = d.ask(query, map[string]any{"f": map[string]any{"position": []any{"OPPOSES"}, "speaker": []any{idText(actorID("bo"))}}})
	a.want("quotes.totalCount", 1)
	d.ask(query, map[string]any{"f": map[string]any{"speaker": []any{}}}).want("quotes.totalCount", 0)
}

func TestLanguageOfTheAnswer(t *testing.T) {
	d := dispute(t)
	const query = `{ person(slug: "tariq-hemo") { name names { text language kind } url embedUrl } claim(slug: "dues-fall") { text texts { text language } url embedUrl } other: claim(slug: "tides-rise") { text } }`
	a := d.ask(query)
	a.want("person.name", "Tariq Hemo")
	a.want("claim.text", "Dues will fall")
	a.want("person.url", testBase+"/actor/tariq-hemo")
	a.want("claim.embedUrl", testBase+"/embed/claim/dues-fall")
	d.languages = []string{"ar", "en"}
	a = d.ask(query)
	a.want("person.name", "طارق حمو")
	a.want("claim.text", "ستنخفض الرسوم")
	a.want("other.text", "Tides will rise")
	a.wantList("person.names", "text", "Tariq Hemo", "طارق حمو", "Hamo")
	a.wantList("claim.texts", "language", "en", "ar")
	if got := EditionOf(d.graph.Snapshot(), today).Languages; fmt.Sprint(got) != "[en ar]" {
		t.Errorf("the edition has the languages %v", got)
	}
}

// Names sort in the language of the answer.
func TestPeopleByName(t *testing.T) {
	d := dispute(t)
	d.ask(`{ people { edges { node { name } } } }`).
		wantList("people.edges", "node.name", "Ada", "Bo", "Brad Cooper", "Cy", "Hamza al-Mustafa", "Tariq Hemo")
	d.languages = []string{"ar", "en"}
	d.ask(`{ people { edges { node { name } } } }`).
		wantList("people.edges", "node.name", "Ada", "Bo", "Brad Cooper", "Cy", "حمزة المصطفى", "طارق حمو")
	d.languages = []string{"en"}
	d.ask(`{ people(orderBy: MOST_QUOTED) { edges { node { name } } } }`).
		wantList("people.edges", "node.name", "Ada", "Bo", "Tariq Hemo", "Brad Cooper", "Cy", "Hamza al-Mustafa")
}

func TestSearchFindsEveryForm(t *testing.T) {
	d := dispute(t)
	for text, want := range map[string]struct{ slug, matched string }{
		"Hemo": {"tariq-hemo", "Tariq Hemo"}, "Hamo": {"tariq-hemo", "Hamo"}, "hém": {"tariq-hemo", "Tariq Hemo"},
		"coop": {"brad-cooper", "Brad Cooper"}, "bradley": {"brad-cooper", "Bradley Cooper"},
		"المصطفى": {"the-minister", "حمزة المصطفى"}, "مصطفى": {"the-minister", "حمزة المصطفى"}, "المُصْطَفَى": {"the-minister", "حمزة المصطفى"},
		"والمصطفي": {"the-minister", "حمزة المصطفى"},
	} {
		a := d.ask(fmt.Sprintf(`{ search(text: %q) { totalCount edges { matched node { ... on Person { slug } } } } }`, text))
		a.want("search.edges.0.node.slug", want.slug)
		a.want("search.edges.0.matched", want.matched)
	}
	d.ask(`{ search(text: "hemo", kinds: [CLAIM]) { totalCount } }`).want("search.totalCount", 0)
	d.ask(`{ search(text: "hemo", kinds: []) { totalCount } }`).want("search.totalCount", 0)
	d.ask(`{ search(text: "?!") { totalCount } }`).want("search.totalCount", 0)
}

// Names come before quotes, and what no longer counts is not found.
func TestSearchFindsQuotes(t *testing.T) {
	d := dispute(t)
	d.put(says("gist-ada", "bo", "gazette", "2025-11-09", func(q *record.Quote) {
		q.Gists, q.Mode, q.Fragments = english("About Ada"), record.Mixed, []string{"she is late"}
	}))
	a := d.ask(`{ search(text: "ada") { totalCount edges { matched node { __typename } } } }`)
	a.wantList("search.edges", "node.__typename", "Person", "Quote", "Quote", "Quote")
	a = d.ask(`{ search(text: "late", kinds: [QUOTE]) { edges { matched node { ... on Quote { gist } } } } }`)
	a.want("search.edges.0.matched", "she is late")
	a.want("search.edges.0.node.gist", "About Ada")
	d.put(&record.Correction{ID: declared[record.Correction]("correction", "c"), Quote: declared[record.Quote]("quote", "gist-ada"), Kind: record.CoderError})
	d.ask(`{ search(text: "late") { totalCount } }`).want("search.totalCount", 0)
}

// A list goes on where it stopped although its last item has gone, or came to
// stand elsewhere.
func TestCursorsOutliveTheirItems(t *testing.T) {
	d := dispute(t)
	for _, list := range []string{"quotes(%s)", "quotes(orderBy: OLDEST %s)", `search(text: "gist" %s)`} {
		query := "{ it: " + list + " { edges { cursor node { id } } pageInfo { endCursor hasPreviousPage } } }"
		before := d.ask(fmt.Sprintf(query, "first: 9")).list("it.edges", "node.id")
		cursor := d.ask(fmt.Sprintf(query, "first: 3")).at("it.pageInfo.endCursor")
		third := d.graph.Snapshot()
		var gone record.QuoteID
		if err := gone.UnmarshalText([]byte(before[2])); err != nil {
			t.Fatal(err)
		}
		change := record.Change{}
		for s := range third.StancesIn(gone).All() {
			change.Remove = append(change.Remove, s.Ref())
		}
		change.Remove = append(change.Remove, (&record.Quote{ID: gone}).Ref())
		d.commit(change)
		a := d.ask(fmt.Sprintf(query, fmt.Sprintf("first: 9, after: %q", cursor)))
		a.wantList("it.edges", "node.id", before[3:]...)
		a.want("it.pageInfo.hasPreviousPage", true)
	}
}

func TestFiniteNumbers(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if finite(x) != 0 {
			t.Errorf("%v would break an answer", x)
		}
	}
	if finite(0.25) != 0.25 {
		t.Error("a share was lost")
	}
}

func TestTimesAreRFC3339(t *testing.T) {
	for at, want := range map[time.Time]string{
		time.Date(2025, 12, 20, 9, 30, 0, 0, time.UTC):                      "2025-12-20T09:30:00Z",
		time.Date(2025, 12, 20, 9, 30, 0, 5e6, time.FixedZone("", 2*60*60)): "2025-12-20T07:30:00.005Z",
	} {
		if got, err := dateTime(at).MarshalText(); err != nil || string(got) != want {
			t.Errorf("%v is %s (%v), want %s", at, got, err, want)
		}
	}
}

func TestWithoutASnapshotThereIsNoAnswer(t *testing.T) {
	d := dispute(t)
	response := d.schema.Exec(t.Context(), `{ graph { revision } }`, "", nil)
	if len(response.Errors) != 1 || codeOf(response.Errors[0].ResolverError) != codeUnavailable {
		t.Errorf("errors are %v, want one of kind unavailable", response.Errors)
	}
}

func TestSchemaNeedsItsParts(t *testing.T) {
	if _, err := NewSchema(Sources{Version: "v", Now: time.Now}); err == nil {
		t.Error("a schema without a searcher was made")
	}
}

func TestGraphCountsWhatIsOnRecord(t *testing.T) {
	a := dispute(t).ask(`{ graph { revision version people institutions claims quotes stances } }`)
	a.want("graph", map[string]any{"revision": 1, "version": "test", "people": 6, "institutions": 1, "claims": 2, "quotes": 8, "stances": 8})
}
