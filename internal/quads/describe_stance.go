package quads

import "onrecord/internal/record"

func (c *coder) stance(s *record.Stance) {
	identify(c, &s.ID)
	reference(c, tQuote, &s.Quote)
	side(c, tSupports, &s.Claim, &s.Position)
	structured(c, tCoding, typeCoding, s, codingLiteral)
}

// side codes claim and position as one edge, whose predicate is the position.
// Supports stands first.
func side(c *coder, supports term, claim *record.ClaimID, p *record.Position) {
	of := func(p record.Position) term { return supports + term(p-record.Supports) }
	if c.writing {
		if *p >= record.Supports && *p <= record.MixedPosition {
			reference(c, of(*p), claim)
		}
		return
	}
	for found := record.Supports; found <= record.MixedPosition; found++ {
		var on record.ClaimID
		if reference(c, of(found), &on); on.IsZero() {
			continue
		}
		if *p != 0 {
			c.fail(of(found), "stands beside another position")
		}
		*claim, *p = on, found
	}
}

// coding is how the coder read the quote.
func coding(f fields, s *record.Stance) {
	f.flag(tQualified, &s.Qualified)
	f.text(tCondition, &s.Condition)
	word(f, tCertainty, &s.Certainty, certainties)
	word(f, tBasis, &s.Basis, bases)
	f.text(tCoder, &s.Coder)
}

func codingLiteral(l *literal, s *record.Stance) {
	l.open("{")
	coding(l, s)
	l.close("}")
}

func (c *coder) reportedPosition(r *record.ReportedPosition) {
	identify(c, &r.ID)
	reference(c, tQuote, &r.Quote)
	reference(c, tHolder, &r.Holder)
	side(c, tReportedlySupports, &r.Claim, &r.Position)
}

func (c *coder) response(r *record.Response) {
	identify(c, &r.ID)
	reference(c, tQuote, &r.Quote)
	word(c, tResponseKind, &r.Kind, responseKinds)
	reference(c, tTo, &r.To)
	reference(c, tToQuote, &r.ToQuote)
	reference(c, tClaim, &r.Claim)
	word(c, tBasis, &r.Basis, bases)
}
