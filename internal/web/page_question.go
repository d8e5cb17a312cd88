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
	cite, err := v.cite(q.Slug, view.Text.Text, v.reader.permanent("question", q.Slug))
	if err != nil {
		return nil, err
	}
	return &page{Template: "question", Title: view.Text.Text, Description: description, Path: v.reader.permanent("question", q.Slug), View: view, Dated: true,
		Linked: v.reader.questionLinked(view), Alternates: v.reader.alternates(uuid.UUID(q.ID)), Cite: cite}, nil
}
