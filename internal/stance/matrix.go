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
	parties, err := ix.parties(ctx, actors, at)
	if err != nil {
		return nil, err
	}
	m := &Matrix{Actors: slices.Clone(actors), cells: make([]Alignment, 0, len(actors)*max(0, len(actors)-1)/2)}
	for j := range actors {
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

// parties are some actors seen through a lens. In a scope that few speak on it is
// quicker to go through all that was said there than to look each of its classes
// up for each of the actors.
func (ix *Index) parties(ctx context.Context, actors []ActorNo, at lens) ([]party, error) {
	all := make([]party, len(actors))
	said := 0
	for _, c := range at.scope.classes {
		said += len(ix.seats.at(uint32(c)))
	}
	const worthOfLookup = 8 // seats
	if !at.scope.narrow || at.day != ix.stamped || said > len(actors)*len(at.scope.classes)*worthOfLookup {
		for i, a := range actors {
			all[i] = ix.party(a, at)
		}
		return all, ctx.Err()
	}
	places := make(map[ActorNo]int, len(actors))
	w := ix.bench()
	defer ix.giveBack(w)
	for i, a := range actors {
		all[i] = party{actor: a, ledger: ix.ledgers.at(uint32(a))}
		places[a] = i
		w.reach(a)
	}
	for _, c := range at.scope.classes {
		seats, err := ix.walk(ctx, c, at, w)
		if err != nil {
			return nil, err
		}
		for _, s := range seats {
			if w.seen[s.actor()] {
				me := &all[places[s.actor()]]
				me.view = append(me.view, runAt(c, 0).with(s.stamp()))
			}
		}
	}
	for i, a := range actors {
		all[i].view = all[places[a]].view // of one who is named twice
	}
	return all, ctx.Err()
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
		if kinds.Has(actors.Kind(a)) {
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
