package web

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"onrecord/internal/card"
)

// mostRows is how many answers or claims a card lists.
const mostRows = 3

// cardMaker makes the card of an embed, from what the embed shows and in the words of
// the interface. The first word that is missing ends it.
type cardMaker struct {
	*card.Card
	tongue *tongue
	// draws reports whether there are letters for a text.
	draws func(string) bool
	err   error
}

// card is the card of an embed.
func (v *visit) card(e *inset, draws func(string) bool) (*card.Card, error) {
	m := &cardMaker{Card: &card.Card{Interface: v.tongue.Dir}, tongue: v.tongue, draws: draws}
	m.Tagline, m.Unreadable = m.say("site.tagline"), m.say("picture.unreadable")
	switch view := e.View.(type) {
	case *claimView:
		m.claim(view)
	case *questionView:
		m.question(view)
	case *actorBrief:
		m.actor(view)
	case *comparisonView:
		m.comparison(view)
	case *eventBrief:
		m.event(view)
	case *printedQuote:
		m.quote(view)
	case *documentBrief:
		m.document(view)
	case *pollView:
		m.poll(view)
	case *siteBrief:
		m.site(view)
	default:
		return nil, fmt.Errorf("card of %s: there is none of %T", e.Key, e.View)
	}
	m.Notice = m.notice(v.standing(e))
	return m.Card, m.err
}

func (m *cardMaker) keep(text string, err error) string {
	m.err = cmp.Or(m.err, err)
	return text
}

func (m *cardMaker) say(key string) string              { return m.keep(m.tongue.say(key)) }
func (m *cardMaker) count(key string, n int) string     { return m.keep(m.tongue.count(key, n)) }
func (m *cardMaker) fill(key string, values any) string { return m.keep(m.tongue.fill(key, values)) }

// notice tells that the card is not about now.
func (m *cardMaker) notice(s standing) string {
	var parts []string
	switch {
	case s.Beyond:
		parts = append(parts, m.say("embed.beyond"))
	case s.Corrected:
		parts = append(parts, m.say("embed.corrected"))
	case s.Grown:
		parts = append(parts, m.fill("embed.pinned", s.Revision))
	}
	if s.AsOf.Known() {
		parts = append(parts, m.fill("asof.note", s.AsOf.Text))
	}
	return strings.Join(parts, " ")
}

// headline sets the title, by whose direction the card is laid out.
func (m *cardMaker) headline(p phrase) {
	m.Title = card.Plain(p.Text, p.Dir)
	m.lay(p)
}

func (m *cardMaker) lay(p phrase) {
	m.Dir = m.tongue.Dir
	if p.Dir == "ltr" || p.Dir == "rtl" {
		m.Dir = p.Dir
	}
}

// listed is texts with something between them; those that are empty are left out.
func listed(between string, items ...card.Item) card.Text {
	t := card.Text{Between: between}
	for _, item := range items {
		if one := (card.Text{Items: []card.Item{item}}); !one.Empty() {
			t.Items = append(t.Items, item)
		}
	}
	return t
}

// own is words of the interface, foreign a text that is ordered by itself.
func own(text string) card.Item         { return card.Item{{Text: text}} }
func foreign(p phrase) card.Item        { return card.Item{isolated(p)} }
func isolated(p phrase) card.Piece      { return card.Piece{Text: p.Text, Dir: cmp.Or(p.Dir, "auto")} }
func note(items ...card.Item) card.Text { return listed(", ", items...) }

// parts are those of a tally, with their labels.
func (m *cardMaker) parts(t *tallyView) []card.Part {
	var all []card.Part
	for _, p := range t.Parts {
		all = append(all, card.Part{Role: p.Key, Sign: p.Sign, N: p.N, Label: m.count("group."+p.Key, p.N)})
	}
	return all
}

func (m *cardMaker) claim(v *claimView) {
	m.headline(v.Text)
	m.Kicker = listed(" · ", own(v.Kind))
	if m.Bar = m.parts(&v.Tally); len(m.Bar) == 0 {
		m.Notes = []card.Text{note(own(m.say("tally.nobody")))}
	}
}

func (m *cardMaker) question(v *questionView) {
	m.headline(v.Text)
	m.Kicker = listed(" · ", own(m.say("question.label")), own(m.count("question.answers", len(v.Answers))))
	for _, a := range v.Answers[:min(mostRows, len(v.Answers))] {
		m.Rows = append(m.Rows, card.Row{Text: card.Plain(a.Text.Text, a.Text.Dir), Parts: m.parts(&a.Tally)})
	}
	if len(v.Answers) == 0 {
		m.Notes = []card.Text{note(own(m.say("question.none")))}
	}
}

func (m *cardMaker) actor(v *actorBrief) {
	m.headline(v.phrase)
	m.Kicker = listed(" · ", own(v.Label))
	m.Notes = append(m.Notes, note(foreign(v.Description)))
	if v.Total > 0 {
		m.Notes = append(m.Notes, note(own(m.count("actor.positions", v.Total))))
	} else {
		m.Notes = append(m.Notes, note(own(m.say("actor.no-positions"))))
	}
}

func (m *cardMaker) comparison(v *comparisonView) {
	m.Title = card.Text{Items: []card.Item{{isolated(v.A.phrase), {Text: " " + m.say("compare.and") + " "}, isolated(v.B.phrase)}}}
	m.lay(phrase{})
	m.Kicker = listed(" · ", own(m.say("compare.label")))
	if v.None() {
		m.Notes = []card.Text{note(own(m.say("compare.none")))}
		return
	}
	m.Bar = []card.Part{
		{Role: "opposes", Sign: "−", N: v.Disagreed, Label: m.count("compare.disagreed", v.Disagreed)},
		{Role: "mixed", Sign: "±", N: v.Qualified, Label: m.count("compare.qualified", v.Qualified)},
		{Role: "supports", Sign: "+", N: v.Agreed, Label: m.count("compare.agreed", v.Agreed)},
	}
}

func (m *cardMaker) event(v *eventBrief) {
	m.headline(v.Name)
	items := []card.Item{own(v.Kind), own(v.Start.Text), foreign(v.Place)}
	if v.Total == 0 {
		m.Notes = []card.Text{note(own(m.say("event.no-claims")))}
	} else {
		items = append(items, own(m.count("event.claims", v.Total)))
	}
	m.Kicker = listed(" · ", items...)
	for _, c := range v.Claims[:min(mostRows, len(v.Claims))] {
		m.Rows = append(m.Rows, card.Row{Text: card.Plain(c.Text, c.Dir), Parts: m.parts(&c.Tally)})
	}
}

// quote shows the speaker's own words between marks; where there are none, or none that
// can be drawn, the gist without any.
func (m *cardMaker) quote(v *printedQuote) {
	verbatim := v.Verbatim()
	for _, w := range v.Words {
		verbatim = verbatim && m.draws(w.Text)
	}
	m.Kicker = listed(" · ", own(m.say("quote.label")))
	if verbatim {
		m.Set = card.Spoken
		m.lay(v.Words[0])
		m.Title = card.Text{Between: " … ", Dir: v.Words[0].Dir}
		for _, w := range v.Words {
			m.Title.Items = append(m.Title.Items, own(w.marked()))
		}
		m.gloss(v.quoteView)
	} else {
		m.Set = card.Label
		m.headline(v.Gist)
	}
	m.Cautions = m.cautions(v.quoteView, verbatim)
	m.By = note(foreign(v.Speaker.phrase))
	m.Notes = []card.Text{m.standingOf(v.quoteView), m.source(v.quoteView)}
}

// longestAlone is how many letters a quotation has that says little by itself.
const longestAlone = 120

// gloss tells in other words what a few words were said about.
func (m *cardMaker) gloss(v *quoteView) {
	length := 0
	for _, w := range v.Words {
		length += utf8.RuneCountInString(w.Text)
	}
	if length < longestAlone && !v.Gist.Empty() {
		m.Gloss = card.Text{Dir: v.Gist.Dir, Items: []card.Item{{{Text: m.say("quote.gist") + ":", Dir: m.tongue.Dir}, {Text: " " + v.Gist.Text}}}}
	}
}

// cautions are what a reader must know of the words before believing them.
func (m *cardMaker) cautions(v *quoteView, verbatim bool) card.Text {
	items := []card.Item{own(v.StatusText)}
	for _, c := range []struct {
		holds bool
		key   string
	}{
		{v.Silent, "quote.silent"}, {!v.Silent && !verbatim, "quote.gist.only"}, {v.Editorial, "quote.editorial"},
		{v.Pull && verbatim, "quote.pull"}, {v.Translated, "quote.translated"}, {v.SecondHand, "quote.second-hand"},
	} {
		if c.holds {
			items = append(items, own(m.say(c.key)))
		}
	}
	return listed(" · ", items...)
}

// standingOf is the role and the institution of a speaker at the time, as printed.
func (m *cardMaker) standingOf(v *quoteView) card.Text {
	items := []card.Item{foreign(v.Role)}
	if v.Affiliation.Path != v.OnBehalfOf.Path {
		items = append(items, foreign(v.Affiliation.phrase))
	}
	items = append(items, m.around("quote.on-behalf", v.OnBehalfOf.phrase), own(v.Capacity))
	if v.PrintedName != "" {
		items = append(items, m.around("quote.printed-as", plain(v.PrintedName)))
	}
	return note(items...)
}

// around is a text within words of the interface; nothing where it is empty.
func (m *cardMaker) around(key string, p phrase) card.Item {
	if p.Empty() {
		return nil
	}
	parts, err := m.tongue.split(key)
	m.keep("", err)
	return card.Item{{Text: parts.Before}, isolated(p), {Text: parts.After}}
}

// source is when something was said or printed, and where.
func (m *cardMaker) source(v *quoteView) card.Text {
	day := v.Said
	when := day.Text
	switch {
	case !day.Known() && v.Document.PublishedOn.Known():
		day = v.Document.PublishedOn
		when = m.fill("quote.printed-on", day.Text)
	case !day.Known():
		when = m.say("quote.undated")
	}
	if day.Vague {
		when += " (" + m.say("quote.vague") + ")"
	}
	where := v.Document.Publisher.phrase
	if where.Empty() {
		where = v.Document.phrase
	}
	return listed(" · ", own(when), foreign(where))
}
