package graphqlapi

import (
	"context"
	"fmt"
	"math"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// subscription resolves the root fields of subscriptions. The executor would keep
// goroutines for each client that waits; so it is asked twice instead: once to read
// what is waited for, and then for each event by itself.
type subscription struct{ query *query }

// delivery is why a subscription is executed.
type delivery struct {
	// wanted is what the resolver read of the arguments.
	wanted *wish
	// news is what to show; nil while a client begins to wait.
	news *tiding
}

type deliveryKey struct{}

// The events of the contract.
const (
	liveChange = "CHANGE"
	liveResync = "RESYNC"
)

type quoteAdded struct {
	Event     string
	Revision  int32
	Quote     *quoteNode
	Changeset *changesetNode
}

type positionChanged struct {
	Event     string
	Revision  int32
	Actor     *actorNode
	Claim     *claimNode
	Before    *record.Position
	After     *record.Position
	Position  *positionNode
	Changeset *changesetNode
}

// QuoteAdded waits for quotes.
func (s *subscription) QuoteAdded(ctx context.Context, args struct {
	Claim, Actor, Topic *idArgument
	Since               intArgument
}) (<-chan *quoteAdded, error) {
	r, d, err := s.delivered(ctx)
	if err != nil {
		return nil, err
	}
	if d.news != nil {
		return event(r.quoteAdded(d.news)), nil
	}
	w := wish{}
	if w.since, err = readSince(args.Since); err != nil {
		return nil, err
	}
	if w.claim, err = there[record.Claim](r, "claim", args.Claim); err != nil {
		return nil, err
	}
	if w.topic, err = there[record.Topic](r, "topic", args.Topic); err != nil {
		return nil, err
	}
	if w.actor, err = r.thereActor(args.Actor); err != nil {
		return nil, err
	}
	d.wanted = &w
	return event[quoteAdded](nil), nil
}

// PositionChanged waits for an actor's positions.
func (s *subscription) PositionChanged(ctx context.Context, args struct {
	Actor idArgument
	Since intArgument
}) (<-chan *positionChanged, error) {
	r, d, err := s.delivered(ctx)
	if err != nil {
		return nil, err
	}
	if d.news != nil {
		return event(r.positionChanged(d.news)), nil
	}
	w := wish{positions: true}
	if w.since, err = readSince(args.Since); err != nil {
		return nil, err
	}
	if w.actor, err = r.thereActor(&args.Actor); err != nil {
		return nil, err
	}
	d.wanted = &w
	return event[positionChanged](nil), nil
}

func (s *subscription) delivered(ctx context.Context) (*request, *delivery, error) {
	d, ok := ctx.Value(deliveryKey{}).(*delivery)
	if !ok {
		return nil, nil, fmt.Errorf("%w subscription: it was not asked for as one", record.ErrUnsupported)
	}
	r, err := s.query.requestFrom(ctx)
	return r, d, err
}

// event is a channel with one event, or none.
func event[T any](e *T) <-chan *T {
	c := make(chan *T, 1)
	if e != nil {
		c <- e
	}
	close(c)
	return c
}

func readSince(a intArgument) (*record.Revision, error) {
	if a.given == nil {
		return nil, nil
	}
	n, err := a.between("since", 0, 0, math.MaxInt32)
	revision := record.Revision(n)
	return &revision, err
}

// there reads the id of something that is on record: nobody should wait for ever
// because of a slip.
func there[T any](r *request, argument string, a *idArgument) (record.ID[T], error) {
	id, err := readID[T](argument, a)
	if err == nil && !id.IsZero() && graph.Find(r.snapshot, id) == nil {
		err = fmt.Errorf("%w: %s %s is not on record", record.ErrNotFound, argument, id)
	}
	return id, err
}

func (r *request) thereActor(a *idArgument) (record.ActorID, error) {
	if a == nil {
		return record.ActorID{}, nil
	}
	id, err := r.readActor("actor", *a)
	if err == nil && r.snapshot.Actor(id) == nil {
		err = fmt.Errorf("%w: actor %s is not on record", record.ErrNotFound, id)
	}
	return id, err
}

func (r *request) quoteAdded(t *tiding) *quoteAdded {
	e := &quoteAdded{Event: liveResync, Revision: int32(t.revision)}
	if !t.quote.IsZero() {
		e.Event = liveChange
		e.Quote = found(r.snapshot, t.quote, r.quote)
		e.Changeset = found(r.snapshot, t.by, r.changeset)
	}
	return e
}

func (r *request) positionChanged(t *tiding) *positionChanged {
	e := &positionChanged{Event: liveResync, Revision: int32(t.revision)}
	if t.turn == nil {
		return e
	}
	e.Event = liveChange
	e.Actor = r.actor(t.turn.Actor)
	e.Before, e.After = wordOrNull(t.turn.Before), wordOrNull(t.turn.After)
	e.Changeset = found(r.snapshot, t.by, r.changeset)
	claim := graph.Find(r.snapshot, t.turn.Claim)
	if claim == nil {
		return e
	}
	e.Claim = r.claim(claim)
	if p, ok := r.snapshot.PositionOn(t.turn.Actor, claim, record.Date{}); ok {
		e.Position = r.position(&p)
	}
	return e
}
