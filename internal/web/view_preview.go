package web

import (
	"maps"

	"onrecord/internal/card"
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// sitePicture is the kind and the key of the picture for pages that are of nothing in
// particular: the overview, lists, search.
const sitePicture, siteKey = "site", "onrecord"

// pictureKinds are the kinds of things that there are pictures of: what can be embedded,
// and what has a page of its own.
var pictureKinds = func() map[string]insetMaker {
	all := maps.Clone(embedKinds)
	all["document"], all["topic"], all["poll"] = (*Site).pictureDocument, (*Site).pictureTopic, (*Site).picturePoll
	all[sitePicture] = (*Site).pictureSite
	return all
}()

// documentBrief is what a picture tells of a document.
type documentBrief struct {
	documentView
	// Quotes is how many there are from it.
	Quotes int
}

// siteBrief is what a picture tells of the whole record, in words.
type siteBrief struct{ Counts string }

func (s *Site) pictureDocument(v *visit, key []string, _ int) (*inset, error) {
	rec, err := v.keyed(record.KindDocument, "document", key)
	if err != nil {
		return nil, err
	}
	d := rec.(*record.Document)
	view := &documentBrief{v.reader.documentOf(d), v.reader.snapshot.QuotesIn(d.ID).Len()}
	return &inset{Title: view.Text, Page: v.reader.path("document", d.Slug), Key: "document-" + d.Slug, View: view}, nil
}

func (s *Site) pictureTopic(v *visit, key []string, most int) (*inset, error) {
	rec, err := v.keyed(record.KindTopic, "topic", key)
	if err != nil {
		return nil, err
	}
	topic, r := rec.(*record.Topic), v.reader
	label, err := r.tongue.say("topic.label")
	if err != nil {
		return nil, err
	}
	view := &eventBrief{Name: r.in(topic.Names), Kind: label}
	if view.Claims, view.Total, err = r.contested(v.ctx, graph.ClaimFilter{Topic: topic.ID}, 0); err != nil {
		return nil, err
	}
	view.Claims = view.Claims[:min(most, len(view.Claims))]
	return &inset{Title: view.Name.Text, Page: r.path("topic", topic.Slug), Key: "topic-" + topic.Slug, View: view}, nil
}

func (s *Site) picturePoll(v *visit, key []string, _ int) (*inset, error) {
	rec, err := v.keyed(record.KindPoll, "poll", key)
	if err != nil {
		return nil, err
	}
	view := v.reader.poll(rec.(*record.Poll))
	return &inset{Title: view.Text, Page: view.Path, Key: "poll", View: view}, nil
}

func (s *Site) pictureSite(v *visit, key []string, _ int) (*inset, error) {
	if name, err := single(key); err != nil || name != siteKey {
		return nil, refuse(record.ErrNotFound, "picture")
	}
	counts, err := v.reader.counts()
	if err != nil {
		return nil, err
	}
	return &inset{Title: siteKey, Page: v.reader.path("", ""), Key: siteKey, View: &siteBrief{counts}}, nil
}

func (m *cardMaker) document(v *documentBrief) {
	m.headline(v.phrase)
	m.Kicker = listed(" · ", own(m.say("document.label")))
	published := m.say("document.undated")
	if v.PublishedOn.Known() {
		published = v.PublishedOn.Text
	}
	m.Notes = []card.Text{listed(" · ", foreign(v.Publisher.phrase), own(published))}
	if v.Quotes > 0 {
		m.Notes = append(m.Notes, note(own(m.count("document.description", v.Quotes))))
	}
}

// poll shows what was asked, of how many, and what share gave which answer. That those
// who answered chose themselves to is told before the numbers are.
func (m *cardMaker) poll(v *pollView) {
	m.headline(v.phrase)
	m.Kicker = listed(" · ", own(m.say("poll.label")))
	if v.SelfSelected {
		m.Cautions = note(own(m.say("poll.self")))
	}
	items := []card.Item{m.around("poll.by", v.Conductor.phrase), own(v.Start.Text)}
	if v.Sample > 0 {
		items = append([]card.Item{own(m.count("poll.sample", v.Sample))}, items...)
	}
	m.Notes = []card.Text{listed(" · ", items...)}
	if len(v.Answers) > mostRows {
		return // some answers without the others would tell another story
	}
	for _, a := range v.Answers {
		m.Rows = append(m.Rows, card.Row{Text: card.Text{Dir: a.Label.Dir, Items: []card.Item{{{Text: a.Percent + "% "}, isolated(a.Label)}}}})
	}
}

// site shows what this is; the foot has its name.
func (m *cardMaker) site(v *siteBrief) {
	m.headline(phrase{Text: m.Tagline, Lang: m.tongue.Code, Dir: m.tongue.Dir})
	m.Tagline = ""
	m.Notes = []card.Text{note(own(v.Counts))}
}
