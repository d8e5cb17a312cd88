package stance

import "slices"

// leading keeps the first few of many in an order, without putting the others in
// order: lists of fifty thousand are asked for their first twenty.
type leading[T any] struct {
	most    int
	compare func(a, b T) int
	items   []T
}

// full reports whether what is offered now takes the place of something, or none.
func (l *leading[T]) full() bool { return len(l.items) == l.most && l.most > 0 }

// last is the last of those kept so far.
func (l *leading[T]) last() T { return l.items[len(l.items)-1] }

func (l *leading[T]) offer(x T) {
	if len(l.items) >= l.most {
		if l.most == 0 || l.compare(l.last(), x) <= 0 {
			return
		}
		l.items = l.items[:l.most-1]
	}
	at, _ := slices.BinarySearchFunc(l.items, x, l.compare)
	l.items = slices.Insert(l.items, at, x)
}
