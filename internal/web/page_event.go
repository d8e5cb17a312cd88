package web

import (
	"github.com/google/uuid"

	"onrecord/internal/record"
)

// event answers for the page of an event.
func (s *Site) event(v *visit) (*page, error) {
	rec, err := v.bySlug(record.KindEvent, "event")
	if err != nil {
		return nil, err
	}
	from, err := v.number(fromParameter)
	if err != nil {
		return nil, err
	}
	view, err := v.reader.event(v.ctx, rec.(*record.Event), from)
	if err != nil {
		return nil, err
	}
	if from > 0 && from >= view.AllQuotes {
		return nil, refuse(record.ErrNotFound, "beyond", from+1)
	}
	view.Earlier, view.Later = v.beside(fromParameter, from, mostSaid, view.AllQuotes)
	description, err := v.tongue.count("event.description", view.AllClaims)
	if err != nil {
		return nil, err
	}
	e := rec.(*record.Event)
	p := &page{Template: "event", Title: view.Name.Text, Description: description, Path: v.reader.permanent("event", view.Slug), View: view, Dated: true, NoIndex: from > 0,
		Linked: v.reader.eventLinked(e)}
	return v.refer(p, uuid.UUID(e.ID), view.Slug, view.Name.Text)
}

// topic answers for the page of a topic.
func (s *Site) topic(v *visit) (*page, error) {
	rec, err := v.bySlug(record.KindTopic, "topic")
	if err != nil {
		return nil, err
	}
	from, err := v.number(fromParameter)
	if err != nil {
		return nil, err
	}
	view, err := v.reader.topic(v.ctx, rec.(*record.Topic), from)
	if err != nil {
		return nil, err
	}
	if from > 0 && from >= view.AllClaims {
		return nil, refuse(record.ErrNotFound, "beyond", from+1)
	}
	view.Earlier, view.Later = v.beside(fromParameter, from, mostClaims, view.AllClaims)
	description, err := v.tongue.count("event.description", view.AllClaims)
	if err != nil {
		return nil, err
	}
	p := &page{Template: "topic", Title: view.Name.Text, Description: description, Path: v.reader.permanent("topic", view.Slug), View: view, Dated: true, NoIndex: from > 0}
	return v.refer(p, rec.Ref().ID, view.Slug, view.Name.Text)
}
