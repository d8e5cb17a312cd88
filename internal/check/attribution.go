package check

import (
	"github.com/google/uuid"

	"onrecord/internal/record"
)

func attributionRules() []rule {
	return []rule{
		{Rule{"OR050", Warning, "A pull quote that is alone in its utterance: it repeats a sentence of the same document."}, lonePullQuotes},
		{Rule{"OR051", Error, "A quote whose speaker is not the speaker of its utterance."}, otherSpeaker},
		{Rule{"OR052", Error, "An unnamed source or a collective used outside of its document."}, outsideItsDocument},
		{Rule{"OR053", Error, "A quote in a personal capacity on behalf of an institution."}, personalForAnother},
		{Rule{"OR054", Warning, "A reported position whose holder is the one who reports it."}, reportsOnSelf},
		{Rule{"OR055", Warning, "A reported silence that takes a side."}, silenceWithStance},
		{Rule{"OR056", Warning, "A response of a speaker to itself."}, answersSelf},
		{Rule{"OR057", Error, "A response to one actor that names a quote of another."}, answersAnother},
		{Rule{"OR058", Warning, "Two sides of one claim in one quote."}, bothSides},
		{Rule{"OR059", Warning, "Support of two answers to one question in one quote."}, rivalAnswers},
	}
}

func lonePullQuotes(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		if q.PullQuote && len(c.utterers[q.UtteranceID()]) == 1 {
			found(q, "is a pull quote alone in its utterance; share an utterance with the sentence that it repeats")
		}
	}
}

func otherSpeaker(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		if u := find(c, q.Utterance); u != nil && u.Speaker != q.Speaker {
			found(q, "shares an utterance of %s; give it its own", c.slug(uuid.UUID(u.Speaker)))
		}
	}
}

func outsideItsDocument(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		agents := []record.ActorID{q.Speaker}
		for _, h := range q.Chain {
			agents = append(agents, h.Agent)
		}
		for _, a := range agents {
			if actor := c.actor(a); actor != nil && c.outside(actor, q.Document) {
				found(q, "uses %s, who belongs to another document; declare one for this document", actor.About().Slug)
			}
		}
	}
}

// outside reports whether an actor belongs to one document, and this is neither
// it nor a republication of it.
func (c *corpus) outside(a record.Actor, document record.DocumentID) bool {
	var home record.DocumentID
	switch a := a.(type) {
	case *record.UnnamedSource:
		home = a.Document
	case *record.Collective:
		home = a.Document
	default:
		return false
	}
	d := find(c, document)
	return document != home && (d == nil || d.RepublicationOf != home)
}

func personalForAnother(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		if q.Capacity == record.Personal && !q.OnBehalfOf.IsZero() {
			found(q, "is personal and on behalf of %s; it can be one of them", c.slug(uuid.UUID(q.OnBehalfOf)))
		}
	}
}

func reportsOnSelf(c *corpus, found finder) {
	for r := range each[record.ReportedPosition](c, record.KindReportedPosition) {
		if q := find(c, r.Quote); q != nil && q.Speaker == r.Holder {
			found(r, "is of the speaker itself; make it a stance")
		}
	}
}

func silenceWithStance(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		if q.Act == record.Silence && len(c.stances[q.ID]) > 0 {
			found(q, "is a silence and takes a side; silence is on record, and no stance")
		}
	}
}

func answersSelf(c *corpus, found finder) {
	for r := range each[record.Response](c, record.KindResponse) {
		if q := find(c, r.Quote); q != nil && !r.To.IsZero() && q.Speaker == r.To {
			found(r, "answers its own speaker; name the one who is answered")
		}
	}
}

func answersAnother(c *corpus, found finder) {
	for r := range each[record.Response](c, record.KindResponse) {
		if q := find(c, r.ToQuote); q != nil && !r.To.IsZero() && q.Speaker != r.To {
			found(r, "answers %s with a quote of %s; correct one of them", c.slug(uuid.UUID(r.To)), c.slug(uuid.UUID(q.Speaker)))
		}
	}
}

func bothSides(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		side := map[record.ClaimID]record.Position{}
		for _, s := range c.stances[q.ID] {
			if other, taken := side[s.Claim]; taken && other != s.Position {
				found(q, "is both %s and %s on claim %s; keep one, or write MIXED", other, s.Position, c.slug(uuid.UUID(s.Claim)))
			}
			side[s.Claim] = s.Position
		}
	}
}

func rivalAnswers(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		supported := map[record.QuestionID]*record.Claim{}
		for _, s := range c.stances[q.ID] {
			claim := find(c, s.Claim)
			if s.Position != record.Supports || s.Qualified || s.Certainty == record.Possible || claim == nil || claim.Question.IsZero() {
				continue
			}
			if other := supported[claim.Question]; other != nil && other.ID != claim.ID {
				found(q, "supports claims %s and %s, which exclude one another; correct a stance, its certainty or the question", other.Slug, claim.Slug)
			}
			supported[claim.Question] = claim
		}
	}
}
