package graphqlapi

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// narrower is the one judgement that is no kind of relation: it is BROADER, read
// from the other claim.
const narrower = "NARROWER"

func relation(e *editing, s *graph.Snapshot, by *record.Changeset) (record.Change, error) {
	members := e.input.of()
	if members["kind"] == narrower {
		members["kind"], members["from"], members["to"] = record.Broader.String(), members["to"], members["from"]
	}
	return e.put(s, by, record.KindClaimRelation, nil, members)
}
