package graphqlapi

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// eventNode is something that happened.
type eventNode struct {
	ID    nodeID
	Slug  string
	Name  string
	Kind  record.EventKind
	Start *date
	End   *date
	Place *string
	req   *request
	rec   *record.Event
}

func (r *request) event(e *record.Event) *eventNode {
	return &eventNode{nodeID(e.ID), e.Slug, r.in(e.Names), e.Kind, dateOrNull(&e.Start), dateOrNull(&e.End), textOrNull(&e.Place), r, e}
}

func (e *eventNode) Names() []localized { return allTexts(e.rec.Names) }
func (e *eventNode) PartOf() *eventNode { return found(e.req.snapshot, e.rec.PartOf, e.req.event) }

// participation is an actor's part in an event, by its evidence.
type participation struct {
	Role string
	req  *request
	rec  *record.Participation
}

func (r *request) participation(p *record.Participation) *participation {
	return &participation{p.Role, r, p}
}

func (p *participation) Actor() *actorNode { return p.req.actor(p.rec.Actor) }

func (p *participation) Evidence() []*quoteNode {
	return eachOf(p.req.snapshot, p.rec.Evidence, p.req.quote)
}

func (e *eventNode) Participations() []*participation {
	return each(e.req.snapshot.Participations(e.rec.ID), e.req.participation)
}

func (e *eventNode) Claims(args struct{ pageArguments }) (*connection[record.Claim, *claimNode], error) {
	list := e.req.snapshot.Claims(graph.ClaimFilter{Event: e.rec.ID})
	return e.req.claimsBy(byDate, list, false, args.pageArguments, sealOf("event.claims", e.ID))
}

func (e *eventNode) Quotes(args struct {
	Filter *quoteFilterInput
	pageArguments
}) (*connection[record.Quote, *quoteNode], error) {
	return e.req.quotesWhere("event.quotes", quoteListArguments{Filter: args.Filter, pageArguments: args.pageArguments}, func(f *quoteSelection) {
		f.Event = onlyID(f, f.Event, e.rec.ID)
	}, e.ID)
}

func (e *eventNode) URL() webAddress      { return e.req.page("event", e.Slug) }
func (e *eventNode) EmbedURL() webAddress { return e.req.embed("event", e.Slug) }
