package quadstore

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// find looks a value up; id 0 means that it has never been stored. Values with
// one hash are told apart by comparison.
func (c *conn) find(e entry) (id, error) { return c.findBy(sqlFindValue, e) }

// findNode is find for values that some live quad has.
func (c *conn) findNode(e entry) (id, error) { return c.findBy(sqlFindNode, e) }

func (c *conn) findBy(sql string, e entry) (found id, err error) {
	err = c.query(sql, func(row *sqlite.Stmt) error {
		if readEntry(row, 1) == e {
			found = id(row.ColumnInt64(0))
		}
		return nil
	}, e.hash())
	return found, err
}

func readEntry(row *sqlite.Stmt, column int) entry {
	return entry{
		kind:  kind(row.ColumnInt64(column)),
		text:  row.ColumnText(column + 1),
		extra: row.ColumnText(column + 2),
	}
}

// idOf is the id of a value; 0 means that it has never been stored.
func (c *conn) idOf(v quad.Value) (id, error) {
	if n, ok := inline(v); ok {
		return n, nil
	}
	e, err := entryOf(v)
	if err != nil {
		return 0, err
	}
	return c.find(e)
}

// valueOf is the inverse of idOf.
func (c *conn) valueOf(n id) (v quad.Value, err error) {
	if n < 0 {
		return n.inlined(), nil
	}
	err = c.query(sqlValue, func(row *sqlite.Stmt) error {
		v, err = readEntry(row, 0).value()
		return err
	}, int64(n))
	if err == nil && v == nil {
		err = fmt.Errorf("value %d is missing from the dictionary of %s: %w", n, c.path, record.ErrCorrupt)
	}
	return v, err
}

// lookUp finds the ids of a quad without entering anything.
func (t *tx) lookUp(q quad.Quad) (ref ids, known bool, err error) {
	if err := complete(q); err != nil {
		return ids{}, false, err
	}
	for _, d := range quad.Directions {
		v := q.Get(d)
		if v == nil {
			continue
		}
		n, err := t.conn.idOf(v)
		if n == 0 || err != nil {
			return ids{}, false, err
		}
		ref.set(d, n)
	}
	return ref, true, nil
}

func complete(q quad.Quad) error {
	if q.Subject == nil || q.Predicate == nil || q.Object == nil {
		return fmt.Errorf("quad %v lacks a subject, a predicate or an object: %w", q, record.ErrInvalid)
	}
	return nil
}

// resolve gives quads their ids and enters the values that are new, sorted for
// the index they go to.
func (t *tx) resolve(quads []quad.Quad) ([]ids, error) {
	intake := t.newIntake(len(quads))
	for _, q := range quads {
		if err := intake.take(q); err != nil {
			return nil, err
		}
	}
	return intake.settle()
}

// intake collects quads whose values are not resolved yet. Entries wait for
// their id under a placeholder, so that every value is looked up once per
// transaction and the new ones are written in the order of their index.
type intake struct {
	tx      *tx
	quads   []ids
	waiting []pending
}

// pending is an entry in the order of its first appearance.
type pending struct {
	entry entry
	hash  int64
	id    id
}

// placeholders start above every real id.
const firstPlaceholder id = 1 << 62

func (t *tx) newIntake(capacity int) *intake {
	return &intake{tx: t, quads: make([]ids, 0, capacity)}
}

func (in *intake) take(q quad.Quad) error {
	if err := complete(q); err != nil {
		return err
	}
	var ref ids
	for _, d := range quad.Directions {
		v := q.Get(d)
		if v == nil {
			continue
		}
		n, err := in.provisional(v)
		if err != nil {
			return err
		}
		ref.set(d, n)
	}
	in.quads = append(in.quads, ref)
	return nil
}

func (in *intake) provisional(v quad.Value) (id, error) {
	if n, ok := inline(v); ok {
		return n, nil
	}
	e, err := entryOf(v)
	if err != nil {
		return 0, err
	}
	if n, known := in.tx.columns[e]; known {
		return n, nil
	}
	n := firstPlaceholder + id(len(in.waiting))
	in.waiting = append(in.waiting, pending{entry: e, hash: e.hash()})
	in.tx.columns[e] = n
	return n, nil
}

// settle replaces the placeholders. The intake is used up.
func (in *intake) settle() ([]ids, error) {
	byHash := make([]int, len(in.waiting))
	for i := range byHash {
		byHash[i] = i
	}
	slices.SortFunc(byHash, func(a, b int) int { return cmp.Compare(in.waiting[a].hash, in.waiting[b].hash) })
	if err := in.findStored(byHash); err != nil {
		return nil, err
	}
	fresh, err := in.enter()
	if err != nil {
		return nil, err
	}
	if err := in.index(byHash, fresh); err != nil {
		return nil, err
	}
	for i := range in.waiting {
		in.tx.columns[in.waiting[i].entry] = in.waiting[i].id
	}
	for i := range in.quads {
		in.replace(&in.quads[i])
	}
	return in.quads, nil
}

func (in *intake) replace(q *ids) {
	for _, n := range []*id{&q.s, &q.p, &q.o, &q.g} {
		if *n >= firstPlaceholder {
			*n = in.waiting[*n-firstPlaceholder].id
		}
	}
}

func (in *intake) findStored(byHash []int) (err error) {
	if in.tx.virgin() {
		return nil
	}
	for i, at := range byHash {
		if i%1024 == 0 && in.tx.ctx.Err() != nil {
			return in.tx.ctx.Err()
		}
		p := &in.waiting[at]
		if p.id, err = in.tx.conn.find(p.entry); err != nil {
			return err
		}
	}
	return nil
}

// enter gives new entries the next ids, in the order of their appearance, so
// that what belongs together lies together. It returns the first new id.
func (in *intake) enter() (first id, err error) {
	t := in.tx
	first = t.after.lastValue + 1
	var fresh []*pending
	for i := range in.waiting {
		if p := &in.waiting[i]; p.id == 0 {
			t.after.lastValue++
			p.id = t.after.lastValue
			fresh = append(fresh, p)
		}
	}
	return first, t.insert("value", 4, len(fresh), func(stmt *sqlite.Stmt, at, row int) {
		p := fresh[row]
		stmt.BindInt64(at, int64(p.id))
		stmt.BindInt64(at+1, int64(p.entry.kind))
		stmt.BindText(at+2, p.entry.text)
		stmt.BindText(at+3, p.entry.extra)
	})
}

func (in *intake) index(byHash []int, first id) error {
	fresh := slices.DeleteFunc(byHash, func(at int) bool { return in.waiting[at].id < first })
	return in.tx.insert("value_hash", 2, len(fresh), func(stmt *sqlite.Stmt, at, row int) {
		p := in.waiting[fresh[row]]
		bindAll(stmt, at, p.hash, int64(p.id))
	})
}
