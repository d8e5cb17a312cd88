package web

import (
	"github.com/google/uuid"

	"onrecord/internal/record"
)

// question answers for the page of a question with its rival answers.
func (s *Site) question(v *visit) (*page, error) {
	rec, err := v.bySlug(record.KindQuestion, "question")
	if err != nil {
		return nil, err
	}
	q := rec.(*record.Question)
	view, err := v.reader.question(v.ctx, q)
	if err != nil {
		return nil, err
	}
	description, err := v.tongue.count("question.description", len(view.Answers))
	if err != nil {
		return nil, err
	}
	p := &page{Template: "question", Title: view.Text.Text, Description: description, Path: v.reader.permanent("question", q.Slug), View: view, Dated: true,
		Linked: v.reader.questionLinked(view)}
	return v.refer(p, uuid.UUID(q.ID), q.Slug, view.Text.Text)
}
