package quads

import "onrecord/internal/record"

// describe codes every field of a record except its kind.
func (c *coder) describe(r record.Record) {
	switch r := r.(type) {
	case *record.Person:
		c.person(r)
	case *record.Institution:
		c.institution(r)
	case *record.UnnamedSource:
		c.unnamedSource(r)
	case *record.Collective:
		c.collective(r)
	case *record.Affiliation:
		c.affiliation(r)
	case *record.Document:
		c.document(r)
	case *record.Utterance:
		c.utterance(r)
	case *record.Quote:
		c.quote(r)
	case *record.Correction:
		c.correction(r)
	case *record.Stance:
		c.stance(r)
	case *record.ReportedPosition:
		c.reportedPosition(r)
	case *record.Response:
		c.response(r)
	default:
		c.describeContext(r)
	}
}

func (c *coder) describeContext(r record.Record) {
	switch r := r.(type) {
	case *record.Question:
		c.question(r)
	case *record.Claim:
		c.claim(r)
	case *record.ClaimRelation:
		c.claimRelation(r)
	case *record.Topic:
		c.topic(r)
	case *record.Event:
		c.event(r)
	case *record.Participation:
		c.participation(r)
	case *record.Poll:
		c.poll(r)
	case *record.Review:
		c.review(r)
	case *record.Dossier:
		c.dossier(r)
	case *record.Changeset:
		c.changeset(r)
	}
}
