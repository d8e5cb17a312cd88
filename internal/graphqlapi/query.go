package graphqlapi

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	graphql "github.com/graph-gophers/graphql-go"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/review"
	"onrecord/schema"
)

// query resolves the root fields. It is the same for all requests: the snapshot
// and the language come with the context.
type query struct {
	searcher graph.Searcher
	reviews  *review.Desk
	// mutation tells what a proposal would do.
	mutation *mutation
	// outlooks has a place for each outlook of a proposal that may be worked out.
	outlooks chan struct{}
	version  string
}

// Sources are what the resolvers take from beside the graph itself.
type Sources struct {
	// Searcher finds quotes by their words.
	Searcher graph.Searcher
	// Dossiers reads dossiers; without one none can be applied.
	Dossiers DossierReader
	// Reviews keeps proposals; without one there are none, and contributors are
	// refused.
	Reviews *review.Desk
	// Version is what the program calls itself.
	Version string
	// Now is the time of a change.
	Now func() time.Time
}

// roots are the resolvers of the root types.
type roots struct {
	query        *query
	mutation     *mutation
	subscription *subscription
}

// Query, Mutation and Subscription are where the executor looks for the fields of
// these types.
func (r *roots) Query() *query               { return r.query }
func (r *roots) Mutation() *mutation         { return r.mutation }
func (r *roots) Subscription() *subscription { return r.subscription }

// NewSchema binds the contract to the resolvers of this package. Requests must
// carry a snapshot, see EditionOf. The options are those of SchemaOptions.
func NewSchema(from Sources, options ...graphql.SchemaOpt) (*graphql.Schema, error) {
	if from.Searcher == nil || from.Now == nil {
		return nil, fmt.Errorf("%w schema: it needs a searcher and a clock", record.ErrInvalid)
	}
	reading := &query{searcher: from.Searcher, reviews: from.Reviews, outlooks: make(chan struct{}, mostOutlooks), version: from.Version}
	reading.mutation = &mutation{query: reading, dossiers: from.Dossiers, now: from.Now}
	root := &roots{reading, reading.mutation, &subscription{reading}}
	// No resolver here asks which fields were selected, and a context for each
	// field that could tell costs a few percent of an answer.
	own := []graphql.SchemaOpt{graphql.UseFieldResolvers(), graphql.UseStringDescriptions(), graphql.DisableFieldSelections()}
	options = append(own, options...)
	s, err := graphql.ParseSchema(schema.GraphQL, root, options...)
	if err != nil {
		return nil, fmt.Errorf("%w schema: %v", record.ErrInvalid, err)
	}
	return s, nil
}

// mostIDs bounds Query.nodes.
const mostIDs = 100

func (q *query) Node(ctx context.Context, args struct{ ID idArgument }) (*node, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	return r.nodeByID("id", args.ID)
}

func (r *request) nodeByID(argument string, a idArgument) (*node, error) {
	id, err := readUUID(argument, a)
	if err != nil {
		return nil, err
	}
	return r.node(r.recordOrSuccessor(id)), nil
}

// recordOrSuccessor finds a record by its id; by that of an actor that was merged it
// finds the one that the actor is now, with an id of its own. Null would tell a client
// that holds the old id that a person is no longer on record, who is.
func (r *request) recordOrSuccessor(id uuid.UUID) record.Record {
	if rec, ok := r.snapshot.Record(id); ok {
		return rec
	}
	if by := r.snapshot.Successor(id); by != nil {
		return by
	}
	return nil
}

func (q *query) Nodes(ctx context.Context, args struct{ IDs []idArgument }) ([]*node, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	if len(args.IDs) > mostIDs {
		return nil, invalid("ids", "has %d ids, at most %d can be asked for at once", len(args.IDs), mostIDs)
	}
	nodes := make([]*node, len(args.IDs))
	for i, a := range args.IDs {
		if nodes[i], err = r.nodeByID(fmt.Sprintf("ids[%d]", i), a); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

// readActor reads the id of an actor, and is that of the one that it is now.
func (r *request) readActor(argument string, a idArgument) (record.ActorID, error) {
	id, err := readUUID(argument, a)
	if err != nil {
		return record.ActorID{}, err
	}
	if rec := r.recordOrSuccessor(id); rec != nil {
		id = rec.Ref().ID
	}
	return record.ActorID(id), nil
}

// keyArguments name one thing.
type keyArguments struct {
	ID   *idArgument
	Slug *string
}

// lookUp finds a record by its id or by its present or a former slug.
func (r *request) lookUp(k record.Kind, args keyArguments) (record.Record, error) {
	switch {
	case args.ID != nil && args.Slug != nil:
		return nil, invalid("id, slug", "both are given; give one of them")
	case args.ID == nil && args.Slug == nil:
		return nil, invalid("id, slug", "neither is given; give one of them")
	case args.ID != nil:
		id, err := readUUID("id", *args.ID)
		if err != nil {
			return nil, err
		}
		rec := r.recordOrSuccessor(id)
		if rec == nil || !k.Accepts(rec.Ref().Kind) {
			return nil, nil
		}
		return rec, nil
	}
	if !record.ValidSlug(*args.Slug) {
		return nil, invalid("slug", "%.40q is none: want lower-case words of letters and digits joined by hyphens, at most 80 characters", *args.Slug)
	}
	rec, ok := r.snapshot.BySlug(k, *args.Slug)
	if !ok || !k.Accepts(rec.Ref().Kind) {
		return nil, nil
	}
	return rec, nil
}

// one answers a root field that names one thing.
func one[T, N any](ctx context.Context, q *query, k record.Kind, args keyArguments, show func(*request, *T) *N) (*N, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	rec, err := r.lookUp(k, args)
	if err != nil {
		return nil, err
	}
	typed, ok := any(rec).(*T)
	if !ok {
		return nil, nil
	}
	return show(r, typed), nil
}

func (q *query) Actor(ctx context.Context, args keyArguments) (*actorNode, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	rec, err := r.lookUp(record.AnyActor, args)
	if err != nil {
		return nil, err
	}
	a, ok := rec.(record.Actor)
	if !ok {
		return nil, nil
	}
	n := r.actorNode(a)
	return &n, nil
}

func (q *query) Person(ctx context.Context, args keyArguments) (*personNode, error) {
	return one(ctx, q, record.KindPerson, args, (*request).person)
}

func (q *query) Institution(ctx context.Context, args keyArguments) (*institutionNode, error) {
	return one(ctx, q, record.KindInstitution, args, (*request).institution)
}

func (q *query) Claim(ctx context.Context, args keyArguments) (*claimNode, error) {
	return one(ctx, q, record.KindClaim, args, (*request).claim)
}

func (q *query) Question(ctx context.Context, args keyArguments) (*questionNode, error) {
	return one(ctx, q, record.KindQuestion, args, (*request).question)
}

func (q *query) Event(ctx context.Context, args keyArguments) (*eventNode, error) {
	return one(ctx, q, record.KindEvent, args, (*request).event)
}

func (q *query) Document(ctx context.Context, args keyArguments) (*documentNode, error) {
	return one(ctx, q, record.KindDocument, args, (*request).document)
}

func (q *query) Topic(ctx context.Context, args keyArguments) (*topicNode, error) {
	return one(ctx, q, record.KindTopic, args, (*request).topic)
}

func (q *query) Poll(ctx context.Context, args keyArguments) (*pollNode, error) {
	return one(ctx, q, record.KindPoll, args, (*request).poll)
}

func (q *query) Quote(ctx context.Context, args struct{ ID idArgument }) (*quoteNode, error) {
	return one(ctx, q, record.KindQuote, keyArguments{ID: &args.ID}, (*request).quote)
}

// graphInfo is the state of the graph and how much is in it.
type graphInfo struct {
	Revision, People, Institutions, Claims, Quotes int32
	Stances, Questions, Events, Documents, Topics  int32
	Polls                                          int32
	Version                                        string
}

func (q *query) Graph(ctx context.Context) (*graphInfo, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	count := func(k record.Kind) int32 { return int32(r.snapshot.Count(k)) }
	return &graphInfo{
		Revision:     int32(r.snapshot.Revision()),
		Version:      q.version,
		People:       count(record.KindPerson),
		Institutions: count(record.KindInstitution),
		Claims:       count(record.KindClaim),
		Quotes:       count(record.KindQuote),
		Stances:      count(record.KindStance),
		Questions:    count(record.KindQuestion),
		Events:       count(record.KindEvent),
		Documents:    count(record.KindDocument),
		Topics:       count(record.KindTopic),
		Polls:        count(record.KindPoll),
	}, nil
}
