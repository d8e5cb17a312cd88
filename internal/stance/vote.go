package stance

import (
	"slices"

	"onrecord/internal/record"
)

// Vote is one stance as it counts for one actor. A quote spoken by a person on
// behalf of an institution makes two votes of each of its stances.
type Vote struct {
	Stance *record.Stance // never nil
	Quote  *record.Quote  // the stance's quote, never nil
	// Actor is whose vote it is: the quote's speaker, or the institution that it
	// was spoken on behalf of.
	Actor record.ActorID
	// Own says that the actor is the quote's speaker. It is always true of a
	// person, and of an institution in its own statements.
	Own bool
	// Said is the utterance's date, else the quote's; zero: undated.
	Said record.Date
	// Printed is when the document was published; zero: not known.
	Printed     record.Date
	Utterance   record.UtteranceID
	Corrections []*record.Correction // the quote's, in any order
	// Exchanged is set where the stance's claim is the opposite of the claim
	// that is asked about, see [Classes.Of].
	Exchanged bool
}

// Status is what became of a quote. Of several corrections the gravest counts:
// withdrawn by the coder, retracted by the speaker, corrected by the publisher.
func Status(corrections []*record.Correction) record.QuoteStatus {
	status := record.Current
	for _, c := range corrections {
		switch c.Kind {
		case record.CoderError:
			status = max(status, record.Withdrawn)
		case record.SpeakerRetracted:
			status = max(status, record.Retracted)
		case record.PublisherCorrected:
			status = max(status, record.Corrected)
		}
	}
	return status
}

// side is the vote's position relative to the asked claim.
func (v *Vote) side() record.Position {
	switch {
	case v.Exchanged && v.Stance.Position == record.Supports:
		return record.Opposes
	case v.Exchanged && v.Stance.Position == record.Opposes:
		return record.Supports
	}
	return v.Stance.Position
}

// admitted reports whether the vote counts on any date at all.
func (v *Vote) admitted() bool {
	if v.Quote.Mode == record.Editorial || !v.Own && v.Quote.Capacity == record.Personal {
		return false
	}
	return !slices.ContainsFunc(v.Corrections, func(c *record.Correction) bool {
		return c.Kind == record.CoderError || c.Kind == record.PublisherCorrected
	})
}

// retractedBy reports whether the speaker had taken the words back by a day,
// given as a key of [record.Date].
func (v *Vote) retractedBy(day int32) bool {
	return slices.ContainsFunc(v.Corrections, func(c *record.Correction) bool {
		return c.Kind == record.SpeakerRetracted && c.On.Key() <= day
	})
}
