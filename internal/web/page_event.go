package web

import (
	"fmt"

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
		return nil, fmt.Errorf("%w: %d quotes are on record", record.ErrNotFound, view.AllQuotes)
	}
	view.Earlier, view.Later = v.beside(fromParameter, from, mostSaid, view.AllQuotes)
	description, err := v.tongue.count("event.description", view.AllClaims)
	if err != nil {
		return nil, err
	}
	return &page{Template: "event", Title: view.Name.Text, Description: description, Path: v.reader.permanent("event", view.Slug), View: view, Dated: true, NoIndex: from > 0}, nil
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
		return nil, fmt.Errorf("%w: %d claims are on record", record.ErrNotFound, view.AllClaims)
	}
	view.Earlier, view.Later = v.beside(fromParameter, from, mostClaims, view.AllClaims)
	description, err := v.tongue.count("event.description", view.AllClaims)
	if err != nil {
		return nil, err
	}
	return &page{Template: "topic", Title: view.Name.Text, Description: description, Path: v.reader.permanent("topic", view.Slug), View: view, Dated: true, NoIndex: from > 0}, nil
}
