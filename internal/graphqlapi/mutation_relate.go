package graphqlapi

import (
	"context"
	"maps"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// narrower is the one judgement that is no kind of relation: it is BROADER, read
// from the other claim.
const narrower = "NARROWER"

func (m *mutation) RelateClaims(ctx context.Context, args inputArguments) (*payload, error) {
	e, err := m.begin(ctx, "relateClaims", args.Input)
	if err != nil {
		return nil, err
	}
	e.creates = true
	members := maps.Clone(args.Input.of())
	if members["kind"] == narrower {
		members["kind"], members["from"], members["to"] = record.Broader.String(), members["to"], members["from"]
	}
	return e.commit(ctx, func(s *graph.Snapshot, by *record.Changeset) (record.Change, error) {
		return e.put(s, by, record.KindClaimRelation, nil, members)
	})
}

func (p *payload) Relation() *relationNode { return of(p, p.about, p.request.relation) }
