package graph

import (
	"slices"

	"onrecord/internal/record"
)

// Medium is the channel in which a quote was first given: its own or, where it does
// not say, that of its utterance.
func (s *Snapshot) Medium(q *record.Quote) record.Medium {
	if q.Medium != record.MediumUnknown || q.Utterance.IsZero() {
		return q.Medium
	}
	if u := Find(s, q.Utterance); u != nil {
		return u.Medium
	}
	return q.Medium
}

// Attribution leads from the speaker of a quote, through the channels that the
// document tells of, to the publisher of the document and, where the words were
// read in a republication of it, to that. Whoever passed the words on stands in the
// chain and is never their speaker; an agent that is not known is absent and is not
// guessed.
func (s *Snapshot) Attribution(q *record.Quote) []record.Hop {
	var way []record.Hop
	if s.beginsWithSpeaker(q) {
		way = append(way, s.spoken(q))
	}
	return s.printed(append(way, q.Chain...), q)
}

// beginsWithSpeaker reports whether the speaker's own hop must be put before the
// chain that the document tells.
func (s *Snapshot) beginsWithSpeaker(q *record.Quote) bool {
	if s.ownVoice(q) || q.Act == record.Silence {
		return false // whoever is silent passes nothing on
	}
	return !slices.ContainsFunc(q.Chain, func(h record.Hop) bool { return h.Agent == q.Speaker })
}

// ownVoice reports whether the publisher speaks for itself in its own document.
func (s *Snapshot) ownVoice(q *record.Quote) bool {
	d := Find(s, q.Document)
	return len(q.Chain) == 0 && d != nil && record.ActorID(d.Publisher) == q.Speaker
}

// spoken is the hop of the speaker.
func (s *Snapshot) spoken(q *record.Quote) record.Hop {
	act := record.Said
	switch s.Medium(q) {
	case record.Interview:
		act = record.Told
	case record.SocialPost:
		act = record.Posted
	case record.Publication:
		act = record.Published
	}
	return record.Hop{Act: act, On: s.SaidOn(q), Cue: q.Cue, Agent: q.Speaker}
}

// printed continues the way with the document and what stands between it and us:
// what it republishes comes before it, the copy that the quote was checked in
// after it. A chain that tells of one of them itself is not told twice.
func (s *Snapshot) printed(way []record.Hop, q *record.Quote) []record.Hop {
	d := Find(s, q.Document)
	if d == nil {
		return way
	}
	printing := printingOf(d, record.Published)
	original := Find(s, d.RepublicationOf)
	if original != nil {
		printing.Act = record.Republished
	}
	if !standsIn(way[max(0, len(way)-1):], printing) {
		if original != nil {
			if before := printingOf(original, record.Published); !standsIn(way, before) {
				way = append(way, before)
			}
		}
		way = append(way, printing)
	}
	if c := Find(s, q.Verification.Copy); c != nil && c.RepublicationOf == d.ID {
		if after := printingOf(c, record.Republished); !standsIn(way[max(0, len(way)-1):], after) {
			way = append(way, after)
		}
	}
	return way
}

func printingOf(d *record.Document, act record.AttributionAct) record.Hop {
	return record.Hop{Act: act, On: d.PublishedOn, SourceURL: d.SourceURL, Agent: record.ActorID(d.Publisher)}
}

// standsIn reports whether some hop of the way is this agent passing the words on.
func standsIn(way []record.Hop, h record.Hop) bool {
	return slices.ContainsFunc(way, func(hop record.Hop) bool {
		passedOn := hop.Act == record.Published || hop.Act == record.Reported || hop.Act == record.Republished
		return passedOn && !h.Agent.IsZero() && hop.Agent == h.Agent
	})
}
