package stance

import (
	"cmp"
	"context"
	"slices"
)

// Matrix is the alignments of some actors with one another.
type Matrix struct {
	Actors []ActorNo
	cells  []Alignment // the lower triangle, row by row
}

// At is the alignment of the i-th and the j-th actor, which is the same as that
// of the j-th and the i-th. Nobody has points with itself.
func (m *Matrix) At(i, j int) Alignment {
	switch {
	case i == j:
		return Alignment{A: m.Actors[i], B: m.Actors[j]}
	case i > j:
		i, j = j, i
	}
	return m.cells[j*(j-1)/2+i]
}

// Matrix aligns some actors with one another. Its cost grows with the square of
// their number: the caller bounds it.
func (ix *Index) Matrix(ctx context.Context, actors []ActorNo, l Lens) (*Matrix, error) {
	at := l.focus()
	parties := make([]party, len(actors))
	m := &Matrix{Actors: slices.Clone(actors), cells: make([]Alignment, 0, len(actors)*max(0, len(actors)-1)/2)}
	for j, b := range actors {
		parties[j] = ix.party(b, at)
		for i := range j {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			p := pair{ix, parties[i], parties[j], at}
			m.cells = append(m.cells, p.alignment())
		}
	}
	return m, nil
}

// Activity is an actor and on how many classes it has a position.
type Activity struct {
	Actor     ActorNo
	Positions int
}

// Active are the actors with the most positions through a lens, at most most of
// them: the busiest first, then by id.
func (ix *Index) Active(ctx context.Context, actors Actors, l Lens, kinds Kinds, most int) ([]Activity, error) {
	w := ix.bench()
	defer ix.giveBack(w)
	if err := ix.countPositions(ctx, l.focus(), w); err != nil {
		return nil, err
	}
	busiest := leading[Activity]{most: most, compare: func(x, y Activity) int {
		if c := cmp.Compare(y.Positions, x.Positions); c != 0 {
			return c
		}
		return w.id(actors, x.Actor).Compare(w.id(actors, y.Actor))
	}}
	for _, a := range w.touched {
		if kinds.Has(w.kind(actors, a)) {
			busiest.offer(Activity{a, int(w.counts[a] &^ haveMet)})
		}
	}
	return busiest.items, nil
}

func (ix *Index) countPositions(ctx context.Context, at lens, w *workbench) error {
	if at.scope.narrow {
		for _, c := range at.scope.classes {
			seats, err := ix.walk(ctx, c, at, w)
			if err != nil {
				return err
			}
			for _, s := range seats {
				if s.stamp().code() != silent {
					w.add(s.actor(), 1)
				}
			}
		}
		return nil
	}
	for a := range ix.actors {
		for _, r := range ix.view(ActorNo(a), at) {
			if r.stamp().code() != silent {
				w.add(ActorNo(a), 1)
			}
			if err := w.rest(ctx, 1); err != nil {
				return err
			}
		}
	}
	return nil
}
