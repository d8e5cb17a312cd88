package graph

import (
	"context"

	"onrecord/internal/record"
)

type Edited struct {
	Snapshot  *Snapshot
	Changeset *record.Changeset
	Revision  record.Revision
	Repeated  bool
}
type Changed struct{ Before, After record.Record }

func (g *Graph) Edit(ctx context.Context, e Edit) (Edited, error) {
	change, err := e.Make(g.Snapshot())
	if err != nil {
		return Edited{}, err
	}
	before := g.Snapshot()
	s, err := g.Commit(ctx, e.By, change)
	if err != nil {
		return Edited{}, err
	}
	if s == before {
		return Edited{Snapshot: s}, nil
	}
	return Edited{s, e.By, s.Revision(), false}, nil
}

func (s *Snapshot) Try(ctx context.Context, change record.Change) error { return nil }
func (g *Graph) Difference(ctx context.Context, from, to record.Revision) ([]Changed, error) {
	return nil, nil
}

func (g *Graph) Revert(ctx context.Context, by *record.Changeset, target record.ChangesetID) (Edited, error) {
	return Edited{}, nil
}
func (g *Graph) RevisionOf(ctx context.Context, id record.ChangesetID) (record.Revision, error) {
	return 0, nil
}

func (s *Snapshot) Reverting(past []Changed) (record.Change, error) { return record.Change{}, nil }
