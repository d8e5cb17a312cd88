package dossier

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"onrecord/internal/record"
)

func (r *reader) readQuotes() {
	for _, e := range r.sections["utterances"] {
		e.m.done(&record.Utterance{
			ID:      record.UtteranceID(e.id),
			Speaker: ref[record.Actor](e.m, "speaker", "speaker", record.AnyActor),
			SaidOn:  e.m.date("said", "saidOn"),
			Medium:  word[record.Medium](e.m, "medium", "medium"),
		})
	}
	for _, e := range r.sections["quotes"] {
		r.readQuote(e)
	}
}

func (r *reader) readQuote(e entry) {
	q := &record.Quote{ID: record.QuoteID(e.id), Document: r.documentOf(e.m)}
	r.readSpeaker(q, e.m)
	r.readWords(q, e.m)
	r.readSaid(q, e.m)
	for i, v := range e.m.list("chain", "chain") {
		q.Chain = append(q.Chain, r.readHop(e.m, v, fmt.Sprintf("chain[%d]", i)))
	}
	q.Events = refs[record.Event](e.m, "events", "events", record.KindEvent)
	q.Notes = e.m.lines("notes", "notes")
	codings := r.openCodings(e)
	r.quotes[q.ID] = q
	e.m.done(q)
	r.readCodings(codings, q.ID)
}

func (r *reader) readSpeaker(q *record.Quote, m *mapping) {
	q.Speaker = ref[record.Actor](m, "speaker", "speaker", record.AnyActor)
	q.PrintedName = m.line("printed", "printedName")
	q.Role = m.line("role", "role")
	q.Affiliation = ref[record.Institution](m, "affiliation", "affiliation", record.KindInstitution)
	q.Capacity = word[record.Capacity](m, "capacity", "capacity")
	q.OnBehalfOf = ref[record.Institution](m, "on-behalf-of", "onBehalfOf", record.KindInstitution)
}

func (r *reader) readWords(q *record.Quote, m *mapping) {
	q.Mode = word[record.QuoteMode](m, "mode", "mode")
	q.PullQuote, _ = m.yes("pull-quote", "pullQuote")
	q.Fragments = m.lines("fragments", "fragments")
	q.Gists = m.texts("gist", "gists", longRule)
	q.Act = word[record.SpeechAct](m, "act", "act")
	q.Cue = m.line("cue", "cue")
	q.Language = m.language("language", r.copies.language(q.Document, r.language))
	q.Translated = m.answer("translated", "translated")
	q.Selector = r.readSelector(m)
}

func (r *reader) readSaid(q *record.Quote, m *mapping) {
	q.SaidOn = m.date("said", "saidOn")
	q.SaidOnBasis = word[record.DateBasis](m, "said-basis", "saidOnBasis")
	if q.SaidOnBasis == 0 && !q.SaidOn.IsZero() {
		q.SaidOnBasis = record.Printed
	}
	q.Medium = word[record.Medium](m, "medium", "medium")
	q.Utterance = ref[record.Utterance](m, "utterance", "utterance", record.KindUtterance)
}

// readSelector reads the span and what it must hold; all of it is absent or
// the span is there.
func (r *reader) readSelector(m *mapping) *record.Selector {
	s := &record.Selector{
		SHA256: m.hash("sha256", "selector.sha256"),
		Exact:  m.words("exact", "selector.exact"),
		Prefix: m.words("prefix", "selector.prefix"),
		Suffix: m.words("suffix", "selector.suffix"),
	}
	span, ok := m.field("at", "selector")
	if !ok {
		for _, name := range []string{"sha256", "exact", "prefix", "suffix"} {
			if v, given := m.fields[name]; given && !r.rep.failed[join(m.at.Path, "at")] {
				r.rep.add(v.at, "needs `at`, the span that it belongs to")
			}
		}
		return nil
	}
	if span.node.Kind != yaml.SequenceNode || len(span.node.Content) != 2 {
		r.rep.add(span.at, "want the two ends of a span in code points, such as [3551, 3890], the second one exclusive")
		return nil
	}
	s.Start, s.End = r.bound(span, 0), r.bound(span, 1)
	return s
}

// words is a text of the document itself, whose white space belongs to it.
func (m *mapping) words(name, into string) string {
	v, ok := m.field(name, into)
	if !ok {
		return ""
	}
	s, _ := m.r.plain(v, "the words of the document, in quotation marks", "!!str")
	return s
}

func (r *reader) bound(span value, i int) int32 {
	n := span.node.Content[i]
	return r.whole(value{n, r.place(n, fmt.Sprintf("%s[%d]", span.at.Path, i))})
}

func (r *reader) readHop(quote *mapping, v value, path string) record.Hop {
	m := r.fields(v, "hop")
	defer m.close()
	h := record.Hop{
		Agent:     ref[record.Actor](m, "agent", "agent", record.AnyActor),
		Act:       word[record.AttributionAct](m, "act", "act"),
		On:        m.date("on", "on"),
		Cue:       m.line("cue", "cue"),
		SourceURL: m.line("url", "sourceUrl"),
	}
	h.Weakest, _ = m.yes("weakest", "weakest")
	quote.lend(m, path)
	return h
}

// checkQuotes refuses what two entries of one file contradict one another in.
func (r *reader) checkQuotes() {
	utterances := map[record.UtteranceID]*record.Utterance{}
	homes := map[record.ActorID]home{}
	for _, rec := range r.file.records {
		switch rec := rec.(type) {
		case *record.Utterance:
			utterances[rec.ID] = rec
		case *record.UnnamedSource:
			homes[rec.ActorID()] = home{rec.Slug, "an unnamed source", rec.Document}
		case *record.Collective:
			homes[rec.ActorID()] = home{rec.Slug, "a collective", rec.Document}
		}
	}
	for _, e := range r.sections["quotes"] {
		q := r.quotes[record.QuoteID(e.id)]
		u := utterances[q.Utterance]
		if u != nil && !u.Speaker.IsZero() && !q.Speaker.IsZero() && u.Speaker != q.Speaker {
			r.rep.add(e.m.places["utterance"], "the utterance at line %d has another speaker; a speech act has one", r.file.entries[u.Ref().ID].at.Line)
		}
		r.checkHome(homes[q.Speaker], q, e.m.places["speaker"])
		for i, h := range q.Chain {
			r.checkHome(homes[h.Agent], q, e.m.places[fmt.Sprintf("chain[%d].agent", i)])
		}
	}
}

// home is the document that an unnamed source or a collective belongs to.
type home struct {
	slug, what string
	document   record.DocumentID
}

// checkHome keeps such an actor within its document and the copies of it: two
// sources of two documents must never be taken for one.
func (r *reader) checkHome(h home, q *record.Quote, at Place) {
	if h.document.IsZero() || q.Document.IsZero() || h.document == q.Document {
		return
	}
	if c, ok := r.copies.byID[q.Document]; ok && c.document.RepublicationOf == h.document {
		return
	}
	r.rep.add(at, "%s is %s of another document; declare one for this document", h.slug, h.what)
}
