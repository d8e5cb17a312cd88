package stance

import (
	"iter"
	"slices"

	"onrecord/internal/record"
)

// Classes says which claims count as one. It never changes, and the zero Classes
// has every claim alone.
type Classes struct {
	// of has an entry for the members of classes of two or more only: nearly all
	// of a million claims are related to none.
	of map[record.ClaimID]membership
}

// membership is one claim's place in its class; the members are shared by all
// of the class.
type membership struct {
	members   []Member
	exchanged bool
}

// Member is one claim of a class. Exchanged is set where it is the opposite of
// the class's representative.
type Member struct {
	Claim     record.ClaimID
	Exchanged bool
}

// Build joins claims by their relations. Every kind of relation may be handed
// in; those that join nothing are passed over. The error is a *[Contradiction].
func Build(relations iter.Seq[*record.ClaimRelation]) (Classes, error) {
	joins := joining(relations)
	if len(joins) == 0 {
		return Classes{}, nil
	}
	f := forest{}
	for i, r := range joins {
		if !f.join(r) {
			return Classes{}, &Contradiction{Relation: r, Against: chain(joins[:i], r.From, r.To)}
		}
	}
	return f.classes(), nil
}

// joining is the relations that join, by id, so that of those that contradict
// one another always the same one is named.
func joining(relations iter.Seq[*record.ClaimRelation]) []*record.ClaimRelation {
	var joins []*record.ClaimRelation
	for r := range relations {
		if r.Kind == record.Same || r.Kind == record.Opposite {
			joins = append(joins, r)
		}
	}
	slices.SortFunc(joins, func(a, b *record.ClaimRelation) int { return a.ID.Compare(b.ID) })
	return joins
}

// Of is the representative of a claim's class, its member with the least id, and
// whether the claim is its opposite. A claim that nothing is joined to
// represents itself.
func (c Classes) Of(claim record.ClaimID) (representative record.ClaimID, exchanged bool) {
	m, ok := c.of[claim]
	if !ok {
		return claim, false
	}
	return m.members[0].Claim, m.exchanged
}

// Members is the class of a claim, be it the representative or not, in order of
// ids and so the representative first. The caller must not modify it.
func (c Classes) Members(claim record.ClaimID) []Member {
	m, ok := c.of[claim]
	if !ok {
		return []Member{{Claim: claim}}
	}
	return m.members
}

// forest is a union-find that also knows, of each claim, whether it is the
// opposite of its root. A claim without an entry is a root.
type forest map[record.ClaimID]node

type node struct {
	parent    record.ClaimID
	exchanged bool // relative to the parent
}

// root is the claim's root and its parity relative to it. It compresses the path
// behind it.
func (f forest) root(claim record.ClaimID) (record.ClaimID, bool) {
	top, parity := claim, false
	for n, ok := f[top]; ok; n, ok = f[top] {
		top, parity = n.parent, parity != n.exchanged
	}
	rest := parity
	for claim != top {
		n := f[claim]
		f[claim] = node{top, rest}
		claim, rest = n.parent, rest != n.exchanged
	}
	return top, parity
}

// join applies one relation. It is false where the relation denies what those
// before it say.
func (f forest) join(r *record.ClaimRelation) bool {
	from, fromExchanged := f.root(r.From)
	to, toExchanged := f.root(r.To)
	parity := (fromExchanged != toExchanged) != (r.Kind == record.Opposite)
	if from == to {
		return !parity
	}
	// The lesser id becomes the root, so that the representative is found
	// without a second pass.
	if from.Compare(to) < 0 {
		from, to = to, from
	}
	f[from] = node{to, parity}
	return true
}

func (f forest) classes() Classes {
	groups := map[record.ClaimID][]Member{}
	for claim := range f {
		root, exchanged := f.root(claim)
		groups[root] = append(groups[root], Member{claim, exchanged})
	}
	of := make(map[record.ClaimID]membership, len(f)+len(groups))
	for root, members := range groups {
		members = append(members, Member{Claim: root})
		slices.SortFunc(members, func(a, b Member) int { return a.Claim.Compare(b.Claim) })
		for _, m := range members {
			of[m.Claim] = membership{slices.Clip(members), m.Exchanged}
		}
	}
	return Classes{of}
}

// Moved are the claims that count otherwise under the next classes: as one with
// another representative, or as its opposite. They come in order of their ids.
func (c Classes) Moved(next Classes) []record.ClaimID {
	var moved []record.ClaimID
	differs := func(claim record.ClaimID) bool {
		before, wasExchanged := c.Of(claim)
		after, isExchanged := next.Of(claim)
		return before != after || wasExchanged != isExchanged
	}
	for claim := range c.of {
		if differs(claim) {
			moved = append(moved, claim)
		}
	}
	for claim := range next.of {
		if _, seen := c.of[claim]; !seen && differs(claim) {
			moved = append(moved, claim)
		}
	}
	slices.SortFunc(moved, record.ClaimID.Compare)
	return moved
}
