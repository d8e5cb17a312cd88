package graph

import (
	"sync"
	"sync/atomic"
)

// memo holds what is worth computing once for a revision and is not needed by
// most of them: the orders that depend on counting. A value that is slow to
// compute keeps only those waiting who ask for the same one.
type memo struct{ values sync.Map }

func newMemo() *memo { return &memo{} }

// computed is one value, ready once its Once has run.
type computed struct {
	once  sync.Once
	value any
	ready atomic.Bool
}

// once computes the value of a key the first time it is asked for.
func once[T any](m *memo, key any, compute func() T) T {
	found, ok := m.values.Load(key)
	if !ok {
		found, _ = m.values.LoadOrStore(key, &computed{})
	}
	c := found.(*computed)
	c.once.Do(func() {
		c.value = compute()
		c.ready.Store(true)
	})
	return c.value.(T)
}

// each visits the values that are ready.
func (m *memo) each(visit func(key, value any)) {
	m.values.Range(func(key, found any) bool {
		if c := found.(*computed); c.ready.Load() {
			visit(key, c.value)
		}
		return true
	})
}
