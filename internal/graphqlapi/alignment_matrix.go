package graphqlapi

import (
	"context"
	"fmt"
	"strings"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// alignmentMatrix is many alignments as plain numbers, row by row.
type alignmentMatrix struct {
	Actors                       []*actorNode
	Agreed, Disagreed, Qualified [][]int32
	Scores                       [][]*float64
}

func (q *query) AlignmentMatrix(ctx context.Context, args struct {
	Actors *[]idArgument
	About  *idArgument
	AsOf   *dateArgument
	First  intArgument
}) (*alignmentMatrix, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	given, err := readIDs[record.Actor]("actors", args.Actors)
	if err != nil {
		return nil, err
	}
	p, err := r.prospect(args.About, args.AsOf)
	if err != nil {
		return nil, err
	}
	first, err := args.First.between("first", usualPage, 1, largestPage)
	if err != nil {
		return nil, err
	}
	found, err := r.snapshot.AlignmentMatrix(ctx, given, p.Lens, first)
	if err != nil {
		return nil, err
	}
	return r.matrix(found), nil
}

func (r *request) matrix(found *graph.Matrix) *alignmentMatrix {
	m := &alignmentMatrix{Actors: make([]*actorNode, len(found.Actors))}
	for i, a := range found.Actors {
		n := r.actorNode(a)
		m.Actors[i] = &n
	}
	size := len(found.Actors)
	for i := range size {
		agreed, disagreed, qualified, scores := make([]int32, size), make([]int32, size), make([]int32, size), make([]*float64, size)
		for j := range size {
			c := found.At(i, j)
			agreed[j], disagreed[j], qualified[j], scores[j] = int32(c.Agreed), int32(c.Disagreed), int32(c.Qualified), scoreOrNull(c)
		}
		m.Agreed, m.Disagreed, m.Qualified = append(m.Agreed, agreed), append(m.Disagreed, disagreed), append(m.Qualified, qualified)
		m.Scores = append(m.Scores, scores)
	}
	return m
}

// stancePath is a chain of actors, as what joins each to the next.
type stancePath struct {
	Hops   []*alignmentNode
	Length int32
}

// Bounds of a path's length.
const (
	usualPath   = 6
	longestPath = 10
)

type pathArguments struct {
	From, To   idArgument
	Through    []string
	About      *idArgument
	AsOf       *dateArgument
	Excluding  *[]idArgument
	ActorKinds *[]string
	MaxLength  intArgument
}

func (q *query) Path(ctx context.Context, args pathArguments) (*stancePath, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	p, err := r.prospect(args.About, args.AsOf)
	if err != nil {
		return nil, err
	}
	route, err := args.route()
	if err != nil {
		return nil, err
	}
	route.Lens = p.Lens
	hops, found, err := r.snapshot.Path(ctx, route)
	if err != nil || !found {
		return nil, err
	}
	path := &stancePath{Hops: make([]*alignmentNode, len(hops)), Length: int32(len(hops))}
	for i, hop := range hops {
		path.Hops[i] = r.alignment(hop, p)
	}
	return path, nil
}

// route reads what a path is to lead through.
func (a pathArguments) route() (route graph.Route, err error) {
	from, err := readUUID("from", a.From)
	if err != nil {
		return route, err
	}
	to, err := readUUID("to", a.To)
	if err != nil {
		return route, err
	}
	route.From, route.To = record.ActorID(from), record.ActorID(to)
	if err := checkLength("through", len(a.Through)); err != nil {
		return route, err
	}
	for i, text := range a.Through {
		k, err := readAlignmentKind(fmt.Sprintf("through[%d]", i), text)
		if err != nil {
			return route, err
		}
		route.Through = append(route.Through, k)
	}
	if route.Excluding, err = readIDs[record.Actor]("excluding", a.Excluding); err != nil {
		return route, err
	}
	if route.Kinds, err = readActorKinds("actorKinds", a.ActorKinds); err != nil {
		return route, err
	}
	route.MaxLength, err = a.MaxLength.between("maxLength", usualPath, 1, longestPath)
	return route, err
}

// readActorKinds reads an optional list of kinds of nodes that are actors. An
// empty list would let nobody stand anywhere, which is hardly what is meant.
func readActorKinds(argument string, list *[]string) ([]record.Kind, error) {
	kinds, err := readWords[record.Kind](argument, list)
	if err != nil {
		return nil, err
	}
	if kinds != nil && len(kinds) == 0 {
		return nil, invalid(argument, "names no kind; leave it out for people and institutions")
	}
	for _, k := range kinds {
		if !k.IsActor() {
			return nil, invalid(argument, "%v is no kind of actor: want PERSON, INSTITUTION, UNNAMED_SOURCE or COLLECTIVE", k)
		}
	}
	return kinds, nil
}

// campNode is a group of actors who agree.
type campNode struct {
	Label    string
	Cohesion float64
	req      *request
	rec      *graph.Camp
}

func (q *query) Camps(ctx context.Context, args struct {
	About     *idArgument
	AsOf      *dateArgument
	MinActors intArgument
}) ([]*campNode, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	p, err := r.prospect(args.About, args.AsOf)
	if err != nil {
		return nil, err
	}
	least, err := args.MinActors.between("minActors", 2, 2, stance.MostInCamps)
	if err != nil {
		return nil, err
	}
	camps, err := r.snapshot.Camps(ctx, p.Lens, least)
	if err != nil {
		return nil, err
	}
	return each(items[graph.Camp](camps), r.camp), nil
}

func (r *request) camp(c *graph.Camp) *campNode {
	return &campNode{r.campLabel(c), finite(c.Cohesion), r, c}
}

// campLabel names a camp after what sets it apart, or after its members.
func (r *request) campLabel(c *graph.Camp) string {
	if len(c.Claims) > 0 {
		verb := "Supports"
		if c.Claims[0].Side == record.Opposes {
			verb = "Opposes"
		}
		return verb + ": " + r.in(c.Claims[0].Claim.Texts)
	}
	const named = 3
	var names []string
	for _, a := range c.Actors[:min(named, len(c.Actors))] {
		names = append(names, a.About().Name(r.languages))
	}
	label := strings.Join(names, ", ")
	if more := len(c.Actors) - named; more > 0 {
		label += fmt.Sprintf(" and %d more", more)
	}
	return label
}

func (c *campNode) Actors() []*actorNode {
	all := make([]*actorNode, len(c.rec.Actors))
	for i, a := range c.rec.Actors {
		n := c.req.actorNode(a)
		all[i] = &n
	}
	return all
}

func (c *campNode) RepresentativeClaims() []*campClaimNode {
	return each(items[graph.CampClaim](c.rec.Claims), c.req.campClaim)
}

// campClaimNode is a claim that sets a camp apart.
type campClaimNode struct {
	Claim                *claimNode
	Position             record.Position
	Tally                *tally
	Others, OthersOnSide int32
}

func (r *request) campClaim(k *graph.CampClaim) *campClaimNode {
	return &campClaimNode{r.claim(k.Claim), k.Side, tallyOf(k.Camp), int32(k.Others), int32(k.OthersOnSide)}
}
