package web

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// quoteView is what was said, by whom, as which document printed it.
type quoteView struct {
	ID      record.QuoteID
	Path    string
	Speaker actorView
	// PrintedName is the speaker's name as the document spells it, where that is
	// another than the one shown.
	PrintedName string
	// Role and Affiliation are those at the time of speaking, as printed.
	Role        phrase
	Affiliation link
	OnBehalfOf  link
	Capacity    string
	// Words are the speaker's own, to be put in quotation marks; nothing else is.
	Words []phrase
	// Unsaid are words that were printed as the speaker's and never said so: their
	// publisher corrected them, or a coder entered them in error. They get no marks.
	Unsaid []phrase
	// Gist is what was said in the editor's words.
	Gist phrase
	// Pull warns that the quotation marks may be the publisher's.
	Pull bool
	// Translated says that the words are a translation of what was said.
	Translated bool
	// Editorial words are the publisher's own and counted nowhere.
	Editorial bool
	// Act is what the speaker did by speaking, where that was more than to assert.
	Act string
	// Silent says that nothing was said: somebody reports that the speaker was silent
	// or declined to speak.
	Silent bool
	Medium string
	Said   dateView
	// SaidBasis says where the date comes from, where it is not printed.
	SaidBasis string
	Document  documentView
	// SecondHand says that a channel stands between speaker and document.
	SecondHand bool
	Status     record.QuoteStatus
	// StatusText names it; empty for a quote that counts.
	StatusText string
	// Verified says that the words were found in a copy of the document.
	Verified bool
}

// Verbatim reports whether there are words of the speaker's own.
func (q *quoteView) Verbatim() bool { return len(q.Words) > 0 }

// Elsewhere reports whether the speaker stood in another role, or at another place,
// than in another quote.
func (q *quoteView) Elsewhere(other *quoteView) bool {
	return q.Speaker.ID != other.Speaker.ID || q.Role.Text != other.Role.Text || q.Affiliation.Path != other.Affiliation.Path ||
		q.OnBehalfOf.Path != other.OnBehalfOf.Path || q.Capacity != other.Capacity
}

func (r *reader) quote(id record.QuoteID) *quoteView {
	q := graph.Find(r.snapshot, id)
	if q == nil {
		return nil
	}
	return r.quoteOf(q)
}

func (r *reader) quoteOf(q *record.Quote) *quoteView {
	v := &quoteView{
		ID: q.ID, Path: r.path("quote", q.ID.String()),
		Speaker: r.actor(q.Speaker),
		Role:    plain(q.Role), Affiliation: r.institution(q.Affiliation), OnBehalfOf: r.institution(q.OnBehalfOf),
		Gist: r.in(q.Gists), Pull: q.PullQuote, Translated: q.Translated == record.Yes, Editorial: q.Mode == record.Editorial,
		Said: r.date(r.snapshot.SaidOn(q)), Document: r.document(q.Document),
		SecondHand: !q.FirstHand(), Status: r.snapshot.Status(q), Verified: q.Verification.State == record.Verified,
	}
	words := &v.Words
	if v.Status == record.Corrected || v.Status == record.Withdrawn {
		words = &v.Unsaid
	}
	for _, f := range q.Fragments {
		*words = append(*words, phraseIn(f, q.Language))
	}
	if q.PrintedName != "" && q.PrintedName != v.Speaker.Text {
		v.PrintedName = q.PrintedName
	}
	r.describeSpeech(v, q)
	return v
}

// describeSpeech puts the words of enumerations into those of the interface; what
// goes without saying is left out.
func (r *reader) describeSpeech(v *quoteView, q *record.Quote) {
	if q.Capacity != record.CapacityUnknown {
		v.Capacity = r.tongue.word("capacity", q.Capacity)
	}
	v.Silent = q.Act == record.Silence || q.Act == record.Decline
	if q.Act != record.Assert {
		v.Act = r.tongue.word("act", q.Act)
	}
	if medium := r.snapshot.Medium(q); medium != record.MediumUnknown {
		v.Medium = r.tongue.word("medium", medium)
	}
	if v.Said.Known() && q.SaidOnBasis != 0 && q.SaidOnBasis != record.Printed {
		v.SaidBasis = r.tongue.word("dateBasis", q.SaidOnBasis)
	}
	if v.Status != record.Current {
		v.StatusText = r.tongue.word("status", v.Status)
	}
}
