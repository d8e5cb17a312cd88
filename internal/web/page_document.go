package web

import (
	"strconv"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// document answers for the page of a document.
func (s *Site) document(v *visit) (*page, error) {
	rec, err := v.bySlug(record.KindDocument, "document")
	if err != nil {
		return nil, err
	}
	d := rec.(*record.Document)
	from, err := v.number(fromParameter)
	if err != nil {
		return nil, err
	}
	view := v.reader.documentPage(d, from)
	if from > 0 && from >= view.Total {
		return nil, refuse(record.ErrNotFound, "beyond", from+1)
	}
	view.Earlier, view.Later = v.beside(fromParameter, from, mostPrinted, view.Total)
	description, err := v.tongue.count("document.description", view.Total)
	if err != nil {
		return nil, err
	}
	linked := documentLinked(&view.documentView)
	linked["@context"], linked["@id"] = schemaOrg, v.reader.name(uuid.UUID(d.ID))
	p := &page{Template: "document", Title: view.Text, Description: description, Path: v.reader.permanent("document", d.Slug), View: view,
		Linked: linked}
	return v.refer(p, uuid.UUID(d.ID), d.Slug, view.Text)
}

// beside are links to the pages of a list before and after the one that begins at a
// place, which the parameter of that name tells; empty where there is none.
func (v *visit) beside(name string, from, size, total int) (earlier, later string) {
	if from > 0 {
		place := ""
		if before := max(0, from-size); before > 0 {
			place = strconv.Itoa(before)
		}
		earlier = with(v.request.URL, name, place)
	}
	if from+size < total {
		later = with(v.request.URL, name, strconv.Itoa(from+size))
	}
	return earlier, later
}
