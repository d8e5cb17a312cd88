package dossier

import (
	"fmt"

	"onrecord/internal/record"
)

func (r *reader) readEvents() {
	for _, e := range r.sections["events"] {
		r.readEvent(e)
	}
}

func (r *reader) readEvent(e entry) {
	event := &record.Event{
		ID: record.EventID(e.id), Slug: e.key, FormerSlugs: e.was,
		Names:  e.m.texts("name", "names", nameRule),
		Kind:   word[record.EventKind](e.m, "kind", "kind"),
		Start:  e.m.date("start", "start"),
		End:    e.m.date("end", "end"),
		Place:  e.m.line("place", "place"),
		PartOf: ref[record.Event](e.m, "part-of", "partOf", record.KindEvent),
	}
	participations := e.m.nested("participations", section{shape: "participation", word: "participation", keyed: true}, e.key)
	e.m.done(event)
	for _, p := range participations {
		p.m.done(&record.Participation{
			ID: record.ParticipationID(p.id), Event: event.ID,
			Actor:    ref[record.Actor](p.m, "actor", "actor", record.AnyActor),
			Role:     p.m.line("role", "role"),
			Evidence: refs[record.Quote](p.m, "evidence", "evidence", record.KindQuote),
		})
	}
}

func (r *reader) readPolls() {
	for _, e := range r.sections["polls"] {
		r.readPoll(e)
	}
}

func (r *reader) readPoll(e entry) {
	p := &record.Poll{
		ID: record.PollID(e.id), Slug: e.key, FormerSlugs: e.was,
		Texts:        e.m.texts("text", "texts", longRule),
		Document:     r.documentOf(e.m),
		Question:     ref[record.Question](e.m, "question", "question", record.KindQuestion),
		Event:        ref[record.Event](e.m, "event", "event", record.KindEvent),
		Conductor:    ref[record.Institution](e.m, "conductor", "conductor", record.KindInstitution),
		Sample:       e.m.whole("sample", "sample"),
		Method:       e.m.line("method", "method"),
		SelfSelected: e.m.answer("self-selected", "selfSelected"),
		Start:        e.m.date("start", "start"),
		End:          e.m.date("end", "end"),
	}
	if v, ok := e.m.field("answers", "answers"); ok {
		for key, answer := range r.pairs(v, "keys and answers") {
			if !record.ValidSlug(key) {
				r.rep.add(answer.at, "%q is no key; %s", clip(key), slugRule)
			}
			path := fmt.Sprintf("answers[%d]", len(p.Answers))
			p.Answers = append(p.Answers, r.readAnswer(e.m, answer, path))
		}
	}
	e.m.done(p)
}

// readAnswer tells the poll's map, under path, where the fields of the answer
// stand, because it is the poll that is checked.
func (r *reader) readAnswer(poll *mapping, v value, path string) record.PollAnswer {
	m := r.fields(v, "answer")
	defer m.close()
	m.missing("percent")
	a := record.PollAnswer{Label: m.line("label", "label"), Percent: m.number("percent", "percent")}
	for _, item := range m.list("claims", "claims") {
		side := r.fields(item, "side")
		side.missing("claim")
		side.missing("position")
		a.Claims = append(a.Claims, record.PollClaim{
			Claim:    ref[record.Claim](side, "claim", "claim", record.KindClaim),
			Position: word[record.Position](side, "position", "position"),
		})
		side.close()
	}
	poll.lend(m, path)
	return a
}

// lend makes the places of an inner map known to the map of the record that it
// is a part of.
func (m *mapping) lend(inner *mapping, path string) {
	m.places[path] = inner.at
	for field, at := range inner.places {
		m.places[path+"."+field] = at
	}
}
