package graph

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"onrecord/internal/record"
)

// mostSteps is how many revisions are caught up with one by one; beyond that the
// graph is loaded anew.
const mostSteps = 1_000

// CatchUp shows what another process has written to the store since the newest
// snapshot, revision by revision, and returns the newest. It is for a graph that
// nobody commits to.
func (g *Graph) CatchUp(ctx context.Context) (*Snapshot, error) {
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-g.turn }()
	made, err := g.store.Revisions(ctx, 0, mostSteps+1)
	if err != nil {
		return nil, fmt.Errorf("look for new revisions: %w", err)
	}
	base := g.Snapshot()
	if len(made) == 0 || made[0].Revision == base.revision {
		return base, nil
	}
	if oldest := made[len(made)-1].Revision; made[0].Revision < base.revision || oldest > base.revision+1 {
		return g.reload(ctx)
	}
	for i := len(made) - 1; i >= 0; i-- {
		if made[i].Revision <= base.revision {
			continue
		}
		next, err := g.stepTo(ctx, base, made[i])
		if errors.Is(err, record.ErrTooLarge) {
			return g.reload(ctx)
		}
		if err != nil {
			return nil, fmt.Errorf("catch up with revision %d: %w", made[i].Revision, err)
		}
		base = next
	}
	return base, nil
}

// stepTo publishes the next revision.
func (g *Graph) stepTo(ctx context.Context, base *Snapshot, made record.Made) (*Snapshot, error) {
	ids, err := g.store.Touched(ctx, base.revision, made.Revision, rebuildFrom)
	if err != nil {
		return nil, err
	}
	then, err := g.store.RecordsAt(ctx, ids, made.Revision)
	if err != nil {
		return nil, err
	}
	var change record.Change
	for i, id := range ids {
		now, there := base.Record(id)
		switch {
		case then[i] == nil && there:
			change.Remove = append(change.Remove, now.Ref())
		case then[i] != nil && !(there && reflect.DeepEqual(now, then[i])):
			change.Put = append(change.Put, then[i])
		}
	}
	change.Normalize()
	next, err := derive(base, made.Revision, change)
	if err != nil {
		return nil, err
	}
	g.publish(base, next, made.Changeset, change)
	return next, nil
}

// reload publishes what the store holds now. What it changed is not told apart.
func (g *Graph) reload(ctx context.Context) (*Snapshot, error) {
	l := newLoading()
	revision, err := g.store.Load(ctx, l.add)
	if err != nil {
		return nil, fmt.Errorf("load the graph: %w", err)
	}
	s, err := l.snapshot(revision)
	if err != nil {
		return nil, fmt.Errorf("rebuild the graph at revision %d: %w", revision, err)
	}
	g.current.Store(s)
	g.feed.begin(News{Revision: revision, Cut: true})
	return s, nil
}
