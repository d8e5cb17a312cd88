package web

import (
	"strconv"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// quotesParameter is the place in an actor's list of quotes.
const quotesParameter = "quotes"

// actor answers for the page of a person, an institution or another actor.
func (s *Site) actor(v *visit) (*page, error) {
	rec, err := v.bySlug(record.AnyActor, "actor")
	if err != nil {
		return nil, err
	}
	a := rec.(record.Actor)
	var at whereabouts
	if at.Positions, err = v.number(fromParameter); err != nil {
		return nil, err
	}
	if at.Quotes, err = v.number(quotesParameter); err != nil {
		return nil, err
	}
	view, err := v.reader.wholeActor(v.ctx, a, at)
	if err != nil {
		return nil, err
	}
	if at.Positions > 0 && at.Positions >= view.Total || at.Quotes > 0 && at.Quotes >= view.AllQuotes {
		return nil, refuse(record.ErrNotFound, "beyond", max(at.Positions, at.Quotes)+1)
	}
	view.Earlier, view.Later = v.beside(fromParameter, at.Positions, mostHeld, view.Total)
	view.EarlierQuotes, view.LaterQuotes = v.beside(quotesParameter, at.Quotes, mostSaid, view.AllQuotes)
	description, err := v.tongue.count("actor.description", view.AllQuotes)
	if err != nil {
		return nil, err
	}
	p := &page{Template: "actor", Title: view.Text, Description: description, Path: v.reader.permanent("actor", view.Slug), View: view, Dated: true}
	p.NoIndex = at != whereabouts{} || view.Unnamed() || view.Collective()
	p.Linked = v.reader.actorLinked(v.reader.actorOf(a))
	p.Linked["@context"] = schemaOrg
	return v.refer(p, uuid.UUID(a.ActorID()), view.Slug, view.Text)
}

// compare answers for two actors beside one another.
func (s *Site) compare(v *visit) (*page, error) {
	a, b, err := v.pair()
	if err != nil {
		return nil, err
	}
	from, err := v.number(fromParameter)
	if err != nil {
		return nil, err
	}
	view, err := v.reader.comparison(v.ctx, a, b, from)
	if err != nil {
		return nil, err
	}
	if from > 0 && from >= view.Total {
		return nil, refuse(record.ErrNotFound, "beyond", from+1)
	}
	view.Earlier, view.Later = v.beside(fromParameter, from, mostPoints, view.Total)
	title, err := v.tongue.fill("compare.title", view.A.Text, view.B.Text)
	if err != nil {
		return nil, err
	}
	description, err := v.tongue.fill("compare.description", strconv.Itoa(view.Agreed), strconv.Itoa(view.Disagreed), strconv.Itoa(view.Qualified))
	if err != nil {
		return nil, err
	}
	p := &page{Template: "compare", Title: title, Description: description, Path: v.reader.permanent("compare", view.A.Slug) + "/" + view.B.Slug, View: view, Dated: true}
	p.Cite, err = v.cite(view.A.Slug+"-"+view.B.Slug, title, p.Path)
	return p, err
}

// pair finds the two actors of an address, or sends a visitor on who names one of
// them by a former slug.
func (v *visit) pair() (a, b record.Actor, err error) {
	var both [2]record.Actor
	for i, name := range []string{"a", "b"} {
		slug := v.request.PathValue(name)
		rec, ok := v.reader.snapshot.BySlug(record.AnyActor, slug)
		if !ok {
			return nil, nil, refuse(record.ErrNotFound, "actor", shorten(slug))
		}
		both[i] = rec.(record.Actor)
	}
	a, b = both[0], both[1]
	if a.Ref() == b.Ref() {
		return nil, nil, &moved{v.reader.path("actor", a.About().Slug)}
	}
	if a.About().Slug != v.request.PathValue("a") || b.About().Slug != v.request.PathValue("b") {
		return nil, nil, &moved{v.reader.pathOfPair("compare", a.About().Slug, b.About().Slug)}
	}
	return a, b, nil
}
