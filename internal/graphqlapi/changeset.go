package graphqlapi

import (
	"context"
	"slices"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// changesetNode is a change of the graph, by whom, when and why.
type changesetNode struct {
	ID       nodeID
	Author   string
	Message  string
	Reviewer *string
	req      *request
	rec      *record.Changeset
	// revision is zero until somebody asks for it: a changeset does not say which
	// one it made, the store does.
	revision record.Revision
}

func (r *request) changeset(c *record.Changeset) *changesetNode {
	return &changesetNode{ID: nodeID(c.ID), Author: c.Author, Message: c.Message, Reviewer: textOrNull(&c.Reviewer), req: r, rec: c}
}

// Revision is the one that the changeset made.
func (c *changesetNode) Revision(ctx context.Context) (int32, error) {
	if c.revision != 0 {
		return int32(c.revision), nil
	}
	g, err := c.req.archive()
	if err != nil {
		return 0, err
	}
	revision, err := g.RevisionOf(ctx, c.rec.ID)
	return int32(revision), err
}

// At is when it was made.
func (c *changesetNode) At() dateTime { return dateTime(c.rec.At.UTC()) }

// recordChange is what a change does to one record.
type recordChange struct {
	Record nodeID
	Kind   string
	Act    string
	Fields []*fieldChange
}

// fieldChange is a field that differs.
type fieldChange struct {
	Path          string
	Before, After *string
}

// mostChanges bounds the changes of one answer.
const mostChanges = 1000

// differenceOf is what a change would do to a snapshot.
func differenceOf(s *graph.Snapshot, change record.Change) []*recordChange {
	var all []graph.Changed
	for _, r := range change.Put {
		before, _ := s.Record(r.Ref().ID)
		all = append(all, graph.Changed{Before: before, After: r})
	}
	for _, ref := range change.Remove {
		before, _ := s.Record(ref.ID)
		all = append(all, graph.Changed{Before: before})
	}
	return changesOf(all)
}

// changesOf shows changes by kind and id.
func changesOf(all []graph.Changed) []*recordChange {
	slices.SortFunc(all, func(a, b graph.Changed) int { return a.Ref().Compare(b.Ref()) })
	shown := make([]*recordChange, 0, min(len(all), mostChanges))
	for _, c := range all[:min(len(all), mostChanges)] {
		shown = append(shown, changeOf(c))
	}
	return shown
}

func changeOf(c graph.Changed) *recordChange {
	ref := c.Ref()
	return &recordChange{Record: nodeID(ref.ID), Kind: ref.Kind.String(), Act: outcomeOf(c), Fields: fieldsOf(c)}
}

func fieldsOf(c graph.Changed) []*fieldChange {
	differ := record.Differences(c.Before, c.After)
	fields := make([]*fieldChange, len(differ))
	for i, d := range differ {
		fields[i] = &fieldChange{d.Path, textOrNull(&d.Before), textOrNull(&d.After)}
	}
	return fields
}

func outcomeOf(c graph.Changed) string {
	switch {
	case c.Before == nil:
		return "CREATED"
	case c.After == nil:
		return "REMOVED"
	}
	return "CHANGED"
}
