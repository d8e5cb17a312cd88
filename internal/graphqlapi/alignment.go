package graphqlapi

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// alignmentNode is how two actors stand to one another.
type alignmentNode struct {
	Agreed, Disagreed, Qualified, Stated, Shared int32
	Score                                        *float64
	req                                          *request
	pair                                         graph.Alignment
	about                                        string
	asOf                                         record.Date
}

// A prospect is what a question about alignments is seen through, and the words
// in which it was asked, for the seals of cursors.
type prospect struct {
	graph.Lens
	about string
}

func (r *request) prospect(about *idArgument, asOf *dateArgument) (prospect, error) {
	scope, err := r.scope(about)
	if err != nil {
		return prospect{}, err
	}
	date, err := readDate("asOf", asOf)
	return prospect{graph.Lens{Scope: scope, AsOf: date}, about.String()}, err
}

func (r *request) alignment(a graph.Alignment, p prospect) *alignmentNode {
	c := a.Count
	return &alignmentNode{
		int32(c.Agreed), int32(c.Disagreed), int32(c.Qualified), int32(c.Stated), int32(c.Shared()),
		scoreOrNull(c), r, a, p.about, p.AsOf,
	}
}

func scoreOrNull(c stance.Alignment) *float64 {
	score, ok := c.Score()
	if !ok {
		return nil
	}
	return &score
}

func (a *alignmentNode) A() *actorNode { return a.actor(a.pair.A) }
func (a *alignmentNode) B() *actorNode { return a.actor(a.pair.B) }

func (a *alignmentNode) actor(rec record.Actor) *actorNode {
	n := a.req.actorNode(rec)
	return &n
}

// readAlignmentKind reads one value of the enumeration.
func readAlignmentKind(argument, text string) (stance.AlignmentKind, error) {
	for _, k := range []stance.AlignmentKind{stance.Agreement, stance.Disagreement, stance.Qualification} {
		if k.String() == text {
			return k, nil
		}
	}
	return 0, invalid(argument, "want AGREEMENT, DISAGREEMENT or QUALIFICATION, not %q", text)
}

func readBasis(text *string) (stance.Basis, error) {
	switch {
	case text == nil:
		return stance.AnyBasis, nil
	case *text == "COMPUTED":
		return stance.Computed, nil
	case *text == "STATED":
		return stance.StatedOnly, nil
	}
	return 0, invalid("basis", "want STATED or COMPUTED, not %q", *text)
}

func (a *alignmentNode) Points(ctx context.Context, args struct {
	Kind  *string
	Basis *string
	pageArguments
}) (*connection[graph.Point, *pointNode], error) {
	var kind stance.AlignmentKind
	var err error
	if args.Kind != nil {
		if kind, err = readAlignmentKind("kind", *args.Kind); err != nil {
			return nil, err
		}
	}
	basis, err := readBasis(args.Basis)
	if err != nil {
		return nil, err
	}
	points, err := a.req.snapshot.Points(ctx, a.pair)
	if err != nil {
		return nil, err
	}
	points = slices.DeleteFunc(points, func(p graph.Point) bool { return !p.Is(kind, basis) })
	return listing[graph.Point, *pointNode]{
		items: items[graph.Point](points),
		key:   placeOf,
		seal:  sealOf("alignment.points", a.pair.A.Ref().ID, a.pair.B.Ref().ID, a.about, a.asOf, kind, basis),
		show:  a.req.point,
	}.page(args.pageArguments)
}

// placeOf orders points as graph.Point.Place does.
func placeOf(p *graph.Point) sortKey {
	place := p.Place()
	key := make(sortKey, 1, 32)
	if place.Stated {
		key[0] = 1
	}
	return append(key, alphabetic(place.Slug, place.ID)...)
}

// pointNode is one thing on which two actors meet.
type pointNode struct {
	Kind     stance.AlignmentKind
	Claim    *claimNode
	Question *questionNode
	A, B     *positionNode
	req      *request
	rec      *graph.Point
}

func (r *request) point(p *graph.Point) *pointNode {
	n := &pointNode{Kind: p.Kind, Claim: shown(p.Claim, r.claim), Question: shown(p.Question, r.question), req: r, rec: p}
	if p.Computed() {
		n.A, n.B = r.position(&p.Findings[0].A), r.position(&p.Findings[0].B)
	}
	return n
}

func (p *pointNode) Stated() []*responseNode {
	return each(pointers[record.Response](p.rec.Stated), p.req.response)
}

func (p *pointNode) Findings() []*findingNode {
	return each(items[graph.Finding](p.rec.Findings), p.req.finding)
}

// Relations are those of the findings that decide the point's kind.
func (p *pointNode) Relations() []*relationNode {
	all := []*relationNode{}
	for i := range p.rec.Findings {
		if f := &p.rec.Findings[i]; f.Kind == p.rec.Kind {
			all = append(all, p.req.relations(f.Relations)...)
		}
	}
	return all
}

func (r *request) relations(all []*record.ClaimRelation) []*relationNode {
	return each(pointers[record.ClaimRelation](all), r.relation)
}

// findingNode is a meeting of two positions.
type findingNode struct {
	Kind stance.AlignmentKind
	A, B *positionNode
	req  *request
	rec  *graph.Finding
}

func (r *request) finding(f *graph.Finding) *findingNode {
	return &findingNode{f.Kind, r.position(&f.A), r.position(&f.B), r, f}
}

func (f *findingNode) Relations() []*relationNode { return f.req.relations(f.rec.Relations) }

func (a *actorNode) Alignments(ctx context.Context, args struct {
	Kind      string
	About     *idArgument
	AsOf      *dateArgument
	Basis     *string
	MinShared intArgument
	pageArguments
}) (*connection[graph.Partner, *alignmentNode], error) {
	p, err := a.req.prospect(args.About, args.AsOf)
	if err != nil {
		return nil, err
	}
	w := stance.Wanted{}
	if w.Kind, err = readAlignmentKind("kind", args.Kind); err != nil {
		return nil, err
	}
	if w.Basis, err = readBasis(args.Basis); err != nil {
		return nil, err
	}
	if w.MinShared, err = args.MinShared.between("minShared", 1, 1, 1_000_000); err != nil {
		return nil, err
	}
	circle, err := a.req.circle(ctx, a.rec.ActorID(), p)
	if err != nil {
		return nil, err
	}
	partners := circle.Partners(w)
	l := listing[graph.Partner, *alignmentNode]{
		key:  func(b *graph.Partner) sortKey { return ranked(rankOfPartner(b.Rank)) },
		seal: sealOf("actor.alignments", a.ID, p.about, p.AsOf, w),
		show: func(b *graph.Partner) *alignmentNode { return a.req.alignment(b.Alignment, p) },
	}
	return pageOfPartners(l, partners, args.pageArguments)
}

// recentCircle is the circle that was counted last. Who asks with whom somebody
// agrees asks as a rule with whom they disagree beside it, which is one count.
type recentCircle struct {
	mu     sync.Mutex
	actor  record.ActorID
	about  string
	asOf   record.Date
	circle *graph.Circle
}

func (r *request) circle(ctx context.Context, a record.ActorID, p prospect) (*graph.Circle, error) {
	last := &r.recent
	last.mu.Lock()
	defer last.mu.Unlock()
	if last.circle != nil && last.actor == a && last.about == p.about && last.asOf == p.AsOf {
		return last.circle, nil
	}
	circle, err := r.snapshot.Circle(ctx, a, p.Lens)
	if err == nil {
		last.actor, last.about, last.asOf, last.circle = a, p.about, p.AsOf, circle
	}
	return circle, err
}

func rankOfPartner(r stance.Rank) graph.Rank {
	return graph.Rank{Score: r.Strength, Count: r.Count, Name: r.Name, ID: uuid.UUID(r.ID)}
}

// pageOfPartners orders no more of a long ranking than the page takes.
func pageOfPartners(l listing[graph.Partner, *alignmentNode], partners *graph.Partners, args pageArguments) (*connection[graph.Partner, *alignmentNode], error) {
	size, err := args.size(usualPage)
	if err != nil {
		return nil, err
	}
	var after *stance.Rank
	if args.After != nil {
		key, err := l.seal.decode(*args.After)
		if err != nil {
			return nil, err
		}
		r, err := rankOf(key)
		if err != nil {
			return nil, err
		}
		after = &stance.Rank{Strength: r.Score, Count: r.Count, Name: r.Name, ID: record.ActorID(r.ID)}
	}
	found := partners.Page(size+1, after)
	page := make([]*graph.Partner, min(size, len(found)))
	for i := range page {
		page[i] = &found[i]
	}
	return l.connect(page, after != nil, len(found) > size, partners.Len()), nil
}

func (a *actorNode) AlignmentWith(ctx context.Context, args struct {
	Actor idArgument
	About *idArgument
	AsOf  *dateArgument
}) (*alignmentNode, error) {
	other, err := a.req.readActor("actor", args.Actor)
	if err != nil {
		return nil, err
	}
	return a.req.align(ctx, a.rec.ActorID(), other, args.About, args.AsOf)
}

// align compares two actors; null where there is no such actor.
func (r *request) align(ctx context.Context, a, b record.ActorID, about *idArgument, asOf *dateArgument) (*alignmentNode, error) {
	p, err := r.prospect(about, asOf)
	if err != nil {
		return nil, err
	}
	found, ok, err := r.snapshot.Align(ctx, a, b, p.Lens)
	if err != nil || !ok {
		return nil, err
	}
	return r.alignment(found, p), nil
}

func (q *query) Alignment(ctx context.Context, args struct {
	A, B  idArgument
	About *idArgument
	AsOf  *dateArgument
}) (*alignmentNode, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	a, err := r.readActor("a", args.A)
	if err != nil {
		return nil, err
	}
	b, err := r.readActor("b", args.B)
	if err != nil {
		return nil, err
	}
	return r.align(ctx, a, b, args.About, args.AsOf)
}

func (i *institutionNode) PeoplePositions(ctx context.Context, args struct {
	About *idArgument
	AsOf  *dateArgument
	pageArguments
}) (*connection[graph.Position, *positionNode], error) {
	p, err := i.req.prospect(args.About, args.AsOf)
	if err != nil {
		return nil, err
	}
	s := i.req.snapshot
	all, err := s.PeoplePositions(ctx, i.body.ID, p.Scope, p.AsOf)
	if err != nil {
		return nil, err
	}
	return listing[graph.Position, *positionNode]{
		items: items[graph.Position](all),
		key: func(p *graph.Position) sortKey {
			key := newestNamed(s.PositionDate(*p), p.Claim.Slug, uuidOf(p.Claim.ID))
			return append(key, p.Actor[:]...)
		},
		seal: sealOf("institution.peoplePositions", i.ID, p.about, p.AsOf),
		show: i.req.position,
	}.page(args.pageArguments)
}

// between reads an optional number within bounds.
func (a intArgument) between(argument string, usual, least, most int) (int, error) {
	if a.given == nil {
		return usual, nil
	}
	n, ok := a.value()
	if !ok || n < least || n > most {
		return 0, invalid(argument, "want a number from %d to %d, not %v", least, most, fmt.Sprint(a.given))
	}
	return n, nil
}
