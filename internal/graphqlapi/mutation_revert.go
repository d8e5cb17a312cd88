package graphqlapi

import (
	"context"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// RevertChangeset undoes a changeset by another one.
func (m *mutation) RevertChangeset(ctx context.Context, args inputArguments) (*payload, error) {
	e, err := m.begin(ctx, "revertChangeset", args.Input)
	if err != nil {
		return nil, err
	}
	target, err := args.Input.id("changeset")
	if err != nil {
		return e.refused(err)
	}
	by, err := e.changeset(ctx)
	if err != nil {
		return nil, err
	}
	made, err := e.desk.Revert(ctx, by, record.ChangesetID(target))
	if err != nil {
		return e.refused(err)
	}
	p := e.done(made)
	if made.Changeset != nil {
		changed, err := e.desk.Difference(ctx, made.Revision-1, made.Revision)
		if err != nil {
			return nil, err
		}
		p.changes = changesOf(changed)
	}
	return p, nil
}

// changed is what the changeset that a member names changed.
func (e *editing) changed(ctx context.Context, member string) ([]graph.Changed, error) {
	id, err := e.input.id(member)
	if err != nil {
		return nil, err
	}
	revision, err := e.desk.RevisionOf(ctx, record.ChangesetID(id))
	if err != nil {
		return nil, err
	}
	return e.desk.Difference(ctx, revision-1, revision)
}
