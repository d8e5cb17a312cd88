package quadstore

import (
	"context"
	"fmt"

	"github.com/cayleygraph/quad"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

// Records is a store seen as records: what a graph loads from and commits to.
// Each record is the quads of one subject, each commit one revision whose
// changeset is the quads' label.
type Records struct{ store *Store }

// NewRecords looks at a store as records. The store stays the caller's to close.
func NewRecords(s *Store) *Records { return &Records{s} }

// Commit makes a change durable as the next revision, together with the words
// by which its quotes are found. Of a record that is already stored only the
// quads that differ are written, so the others keep the changeset that asserted
// them. A record to remove that is not stored is record.ErrConflict. On an error
// nothing of the change is visible, now or after a later commit.
func (r *Records) Commit(ctx context.Context, by *record.Changeset, change record.Change) (record.Revision, error) {
	var rev Revision
	err := r.store.transact(ctx, by.ID.String(), by.At, func(t *tx) error {
		d := difference{store: r.store, tx: t, label: quads.IRI(by.ID)}
		if err := d.collect(by, change); err != nil {
			return err
		}
		return d.apply(change)
	}, &rev)
	if err != nil {
		return 0, err
	}
	return record.Revision(rev.Number), nil
}

// difference is what a change of records means in quads.
type difference struct {
	store   *Store
	tx      *tx
	label   quad.Value
	removes []quad.Quad
	adds    []quad.Quad
}

// collect reads everything it needs before anything is written: a value that a
// transaction adds must not enter the cache before the transaction is durable.
func (d *difference) collect(by *record.Changeset, change record.Change) error {
	for _, ref := range change.Remove {
		if err := d.remove(ref); err != nil {
			return err
		}
	}
	for _, r := range change.Put {
		if err := d.put(r); err != nil {
			return err
		}
	}
	return d.assert(by)
}

// assert adds the changeset itself. One that has the id of something stored
// would replace it, and with it somebody's words.
func (d *difference) assert(by *record.Changeset) error {
	live, err := d.live(by.Ref())
	if err != nil {
		return err
	}
	if len(live) > 0 {
		return fmt.Errorf("%w: the id of changeset %s is taken by another record", record.ErrConflict, by.ID)
	}
	d.adds = append(d.adds, quads.Encode(by, d.label)...)
	return nil
}

func (d *difference) remove(ref record.Ref) error {
	live, err := d.live(ref)
	if err != nil {
		return err
	}
	if !isOfKind(live, ref.Kind) {
		return fmt.Errorf("%w: %v cannot be removed, it is not stored", record.ErrConflict, ref)
	}
	d.removes = append(d.removes, live...)
	return nil
}

func (d *difference) put(r record.Record) error {
	live, err := d.live(r.Ref())
	if err != nil {
		return err
	}
	wanted := quads.Encode(r, d.label)
	if len(live) == 0 {
		d.adds = append(d.adds, wanted...)
		return nil
	}
	have := make(map[said]bool, len(live))
	for _, q := range live {
		have[saidBy(q)] = true
	}
	kept := make(map[said]bool, len(wanted))
	for _, q := range wanted {
		kept[saidBy(q)] = true
		if !have[saidBy(q)] {
			d.adds = append(d.adds, q)
		}
	}
	for _, q := range live {
		if !kept[saidBy(q)] {
			d.removes = append(d.removes, q)
		}
	}
	return nil
}

// said is what a quad says of its subject, whoever asserted it. The values are
// compared themselves: their texts leave out the milliseconds of a time.
type said struct{ predicate, object quad.Value }

func saidBy(q quad.Quad) said { return said{q.Predicate, q.Object} }

func (d *difference) live(ref record.Ref) ([]quad.Quad, error) {
	if err := d.tx.ctx.Err(); err != nil {
		return nil, err
	}
	if d.tx.virgin() {
		return nil, nil
	}
	return d.store.entity(d.tx.conn, quads.IRI(ref.ID))
}

func isOfKind(live []quad.Quad, k record.Kind) bool {
	for _, q := range live {
		if q.Object == quads.Class(k) {
			return true
		}
	}
	return false
}

func (d *difference) apply(change record.Change) error {
	removes, err := d.tx.existing(d.removes)
	if err != nil {
		return err
	}
	if err := d.tx.forgetWords(change); err != nil {
		return err
	}
	adds, err := d.tx.resolve(d.adds)
	if err != nil {
		return err
	}
	if err := contradiction(removes, d.removes, adds); err != nil {
		return err
	}
	if err := d.tx.remove(removes); err != nil {
		return err
	}
	if err := d.tx.add(adds); err != nil {
		return err
	}
	return d.tx.indexWords(change)
}
