package graphqlapi

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// actorNode is an actor of any kind, and what the four kinds have in common.
type actorNode struct {
	ID   nodeID
	Slug string
	Name string
	req  *request
	rec  record.Actor
}

func (r *request) actorNode(a record.Actor) actorNode {
	profile := a.About()
	return actorNode{nodeID(a.ActorID()), profile.Slug, profile.Name(r.languages), r, a}
}

// actor finds an actor; null where there is none.
func (r *request) actor(id record.ActorID) *actorNode {
	a := r.snapshot.Actor(id)
	if a == nil {
		return nil
	}
	n := r.actorNode(a)
	return &n
}

// nameForm is one form of a name.
type nameForm struct {
	Text     string
	Language *languageTag
	Kind     record.NameKind
}

func (a *actorNode) Names() []nameForm {
	names := a.rec.About().Names
	all := make([]nameForm, len(names))
	for i := range names {
		n := &names[i]
		all[i] = nameForm{n.Text, (*languageTag)(textOrNull(&n.Language)), n.Kind}
	}
	return all
}

func (a *actorNode) Description() *string {
	text := a.req.in(a.rec.About().Description)
	return textOrNull(&text)
}

func (a *actorNode) URL() webAddress      { return a.req.page("actor", a.Slug) }
func (a *actorNode) EmbedURL() webAddress { return a.req.embed("actor", a.Slug) }

func (a *actorNode) Quotes(args quoteListArguments) (*connection[record.Quote, *quoteNode], error) {
	return a.req.quotesWhere("actor.quotes", args, func(f *quoteSelection) {
		f.Speakers = only(f, f.Speakers, a.rec.ActorID())
	}, a.ID)
}

func (a *actorNode) Positions(args struct {
	About *idArgument
	AsOf  *dateArgument
	pageArguments
}) (*connection[graph.Position, *positionNode], error) {
	scope, err := a.req.scope(args.About)
	if err != nil {
		return nil, err
	}
	asOf, err := readDate("asOf", args.AsOf)
	if err != nil {
		return nil, err
	}
	s := a.req.snapshot
	return listing[graph.Position, *positionNode]{
		items: s.Positions(a.rec.ActorID(), scope, asOf),
		key: func(p *graph.Position) sortKey {
			return newestNamed(s.PositionDate(*p), p.Claim.Slug, uuidOf(p.Claim.ID))
		},
		seal: sealOf("actor.positions", a.ID, args.About.String(), asOf),
		show: a.req.position,
	}.page(args.pageArguments)
}

func (a *actorNode) ReportedPositions(args struct {
	About *idArgument
	pageArguments
}) (*connection[record.ReportedPosition, *reportedNode], error) {
	scope, err := a.req.scope(args.About)
	if err != nil {
		return nil, err
	}
	s := a.req.snapshot
	inScope := func(p *record.ReportedPosition) bool {
		c := graph.Find(s, p.Claim)
		return c != nil && scope.Holds(c)
	}
	return a.req.reportedPage(s.ReportedOf(a.rec.ActorID()).Where(inScope), args.pageArguments,
		sealOf("actor.reportedPositions", a.ID, args.About.String()))
}

func (a *actorNode) Shifts(args struct {
	AsOf *dateArgument
	pageArguments
}) (*connection[graph.Shift, *shiftNode], error) {
	asOf, err := readDate("asOf", args.AsOf)
	if err != nil {
		return nil, err
	}
	s := a.req.snapshot
	return listing[graph.Shift, *shiftNode]{
		items: items[graph.Shift](s.Shifts(a.rec.ActorID(), asOf)),
		key:   func(sh *graph.Shift) sortKey { return newest(s.SortDate(sh.To), uuidOf(sh.To.ID)) },
		seal:  sealOf("actor.shifts", a.ID, asOf),
		show:  a.req.shift,
	}.page(args.pageArguments)
}

func (a *actorNode) Responses(args struct{ pageArguments }) (*connection[record.Response, *responseNode], error) {
	s := a.req.snapshot
	return listing[record.Response, *responseNode]{
		items: s.ResponsesTo(a.rec.ActorID()),
		key:   func(r *record.Response) sortKey { return newest(s.SortDate(r), uuidOf(r.ID)) },
		seal:  sealOf("actor.responses", a.ID),
		show:  a.req.response,
	}.page(args.pageArguments)
}

// scope reads what a question is narrowed to; left out it is everything.
func (r *request) scope(about *idArgument) (graph.Scope, error) {
	if about == nil {
		return graph.Scope{}, nil
	}
	id, err := readUUID("about", *about)
	if err != nil {
		return graph.Scope{}, err
	}
	scope, err := r.snapshot.Scope(id)
	if err != nil {
		return graph.Scope{}, invalid("about", "%v", err)
	}
	return scope, nil
}

func (a *actorNode) ToPerson() (*personNode, bool) {
	p, ok := a.rec.(*record.Person)
	if !ok {
		return nil, false
	}
	return &personNode{*a, p}, true
}

func (a *actorNode) ToInstitution() (*institutionNode, bool) {
	i, ok := a.rec.(*record.Institution)
	if !ok {
		return nil, false
	}
	return &institutionNode{*a, i.Kind, i}, true
}

func (a *actorNode) ToUnnamedSource() (*sourceNode, bool) {
	u, ok := a.rec.(*record.UnnamedSource)
	if !ok {
		return nil, false
	}
	return &sourceNode{*a, u.Reason, u}, true
}

func (a *actorNode) ToCollective() (*collectiveNode, bool) {
	c, ok := a.rec.(*record.Collective)
	if !ok {
		return nil, false
	}
	return &collectiveNode{*a, c}, true
}
