package quadstore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// bulkWrite is the writing of a bulk: it goes through the spool once and then
// through each table in its order.
type bulkWrite struct {
	*tx
	bulk *Bulk
	// label is the changeset's IRI, and its id once that is known.
	labelEntry entry
	label      id

	spo, pso, ops *sorter[triple]
	words         *pile
	// subjects has how many quads each subject gained, in their order.
	subjects *tape
	// others counts predicates and labels, of which there are few.
	others map[id]degree
	// last is the last subject in packed.
	last id
	// gone waits to be removed.
	gone []ids
}

// removedAtOnce bounds what waits to be removed.
const removedAtOnce = 8192

// write stores everything that was put under a label.
func (b *Bulk) write(t *tx, label entry) (err error) {
	w := &bulkWrite{
		tx: t, bulk: b, labelEntry: label, others: map[id]degree{},
		spo:   newSorter(b.folder, b.limit, tripleForm()),
		pso:   newSorter(b.folder, b.limit, tripleForm()),
		ops:   newSorter(b.folder, b.limit, tripleForm()),
		words: newPile(b.folder, b.limit),
	}
	t.packed = []byte{}
	if w.subjects, err = newTape(b.folder); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unspilled(w.close())) }()
	for _, step := range []struct {
		doing string
		do    func() error
	}{
		{"values", w.writeValues},
		{"quads by subject", w.writeSPOG},
		{"quads by predicate", w.writePSOG},
		{"quads by object", w.writeOPSG},
		{"words", w.writeWords},
	} {
		b.progress("writing " + step.doing)
		if err := step.do(); err != nil {
			return err
		}
	}
	return nil
}

func (w *bulkWrite) close() error {
	return errors.Join(w.spo.close(), w.pso.close(), w.ops.close(), w.words.sorter.close(), w.subjects.close())
}

// writeValues enters the new values and goes from values to ids.
func (w *bulkWrite) writeValues() (err error) {
	n, err := w.bulk.number(w.tx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unspilled(n.close())) }()
	if err := n.writeHashes(w.tx); err != nil {
		return err
	}
	values := newValueRows(w.tx)
	for v, err := range ahead(w.numbered(n)) {
		if err != nil {
			return err
		}
		if err := values.add(v); err != nil {
			return err
		}
	}
	w.after.lastValue += id(n.fresh)
	return errors.Join(values.flush(), unspilled(w.bulk.spool.tape.close()))
}

// value is a new entry of the dictionary.
type value struct {
	id    id
	entry entry
}

// numbered goes through the spool, yields the new values in the order of their
// ids, and takes in what the records say.
func (w *bulkWrite) numbered(n *numbering) iter.Seq2[value, error] {
	return func(yield func(value, error) bool) {
		stopped := errors.New("stopped")
		sighted, stop := n.sightings(w.ctx, func(fresh id, e entry) error {
			if !yield(value{fresh, e}, nil) {
				return stopped
			}
			return nil
		})
		defer stop()
		if err := w.takeAll(sighted); err != nil && !errors.Is(err, stopped) {
			yield(value{}, err)
		}
	}
}

// takeAll takes in every record of the spool.
func (w *bulkWrite) takeAll(sighted func(entry) (id, error)) (err error) {
	if w.label, err = sighted(w.labelEntry); err != nil {
		return err
	}
	from, err := w.bulk.spool.read(sighted)
	if err != nil {
		return err
	}
	for range w.bulk.spool.records {
		r, err := from.next()
		if err != nil {
			return err
		}
		if err := w.take(r); err != nil {
			return err
		}
	}
	return nil
}

func (w *bulkWrite) take(r *spooled) error {
	for _, po := range r.says {
		if err := w.spo.add(triple{r.subject, po[0], po[1]}, tripleBytes); err != nil {
			return err
		}
	}
	if !r.isQuote {
		return nil
	}
	return w.words.add(append(binary.BigEndian.AppendUint64(nil, uint64(r.subject)), r.words...))
}

// valueRows writes new values, which come in the order of their ids.
type valueRows struct {
	tx     *tx
	values []value
}

func newValueRows(t *tx) *valueRows { return &valueRows{tx: t} }

func (v *valueRows) add(fresh value) error {
	v.values = append(v.values, fresh)
	if len(v.values) < rowsHeld {
		return nil
	}
	return v.flush()
}

func (v *valueRows) flush() error {
	err := v.tx.insert("value", 4, len(v.values), func(stmt *sqlite.Stmt, at, row int) {
		fresh := v.values[row]
		stmt.BindInt64(at, int64(fresh.id))
		stmt.BindInt64(at+1, int64(fresh.entry.kind))
		stmt.BindText(at+2, fresh.entry.text)
		stmt.BindText(at+3, fresh.entry.extra)
	})
	v.values = v.values[:0]
	return err
}

// writeSPOG writes what is new of each subject, takes back what is said no more,
// and sorts what is new for the other two orders.
func (w *bulkWrite) writeSPOG() error {
	rows := newRows(w.tx, "quad_spog", 6)
	var subject id
	var says []pair
	finish := func() error { return w.writeSubject(rows, subject, says) }
	for t, err := range ahead(w.spo.sorted(w.ctx)) {
		if err != nil {
			return err
		}
		if t.a != subject && subject != 0 {
			if err := finish(); err != nil {
				return err
			}
			says = says[:0]
		}
		subject = t.a
		if n := len(says); n == 0 || says[n-1] != (pair{t.b, t.c}) {
			says = append(says, pair{t.b, t.c})
		}
	}
	if err := finish(); err != nil {
		return err
	}
	return errors.Join(rows.flush(), w.removeGone(), unspilled(w.spo.close()))
}

func (w *bulkWrite) writeSubject(rows *rows, s id, says []pair) error {
	live, err := w.liveOf(s)
	if err != nil {
		return err
	}
	before := len(w.gone)
	w.gone = append(w.gone, unsaid(live, says)...)
	removed := len(w.gone) - before
	added := int64(0)
	for _, q := range says {
		if slices.ContainsFunc(live, func(have ids) bool { return have.p == q.predicate && have.o == q.object }) {
			continue
		}
		added++
		if err := w.addQuad(rows, s, q); err != nil {
			return err
		}
	}
	if added == 0 && removed == 0 {
		return nil
	}
	w.packed = binary.AppendVarint(w.packed, int64(s-w.last))
	w.last = s
	line := binary.AppendUvarint(binary.AppendVarint(nil, int64(s)), uint64(added))
	if err := w.subjects.write(line); err != nil {
		return err
	}
	if len(w.gone) < removedAtOnce {
		return nil
	}
	return w.removeGone()
}

// liveOf is what the store says of a subject.
func (w *bulkWrite) liveOf(s id) ([]ids, error) {
	if w.unseen(s) {
		return nil, nil
	}
	var live []ids
	err := w.conn.query(sqlEntityByID, func(row *sqlite.Stmt) error {
		live = append(live, ids{s, id(row.ColumnInt64(0)), id(row.ColumnInt64(1)), id(row.ColumnInt64(2))})
		return nil
	}, int64(s))
	if err == nil && s == w.label && len(live) > 0 {
		err = fmt.Errorf("%w: the id of the changeset is taken by another record", record.ErrConflict)
	}
	return live, err
}

// unsaid is the quads that are said no more.
func unsaid(live []ids, says []pair) (gone []ids) {
	for _, q := range live {
		if !slices.Contains(says, pair{q.p, q.o}) {
			gone = append(gone, q)
		}
	}
	return gone
}

func (w *bulkWrite) addQuad(rows *rows, s id, q pair) error {
	w.added++
	w.after.quads++
	d := w.others[q.predicate]
	d.p++
	w.others[q.predicate] = d
	d = w.others[w.label]
	d.g++
	w.others[w.label] = d
	sp := w.predicates[q.predicate]
	sp.quads++
	w.predicates[q.predicate] = sp
	if err := w.pso.add(triple{q.predicate, s, q.object}, tripleBytes); err != nil {
		return err
	}
	if err := w.ops.add(triple{q.object, q.predicate, s}, tripleBytes); err != nil {
		return err
	}
	return rows.add(int64(s), int64(q.predicate), int64(q.object), int64(w.label), w.revision, 0)
}

// removeGone closes what is said no more. What is new is not in the other two
// orders yet, so pairs are counted as they stand there.
func (w *bulkWrite) removeGone() error {
	if len(w.gone) == 0 {
		return nil
	}
	if err := w.remove(w.gone); err != nil {
		return err
	}
	w.gone = w.gone[:0]
	if err := w.writeDegrees(slices.Sorted(maps.Keys(w.degrees))); err != nil {
		return err
	}
	clear(w.degrees)
	clear(w.tx.subjects)
	return nil
}

func (w *bulkWrite) writePSOG() error {
	rows := newRows(w.tx, "quad_psog", 4)
	var last triple
	for t, err := range ahead(w.pso.sorted(w.ctx)) {
		if err != nil {
			return err
		}
		if t.a != last.a || t.b != last.b {
			fresh, err := w.isFresh(t.b, sqlHasPair, t.a, t.b)
			if err != nil {
				return err
			}
			sp := w.predicates[t.a]
			sp.subjects += fresh
			w.predicates[t.a] = sp
		}
		last = t
		if err := rows.add(int64(t.a), int64(t.b), int64(t.c), int64(w.label)); err != nil {
			return err
		}
	}
	return errors.Join(rows.flush(), unspilled(w.pso.close()))
}

// isFresh is 1 for an end of a predicate that no stored quad has, else 0.
func (w *bulkWrite) isFresh(end id, sql string, args ...id) (int64, error) {
	if w.unseen(end) {
		return 1, nil
	}
	stored, err := w.conn.has(sql, int64(args[0]), int64(args[1]))
	if stored || err != nil {
		return 0, err
	}
	return 1, nil
}

// writeOPSG also writes the nodes, whose order is that of the objects.
func (w *bulkWrite) writeOPSG() error {
	rows := newRows(w.tx, "quad_opsg", 4)
	nodes, err := w.newNodeRows()
	if err != nil {
		return err
	}
	var last triple
	for t, err := range ahead(w.ops.sorted(w.ctx)) {
		if err != nil {
			return err
		}
		if t.a != last.a || t.b != last.b {
			fresh, err := w.isFresh(t.a, sqlHasObject, t.a, t.b)
			if err != nil {
				return err
			}
			sp := w.predicates[t.b]
			sp.objects += fresh
			w.predicates[t.b] = sp
		}
		last = t
		if err := nodes.object(t.a); err != nil {
			return err
		}
		if err := rows.add(int64(t.a), int64(t.b), int64(t.c), int64(w.label)); err != nil {
			return err
		}
	}
	return errors.Join(nodes.flush(), rows.flush(), unspilled(w.ops.close()))
}
