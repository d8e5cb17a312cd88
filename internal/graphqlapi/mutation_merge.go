package graphqlapi

import (
	"context"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// MergeActors makes two actors one.
func (m *mutation) MergeActors(ctx context.Context, args inputArguments) (*payload, error) {
	e, err := m.begin(ctx, "mergeActors", args.Input)
	if err != nil {
		return nil, err
	}
	if e.about, err = args.Input.id("keep"); err != nil {
		return e.refused(err)
	}
	merge, err := args.Input.id("merge")
	if err != nil {
		return e.refused(err)
	}
	return e.commit(ctx, func(s *graph.Snapshot, _ *record.Changeset) (record.Change, error) {
		for member, id := range map[string]uuid.UUID{"keep": e.about, "merge": merge} {
			if _, err := stored(s, record.AnyActor, id, member); err != nil {
				return record.Change{}, err
			}
		}
		return s.Merging(record.ActorID(e.about), record.ActorID(merge))
	})
}

// UnmergeActors undoes a merger, as far as nobody has moved on since.
func (m *mutation) UnmergeActors(ctx context.Context, args inputArguments) (*payload, error) {
	e, err := m.begin(ctx, "unmergeActors", args.Input)
	if err != nil {
		return nil, err
	}
	merger, err := e.changed(ctx, "changeset")
	if err != nil {
		return e.refused(err)
	}
	var second uuid.UUID
	p, err := e.commit(ctx, func(s *graph.Snapshot, _ *record.Changeset) (record.Change, error) {
		kept, restored, err := s.Parties(merger)
		if err != nil {
			return record.Change{}, err
		}
		e.about, second = kept.Ref().ID, restored.Ref().ID
		return s.Separating(merger, args.Input.flag("distinct", true))
	})
	if p != nil {
		p.second = second
	}
	return p, err
}

func (p *payload) Actor() *actorNode { return p.actor(p.about) }
func (p *payload) Kept() *actorNode  { return p.actor(p.about) }

// Restored is the actor that is there again.
func (p *payload) Restored() *actorNode { return p.actor(p.second) }

func (p *payload) actor(id uuid.UUID) *actorNode {
	if len(p.problems) > 0 || id == uuid.Nil {
		return nil
	}
	return p.request.actor(record.ActorID(id))
}
