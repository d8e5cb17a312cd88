package quadstore

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

// Bulk is one change of more records than memory holds. Its records are put one
// by one, in any order, into temporary files beside the store; whoever puts them
// may sort what is to be known of all of them in piles of notes, in files as
// well. Commit then writes the store's tables, each in its own order, in one
// transaction. Until then nothing of it is in the store.
//
// Memory is bounded whatever the number of records: each thing that is sorted
// keeps at most [BulkOptions.Memory] bytes beside its file. What grows is one bit
// for each value that is no repetition of a recent one (about seven for a quote
// with its stance) and two to three bytes for each record.
//
// A Bulk belongs to one goroutine, which must close it.
type Bulk struct {
	store    *Store
	folder   string
	limit    int
	revision int64
	progress func(done string)
	spool    *spool
	piles    map[int]*pile

	// Records are spooled in a goroutine of its own, which ends with records being
	// closed and tells how.
	batch   []record.Record
	records chan []record.Record
	spooled chan error
}

// spoolBatch is how many records are handed over at once.
const spoolBatch = 256

// BulkOptions of [Records.Bulk].
type BulkOptions struct {
	// Memory is what each of the few things that are sorted at one time keeps in
	// memory, in bytes; 0 means 16 MiB.
	Memory int
	// Progress is told what is being written, a few times a second at most.
	Progress func(doing string)
}

// bulkFolder holds the temporary files of imports into the store at path. They
// lie beside it because that is the disk that must have room for their records
// anyway. Opening the store to write removes what a killed import left there.
func bulkFolder(path string) string { return path + ".import" }

// Bulk begins a change of many records to the present revision.
func (r *Records) Bulk(ctx context.Context, opts BulkOptions) (*Bulk, error) {
	s := r.store
	if s.writer == nil {
		return nil, fmt.Errorf("%s is open for reading only: %w", s.path, record.ErrUnsupported)
	}
	st, err := s.state(ctx)
	if err != nil {
		return nil, err
	}
	b := &Bulk{store: s, limit: defaulted(opts.Memory, 16<<20), revision: st.revision, progress: opts.Progress, piles: map[int]*pile{}}
	if b.progress == nil {
		b.progress = func(string) {}
	}
	// The lock on the store is that on the folder, so only another bulk of this
	// process can have it.
	if err := os.Mkdir(bulkFolder(s.path), 0o700); err != nil {
		return nil, unspilled(err)
	}
	b.folder = bulkFolder(s.path)
	if b.spool, err = newSpool(b.folder, b.limit); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	b.records, b.spooled = make(chan []record.Record, 4), make(chan error, 1)
	go func(records <-chan []record.Record) { b.spooled <- b.spool.putAll(records) }(b.records)
	return b, nil
}

// Revision is the one that the change is made to.
func (b *Bulk) Revision() record.Revision { return record.Revision(b.revision) }

// Stored calls visit with every live record of that revision, like
// [Records.Load], but keeps no more of them in memory than the cache of values.
func (b *Bulk) Stored(ctx context.Context, visit func(record.Record) error) error {
	return cancelled(ctx, b.store.read(ctx, func(c *conn) error {
		defer c.interruptible(ctx)()
		if err := b.unchanged(c); err != nil {
			return err
		}
		return b.store.eachNamedEntity(c, func(entity []quad.Quad) error {
			found, err := quads.Decode(entity)
			if err != nil {
				return fmt.Errorf("%s: %w", c.path, err)
			}
			return visit(found)
		})
	}))
}

// unchanged makes sure that the store is as it was when the bulk began: what was
// checked holds for no other revision.
func (b *Bulk) unchanged(c *conn) error {
	st, err := c.state()
	if err == nil && st.revision != b.revision {
		err = fmt.Errorf("%w: %s went from revision %d to %d during an import; repeat the import", record.ErrConflict, c.path, b.revision, st.revision)
	}
	return err
}

// eachNamedEntity is eachEntity without the whole dictionary in memory.
func (s *Store) eachNamedEntity(c *conn, fn func([]quad.Quad) error) error {
	var entity []quad.Quad
	var subject id
	err := c.query(sqlScan, func(row *sqlite.Stmt) error {
		ref := ids{id(row.ColumnInt64(0)), id(row.ColumnInt64(1)), id(row.ColumnInt64(2)), id(row.ColumnInt64(3))}
		if ref.s != subject && len(entity) > 0 {
			if err := fn(entity); err != nil {
				return err
			}
			entity = entity[:0]
		}
		subject = ref.s
		q, err := s.named(c, ref)
		entity = append(entity, q)
		return err
	})
	if err != nil || len(entity) == 0 {
		return err
	}
	return fn(entity)
}

// Put adds a record to the change. No two may have one id. The record must not be
// changed any more.
func (b *Bulk) Put(ctx context.Context, r record.Record) error {
	if b.batch = append(b.batch, r); len(b.batch) < spoolBatch {
		return nil
	}
	return b.handOver(ctx)
}

func (b *Bulk) handOver(ctx context.Context) error {
	select {
	case b.records <- b.batch:
		b.batch = nil
		return nil
	case err := <-b.spooled:
		b.spooled <- err
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// endSpooling waits until all records are in the spool.
func (b *Bulk) endSpooling() error {
	if b.records == nil {
		return nil
	}
	close(b.records)
	b.records = nil
	return <-b.spooled
}

// Note adds an item to a pile, which is made with its first item. The item may be
// used again afterwards.
func (b *Bulk) Note(number int, item []byte) error {
	p, ok := b.piles[number]
	if !ok {
		p = newPile(b.folder, b.limit)
		b.piles[number] = p
	}
	return p.add(item)
}

// Noted visits the items of a pile in the order of their bytes, as often as it is
// called; nothing may be added to that pile any more. An item is valid until the
// next one. A failure is the last thing it yields.
func (b *Bulk) Noted(ctx context.Context, number int) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		p, ok := b.piles[number]
		if !ok {
			return
		}
		for n, err := range p.sorter.sorted(ctx) {
			if !yield(n.text, err) {
				return
			}
		}
	}
}

// forget ends the use of a pile.
func (b *Bulk) forget(number int) error {
	p, ok := b.piles[number]
	if !ok {
		return nil
	}
	delete(b.piles, number)
	return p.sorter.close()
}

// Commit makes the records durable as the next revision, as [Records.Commit]
// would. On an error nothing of them is visible, now or after a later commit.
func (b *Bulk) Commit(ctx context.Context, by *record.Changeset) (record.Revision, error) {
	label, err := entryOf(quads.IRI(by.ID))
	if err != nil {
		return 0, err
	}
	if err := b.Put(ctx, by); err != nil {
		return 0, err
	}
	if err := b.handOver(ctx); err != nil {
		return 0, err
	}
	if err := errors.Join(b.endSpooling(), b.spool.putLabel(label)); err != nil {
		return 0, err
	}
	for number := range b.piles {
		if err := b.forget(number); err != nil {
			return 0, unspilled(err)
		}
	}
	var rev Revision
	err = b.store.transact(ctx, by.ID.String(), by.At, func(t *tx) error {
		if err := b.unchanged(t.conn); err != nil {
			return err
		}
		return b.write(t, label)
	}, &rev)
	if err != nil {
		return 0, err
	}
	b.progress("tidying up")
	b.store.writer.emptyLog(ctx, rev.Added)
	return record.Revision(rev.Number), nil
}

// Close removes the temporary files. It does not undo a commit.
func (b *Bulk) Close() error {
	// Only Commit wants what was spooled, and tells why it is not whole. Without one
	// the spool is thrown away, and on a full disk its failure would be the second
	// telling of what ended the import.
	_ = b.endSpooling()
	var failed []error
	for number := range b.piles {
		failed = append(failed, b.forget(number))
	}
	if b.spool != nil {
		failed = append(failed, b.spool.close())
	}
	return unspilled(errors.Join(append(failed, os.RemoveAll(b.folder))...))
}
