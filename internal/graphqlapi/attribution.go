package graphqlapi

import (
	"slices"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// attributionHop is one hop on the way of an utterance to us.
type attributionHop struct {
	Act       record.AttributionAct
	On        *date
	Cue       *string
	SourceURL *webAddress
	Weakest   bool
	agent     record.ActorID
	req       *request
}

// Agent is null where the document does not say through whom the words came.
func (h *attributionHop) Agent() *actorNode { return h.req.actor(h.agent) }

// Attribution leads from the speaker, through the channels that the document
// tells of, to the publisher of the document and, where the words were read in a
// republication of it, to that. Whoever passed the words on stands in the chain
// and is never their speaker; what is not known stays null and is not guessed.
func (q *quoteNode) Attribution() []*attributionHop {
	var way []*attributionHop
	if q.beginsWithSpeaker() {
		way = append(way, q.spoken())
	}
	for i := range q.rec.Chain {
		h := &q.rec.Chain[i]
		way = append(way, &attributionHop{h.Act, dateOrNull(&h.On), textOrNull(&h.Cue), addressOrNull(&h.SourceURL), h.Weakest, h.Agent, q.req})
	}
	return q.printed(way)
}

// beginsWithSpeaker reports whether the speaker's own hop must be put before the
// chain that the document tells.
func (q *quoteNode) beginsWithSpeaker() bool {
	if q.ownVoice() || q.Act == record.Silence {
		return false // whoever is silent passes nothing on
	}
	for _, h := range q.rec.Chain {
		if h.Agent == q.rec.Speaker {
			return false
		}
	}
	return true
}

// ownVoice reports whether the publisher speaks for itself in its own document.
func (q *quoteNode) ownVoice() bool {
	d := graph.Find(q.req.snapshot, q.rec.Document)
	return len(q.rec.Chain) == 0 && d != nil && record.ActorID(d.Publisher) == q.rec.Speaker
}

// spoken is the hop of the speaker.
func (q *quoteNode) spoken() *attributionHop {
	act := record.Said
	switch q.Medium {
	case record.Interview:
		act = record.Told
	case record.SocialPost:
		act = record.Posted
	case record.Publication:
		act = record.Published
	}
	return &attributionHop{Act: act, On: q.SaidOn, Cue: q.Cue, agent: q.rec.Speaker, req: q.req}
}

// printed continues the way with the document and what stands between it and us:
// what it republishes comes before it, the copy that the quote was checked in
// after it. A chain that tells of one of them itself is not told twice.
func (q *quoteNode) printed(way []*attributionHop) []*attributionHop {
	s := q.req.snapshot
	d := graph.Find(s, q.rec.Document)
	if d == nil {
		return way
	}
	printing := q.req.printing(d, record.Published)
	original := graph.Find(s, d.RepublicationOf)
	if original != nil {
		printing.Act = record.Republished
	}
	if !printing.ends(way) {
		if original != nil {
			if before := q.req.printing(original, record.Published); !before.standsIn(way) {
				way = append(way, before)
			}
		}
		way = append(way, printing)
	}
	if c := graph.Find(s, q.rec.Verification.Copy); c != nil && c.RepublicationOf == d.ID {
		if after := q.req.printing(c, record.Republished); !after.ends(way) {
			way = append(way, after)
		}
	}
	return way
}

func (r *request) printing(d *record.Document, act record.AttributionAct) *attributionHop {
	return &attributionHop{Act: act, On: dateOrNull(&d.PublishedOn), SourceURL: addressOrNull(&d.SourceURL), agent: record.ActorID(d.Publisher), req: r}
}

// ends reports whether the last hop of the way is this agent passing the words on.
func (h *attributionHop) ends(way []*attributionHop) bool {
	return len(way) > 0 && h.standsIn(way[len(way)-1:])
}

// standsIn reports whether some hop of the way is this agent passing the words on.
func (h *attributionHop) standsIn(way []*attributionHop) bool {
	return slices.ContainsFunc(way, func(hop *attributionHop) bool {
		passedOn := hop.Act == record.Published || hop.Act == record.Reported || hop.Act == record.Republished
		return passedOn && !h.agent.IsZero() && hop.agent == h.agent
	})
}
