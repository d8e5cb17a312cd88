package quadstore

import (
	"context"
	"fmt"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"
)

// Costs, in units of one row read in order. A seek is a statement of its own.
const (
	costRow  = 1
	costSeek = 8
)

// The first page of a range is short, since most ranges are; later ones are not.
const (
	firstPage = 32
	nextPage  = 1024
)

func pageSize(resume bool) int {
	if resume {
		return nextPage
	}
	return firstPage
}

// page reads the first live quads with the ids of fixed, or with resume the next
// ones behind after.
func (s *Store) page(ctx context.Context, into []ids, fixed, after ids, resume bool) ([]ids, error) {
	in := orderFor(fixed)
	err := s.readOnce(ctx, func(c *conn) error {
		if fixed.s == 0 && fixed.p == 0 && fixed.o == 0 {
			defer c.interruptible(ctx)() // only here can one row be far away
		}
		return c.query(c.rangeSQL(in, fixed, resume), func(row *sqlite.Stmt) error {
			into = append(into, ids{id(row.ColumnInt64(0)), id(row.ColumnInt64(1)), id(row.ColumnInt64(2)), id(row.ColumnInt64(3))})
			return nil
		}, rangeArgs(in, fixed, after, resume)...)
	})
	return into, cancelled(ctx, err)
}

// cursor walks the live quads with certain ids, page by page, so that it holds
// no connection while somebody else works.
type cursor struct {
	store *Store
	fixed ids
	rows  []ids
	next  int
	done  bool
	err   error
	ctx   context.Context // of the last call, see failure
}

func (c *cursor) start(fixed ids) {
	c.fixed, c.rows, c.next, c.done, c.err = fixed, c.rows[:0], 0, false, nil
}

// advance moves to the next quad.
func (c *cursor) advance(ctx context.Context) bool {
	ctx = orBackground(ctx)
	c.ctx = ctx
	if c.err != nil {
		return false
	}
	if c.next < len(c.rows) {
		c.next++
		return true
	}
	if c.done {
		return false
	}
	c.fill(ctx)
	if len(c.rows) == 0 || c.err != nil {
		return false
	}
	c.next = 1
	return true
}

func (c *cursor) fill(ctx context.Context) {
	resume, after := len(c.rows) > 0, ids{}
	if resume {
		after = c.rows[len(c.rows)-1]
	}
	c.rows, c.err = c.store.page(ctx, c.rows[:0], c.fixed, after, resume)
	c.next = 0
	c.done = c.err != nil || len(c.rows) < pageSize(resume)
}

func (c *cursor) current() ids { return c.rows[c.next-1] }

// failure is the cursor's error. If the context ended before the rows did, that
// is one: Cayley's loops stop asking then, and would report a part as the whole.
func (c *cursor) failure() error {
	if c.err != nil || c.ctx == nil || (c.done && c.next >= len(c.rows)) {
		return c.err
	}
	return c.ctx.Err()
}

func orBackground(ctx context.Context) context.Context {
	if ctx == nil { // Cayley's schema package passes nil
		return context.Background()
	}
	return ctx
}

// quadRange is the plan "all live quads with these ids".
type quadRange struct {
	store *Store
	fixed ids
}

func (r *quadRange) String() string { return fmt.Sprintf("QuadRange(%v)", r.fixed) }

func (r *quadRange) Iterate() graph.Scanner {
	return &rangeScan{cursor: cursor{store: r.store, fixed: r.fixed}}
}

func (r *quadRange) Lookup() graph.Index { return &rangeIndex{plan: r} }

func (r *quadRange) Optimize(context.Context) (graph.IteratorShape, bool) { return r, false }

func (r *quadRange) SubIterators() []graph.IteratorShape { return nil }

func (r *quadRange) Stats(ctx context.Context) (graph.IteratorCosts, error) {
	size, err := r.store.rangeSize(orBackground(ctx), r.fixed)
	return graph.IteratorCosts{NextCost: costRow, ContainsCost: costRow, Size: size}, err
}

// rangeScan lists a quadRange.
type rangeScan struct{ cursor }

func (r *rangeScan) String() string                  { return "QuadRangeScan" }
func (r *rangeScan) TagResults(map[string]graph.Ref) {}
func (r *rangeScan) NextPath(context.Context) bool   { return false }
func (r *rangeScan) Next(ctx context.Context) bool   { return r.advance(ctx) }
func (r *rangeScan) Err() error                      { return r.failure() }
func (r *rangeScan) Close() error                    { return nil }

func (r *rangeScan) Result() graph.Ref {
	if r.next == 0 || r.next > len(r.rows) {
		return nil
	}
	return r.current()
}

// rangeIndex answers whether a quad is in a quadRange. References come from
// scans of this store, so it is enough to compare ids.
type rangeIndex struct {
	plan   *quadRange
	result graph.Ref
}

func (r *rangeIndex) String() string                  { return "QuadRangeIndex" }
func (r *rangeIndex) TagResults(map[string]graph.Ref) {}
func (r *rangeIndex) NextPath(context.Context) bool   { return false }
func (r *rangeIndex) Err() error                      { return nil }
func (r *rangeIndex) Close() error                    { return nil }
func (r *rangeIndex) Result() graph.Ref               { return r.result }

func (r *rangeIndex) Contains(_ context.Context, v graph.Ref) bool {
	q, ok := v.(ids)
	if !ok || !q.matches(r.plan.fixed) {
		return false
	}
	r.result = v
	return true
}

// allNodes is the plan "all nodes of live quads".
type allNodes struct{ store *Store }

func (a *allNodes) String() string                                       { return "AllNodes" }
func (a *allNodes) Iterate() graph.Scanner                               { return &nodeScan{store: a.store} }
func (a *allNodes) Lookup() graph.Index                                  { return &nodeIndex{store: a.store} }
func (a *allNodes) Optimize(context.Context) (graph.IteratorShape, bool) { return a, false }
func (a *allNodes) SubIterators() []graph.IteratorShape                  { return nil }

func (a *allNodes) Stats(ctx context.Context) (graph.IteratorCosts, error) {
	st, err := a.store.state(orBackground(ctx))
	return graph.IteratorCosts{
		NextCost: costRow, ContainsCost: costSeek,
		Size: graph.Size{Size: st.nodes, Exact: err == nil},
	}, err
}

// nodeScan lists allNodes in pages.
type nodeScan struct {
	store *Store
	rows  []id
	next  int
	done  bool
	err   error
	ctx   context.Context
}

func (n *nodeScan) String() string                  { return "AllNodesScan" }
func (n *nodeScan) TagResults(map[string]graph.Ref) {}
func (n *nodeScan) NextPath(context.Context) bool   { return false }
func (n *nodeScan) Close() error                    { return nil }

func (n *nodeScan) Next(ctx context.Context) bool {
	n.ctx = orBackground(ctx)
	if n.next < len(n.rows) {
		n.next++
		return true
	}
	if n.done || n.err != nil {
		return false
	}
	n.fill(n.ctx)
	if len(n.rows) == 0 || n.err != nil {
		return false
	}
	n.next = 1
	return true
}

func (n *nodeScan) fill(ctx context.Context) {
	after := int64(-1 << 63)
	if len(n.rows) > 0 {
		after = int64(n.rows[len(n.rows)-1])
	}
	n.rows, n.next = n.rows[:0], 0
	n.err = n.store.readOnce(ctx, func(c *conn) error {
		return c.query(sqlNodesAfter, func(row *sqlite.Stmt) error {
			n.rows = append(n.rows, id(row.ColumnInt64(0)))
			return nil
		}, after)
	})
	n.done = n.err != nil || len(n.rows) < nextPage
}

func (n *nodeScan) Err() error {
	if n.err != nil || n.ctx == nil || (n.done && n.next >= len(n.rows)) {
		return n.err
	}
	return n.ctx.Err()
}

func (n *nodeScan) Result() graph.Ref {
	if n.next == 0 || n.next > len(n.rows) {
		return nil
	}
	return n.rows[n.next-1]
}

// nodeIndex answers whether a node is in the graph.
type nodeIndex struct {
	store  *Store
	result graph.Ref
	err    error
}

func (n *nodeIndex) String() string                  { return "AllNodesIndex" }
func (n *nodeIndex) TagResults(map[string]graph.Ref) {}
func (n *nodeIndex) NextPath(context.Context) bool   { return false }
func (n *nodeIndex) Err() error                      { return n.err }
func (n *nodeIndex) Close() error                    { return nil }
func (n *nodeIndex) Result() graph.Ref               { return n.result }

func (n *nodeIndex) Contains(ctx context.Context, v graph.Ref) bool {
	ref, ok := asNode(v)
	if !ok {
		return false
	}
	found := false
	err := n.store.readOnce(orBackground(ctx), func(c *conn) (err error) {
		found, err = c.has(sqlNode, int64(ref))
		return err
	})
	if err != nil {
		n.err = err
		return false
	}
	if found {
		n.result = v
	}
	return found
}

// rangeSize counts the live quads with certain ids: exactly for none or one,
// otherwise by what the predicate's statistics promise.
func (s *Store) rangeSize(ctx context.Context, fixed ids) (graph.Size, error) {
	size, exact := int64(-1), true
	for _, d := range quad.Directions {
		n := fixed.get(d)
		if n == 0 {
			continue
		}
		deg, err := s.degree(ctx, n)
		if err != nil {
			return graph.Size{}, err
		}
		if size >= 0 {
			exact = false
		}
		if size < 0 || deg.at(d) < size {
			size = deg.at(d)
		}
	}
	if size >= 0 {
		return graph.Size{Size: size, Exact: exact || size == 0}, nil
	}
	st, err := s.state(ctx)
	return graph.Size{Size: st.quads, Exact: err == nil}, err
}
