package graphqlapi

import (
	"context"
	"fmt"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

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
	route, err := args.route(r)
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
func (a pathArguments) route(r *request) (route graph.Route, err error) {
	if route.From, err = r.readActor("from", a.From); err != nil {
		return route, err
	}
	if route.To, err = r.readActor("to", a.To); err != nil {
		return route, err
	}
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
