package web

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// quote answers for the page of a quote, which has an id and no slug.
func (s *Site) quote(v *visit) (*page, error) {
	text := v.request.PathValue("id")
	id, err := record.ParseUUID(text)
	if err != nil {
		return nil, refuse(record.ErrNotFound, "quote", shorten(text))
	}
	q := graph.Find(v.reader.snapshot, record.QuoteID(id))
	if q == nil {
		return nil, refuse(record.ErrNotFound, "quote", text)
	}
	view := v.reader.whole(q)
	title, err := v.tongue.fill("quote.title", view.Speaker.Text, shorten(view.lead()))
	if err != nil {
		return nil, err
	}
	description := view.Gist.Text
	if view.StatusText != "" {
		description = view.StatusText + ". " + description
	}
	cited, err := v.tongue.fill("quote.title", view.Speaker.Text, view.lead())
	if err != nil {
		return nil, err
	}
	linked := v.reader.quoteLinked(view.quoteView)
	linked["@context"] = schemaOrg
	p := &page{Template: "quote", Title: title, Description: description, Path: v.reader.permanent("quote", text), View: view, Linked: linked}
	return v.refer(p, id, text[:8], cited)
}

// lead is what stands for the quote in a title: its words, in the marks of their
// language, or the gist without any.
func (q *quoteView) lead() string {
	if !q.Verbatim() {
		return q.Gist.Text
	}
	return q.Words[0].marked()
}

// marked is a text between the quotation marks of its script.
func (p phrase) marked() string {
	if p.Dir == "rtl" {
		return "«" + p.Text + "»"
	}
	return "“" + p.Text + "”"
}
