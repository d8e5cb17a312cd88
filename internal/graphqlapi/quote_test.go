package graphqlapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

func splitWords(list string) []string { return strings.Split(list, ",") }

func sameWords(have []string, want ...string) bool {
	return slices.Equal(slices.Sorted(slices.Values(have)), slices.Sorted(slices.Values(want)))
}

// strikes is the hard case of attribution: an official told a broadcaster, a
// paper took it over, a site copied the paper.
func strikes(t *testing.T) *desk {
	t.Helper()
	nbc, baladi, press := body("nbc", "NBC"), body("baladi", "Baladi"), body("press", "Press")
	article, copied := paper("article", "2025-12-21"), paper("copy", "")
	article.Publisher, article.SourceURL, copied.Publisher = baladi.ID, "https://example.org/article", press.ID
	copied.RepublicationOf, copied.SHA256 = article.ID, record.HashOf("the text")
	span := func(q *record.Quote, start int32) {
		q.Selector = &record.Selector{Start: start, End: start + 4, SHA256: record.HashOf(q.ID.String())}
		q.Verification = record.Verification{State: record.Verified, Copy: copied.ID, TextSHA256: copied.SHA256}
	}
	source := func(slug string) *record.UnnamedSource {
		return &record.UnnamedSource{ID: declared[record.UnnamedSource]("actor", slug), Profile: named(slug, slug), Document: article.ID}
	}
	post := &record.Utterance{ID: declared[record.Utterance]("utterance", "post"), Speaker: actorID("abdi"), SaidOn: onDay("2025-12-13"), Medium: record.SocialPost}
	return openDesk(t, nbc, baladi, press, article, copied, source("official"), source("two-officials"), human("abdi", "Abdi"), human("ada", "Ada"), post,
		says("told", "official", "article", "2025-12-20", func(q *record.Quote) {
			q.Chain = []record.Hop{{Agent: actorID("official"), Act: record.Told, Cue: "told", Weakest: true}, {Agent: actorID("nbc"), Act: record.Reported}}
			span(q, 30)
		}),
		says("unknown", "two-officials", "article", "", func(q *record.Quote) {
			q.Chain = []record.Hop{{Act: record.Reported, Weakest: true}}
		}),
		says("posted", "abdi", "article", "", func(q *record.Quote) { q.Utterance = post.ID; span(q, 10) }),
		says("pulled", "abdi", "article", "", func(q *record.Quote) { q.Utterance, q.PullQuote = post.ID, true; span(q, 20) }),
		says("interview", "ada", "article", "2025-12-18", func(q *record.Quote) { q.Medium, q.Cue = record.Interview, "said" }),
		says("editorial", "baladi", "article", "", func(q *record.Quote) { q.Mode = record.Editorial }),
		says("copied", "ada", "copy", "2025-12-18"),
		says("told-in-full", "ada", "copy", "2025-12-18", func(q *record.Quote) {
			q.Chain = []record.Hop{{Agent: actorID("ada"), Act: record.Told}, {Agent: actorID("baladi"), Act: record.Published}, {Agent: actorID("press"), Act: record.Republished, Weakest: true}}
		}),
		says("told-in-part", "ada", "copy", "2025-12-18", func(q *record.Quote) {
			q.Chain = []record.Hop{{Agent: actorID("ada"), Act: record.Told}, {Agent: actorID("baladi"), Act: record.Published}, {Agent: actorID("nbc"), Act: record.Reported}}
		}),
		says("told-at-the-end", "ada", "copy", "2025-12-18", func(q *record.Quote) {
			q.Chain = []record.Hop{{Agent: actorID("nbc"), Act: record.Reported}, {Agent: actorID("press"), Act: record.Republished}}
		}),
		says("silent", "ada", "article", "", func(q *record.Quote) { q.Act = record.Silence }),
	)
}

func (d *desk) attribution(key string) []string {
	d.t.Helper()
	a := d.ask(fmt.Sprintf(`{ quote(id: %q) { speaker { slug } attribution { act cue on sourceUrl weakest agent { slug } } } }`, idText(declared[record.Quote]("quote", key))))
	var way []string
	for _, hop := range a.at("quote.attribution").([]any) {
		h := hop.(map[string]any)
		agent := "?"
		if of, ok := h["agent"].(map[string]any); ok {
			agent = text(of["slug"])
		}
		if h["weakest"] == true {
			agent += "!"
		}
		way = append(way, agent+" "+text(h["act"]))
	}
	return way
}

func TestAttributionFollowsTheWordsToUs(t *testing.T) {
	d := strikes(t)
	for key, want := range map[string]string{
		"told":      "official! TOLD, nbc REPORTED, baladi PUBLISHED, press REPUBLISHED",
		"unknown":   "two-officials SAID, ?! REPORTED, baladi PUBLISHED",
		"posted":    "abdi POSTED, baladi PUBLISHED, press REPUBLISHED",
		"interview": "ada TOLD, baladi PUBLISHED",
		"editorial": "baladi PUBLISHED",
		"copied":    "ada SAID, baladi PUBLISHED, press REPUBLISHED",
		"silent":    "baladi PUBLISHED",
		// Chains that tell of the printings themselves.
		"told-in-full":    "ada TOLD, baladi PUBLISHED, press! REPUBLISHED",
		"told-in-part":    "ada TOLD, baladi PUBLISHED, nbc REPORTED, press REPUBLISHED",
		"told-at-the-end": "ada SAID, nbc REPORTED, press REPUBLISHED",
	} {
		if got := strings.Join(d.attribution(key), ", "); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}

// Whoever passes words on is never their speaker.
func TestTheBroadcasterIsNotTheSpeaker(t *testing.T) {
	d := strikes(t)
	a := d.ask(`{ institution(slug: "nbc") { quotes { totalCount } positions { totalCount } } }`)
	a.want("institution.quotes.totalCount", 0)
	a = d.ask(`{ anonymous: quotes(filter: {anonymous: true}) { edges { node { speaker { slug } } } } relayed: quotes(filter: {firstHand: false}) { totalCount } }`)
	a.wantList("anonymous.edges", "node.speaker.slug", "two-officials", "official")
	a.want("relayed.totalCount", 5)
}

func TestUtterancesUnitePrintings(t *testing.T) {
	d := strikes(t)
	posted := idText(declared[record.Quote]("quote", "posted"))
	a := d.ask(fmt.Sprintf(`{ quote(id: %q) { saidOn saidOnBasis medium utterance { id saidOn medium speaker { slug } quotes { gist pullQuote } } } }`, posted))
	a.want("quote.saidOn", "2025-12-13")
	a.want("quote.medium", "SOCIAL_POST")
	a.wantList("quote.utterance.quotes", "gist", "gist of posted", "gist of pulled")
	alone := declared[record.Quote]("quote", "interview")
	a = d.ask(fmt.Sprintf(`{ quote(id: %q) { utterance { id quotes { id } } } }`, idText(alone)))
	a.wantList("quote.utterance.quotes", "id", idText(alone))
	own := text(a.at("quote.utterance.id"))
	a = d.ask(fmt.Sprintf(`{ node(id: %q) { __typename ... on Utterance { speaker { slug } saidOn } } }`, own))
	a.want("node.__typename", "Utterance")
	a.want("node.speaker.slug", "ada")
}

// A document is read from its beginning; what has no place in it comes last.
func TestDocumentsAreReadInOrder(t *testing.T) {
	d := strikes(t)
	a := d.ask(`{ document(slug: "article") { sourceUrl publishedOn republications { slug } quotes(first: 3) { totalCount edges { node { gist } } } } copy: document(slug: "copy") { publishedOn republicationOf { slug } } }`)
	a.wantList("document.quotes.edges", "node.gist", "gist of posted", "gist of pulled", "gist of told")
	a.want("document.quotes.totalCount", 7)
	a.wantList("document.republications", "slug", "copy")
	a.want("copy.republicationOf.slug", "article")
	a.want("copy.publishedOn", nil)
	other := idText(declared[record.Document]("document", "copy"))
	d.ask(fmt.Sprintf(`{ document(slug: "article") { quotes(filter: {document: %q}) { totalCount } } }`, other)).want("document.quotes.totalCount", 0)
	d.ask(fmt.Sprintf(`{ person(slug: "ada") { quotes(filter: {speaker: [%q]}) { totalCount } } }`, idText(actorID("abdi")))).want("person.quotes.totalCount", 0)
}

// Only current quotes are in lists, and a retraction counts from its date on.
func TestWhatNoLongerCounts(t *testing.T) {
	d := dispute(t)
	correct := func(key string, kind record.CorrectionKind, on string) *record.Correction {
		c := &record.Correction{ID: declared[record.Correction]("correction", key), Quote: declared[record.Quote]("quote", key), Kind: kind}
		if on != "" {
			c.On = onDay(on)
		}
		return c
	}
	d.put(correct("hemo-2", record.SpeakerRetracted, "2025-12-01"), correct("ada-1", record.CoderError, ""))
	a := d.ask(`{ quotes { totalCount } gone: quotes(filter: {status: [RETRACTED, WITHDRAWN]}) { edges { node { status gist corrections { kind } } } }
		claim(slug: "dues-fall") { tally { supports opposes } before: tallyAsOf(date: "2025-11-30") { supports opposes } stances { totalCount } then: stances(asOf: "2025-11-30") { totalCount } } }`)
	a.want("quotes.totalCount", 6)
	a.wantList("gone.edges", "node.status", "RETRACTED", "WITHDRAWN")
	a.want("claim.tally", map[string]any{"supports": 3, "opposes": 1}) // Hemo is back at his first word
	a.want("claim.before", map[string]any{"supports": 1, "opposes": 2})
	a.want("claim.stances.totalCount", 4)
	a.want("claim.then.totalCount", 4)
}

// A response that names nobody answers the speaker of the quote it answers.
func TestResponses(t *testing.T) {
	d := dispute(t)
	d.put(&record.Response{ID: declared[record.Response]("response", "r"), Quote: declared[record.Quote]("quote", "ada-1"), ToQuote: declared[record.Quote]("quote", "cy-1"), Kind: record.Disagrees, Basis: record.Inferred})
	a := d.ask(fmt.Sprintf(`{ person(slug: "cy") { responses { edges { node { kind basis by { slug } to { slug } claim { slug } } } } }
		quote(id: %q) { respondedToBy { by { slug } } responses { kind } } }`, idText(declared[record.Quote]("quote", "cy-1"))))
	a.wantList("person.responses.edges", "node.by.slug", "ada")
	a.want("person.responses.edges.0.node.to.slug", "cy")
	a.want("person.responses.edges.0.node.basis", "INFERRED")
	a.wantList("quote.respondedToBy", "by.slug", "ada")
	a.want("quote.responses", []any{})
}

// "The harbour wants", said by Ada, is in nobody's tally.
func TestReportedPositionsCountNowhere(t *testing.T) {
	d := dispute(t)
	d.put(&record.ReportedPosition{ID: declared[record.ReportedPosition]("reported", "r"), Quote: declared[record.Quote]("quote", "ada-1"), Holder: actorID("cy"), Claim: declared[record.Claim]("claim", "tides-rise"), Position: record.Supports})
	a := d.ask(`{ person(slug: "cy") { reportedPositions { edges { node { position reporter { slug } holder { slug } quote { gist } } } } positions { edges { node { claim { slug } } } } }
		claim(slug: "tides-rise") { tally { supports actors } reportedPositions { totalCount } } }`)
	a.wantList("person.reportedPositions.edges", "node.reporter.slug", "ada")
	a.wantList("person.positions.edges", "node.claim.slug", "dues-fall")
	a.want("claim.tally", map[string]any{"supports": 1, "actors": 2})
	a.want("claim.reportedPositions.totalCount", 1)
}

func TestEveryQuoteFilter(t *testing.T) {
	d := full(t)
	id := func(kind, key string) string { return `"` + record.DeclaredID(kind, key).String() + `"` }
	everything := `status: [CURRENT, CORRECTED, RETRACTED, WITHDRAWN]`
	total := int(d.ask(`{ quotes(filter: {` + everything + `}) { totalCount } }`).at("quotes.totalCount").(float64))
	for filter, want := range map[string]func(*record.Quote) bool{
		"speaker: [" + id("actor", "harbour") + "]":     func(q *record.Quote) bool { return q.Speaker == actorID("harbour") },
		"affiliation: [" + id("actor", "harbour") + "]": func(q *record.Quote) bool { return !q.Affiliation.IsZero() },
		"event: " + id("event", "storm"):                func(q *record.Quote) bool { return len(q.Events) > 0 },
		"document: " + id("document", "reprint"):        func(q *record.Quote) bool { return false },
		"capacity: [OFFICIAL]":                          func(q *record.Quote) bool { return q.Capacity == record.Official },
		"mode: [MIXED, DIRECT]":                         func(q *record.Quote) bool { return q.Mode == record.Mixed },
		"act: [PREDICT]":                                func(q *record.Quote) bool { return q.Act == record.Predict },
		"medium: [INTERVIEW]":                           func(q *record.Quote) bool { return q.Medium == record.Interview },
		"verification: [VERIFIED]":                      func(q *record.Quote) bool { return q.Verification.State == record.Verified },
		"firstHand: true":                               func(q *record.Quote) bool { return q.FirstHand() },
		"anonymous: true":                               func(q *record.Quote) bool { return q.Speaker == actorID("a-clerk") },
		"said: {from: \"2025-12-03\"}":                  func(q *record.Quote) bool { return q.SaidOn.Compare(onDay("2025-12-03")) >= 0 },
		"said: {to: \"2025-10\"}":                       func(q *record.Quote) bool { return !q.SaidOn.IsZero() && q.SaidOn.Compare(onDay("2025-10")) <= 0 },
		"published: {from: \"2026\"}":                   func(q *record.Quote) bool { return false },
	} {
		expected := 0
		for r := range d.graph.Snapshot().Each(record.KindQuote) {
			if want(r.(*record.Quote)) {
				expected++
			}
		}
		a := d.ask(fmt.Sprintf(`{ quotes(first: 100, filter: {%s, %s}) { totalCount } }`, everything, filter))
		if got := int(a.at("quotes.totalCount").(float64)); got != expected || expected == total {
			t.Errorf("%s: %d of %d quotes, want %d", filter, got, total, expected)
		}
	}
	for filter, want := range map[string]int{
		"claim: " + id("claim", "dues-fall"): 7, "question: " + id("question", "dues"): 19, "topic: " + id("topic", "trade"): 7,
		"basis: INFERRED": 2, "position: [UNDECIDED]": 0,
		"claim: " + id("claim", "dues-fall") + ", position: [OPPOSES]": 2,
	} {
		d.ask(fmt.Sprintf(`{ quotes(filter: {%s, %s}) { totalCount } }`, everything, filter)).want("quotes.totalCount", want)
	}
}
