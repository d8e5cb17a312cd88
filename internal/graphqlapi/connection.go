package graphqlapi

import (
	"bytes"
	"sort"
)

// A sequence is a list in memory: of graph.List, or a slice.
type sequence[T any] interface {
	Len() int
	At(i int) *T
}

// items makes a sequence of a slice.
type items[T any] []T

func (s items[T]) Len() int    { return len(s) }
func (s items[T]) At(i int) *T { return &s[i] }

// pointers makes a sequence of a slice of pointers.
type pointers[T any] []*T

func (s pointers[T]) Len() int    { return len(s) }
func (s pointers[T]) At(i int) *T { return s[i] }

// A listing is a whole list: what it holds, in which order, and how an item of
// it is shown.
type listing[T, N any] struct {
	items sequence[T]
	// key must order the items as they stand; backwards where the list is read
	// from its end.
	key       func(*T) sortKey
	backwards bool
	seal      seal
	show      func(*T) N
}

// connection is one page of a list, after the Relay cursor specification.
type connection[T, N any] struct {
	Edges      []*edge[T, N]
	PageInfo   *pageInfo[T, N]
	TotalCount int32
}

type edge[T, N any] struct {
	Node N
	item *T
	from *listing[T, N]
}

// Cursor is made only where it is asked for: in a list of fifty it would cost
// more than the rest of the edge.
func (e *edge[T, N]) Cursor() string { return e.from.seal.encode(e.from.key(e.item)) }

type pageInfo[T, N any] struct {
	HasNextPage     bool
	HasPreviousPage bool
	edges           []*edge[T, N]
}

func (p *pageInfo[T, N]) StartCursor() *string { return p.cursorAt(0) }
func (p *pageInfo[T, N]) EndCursor() *string   { return p.cursorAt(len(p.edges) - 1) }

func (p *pageInfo[T, N]) cursorAt(i int) *string {
	if len(p.edges) == 0 {
		return nil
	}
	c := p.edges[i].Cursor()
	return &c
}

// page cuts a page of the usual size out of a list.
func (l listing[T, N]) page(args pageArguments) (*connection[T, N], error) {
	size, err := args.size(usualPage)
	if err != nil {
		return nil, err
	}
	return l.cut(size, args.After)
}

func (l listing[T, N]) cut(size int, after *string) (*connection[T, N], error) {
	start := 0
	if after != nil {
		key, err := l.seal.decode(*after)
		if err != nil {
			return nil, err
		}
		start = sort.Search(l.items.Len(), func(i int) bool { return l.follows(l.items.At(i), key) })
	}
	return l.between(start, min(start+size, l.items.Len())), nil
}

func (l *listing[T, N]) follows(item *T, key sortKey) bool {
	c := bytes.Compare(l.key(item), key)
	if l.backwards {
		return c < 0
	}
	return c > 0
}

func (l listing[T, N]) between(start, end int) *connection[T, N] {
	page := make([]*T, end-start)
	for i := range page {
		page[i] = l.items.At(start + i)
	}
	return l.connect(page, start > 0, end < l.items.Len(), l.items.Len())
}

// connect makes a connection of the items of one page.
func (l listing[T, N]) connect(page []*T, before, behind bool, total int) *connection[T, N] {
	edges := make([]*edge[T, N], len(page))
	all := make([]edge[T, N], len(page))
	for i, item := range page {
		all[i] = edge[T, N]{l.show(item), item, &l}
		edges[i] = &all[i]
	}
	return &connection[T, N]{
		Edges:      edges,
		PageInfo:   &pageInfo[T, N]{HasNextPage: behind, HasPreviousPage: before, edges: edges},
		TotalCount: int32(total),
	}
}
