package web

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// actorView is whoever a quote can be attributed to.
type actorView struct {
	link
	ID   record.ActorID
	Slug string
	Kind record.Kind
	// Description is a line on who that is.
	Description phrase
}

// Unnamed reports whether the actor is a source without a name.
func (a actorView) Unnamed() bool { return a.Kind == record.KindUnnamedSource }

// Collective reports whether the actor is people quoted together.
func (a actorView) Collective() bool { return a.Kind == record.KindCollective }

// actor finds an actor; the zero view where there is none, which stands for a
// channel that nobody knows.
func (r *reader) actor(id record.ActorID) actorView {
	if id.IsZero() {
		return actorView{}
	}
	a := r.snapshot.Actor(id)
	if a == nil {
		return actorView{}
	}
	return r.actorOf(a)
}

func (r *reader) actorOf(a record.Actor) actorView {
	profile := a.About()
	return actorView{
		link: link{r.nameOf(profile), r.path("actor", profile.Slug)},
		ID:   a.ActorID(), Slug: profile.Slug, Kind: a.Ref().Kind,
		Description: r.in(profile.Description),
	}
}

func (r *reader) institution(id record.InstitutionID) link { return r.actor(record.ActorID(id)).link }

// nameOf is the primary name that Profile.Name gives, with its language.
func (r *reader) nameOf(p *record.Profile) phrase {
	name := p.Name(r.languages)
	for _, n := range p.Names {
		if n.Kind == record.PrimaryName && n.Text == name {
			return phraseIn(name, n.Language)
		}
	}
	return plain(name)
}

// documentView is a link to a document and what a citation says of it.
type documentView struct {
	link
	Publisher   link
	PublishedOn dateView
	// PublishedOnNote tells what is known where the date is not.
	PublishedOnNote string
	SourceURL       string
	Language        string
}

func (r *reader) document(id record.DocumentID) documentView {
	d := graph.Find(r.snapshot, id)
	if d == nil {
		return documentView{}
	}
	return r.documentOf(d)
}

func (r *reader) documentOf(d *record.Document) documentView {
	return documentView{
		link:      link{r.in(d.Titles), r.path("document", d.Slug)},
		Publisher: r.institution(d.Publisher), PublishedOn: r.date(d.PublishedOn), PublishedOnNote: d.PublishedOnNote,
		SourceURL: d.SourceURL, Language: d.Language,
	}
}
