package quadstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

var (
	_ graph.QuadStore      = (*Store)(nil)
	_ graph.BatchQuadStore = (*Store)(nil)
	_ graph.BulkLoader     = (*Store)(nil)
)

// ValueOf is the reference of a node, nil if no live quad has the value. A
// failure also gives nil; it is kept for [Store.Err].
func (s *Store) ValueOf(v quad.Value) graph.Ref {
	ctx := context.Background()
	var found id
	err := s.readOnce(ctx, func(c *conn) (err error) {
		found, err = c.node(v)
		return err
	})
	s.failure.note(err)
	if err != nil || found == 0 {
		return nil
	}
	return found
}

// node is the id of a value that some live quad has, 0 otherwise. A removed node
// stays in the dictionary, but Cayley must not see it.
func (c *conn) node(v quad.Value) (id, error) {
	if v == nil {
		return 0, nil
	}
	if n, ok := inline(v); ok {
		live, err := c.has(sqlNode, int64(n))
		if !live || err != nil {
			return 0, err
		}
		return n, nil
	}
	e, err := entryOf(v)
	if errors.Is(err, record.ErrInvalid) {
		return 0, nil // a type that cannot be stored is in no quad
	}
	if err != nil {
		return 0, err
	}
	return c.findNode(e)
}

// NameOf is the value of a node, nil for a reference of another store. A failure
// also gives nil; it is kept for [Store.Err].
func (s *Store) NameOf(r graph.Ref) quad.Value {
	if known, ok := r.(graph.PreFetchedValue); ok {
		return known.NameOf()
	}
	n, ok := asNode(r)
	if !ok {
		return nil
	}
	v, err := s.valueOf(context.Background(), n)
	s.failure.note(err)
	return v
}

func (s *Store) valueOf(ctx context.Context, n id) (v quad.Value, err error) {
	if v, ok := s.values.get(n); ok {
		return v, nil
	}
	err = s.readOnce(ctx, func(c *conn) error {
		v, err = s.name(c, n)
		return err
	})
	return v, err
}

// ValuesOf is NameOf for many references, with an error.
func (s *Store) ValuesOf(ctx context.Context, refs []graph.Ref) ([]quad.Value, error) {
	values := make([]quad.Value, len(refs))
	for i, r := range refs {
		if known, ok := r.(graph.PreFetchedValue); ok {
			values[i] = known.NameOf()
			continue
		}
		n, ok := asNode(r)
		if !ok {
			continue
		}
		v, err := s.valueOf(ctx, n)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// RefsOf is ValueOf for many values; a value of no live quad is record.ErrNotFound.
func (s *Store) RefsOf(ctx context.Context, values []quad.Value) ([]graph.Ref, error) {
	refs := make([]graph.Ref, len(values))
	err := s.read(ctx, func(c *conn) error {
		for i, v := range values {
			n, err := c.node(v)
			if err != nil {
				return err
			}
			if n == 0 {
				return fmt.Errorf("%v is not in the graph: %w", v, record.ErrNotFound)
			}
			refs[i] = n
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return refs, nil
}

// Quad is the quad of a reference, the zero quad for a reference of another
// store. A failure also gives the zero quad; it is kept for [Store.Err].
func (s *Store) Quad(r graph.Ref) quad.Quad {
	ref, ok := r.(ids)
	if !ok {
		return quad.Quad{}
	}
	var q quad.Quad
	for _, d := range quad.Directions {
		n := ref.get(d)
		if n == 0 {
			continue
		}
		v, err := s.valueOf(context.Background(), n)
		if err != nil {
			s.failure.note(err)
			return quad.Quad{}
		}
		q.Set(d, v)
	}
	return q
}

// QuadDirection is the node at one position of a quad; it does no I/O.
func (s *Store) QuadDirection(r graph.Ref, d quad.Direction) graph.Ref {
	ref, ok := r.(ids)
	if !ok {
		return nil
	}
	if n := ref.get(d); n != 0 {
		return n
	}
	return nil
}

// QuadIterator iterates the live quads with a node at one position.
func (s *Store) QuadIterator(d quad.Direction, r graph.Ref) graph.Iterator {
	n, ok := asNode(r)
	if !ok {
		return iterator.NewNull()
	}
	var fixed ids
	fixed.set(d, n)
	return graph.NewLegacy(&quadRange{store: s, fixed: fixed}, nil)
}

// QuadIteratorSize is the exact number of live quads with a node at one position.
func (s *Store) QuadIteratorSize(ctx context.Context, d quad.Direction, r graph.Ref) (graph.Size, error) {
	n, ok := asNode(r)
	if !ok {
		return graph.Size{Exact: true}, nil
	}
	deg, err := s.degree(ctx, n)
	return graph.Size{Size: deg.at(d), Exact: err == nil}, err
}

// SizeOf is in how many positions of live quads a node stands.
func (s *Store) SizeOf(r graph.Ref) int64 {
	n, ok := asNode(r)
	if !ok {
		return 0
	}
	d, err := s.degree(context.Background(), n)
	s.failure.note(err)
	return d.s + d.p + d.o + d.g
}

func (s *Store) degree(ctx context.Context, n id) (d degree, err error) {
	err = s.readOnce(ctx, func(c *conn) error {
		return c.query(sqlNode, func(row *sqlite.Stmt) error {
			d = degree{row.ColumnInt64(0), row.ColumnInt64(1), row.ColumnInt64(2), row.ColumnInt64(3)}
			return nil
		}, int64(n))
	})
	return d, err
}

func (d degree) at(direction quad.Direction) int64 {
	switch direction {
	case quad.Subject:
		return d.s
	case quad.Predicate:
		return d.p
	case quad.Object:
		return d.o
	case quad.Label:
		return d.g
	}
	return 0
}

// spread is the statistics of a predicate.
func (s *Store) spread(ctx context.Context, predicate id) (sp spread, err error) {
	err = s.readOnce(ctx, func(c *conn) error {
		return c.query(sqlPredicate, func(row *sqlite.Stmt) error {
			sp = spread{row.ColumnInt64(0), row.ColumnInt64(1), row.ColumnInt64(2)}
			return nil
		}, int64(predicate))
	})
	return sp, err
}

// NodesAllIterator iterates the nodes of all live quads.
func (s *Store) NodesAllIterator() graph.Iterator {
	return graph.NewLegacy(&allNodes{store: s}, nil)
}

// QuadsAllIterator iterates all live quads.
func (s *Store) QuadsAllIterator() graph.Iterator {
	return graph.NewLegacy(&quadRange{store: s}, nil)
}

// Stats counts nodes and live quads; always exact and always cheap.
func (s *Store) Stats(ctx context.Context, exact bool) (graph.Stats, error) {
	st, err := s.state(ctx)
	if err != nil {
		return graph.Stats{}, err
	}
	return graph.Stats{
		Nodes: graph.Size{Size: st.nodes, Exact: true},
		Quads: graph.Size{Size: st.quads, Exact: true},
	}, nil
}

// ApplyDeltas applies Cayley's changes in their order, as one revision. Unlike
// Cayley's own stores it leaves nothing behind when one of them is refused.
func (s *Store) ApplyDeltas(deltas []graph.Delta, opts graph.IgnoreOpts) error {
	var rev Revision
	var refused *graph.DeltaError
	err := s.transact(context.Background(), "", time.Time{}, func(t *tx) error {
		err := t.apply(deltas, opts)
		errors.As(err, &refused)
		return err
	}, &rev)
	if refused != nil {
		return refused // Cayley compares by type, not through errors.As
	}
	return err
}

// BulkLoad is [Store.Load] under Cayley's name.
func (s *Store) BulkLoad(r quad.Reader) error {
	_, _, err := s.Load(context.Background(), r, "", time.Time{})
	return err
}

// NewQuadWriter starts an import. Its Close is one revision, and so is each
// million quads before it.
func (s *Store) NewQuadWriter() (quad.WriteCloser, error) {
	return &importer{store: s}, nil
}

// importChunk bounds what an importer keeps in memory.
const importChunk = 1 << 20

// importer gathers quads so that they can be sorted before they are written.
type importer struct {
	store  *Store
	quads  []quad.Quad
	failed error
}

// WriteQuad takes one quad.
func (w *importer) WriteQuad(q quad.Quad) error {
	_, err := w.WriteQuads([]quad.Quad{q})
	return err
}

// WriteQuads takes quads; after an error every later call returns it too.
func (w *importer) WriteQuads(quads []quad.Quad) (int, error) {
	if w.failed != nil {
		return 0, w.failed
	}
	w.quads = append(w.quads, quads...)
	if len(w.quads) < importChunk {
		return len(quads), nil
	}
	if err := w.flush(); err != nil {
		return 0, err
	}
	return len(quads), nil
}

func (w *importer) flush() error {
	if w.failed == nil && len(w.quads) > 0 {
		w.failed = w.store.BulkLoad(quad.NewReader(w.quads))
	}
	w.quads = nil
	return w.failed
}

// Close stores what is still gathered.
func (w *importer) Close() error { return w.flush() }
