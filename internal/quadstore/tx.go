package quadstore

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// tx is an open write transaction. Everything it counts is written once, at its
// end, however many quads it changes.
type tx struct {
	ctx      context.Context
	conn     *conn
	revision int64 // the number this transaction will have
	before   state
	after    state

	added, removed int64
	degrees        map[id]degree
	predicates     map[id]spread
	subjects       map[id]struct{}
	columns        map[entry]id // what resolve has met in this transaction
	// packed is the subjects of a transaction that does not note them one by one.
	packed []byte
}

// degree counts in how many live quads a node stands at each position.
type degree struct{ s, p, o, g int64 }

// spread counts a predicate's live quads and their distinct ends.
type spread struct{ quads, subjects, objects int64 }

func begin(ctx context.Context, c *conn) (*tx, error) {
	st, err := c.state()
	if err != nil {
		return nil, err
	}
	return &tx{
		ctx: ctx, conn: c, revision: st.revision + 1, before: st, after: st,
		degrees:    make(map[id]degree),
		predicates: make(map[id]spread),
		subjects:   make(map[id]struct{}),
		columns:    make(map[entry]id),
	}, nil
}

// virgin reports that the store held nothing before this transaction, so that
// nothing need be looked for.
func (t *tx) virgin() bool { return t.before.revision == 0 }

// unseen reports that a value came with this transaction, so that no quad stored
// before it can have it.
func (t *tx) unseen(n id) bool { return t.virgin() || n > t.before.lastValue }

func compareSPOG(a, b ids) int {
	return cmp.Or(cmp.Compare(a.s, b.s), cmp.Compare(a.p, b.p), cmp.Compare(a.o, b.o), cmp.Compare(a.g, b.g))
}

func compareOPSG(a, b ids) int {
	return cmp.Or(cmp.Compare(a.o, b.o), cmp.Compare(a.p, b.p), cmp.Compare(a.s, b.s), cmp.Compare(a.g, b.g))
}

func comparePSOG(a, b ids) int {
	return cmp.Or(cmp.Compare(a.p, b.p), cmp.Compare(a.s, b.s), cmp.Compare(a.o, b.o), cmp.Compare(a.g, b.g))
}

// add asserts quads. It reorders its argument.
func (t *tx) add(quads []ids) error {
	slices.SortFunc(quads, compareSPOG)
	quads = slices.Compact(quads)
	quads, err := t.withoutLive(quads)
	if err != nil {
		return err
	}
	if err := t.countPairs(quads, +1); err != nil {
		return err
	}
	for _, q := range quads {
		t.count(q, +1)
	}
	err = t.insert("quad_spog", 6, len(quads), func(stmt *sqlite.Stmt, at, row int) {
		q := quads[row]
		bindAll(stmt, at, int64(q.s), int64(q.p), int64(q.o), int64(q.g), t.revision, 0)
	})
	if err != nil {
		return err
	}
	slices.SortFunc(quads, comparePSOG)
	err = t.insert("quad_psog", 4, len(quads), func(stmt *sqlite.Stmt, at, row int) {
		q := quads[row]
		bindAll(stmt, at, int64(q.p), int64(q.s), int64(q.o), int64(q.g))
	})
	if err != nil {
		return err
	}
	slices.SortFunc(quads, compareOPSG)
	if err := t.countObjects(quads, +1); err != nil {
		return err
	}
	err = t.insert("quad_opsg", 4, len(quads), func(stmt *sqlite.Stmt, at, row int) {
		q := quads[row]
		bindAll(stmt, at, int64(q.o), int64(q.p), int64(q.s), int64(q.g))
	})
	if err != nil {
		return err
	}
	t.added += int64(len(quads))
	return nil
}

// remove closes the rows of quads that are known to be live. It reorders its
// argument.
func (t *tx) remove(quads []ids) error {
	slices.SortFunc(quads, compareSPOG)
	for _, q := range quads {
		t.count(q, -1)
		if err := t.conn.exec(sqlCloseSPOG, t.revision, int64(q.s), int64(q.p), int64(q.o), int64(q.g)); err != nil {
			return err
		}
		if err := t.conn.exec(sqlDropOPSG, int64(q.o), int64(q.p), int64(q.s), int64(q.g)); err != nil {
			return err
		}
		if err := t.conn.exec(sqlDropPSOG, int64(q.p), int64(q.s), int64(q.o), int64(q.g)); err != nil {
			return err
		}
	}
	if err := t.countPairs(quads, -1); err != nil {
		return err
	}
	slices.SortFunc(quads, compareOPSG)
	t.removed += int64(len(quads))
	return t.countObjects(quads, -1)
}

func (t *tx) withoutLive(quads []ids) ([]ids, error) {
	if t.before.quads == 0 && t.added == 0 {
		return quads, nil
	}
	kept := quads[:0]
	for _, q := range quads {
		live, err := t.isLive(q)
		if err != nil {
			return nil, err
		}
		if !live {
			kept = append(kept, q)
		}
	}
	return kept, nil
}

func (t *tx) isLive(q ids) (bool, error) {
	return t.conn.has(sqlIsLive, int64(q.o), int64(q.p), int64(q.s), int64(q.g))
}

// count notes one quad more or less.
func (t *tx) count(q ids, by int64) {
	t.after.quads += by
	t.subjects[q.s] = struct{}{}
	d := t.degrees[q.s]
	d.s += by
	t.degrees[q.s] = d
	d = t.degrees[q.p]
	d.p += by
	t.degrees[q.p] = d
	d = t.degrees[q.o]
	d.o += by
	t.degrees[q.o] = d
	if q.g != 0 {
		d = t.degrees[q.g]
		d.g += by
		t.degrees[q.g] = d
	}
	p := t.predicates[q.p]
	p.quads += by
	t.predicates[q.p] = p
}

// countPairs notes which subjects a predicate gains or has lost. The quads are
// in SPOG order; additions must not be stored yet, removals must be.
func (t *tx) countPairs(quads []ids, by int64) error {
	return t.distinct(quads, func(q ids) (id, id) { return q.s, q.p }, sqlHasPair, func(q ids) [2]id { return [2]id{q.p, q.s} },
		func(p *spread) { p.subjects += by })
}

// countObjects is countPairs for objects, in OPSG order.
func (t *tx) countObjects(quads []ids, by int64) error {
	return t.distinct(quads, func(q ids) (id, id) { return q.o, q.p }, sqlHasObject, func(q ids) [2]id { return [2]id{q.o, q.p} },
		func(p *spread) { p.objects += by })
}

// distinct calls change once for each pair of neighbours that no stored live
// quad has.
func (t *tx) distinct(quads []ids, pair func(ids) (id, id), sql string, args func(ids) [2]id, change func(*spread)) error {
	var lastEnd, lastPredicate id
	for _, q := range quads {
		end, predicate := pair(q)
		if end == lastEnd && predicate == lastPredicate {
			continue
		}
		lastEnd, lastPredicate = end, predicate
		if t.added > 0 || !t.unseen(end) {
			a := args(q)
			stored, err := t.conn.has(sql, int64(a[0]), int64(a[1]))
			if err != nil {
				return err
			}
			if stored {
				continue
			}
		}
		p := t.predicates[predicate]
		change(&p)
		t.predicates[predicate] = p
	}
	return nil
}

func (t *tx) sortedSubjects() []id {
	return slices.Sorted(maps.Keys(t.subjects))
}

// writeStatistics stores what the transaction counted.
func (t *tx) writeStatistics() error {
	if err := t.writeDegrees(slices.Sorted(maps.Keys(t.degrees))); err != nil {
		return err
	}
	for _, p := range slices.Sorted(maps.Keys(t.predicates)) {
		sp := t.predicates[p]
		if err := t.conn.exec(sqlAddToPred, int64(p), sp.quads, sp.subjects, sp.objects); err != nil {
			return err
		}
		if err := t.conn.exec(sqlDropPred, int64(p)); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) writeDegrees(nodes []id) error {
	var fresh []id
	for _, n := range nodes {
		d := t.degrees[n]
		if d == (degree{}) {
			continue
		}
		known, err := t.changeDegree(n, d)
		if err != nil {
			return err
		}
		if !known {
			fresh = append(fresh, n)
		}
	}
	t.after.nodes += int64(len(fresh))
	return t.insert("node", 5, len(fresh), func(stmt *sqlite.Stmt, at, row int) {
		d := t.degrees[fresh[row]]
		bindAll(stmt, at, int64(fresh[row]), d.s, d.p, d.o, d.g)
	})
}

// changeDegree updates a node that is in the graph, and reports whether it is.
func (t *tx) changeDegree(n id, d degree) (known bool, err error) {
	if t.unseen(n) {
		return false, nil
	}
	if err := t.conn.exec(sqlChangeNode, d.s, d.p, d.o, d.g, int64(n)); err != nil {
		return false, err
	}
	if t.conn.Changes() == 0 {
		return false, nil
	}
	return true, t.dropUnused(n, d)
}

// dropUnused takes a node out of the graph when its last quad is gone. Its entry
// in the dictionary stays, because history names it.
func (t *tx) dropUnused(n id, d degree) error {
	if d.s >= 0 && d.p >= 0 && d.o >= 0 && d.g >= 0 {
		return nil
	}
	if err := t.conn.exec(sqlDropNode, int64(n)); err != nil {
		return err
	}
	t.after.nodes -= int64(t.conn.Changes())
	return nil
}

// existing resolves quads that must be live.
func (t *tx) existing(quads []quad.Quad) ([]ids, error) {
	found := make([]ids, 0, len(quads))
	for _, q := range quads {
		ref, known, err := t.lookUp(q)
		if err != nil {
			return nil, err
		}
		live := false
		if known {
			if live, err = t.isLive(ref); err != nil {
				return nil, err
			}
		}
		if !live {
			return nil, fmt.Errorf("cannot remove %s: it is not in the graph: %w", q.NQuad(), record.ErrNotFound)
		}
		found = append(found, ref)
	}
	return found, nil
}
