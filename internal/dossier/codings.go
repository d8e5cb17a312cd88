package dossier

import "onrecord/internal/record"

// codings is what an editor makes of a quote.
type codings struct {
	corrections, stances, reported, responses []entry
}

func (r *reader) openCodings(quote entry) codings {
	open := func(name, shape, word string) []entry {
		return quote.m.nested(name, section{shape: shape, word: word, keyed: true}, quote.key)
	}
	return codings{
		corrections: open("corrections", "correction", "correction"),
		stances:     open("stances", "stance", "stance"),
		reported:    open("reported", "reported", "reported"),
		responses:   open("responses", "response", "response"),
	}
}

func (r *reader) readCodings(c codings, quote record.QuoteID) {
	for _, e := range c.corrections {
		r.readCorrection(e, quote)
	}
	for _, e := range c.stances {
		r.readStance(e, quote)
	}
	for _, e := range c.reported {
		e.m.done(&record.ReportedPosition{
			ID: record.ReportedPositionID(e.id), Quote: quote,
			Holder:   ref[record.Actor](e.m, "holder", "holder", record.AnyActor),
			Claim:    ref[record.Claim](e.m, "claim", "claim", record.KindClaim),
			Position: word[record.Position](e.m, "position", "position"),
		})
	}
	for _, e := range c.responses {
		r.readResponse(e, quote)
	}
}

func (r *reader) readCorrection(e entry, quote record.QuoteID) {
	e.m.done(&record.Correction{
		ID: record.CorrectionID(e.id), Quote: quote,
		Kind:        word[record.CorrectionKind](e.m, "kind", "kind"),
		On:          e.m.date("on", "on"),
		By:          ref[record.Actor](e.m, "by", "by", record.AnyActor),
		Reason:      e.m.line("reason", "reason"),
		SourceURL:   e.m.line("url", "sourceUrl"),
		Replacement: ref[record.Quote](e.m, "replacement", "replacement", record.KindQuote),
	})
}

func (r *reader) readStance(e entry, quote record.QuoteID) {
	s := &record.Stance{
		ID: record.StanceID(e.id), Quote: quote,
		Claim:     ref[record.Claim](e.m, "claim", "claim", record.KindClaim),
		Position:  word[record.Position](e.m, "position", "position"),
		Condition: e.m.line("qualified", "condition"),
		Certainty: word[record.Certainty](e.m, "certainty", "certainty"),
		Basis:     word[record.Basis](e.m, "basis", "basis"),
		Coder:     e.m.line("coder", "coder"),
	}
	s.Qualified = s.Condition != ""
	e.m.places["qualified"] = e.m.places["condition"]
	e.m.done(s)
}

func (r *reader) readResponse(e entry, quote record.QuoteID) {
	answer := &record.Response{
		ID: record.ResponseID(e.id), Quote: quote,
		Kind:    word[record.ResponseKind](e.m, "kind", "kind"),
		To:      ref[record.Actor](e.m, "to", "to", record.AnyActor),
		ToQuote: ref[record.Quote](e.m, "to-quote", "toQuote", record.KindQuote),
		Claim:   ref[record.Claim](e.m, "claim", "claim", record.KindClaim),
		Basis:   word[record.Basis](e.m, "basis", "basis"),
	}
	e.m.excuse("to", "to-quote", "claim")
	e.m.done(answer)
}
