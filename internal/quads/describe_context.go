package quads

import (
	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

func (c *coder) document(d *record.Document) {
	identify(c, &d.ID)
	c.slugs(&d.Slug, &d.FormerSlugs)
	c.texts(tHeadline, &d.Titles)
	c.address(tURL, &d.SourceURL)
	c.address(tArchivedAt, &d.ArchivedAt)
	reference(c, tPublisher, &d.Publisher)
	c.authors(&d.Authors)
	c.date(tPublishedOn, &d.PublishedOn)
	c.text(tPublishedOnNote, &d.PublishedOnNote)
	c.instant(tRetrievedAt, &d.RetrievedAt)
	c.text(tLanguage, &d.Language)
	c.hash(tSHA256, &d.SHA256)
	reference(c, tRepublicationOf, &d.RepublicationOf)
	c.sequence(tNote, &d.Notes)
	c.text(tBody, &d.Text)
}

// authors are edges; where there are several, a list beside them keeps the
// order of the byline.
func (c *coder) authors(ids *[]record.PersonID) {
	if c.writing {
		if len(*ids) > 1 {
			structured(c, tAuthors, typeList, ids, authorList)
		}
		edges(c, tAuthor, *ids)
		return
	}
	structured(c, tAuthors, typeList, ids, authorList)
	if len(*ids) > 0 {
		edges(c, tAuthor, *ids)
		return
	}
	var only record.PersonID
	if reference(c, tAuthor, &only); !only.IsZero() {
		*ids = []record.PersonID{only}
	}
}

func authorList(l *literal, ids *[]record.PersonID) {
	var list []string
	for _, id := range *ids {
		list = append(list, id.String())
	}
	textEntries(l, &list)
	if l.writing {
		return
	}
	for _, s := range list {
		id, ok := parseUUID(s)
		if !ok {
			l.fail("author")
		}
		*ids = append(*ids, id)
	}
	if len(*ids) < 2 {
		l.fail("author")
	}
}

func (c *coder) event(e *record.Event) {
	identify(c, &e.ID)
	c.slugs(&e.Slug, &e.FormerSlugs)
	c.texts(tName, &e.Names)
	word(c, tEventKind, &e.Kind, eventKinds)
	c.date(tStart, &e.Start)
	c.date(tEnd, &e.End)
	c.text(tPlace, &e.Place)
	reference(c, tPartOf, &e.PartOf)
}

func (c *coder) participation(p *record.Participation) {
	identify(c, &p.ID)
	reference(c, tEvent, &p.Event)
	reference(c, tActor, &p.Actor)
	c.text(tParticipantRole, &p.Role)
	references(c, tEvidence, &p.Evidence)
}

func (c *coder) dossier(d *record.Dossier) {
	identify(c, &d.ID)
	c.text(tSlug, &d.Slug)
	c.text(tName, &d.Title)
	reference(c, tDocument, &d.Document)
	references(c, tDeclares, &d.Declares)
}

func (c *coder) changeset(s *record.Changeset) {
	identify(c, &s.ID)
	c.text(tChangeAuthor, &s.Author)
	c.text(tMessage, &s.Message)
	c.instant(tAt, &s.At)
	c.text(tChangeReviewer, &s.Reviewer)
	c.text(tRequestKey, &s.Key)
	c.hash(tRequest, &s.Request)
}

// iri is the IRI of a term as text.
func (t term) iri() string { return string(predicates[t].(quad.IRI)) }
