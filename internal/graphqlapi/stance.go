package graphqlapi

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// stanceNode is a side taken in a quote.
type stanceNode struct {
	ID        nodeID
	Position  record.Position
	Qualified bool
	Condition *string
	Certainty record.Certainty
	Basis     record.Basis
	Coder     *string
	req       *request
	rec       *record.Stance
}

func (r *request) stance(s *record.Stance) *stanceNode {
	return &stanceNode{nodeID(s.ID), s.Position, s.Qualified, textOrNull(&s.Condition), s.Certainty, s.Basis, textOrNull(&s.Coder), r, s}
}

func (s *stanceNode) Quote() *quoteNode { return found(s.req.snapshot, s.rec.Quote, s.req.quote) }
func (s *stanceNode) Claim() *claimNode { return found(s.req.snapshot, s.rec.Claim, s.req.claim) }
func (s *stanceNode) Actor() *actorNode { return s.req.speakerOf(s.rec.Quote) }

// speakerOf is the speaker of a quote.
func (r *request) speakerOf(id record.QuoteID) *actorNode {
	a := r.snapshot.Speaker(id)
	if a == nil {
		return nil
	}
	n := r.actorNode(a)
	return &n
}

func (r *request) stances(all []*record.Stance) []*stanceNode {
	return each(pointers[record.Stance](all), r.stance)
}

// reportedNode is what somebody says that somebody else holds.
type reportedNode struct {
	ID       nodeID
	Position record.Position
	req      *request
	rec      *record.ReportedPosition
}

func (r *request) reported(p *record.ReportedPosition) *reportedNode {
	return &reportedNode{nodeID(p.ID), p.Position, r, p}
}

func (p *reportedNode) Holder() *actorNode   { return p.req.actor(p.rec.Holder) }
func (p *reportedNode) Reporter() *actorNode { return p.req.speakerOf(p.rec.Quote) }
func (p *reportedNode) Quote() *quoteNode    { return found(p.req.snapshot, p.rec.Quote, p.req.quote) }
func (p *reportedNode) Claim() *claimNode    { return found(p.req.snapshot, p.rec.Claim, p.req.claim) }

func (r *request) reportedPage(list graph.List[record.ReportedPosition], args pageArguments, s seal) (*connection[record.ReportedPosition, *reportedNode], error) {
	return listing[record.ReportedPosition, *reportedNode]{
		items: list,
		key:   func(p *record.ReportedPosition) sortKey { return newest(r.snapshot.SortDate(p), uuidOf(p.ID)) },
		seal:  s,
		show:  r.reported,
	}.page(args)
}

// positionNode is where an actor stands.
type positionNode struct {
	Position  record.Position
	Qualified bool
	Certainty record.Certainty
	Since     *date
	req       *request
	stand     *graph.Position
}

func (r *request) position(p *graph.Position) *positionNode {
	return &positionNode{p.Side, p.Qualified, p.Certainty, dateOrNull(&p.Since), r, p}
}

func (p *positionNode) Actor() *actorNode       { return p.req.actor(p.stand.Actor) }
func (p *positionNode) Claim() *claimNode       { return p.req.claim(p.stand.Claim) }
func (p *positionNode) Evidence() []*stanceNode { return p.req.stances(p.stand.Evidence) }
func (p *positionNode) Timeline() []*stanceNode { return p.req.stances(p.stand.Timeline) }

// Via leaves out institutions that spoke for another: they are seen in the
// evidence.
func (p *positionNode) Via() []*personNode {
	people := make([]*personNode, 0, len(p.stand.Via))
	for _, id := range p.stand.Via {
		if human, ok := p.req.snapshot.Actor(id).(*record.Person); ok {
			people = append(people, p.req.person(human))
		}
	}
	return people
}

// shiftNode is a change of mind.
type shiftNode struct {
	req  *request
	turn *graph.Shift
}

func (r *request) shift(s *graph.Shift) *shiftNode { return &shiftNode{r, s} }

func (s *shiftNode) Actor() *actorNode { return s.req.actor(s.turn.Actor) }
func (s *shiftNode) Claim() *claimNode { return s.req.claim(s.turn.Claim) }
func (s *shiftNode) From() *stanceNode { return s.req.stance(s.turn.From) }
func (s *shiftNode) To() *stanceNode   { return s.req.stance(s.turn.To) }

// responseNode is a stated answer to another.
type responseNode struct {
	ID    nodeID
	Kind  record.ResponseKind
	Basis record.Basis
	req   *request
	rec   *record.Response
}

func (r *request) response(a *record.Response) *responseNode {
	return &responseNode{nodeID(a.ID), a.Kind, a.Basis, r, a}
}

func (a *responseNode) By() *actorNode      { return a.req.speakerOf(a.rec.Quote) }
func (a *responseNode) To() *actorNode      { return a.req.actor(a.req.snapshot.Addressee(a.rec)) }
func (a *responseNode) Quote() *quoteNode   { return found(a.req.snapshot, a.rec.Quote, a.req.quote) }
func (a *responseNode) ToQuote() *quoteNode { return found(a.req.snapshot, a.rec.ToQuote, a.req.quote) }
func (a *responseNode) Claim() *claimNode   { return found(a.req.snapshot, a.rec.Claim, a.req.claim) }
