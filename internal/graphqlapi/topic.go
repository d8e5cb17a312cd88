package graphqlapi

import (
	"bytes"
	"slices"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// topicNode is a subject.
type topicNode struct {
	ID   nodeID
	Slug string
	Name string
	req  *request
	rec  *record.Topic
}

func (r *request) topic(t *record.Topic) *topicNode {
	return &topicNode{nodeID(t.ID), t.Slug, r.in(t.Names), r, t}
}

func (t *topicNode) Names() []localized { return allTexts(t.rec.Names) }

func (t *topicNode) Claims(args struct {
	OrderBy *string
	pageArguments
}) (*connection[record.Claim, *claimNode], error) {
	order := orderOr(args.OrderBy, byContention)
	list := t.req.snapshot.Claims(graph.ClaimFilter{Topic: t.rec.ID})
	return t.req.claimsBy(order, list, false, args.pageArguments, sealOf("topic.claims", t.ID, order))
}

func (t *topicNode) Actors(args struct{ pageArguments }) (*connection[graph.TopicActor, *actorNode], error) {
	key := func(a *graph.TopicActor) sortKey {
		name := record.Fold(a.Actor.About().Name(t.req.languages))
		return ranked(graph.Rank{Count: a.Utterances, Name: name, ID: uuidOf(a.Actor.ActorID())})
	}
	all := slices.Clone(t.req.snapshot.ActorsOn(t.rec.ID))
	slices.SortFunc(all, func(a, b graph.TopicActor) int { return bytes.Compare(key(&a), key(&b)) })
	return listing[graph.TopicActor, *actorNode]{
		items: items[graph.TopicActor](all),
		key:   key,
		seal:  sealOf("topic.actors", t.ID, t.req.languages[0]),
		show: func(a *graph.TopicActor) *actorNode {
			n := t.req.actorNode(a.Actor)
			return &n
		},
	}.page(args.pageArguments)
}

func (t *topicNode) URL() webAddress { return t.req.page("topic", t.Slug) }
