package graphqlapi

import (
	"context"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// preparesRevert reads what the changeset changed.
func preparesRevert(ctx context.Context, e *editing) (err error) {
	e.shows = true
	e.past, err = e.changed(ctx, "changeset")
	return err
}

func reverted(e *editing, s *graph.Snapshot, _ *record.Changeset) (record.Change, error) {
	return s.Reverting(e.past)
}

// changed is what the changeset that a member names changed.
func (e *editing) changed(ctx context.Context, member string) ([]graph.Changed, error) {
	id, err := e.input.id(member)
	if err != nil {
		return nil, err
	}
	revision, err := e.graph.RevisionOf(ctx, record.ChangesetID(id))
	if err != nil {
		return nil, atMember(err, member)
	}
	return e.graph.Difference(ctx, revision-1, revision)
}
