package graph

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Edit is a change as an editor asks for it.
type Edit struct {
	By *record.Changeset
	// Expected is the newest revision that the editor has seen; zero: whatever
	// there is.
	Expected record.Revision
	// Make makes the change of the newest snapshot, in the writer's turn, so that
	// nothing comes in between. An error of it ends the edit and is returned as it
	// is.
	Make func(*Snapshot) (record.Change, error)
}

// Edited is what came of an edit.
type Edited struct {
	// Snapshot shows it.
	Snapshot *Snapshot
	// Changeset made Revision; nil where everything stood as wanted.
	Changeset *record.Changeset
	Revision  record.Revision
	// Repeated says that an earlier edit under the same key made it.
	Repeated bool
}

// Edit is Commit for a change that depends on what is there. With Expected it is
// refused with record.ErrConflict where one of the records that it changes was
// changed since; the problems of that *record.ChangeError say by whom. With a key
// it is made once: who asks for the same again gets what the first made, also
// after a restart, and who asks for something else under the key is refused with
// record.ErrConflict.
func (g *Graph) Edit(ctx context.Context, e Edit) (Edited, error) {
	e.By.Normalize()
	if err := e.By.Validate(); err != nil {
		return Edited{}, fmt.Errorf("changeset: %w", err)
	}
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return Edited{}, ctx.Err()
	}
	defer func() { <-g.turn }()
	base := g.Snapshot()
	if e.By.Key != "" {
		if earlier, made := base.BySlug(record.KindChangeset, e.By.RequestName()); made {
			return g.repeated(ctx, e, earlier.(*record.Changeset))
		}
	}
	if e.Expected > base.revision {
		return Edited{}, fmt.Errorf("%w revision %d: the newest is %d", record.ErrInvalid, e.Expected, base.revision)
	}
	change, err := g.changeOf(ctx, e, base)
	if err != nil {
		return Edited{}, err
	}
	next, err := g.commit(ctx, e.By, change)
	switch {
	case err != nil:
		return Edited{}, err
	case next == base:
		return Edited{Snapshot: base}, nil
	}
	return Edited{Snapshot: next, Changeset: e.By, Revision: next.revision}, nil
}

func (g *Graph) repeated(ctx context.Context, e Edit, earlier *record.Changeset) (Edited, error) {
	if earlier.Request != e.By.Request {
		return Edited{}, fmt.Errorf("%w: the key %q was used for another request, at %s; give this one a key of its own",
			record.ErrConflict, e.By.Key, earlier.At.Format(time.RFC3339))
	}
	revision, err := g.store.RevisionOf(ctx, earlier.ID)
	if err != nil {
		return Edited{}, err
	}
	return Edited{Snapshot: g.Snapshot(), Changeset: earlier, Revision: revision, Repeated: true}, nil
}

// changeOf makes the change and sees that nobody has been there before.
func (g *Graph) changeOf(ctx context.Context, e Edit, base *Snapshot) (record.Change, error) {
	change, err := e.Make(base)
	if err != nil {
		return record.Change{}, err
	}
	change.Normalize()
	if err := change.Validate(); err != nil {
		return record.Change{}, err
	}
	change = base.effective(change)
	if e.Expected == 0 || e.Expected == base.revision {
		return change, nil
	}
	conflict := &record.ChangeError{Kind: record.ErrConflict}
	for id := range idsOf(change) {
		if err := g.unseen(ctx, base, id, e.Expected, conflict); err != nil {
			return record.Change{}, err
		}
	}
	return change, conflict.Err()
}

// unseen adds a problem where a record was changed after a revision.
func (g *Graph) unseen(ctx context.Context, s *Snapshot, id uuid.UUID, expected record.Revision, conflict *record.ChangeError) error {
	newest, err := g.store.TouchedBy(ctx, id, 0, 1)
	if err != nil || len(newest) == 0 || newest[0] <= expected {
		return err
	}
	p, err := g.PastOf(ctx, id, newest[0])
	if err != nil {
		return err
	}
	message := fmt.Sprintf("was changed in revision %d", p.Revision)
	if by := Find(s, p.Made.Changeset); by != nil {
		message += fmt.Sprintf(" by %s: %s", by.Author, by.Message)
	}
	conflict.Add(p.Ref(), "", message)
	return nil
}

// Try tells what would hinder a change, and makes none.
func (s *Snapshot) Try(ctx context.Context, change record.Change) error {
	change.Normalize()
	if err := change.Validate(); err != nil {
		return err
	}
	if change = s.effective(change); change.Empty() {
		return nil
	}
	if err := s.admit(change); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	next, err := s.next(change)
	if err != nil {
		return err
	}
	return next.consistent(change)
}
