package stance

import (
	"fmt"
	"slices"
	"strings"

	"onrecord/internal/record"
)

// Contradiction reports relations that together make a claim the opposite of
// itself. Its kind is record.ErrConflict.
type Contradiction struct {
	// Relation is the one, by order of ids, that the others rule out.
	Relation *record.ClaimRelation
	// Against is a shortest chain of relations that leads from one of its claims
	// to the other and says the contrary; empty where a claim is called its own
	// opposite. Removing any one of them, or Relation, breaks this contradiction.
	Against []*record.ClaimRelation
}

func (c *Contradiction) Error() string {
	const most = 10
	var b strings.Builder
	fmt.Fprintf(&b, "%v: claim relation %s (claim %s %v claim %s) would make a claim the opposite of itself",
		record.ErrConflict, c.Relation.ID, c.Relation.From, c.Relation.Kind, c.Relation.To)
	for i, r := range c.Against {
		switch {
		case i == 0:
			b.WriteString(", because of ")
		case i == most:
			fmt.Fprintf(&b, " and %d more", len(c.Against)-most)
			b.WriteString("; remove or correct one of them")
			return b.String()
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "relation %s (%s %v %s)", r.ID, r.From, r.Kind, r.To)
	}
	b.WriteString("; remove or correct one of them")
	return b.String()
}

func (c *Contradiction) Unwrap() error { return record.ErrConflict }

// chain is a shortest path of relations between two claims; of several, the one
// through the relations that come first.
func chain(relations []*record.ClaimRelation, from, to record.ClaimID) []*record.ClaimRelation {
	at := map[record.ClaimID][]*record.ClaimRelation{}
	for _, r := range relations {
		at[r.From] = append(at[r.From], r)
		at[r.To] = append(at[r.To], r)
	}
	reachedBy := map[record.ClaimID]*record.ClaimRelation{from: nil}
	for queue := []record.ClaimID{from}; len(queue) > 0; queue = queue[1:] {
		for _, r := range at[queue[0]] {
			next := other(r, queue[0])
			if _, seen := reachedBy[next]; !seen {
				reachedBy[next] = r
				queue = append(queue, next)
			}
		}
	}
	var path []*record.ClaimRelation
	for r := reachedBy[to]; r != nil; r = reachedBy[to] {
		path = append(path, r)
		to = other(r, to)
	}
	slices.Reverse(path)
	return path
}

// other is the end of a relation that is not this one.
func other(r *record.ClaimRelation, claim record.ClaimID) record.ClaimID {
	if r.From == claim {
		return r.To
	}
	return r.From
}
