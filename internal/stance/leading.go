package stance

import "slices"

// leading keeps the first few of many in an order, without putting the others in
// order: lists of fifty thousand are asked for their first twenty.
type leading[T any] struct {
	most    int
	compare func(a, b T) int
	items   []T
}

func (l *leading[T]) offer(x T) {
	if len(l.items) >= l.most {
		if l.most == 0 || l.compare(l.items[l.most-1], x) <= 0 {
			return
		}
		l.items = l.items[:l.most-1]
	}
	at, _ := slices.BinarySearchFunc(l.items, x, l.compare)
	l.items = slices.Insert(l.items, at, x)
}
