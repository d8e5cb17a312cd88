package graphqlapi

import (
	"context"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

func merged(e *editing, s *graph.Snapshot, _ *record.Changeset) (record.Change, error) {
	if _, err := stored(s, record.AnyActor, e.about, "keep"); err != nil {
		return record.Change{}, err
	}
	merge, err := e.input.id("merge")
	if err != nil {
		return record.Change{}, err
	}
	if _, err := stored(s, record.AnyActor, merge, "merge"); err != nil {
		return record.Change{}, err
	}
	return s.Merging(record.ActorID(e.about), record.ActorID(merge))
}

// preparesMerger reads what the merger changed and whom it concerned.
func preparesMerger(ctx context.Context, e *editing) (err error) {
	if e.past, err = e.changed(ctx, "changeset"); err != nil {
		return err
	}
	kept, restored, err := graph.Parties(e.past)
	if err != nil {
		return problemAt(codeInvalid, err.Error(), "changeset")
	}
	e.about, e.second = kept.Ref().ID, restored.Ref().ID
	return nil
}

func unmerged(e *editing, s *graph.Snapshot, _ *record.Changeset) (record.Change, error) {
	return s.Separating(e.past, e.input.flag("distinct", true))
}
