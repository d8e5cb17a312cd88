package graph

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Graph publishes snapshots and is the only writer of its store.
type Graph struct {
	store   Store
	current atomic.Pointer[Snapshot]
	// turn holds one token; a channel and not a mutex, so that waiting for it
	// ends with the caller's context.
	turn chan struct{}
	// rewinding holds one token, for who goes back to an earlier revision.
	rewinding chan struct{}
	past      past
	feed      *feed
}

// Open rebuilds the present snapshot from the store. The store belongs to the
// caller, who closes it after the last commit.
func Open(ctx context.Context, store Store) (*Graph, error) {
	l := newLoading()
	revision, err := store.Load(ctx, l.add)
	if err != nil {
		return nil, fmt.Errorf("load the graph: %w", err)
	}
	s, err := l.snapshot(revision)
	if err != nil {
		return nil, fmt.Errorf("rebuild the graph at revision %d: %w", revision, err)
	}
	g := &Graph{store: store, turn: make(chan struct{}, 1), rewinding: make(chan struct{}, 1), feed: newFeed(revision)}
	g.current.Store(s)
	return g, nil
}

// Snapshot is the newest published revision.
func (g *Graph) Snapshot() *Snapshot { return g.current.Load() }

// Commit makes a change as one changeset and returns the snapshot that shows
// it. Records that are put as they already stand are left out; where nothing
// remains, the present snapshot is returned and no revision is made.
//
// It fails with record.ErrInvalid for wrong shapes, unknown references and
// relations that contradict themselves, with record.ErrConflict for a clash
// with what is stored (both as *record.ChangeError), and with the store's error
// otherwise. After a failure nothing of the change is visible.
func (g *Graph) Commit(ctx context.Context, by *record.Changeset, change record.Change) (*Snapshot, error) {
	change.Normalize()
	by.Normalize()
	if err := change.Validate(); err != nil {
		return nil, err
	}
	if err := by.Validate(); err != nil {
		return nil, fmt.Errorf("changeset: %w", err)
	}
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-g.turn }()
	return g.commit(ctx, by, change)
}

func (g *Graph) commit(ctx context.Context, by *record.Changeset, change record.Change) (*Snapshot, error) {
	base := g.Snapshot()
	change = base.effective(change)
	if change.Empty() {
		return base, nil
	}
	if err := base.admit(change); err != nil {
		return nil, err
	}
	if _, taken := base.Record(uuid.UUID(by.ID)); taken {
		return nil, fmt.Errorf("%w: the id of changeset %s is taken; give the change a new one", record.ErrConflict, by.ID)
	}
	next, err := base.next(record.Change{Put: append(slices.Clone(change.Put), by), Remove: change.Remove})
	if err != nil {
		return nil, err
	}
	if err := next.consistent(change); err != nil {
		return nil, err
	}
	revision, err := g.store.Commit(ctx, by, change)
	if err != nil {
		return nil, fmt.Errorf("commit changeset %s: %w", by.ID, err)
	}
	if revision != next.revision {
		return nil, fmt.Errorf("%w: the store made revision %d, revision %d was next: another process has written to it; restart this one", record.ErrCorrupt, revision, next.revision)
	}
	g.publish(base, next, by.ID, change)
	return next, nil
}

// publish lets readers see a snapshot, and then tells its news: who is told of a
// revision finds it.
func (g *Graph) publish(base, next *Snapshot, by record.ChangesetID, change record.Change) {
	g.current.Store(next)
	g.feed.add(newsOf(base, next, by, change))
}

// effective leaves out what a change would store as it already stands. The own
// utterance of a quote is stored nowhere, so a record in its place is not left
// out but refused.
func (s *Snapshot) effective(change record.Change) record.Change {
	kept := change.Put[:0:0]
	for _, r := range change.Put {
		if p, stored := s.placeOf(r.Ref().ID); stored && p.kind == r.Ref().Kind && reflect.DeepEqual(s.recordAt(p.group(), p.number), r) {
			continue
		}
		kept = append(kept, r)
	}
	change.Put = kept
	return change
}

// rebuildFrom is the size of a change from which rebuilding is cheaper than
// copying every list it touches over and over.
const rebuildFrom = 20_000

// next is the snapshot after a change; s stays as it is.
func (s *Snapshot) next(change record.Change) (*Snapshot, error) {
	size := len(change.Put) + len(change.Remove)
	if size < rebuildFrom && !s.isEmpty() {
		return derive(s, s.revision+1, change)
	}
	return rebuild(s.revision+1, s.after(change))
}

func (s *Snapshot) isEmpty() bool { return s.revision == 0 }

// after is every record that is there once a change is made.
func (s *Snapshot) after(change record.Change) iter.Seq[record.Record] {
	gone := make(map[uuid.UUID]bool, len(change.Put)+len(change.Remove))
	for _, ref := range change.Remove {
		gone[ref.ID] = true
	}
	for _, r := range change.Put {
		gone[r.Ref().ID] = true
	}
	return func(yield func(record.Record) bool) {
		for g := range groupCount {
			for n := range s.tables[g].length() {
				r := s.recordAt(g, n)
				if r != nil && !gone[r.Ref().ID] && !yield(r) {
					return
				}
			}
		}
		for _, r := range change.Put {
			if !yield(r) {
				return
			}
		}
	}
}
