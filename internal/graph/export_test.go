package graph

import (
	"math/rand/v2"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Describe is everything that a snapshot holds, for tests that need a store, whose
// packages import this one.
func Describe(s *Snapshot) string { return describe(s) }

// RandomChanges are changes that a graph accepts, the first of them first.
func RandomChanges(seed uint64) func() record.Change {
	d := disputed{world{random: rand.New(rand.NewPCG(seed, 8)), records: map[uuid.UUID]record.Record{}}}
	first := true
	return func() record.Change {
		if first {
			first = false
			return d.foundation()
		}
		return d.change()
	}
}
