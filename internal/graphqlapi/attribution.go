package graphqlapi

import (
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

// Attribution leads from the speaker to the document, see [graph.Snapshot.Attribution].
func (q *quoteNode) Attribution() []*attributionHop {
	hops := q.req.snapshot.Attribution(q.rec)
	way := make([]*attributionHop, len(hops))
	for i := range hops {
		h := &hops[i]
		way[i] = &attributionHop{h.Act, dateOrNull(&h.On), textOrNull(&h.Cue), addressOrNull(&h.SourceURL), h.Weakest, h.Agent, q.req}
	}
	return way
}
