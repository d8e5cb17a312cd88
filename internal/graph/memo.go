package graph

import "sync"

// memo holds what is worth computing once for a revision and is not needed by
// most of them: the orders that depend on counting.
type memo struct {
	mu     sync.Mutex
	values map[any]any
}

func newMemo() *memo { return &memo{values: map[any]any{}} }

// once computes the value of a key the first time it is asked for.
func once[T any](m *memo, key any, compute func() T) T {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.values[key]; ok {
		return v.(T)
	}
	v := compute()
	m.values[key] = v
	return v
}
