package check

import (
	"github.com/google/uuid"

	"onrecord/internal/record"
)

func dateRules() []rule {
	return []rule{
		{Rule{"OR040", Warning, "A quote said after its document was published."}, saidAfterPublished},
		{Rule{"OR041", Warning, "A retraction or correction dated before the quote was said."}, correctedBeforeSaid},
		{Rule{"OR042", Warning, "A quote with an affiliation that its speaker did not hold on that date."}, affiliationNotHeld},
		{Rule{"OR043", Warning, "An utterance dated otherwise than a quote of it."}, utteranceDates},
		{Rule{"OR044", Warning, "A republication published before its original."}, copyBeforeOriginal},
		{Rule{"OR045", Warning, "A link of a chain of attribution dated after the document was published."}, hopAfterPublished},
	}
}

// after reports whether every day that a may mean comes after every day that b
// may mean; unknown dates come after nothing.
func after(a, b record.Date) bool {
	return !a.IsZero() && !b.IsZero() && a.First().Compare(b.Last()) > 0
}

func saidAfterPublished(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		if d := find(c, q.Document); d != nil && after(q.SaidOn, d.PublishedOn) {
			found(q, "was said on %s, after document %s was published (%s); correct one of the dates", q.SaidOn, d.Slug, d.PublishedOn)
		}
	}
}

func correctedBeforeSaid(c *corpus, found finder) {
	for r := range each[record.Correction](c, record.KindCorrection) {
		if q := find(c, r.Quote); q != nil && after(q.SaidOn, r.On) {
			found(r, "is dated %s, before the quote was said (%s); correct one of the dates", r.On, q.SaidOn)
		}
	}
}

func affiliationNotHeld(c *corpus, found finder) {
	type post struct {
		person      uuid.UUID
		institution record.InstitutionID
	}
	held := map[post][]*record.Affiliation{}
	for a := range each[record.Affiliation](c, record.KindAffiliation) {
		p := post{uuid.UUID(a.Person), a.Institution}
		held[p] = append(held[p], a)
	}
	for q := range each[record.Quote](c, record.KindQuote) {
		posts := held[post{uuid.UUID(q.Speaker), q.Affiliation}]
		if on := c.spokenOn(q); len(posts) > 0 && !on.IsZero() && !anyHeld(posts, on) {
			found(q, "names an affiliation with %s that the speaker did not hold on %s; correct the dates of the affiliation", c.slug(uuid.UUID(q.Affiliation)), on)
		}
	}
}

func anyHeld(posts []*record.Affiliation, on record.Date) bool {
	for _, a := range posts {
		if a.Held(on) {
			return true
		}
	}
	return false
}

func utteranceDates(c *corpus, found finder) {
	for u := range each[record.Utterance](c, record.KindUtterance) {
		for _, q := range c.utterers[u.ID] {
			if after(u.SaidOn, q.SaidOn) || after(q.SaidOn, u.SaidOn) {
				found(u, "is dated %s and %s of it %s; one speech act has one date", u.SaidOn, c.name(q), q.SaidOn)
			}
		}
	}
}

func copyBeforeOriginal(c *corpus, found finder) {
	for d := range each[record.Document](c, record.KindDocument) {
		if o := find(c, d.RepublicationOf); o != nil && after(o.PublishedOn, d.PublishedOn) {
			found(d, "was published on %s, before document %s that it republishes (%s)", d.PublishedOn, o.Slug, o.PublishedOn)
		}
	}
}

func hopAfterPublished(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		d := find(c, q.Document)
		for _, h := range q.Chain {
			if d != nil && after(h.On, d.PublishedOn) {
				found(q, "has a link in its chain of %s, after document %s was published (%s)", h.On, d.Slug, d.PublishedOn)
			}
		}
	}
}
