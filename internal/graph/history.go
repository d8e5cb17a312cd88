package graph

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// mostRewound is how many records may have been changed between a revision and
// the present for the graph to be shown as it was: a change of so many takes some
// seconds to be taken back.
const mostRewound = 20_000

// mostPast is how many earlier revisions are kept at hand. Each shares with the
// present what was not changed since.
const mostPast = 8

// At is the graph as it was known at a revision, derived from the present one by
// taking back what was changed since. A revision that was not made yet is
// record.ErrNotFound, one too far back record.ErrTooLarge.
func (g *Graph) At(ctx context.Context, revision record.Revision) (*Snapshot, error) {
	switch now := g.Snapshot(); {
	case revision < 0 || revision > now.revision:
		return nil, fmt.Errorf("%w: there is no revision %d; the newest is %d", record.ErrNotFound, revision, now.revision)
	case revision == now.revision:
		return now, nil
	case revision == 0:
		return emptySnapshot(), nil
	}
	// One at a time: going back takes processors and memory, and most who ask at the
	// same time ask for the same revision.
	select {
	case g.rewinding <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-g.rewinding }()
	if s, ok := g.past.take(revision); ok {
		return s, nil
	}
	s, err := g.rewind(ctx, g.Snapshot(), revision)
	if err != nil {
		return nil, fmt.Errorf("the graph as it was known at revision %d: %w", revision, err)
	}
	g.past.keep(s)
	return s, nil
}

// AtInstant is the graph as it was known at an instant.
func (g *Graph) AtInstant(ctx context.Context, at time.Time) (*Snapshot, error) {
	revision, err := g.store.RevisionAt(ctx, at)
	if err != nil {
		return nil, err
	}
	return g.At(ctx, min(revision, g.Snapshot().revision))
}

func (g *Graph) rewind(ctx context.Context, now *Snapshot, to record.Revision) (*Snapshot, error) {
	ids, err := g.store.Touched(ctx, to, now.revision, mostRewound)
	if err != nil {
		return nil, err
	}
	then, err := g.store.RecordsAt(ctx, ids, to)
	if err != nil {
		return nil, err
	}
	var change record.Change
	for i, id := range ids {
		if then[i] != nil {
			change.Put = append(change.Put, then[i])
		} else if r, there := now.Record(id); there {
			change.Remove = append(change.Remove, r.Ref())
		}
	}
	change.Normalize()
	if now.recasts(change) {
		return rebuild(to, now.after(change))
	}
	return derive(now, to, change)
}

// recasts reports whether an id becomes a record of another kind. No commit does
// that, but two may, and what stands under the id is then nothing to derive from.
func (s *Snapshot) recasts(change record.Change) bool {
	return slices.ContainsFunc(change.Put, func(r record.Record) bool {
		p, there := s.placeOf(r.Ref().ID)
		return there && p.kind != r.Ref().Kind
	})
}

// past are earlier revisions that were asked for lately, the latest first. It is
// used by who has the token of rewinding.
type past struct{ snapshots []*Snapshot }

func (p *past) take(revision record.Revision) (*Snapshot, bool) {
	at := slices.IndexFunc(p.snapshots, func(s *Snapshot) bool { return s.revision == revision })
	if at < 0 {
		return nil, false
	}
	s := p.snapshots[at]
	p.snapshots = slices.Insert(slices.Delete(p.snapshots, at, at+1), 0, s)
	return s, true
}

func (p *past) keep(s *Snapshot) {
	p.snapshots = slices.Insert(p.snapshots, 0, s)
	p.snapshots = p.snapshots[:min(len(p.snapshots), mostPast)]
}

// Changed is a record before and after a change; nil where it was not there.
type Changed struct{ Before, After record.Record }

// Ref names the record.
func (c Changed) Ref() record.Ref {
	if c.After != nil {
		return c.After.Ref()
	}
	return c.Before.Ref()
}

// Difference are the records that differ between two revisions, by kind and id,
// without the changesets themselves. Revisions that are too far apart are
// record.ErrTooLarge.
func (g *Graph) Difference(ctx context.Context, from, to record.Revision) ([]Changed, error) {
	if now := g.Snapshot().revision; from < 0 || to > now || from > to {
		return nil, fmt.Errorf("%w revisions: want two from 0 to %d, the earlier one first", record.ErrInvalid, now)
	}
	ids, err := g.store.Touched(ctx, from, to, mostRewound)
	if err != nil {
		return nil, err
	}
	before, err := g.store.RecordsAt(ctx, ids, from)
	if err != nil {
		return nil, err
	}
	after, err := g.store.RecordsAt(ctx, ids, to)
	if err != nil {
		return nil, err
	}
	var all []Changed
	for i := range ids {
		c := Changed{before[i], after[i]}
		if reflect.DeepEqual(c.Before, c.After) || c.Ref().Kind == record.KindChangeset {
			continue
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Changed) int { return a.Ref().Compare(b.Ref()) })
	return all, nil
}

// Past is what one revision did to one record.
type Past struct {
	record.Made
	Changed
}

// History are at most limit of the changes of a record, the newest first, those
// before a revision or, where it is 0, from the newest.
func (g *Graph) History(ctx context.Context, id uuid.UUID, before record.Revision, limit int) ([]Past, error) {
	revisions, err := g.store.TouchedBy(ctx, id, before, limit)
	if err != nil {
		return nil, err
	}
	all := make([]Past, 0, len(revisions))
	for _, n := range revisions {
		p, err := g.PastOf(ctx, id, n)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// TouchedBy lists at most limit of the revisions that changed a record, the newest
// first, those before one.
func (g *Graph) TouchedBy(ctx context.Context, id uuid.UUID, before record.Revision, limit int) ([]record.Revision, error) {
	return g.store.TouchedBy(ctx, id, before, limit)
}

// PastOf is what a revision did to a record.
func (g *Graph) PastOf(ctx context.Context, id uuid.UUID, n record.Revision) (p Past, err error) {
	ids := []uuid.UUID{id}
	before, err := g.store.RecordsAt(ctx, ids, n-1)
	if err != nil {
		return p, err
	}
	after, err := g.store.RecordsAt(ctx, ids, n)
	if err != nil {
		return p, err
	}
	made, err := g.store.Revisions(ctx, n+1, 1)
	if err != nil {
		return p, err
	}
	if len(made) != 1 || made[0].Revision != n {
		return p, fmt.Errorf("%w store: it has quads of revision %d, but not the revision", record.ErrCorrupt, n)
	}
	return Past{made[0], Changed{before[0], after[0]}}, nil
}

// Revisions lists at most limit revisions, the newest first, those before one or,
// where it is 0, from the newest.
func (g *Graph) Revisions(ctx context.Context, before record.Revision, limit int) ([]record.Made, error) {
	return g.store.Revisions(ctx, before, limit)
}

// RevisionOf is the revision that a changeset made, or record.ErrNotFound.
func (g *Graph) RevisionOf(ctx context.Context, by record.ChangesetID) (record.Revision, error) {
	return g.store.RevisionOf(ctx, by)
}

// Reverting is the change that takes back what one changeset changed. A record
// that was changed again since is a problem of a *record.ChangeError.
func (s *Snapshot) Reverting(past []Changed) (change record.Change, err error) {
	conflict := &record.ChangeError{Kind: record.ErrConflict}
	for _, c := range past {
		now, there := s.Record(c.Ref().ID)
		switch {
		case there != (c.After != nil) || there && !reflect.DeepEqual(now, c.After):
			conflict.Add(c.Ref(), "", "was changed again since")
		case c.Before == nil:
			change.Remove = append(change.Remove, c.Ref())
		default:
			change.Put = append(change.Put, c.Before)
		}
	}
	return change, errors.Join(conflict.Err())
}
