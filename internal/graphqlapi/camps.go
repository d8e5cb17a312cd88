package graphqlapi

import (
	"context"
	"fmt"
	"strings"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

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
