package graph

// adjacency is the lists of one edge, by the number that they hang from. Nearly
// every quote has one stance and nearly every stance one voter, so a list of one
// takes four bytes and no memory of its own.
type adjacency struct {
	// heads hold the number itself where a list has one, and otherwise, marked by
	// manyMark, where it is among long.
	heads vector[uint32]
	long  vector[[]uint32]
}

const (
	manyMark = 1 << 31
	nobody   = ^uint32(0)
)

func newAdjacency() adjacency {
	return adjacency{newVector(nobody), newVector[[]uint32](nil)}
}

func (a *adjacency) draft() adjacency { return adjacency{a.heads.draft(), a.long.draft()} }

func (a *adjacency) seal() { a.heads.seal(); a.long.seal() }

// at is the list of i. It must not be written to.
func (a *adjacency) at(i uint32) []uint32 {
	switch head := a.heads.at(i); {
	case head == nobody:
		return nil
	case head&manyMark == 0:
		return a.heads.slot(i)
	default:
		return a.long.at(head &^ manyMark)
	}
}

// set replaces the list of i. A place among long, once taken, is kept.
func (a *adjacency) set(i uint32, list []uint32) {
	head := a.heads.at(i)
	switch {
	case head != nobody && head&manyMark != 0:
		a.long.set(head&^manyMark, list)
	case len(list) == 0:
		a.heads.set(i, nobody)
	case len(list) == 1:
		a.heads.set(i, list[0])
	default:
		a.heads.set(i, manyMark|a.long.push(list))
	}
}

// add appends to the list of i in place, which only a load may do: there nobody
// else holds the list.
func (a *adjacency) add(i, number uint32) {
	if head := a.heads.at(i); head != nobody && head&manyMark != 0 {
		at := head &^ manyMark
		a.long.set(at, append(a.long.at(at), number))
		return
	}
	if list := a.at(i); len(list) == 0 {
		a.heads.set(i, number)
	} else {
		a.set(i, []uint32{list[0], number})
	}
}
