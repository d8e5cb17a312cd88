package graph

import (
	"context"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// Matrix is the alignments of some actors with one another, in their order.
type Matrix struct {
	Actors []record.Actor
	cells  *stance.Matrix
}

// At is the alignment of the i-th and the j-th actor. Nobody has points with
// itself.
func (m *Matrix) At(i, j int) stance.Alignment { return m.cells.At(i, j) }

// AlignmentMatrix compares some actors with one another: those who are given, or
// the most active people and institutions seen through the lens, at most first of
// them. Unknown actors, unnamed sources and collectives are left out, and so is
// who is named again.
func (s *Snapshot) AlignmentMatrix(ctx context.Context, given []record.ActorID, l Lens, first int) (*Matrix, error) {
	numbers := s.countable(given)
	if given == nil {
		active, err := s.index.Active(ctx, indexed{s}, s.lens(l), 0, first)
		if err != nil {
			return nil, err
		}
		for _, a := range active {
			numbers = append(numbers, a.Actor)
		}
	}
	cells, err := s.index.Matrix(ctx, numbers, s.lens(l))
	if err != nil {
		return nil, err
	}
	m := &Matrix{Actors: make([]record.Actor, len(numbers)), cells: cells}
	for i, a := range numbers {
		m.Actors[i] = indexed{s}.actor(a)
	}
	return m, nil
}

// countable are the numbers of people and institutions, each once.
func (s *Snapshot) countable(ids []record.ActorID) []stance.ActorNo {
	var numbers []stance.ActorNo
	seen := map[stance.ActorNo]bool{}
	for _, id := range ids {
		a, ok := s.actorNo(id)
		if !ok || seen[a] || !stance.Kinds(0).Has(indexed{s}.Kind(a)) {
			continue
		}
		seen[a] = true
		numbers = append(numbers, a)
	}
	return numbers
}
