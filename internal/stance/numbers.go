package stance

import "onrecord/internal/record"

// The index names things by small numbers that its owner hands out, so that a
// stance costs a few words of memory. Numbers are never reused while the index
// lives, and mean nothing outside of it: two indexes of the same record may
// number it differently, and no answer depends on that.
type (
	ActorNo     uint32 // less than MaxActors
	ClassNo     uint32 // a class of claims: the number of its representative
	StanceNo    uint32
	UtteranceNo uint32 // equal exactly where the utterance is
	QuestionNo  uint32
	RelationNo  uint32 // of a CONFLICTING relation
	ResponseNo  uint32
)

// MaxActors bounds the numbers of actors: five bits of the word that holds an
// actor's place in a class say where it stands.
const MaxActors = 1 << actorBits

// Actors tells of actors what the index does not hold. Names and ids are asked
// for a few dozen an answer, kinds and places of thousands: these must be quick.
type Actors interface {
	Kind(ActorNo) record.Kind
	// Name is what actors are ordered by, and the same for every reader.
	Name(ActorNo) string
	ID(ActorNo) record.ActorID
	// Place orders actors by name, then by id.
	Place(ActorNo) uint64
}

// Kinds is a set of kinds of actors.
type Kinds uint8

// KindsOf is the set of some kinds of actors.
func KindsOf(kinds ...record.Kind) Kinds {
	var set Kinds
	for _, k := range kinds {
		if k.IsActor() {
			set |= 1 << k
		}
	}
	return set
}

// Has reports whether a kind is in the set. The zero set is that of people and
// institutions: nobody can tell who an unnamed source is, and the members of a
// collective may be on record one by one.
func (s Kinds) Has(k record.Kind) bool {
	if s == 0 {
		return countable(k)
	}
	return k.IsActor() && s&(1<<k) != 0
}
