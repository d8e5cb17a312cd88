package check

import "onrecord/internal/record"

// Selection is what became of the selector of one quote.
type Selection struct {
	Quote record.QuoteID
	State record.VerificationState
	// Reason says why the words are lost or unverified; empty where they are
	// verified.
	Reason string
}

// Selectors looks for the words of quotes in the text that their selectors
// refer to, in the order of the quotes. Nothing is searched for: the words are
// VERIFIED where they are said to be, or LOST. A quote without a selector is
// UNVERIFIED.
func Selectors(text *record.CodePoints, quotes []*record.Quote) []Selection {
	selections := make([]Selection, len(quotes))
	for i, q := range quotes {
		s := Selection{Quote: q.ID, State: record.Verified, Reason: text.Verify(q)}
		switch {
		case q.Selector == nil:
			s.State = record.Unverified
		case s.Reason != "":
			s.State = record.Lost
		}
		selections[i] = s
	}
	return selections
}

func selectorRules() []rule {
	return []rule{
		{Rule{"OR001", Error, "A quote whose words are not in the document where its selector says."}, lostSelectors},
		{Rule{"OR002", Warning, "A quote whose selector was not checked against a text."}, uncheckedSelectors},
		{Rule{"OR003", Warning, "A direct or mixed quote without a selector: verbatim words that cannot be checked."}, verbatimWithoutSelector},
		{Rule{"OR004", Note, "An indirect or editorial quote without a selector."}, indirectWithoutSelector},
		{Rule{"OR005", Error, "A quote that was verified against another text than its copy now has."}, otherText},
	}
}

func lostSelectors(c *corpus, found finder) {
	texts := map[record.DocumentID]*record.CodePoints{}
	for q := range each[record.Quote](c, record.KindQuote) {
		switch q.Verification.State {
		case record.Lost:
			found(q, "is lost: its words are not at %d to %d of the text; correct the selector or the fragments", q.Selector.Start, q.Selector.End)
		case record.Verified:
			if reason := lookUp(c, q, texts); reason != "" {
				found(q, "says VERIFIED, but in the text of its copy %s; check it again", reason)
			}
		}
	}
}

// lookUp says why a quote's words are not in the text of its copy; nothing is
// said where that text is not at hand.
func lookUp(c *corpus, q *record.Quote, texts map[record.DocumentID]*record.CodePoints) string {
	d := find(c, q.Verification.Copy)
	if d == nil || d.Text == "" {
		return ""
	}
	if texts[d.ID] == nil {
		texts[d.ID] = record.NewCodePoints(d.Text)
	}
	return texts[d.ID].Verify(q)
}

func uncheckedSelectors(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		if q.Selector != nil && q.Verification.State == record.Unverified {
			found(q, "is unverified; check it against the document's text and seal the dossier")
		}
	}
}

func verbatimWithoutSelector(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		if q.Selector == nil && (q.Mode == record.Direct || q.Mode == record.Mixed) {
			found(q, "gives verbatim words and no selector; say where they stand")
		}
	}
}

func indirectWithoutSelector(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		if q.Selector == nil && (q.Mode == record.Indirect || q.Mode == record.Editorial) {
			found(q, "has no selector; say where it stands in the document")
		}
	}
}

func otherText(c *corpus, found finder) {
	for q := range each[record.Quote](c, record.KindQuote) {
		v := q.Verification
		if d := find(c, v.Copy); d != nil && !v.TextSHA256.IsZero() && !d.SHA256.IsZero() && d.SHA256 != v.TextSHA256 {
			found(q, "was checked against another text than document %s has now; check it again", d.Slug)
		}
	}
}
