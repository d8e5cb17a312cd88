package quadstore

import (
	"context"
	"fmt"

	"github.com/cayleygraph/quad"
	"golang.org/x/sync/errgroup"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

// Load calls visit with every live record of one revision and returns that
// revision. Quads that make up no record are record.ErrCorrupt. Reading, decoding
// and visiting go on at the same time, each in one goroutine; visit runs in the
// caller's.
func (r *Records) Load(ctx context.Context, visit func(record.Record) error) (record.Revision, error) {
	var revision record.Revision
	err := r.store.read(ctx, func(c *conn) error {
		// A visitor that fails ends the other goroutines too.
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer c.interruptible(ctx)()
		st, err := c.state()
		if err != nil {
			return err
		}
		revision = record.Revision(st.revision)
		names, err := c.dictionary()
		if err != nil {
			return err
		}
		return c.loadRecords(ctx, cancel, names, visit)
	})
	if err != nil {
		return 0, cancelled(ctx, err)
	}
	return revision, nil
}

// entities are the quads of some subjects, by ids, one subject after the other.
type entities struct {
	pairs []pair
	ends  []entityEnd
}

type pair struct{ predicate, object id }

// entityEnd is a subject and where its pairs end.
type entityEnd struct {
	subject id
	end     int
}

func (e *entities) reset() { e.pairs, e.ends = e.pairs[:0], e.ends[:0] }

// entitiesAtOnce is how many subjects are handed on together: handing over costs
// about as much as decoding one.
const entitiesAtOnce = 256

func (c *conn) loadRecords(ctx context.Context, cancel context.CancelFunc, names *dictionary, visit func(record.Record) error) error {
	group, inner := errgroup.WithContext(ctx)
	l := loadStages{
		ctx: inner, conn: c, names: names,
		read: make(chan *entities, 2), free: make(chan *entities, 4), decoded: make(chan []record.Record, 4),
	}
	group.Go(l.scan)
	group.Go(l.decode)
	failed := visitAll(l.decoded, visit)
	if failed != nil {
		cancel()
	}
	if err := group.Wait(); err != nil && failed == nil {
		return err
	}
	return failed
}

func visitAll(decoded <-chan []record.Record, visit func(record.Record) error) error {
	for batch := range decoded {
		for _, r := range batch {
			if err := visit(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadStages is what the stages of one load hand on to one another.
type loadStages struct {
	ctx     context.Context
	conn    *conn
	names   *dictionary
	read    chan *entities
	free    chan *entities // batches to be used again
	decoded chan []record.Record
}

func (l *loadStages) scan() error {
	defer close(l.read)
	batch := l.next()
	err := l.conn.query(sqlLoad, func(row *sqlite.Stmt) error {
		subject := id(row.ColumnInt64(0))
		last := len(batch.ends) - 1
		if last < 0 || batch.ends[last].subject != subject {
			if last+1 == entitiesAtOnce {
				if err := handOn(l.ctx, l.read, batch); err != nil {
					return err
				}
				batch = l.next()
			}
			batch.ends = append(batch.ends, entityEnd{subject: subject})
			last = len(batch.ends) - 1
		}
		batch.pairs = append(batch.pairs, pair{id(row.ColumnInt64(1)), id(row.ColumnInt64(2))})
		batch.ends[last].end = len(batch.pairs)
		return nil
	})
	if err != nil || len(batch.ends) == 0 {
		return err
	}
	return handOn(l.ctx, l.read, batch)
}

func (l *loadStages) next() *entities {
	select {
	case batch := <-l.free:
		batch.reset()
		return batch
	default:
		return new(entities)
	}
}

func handOn[T any](ctx context.Context, to chan<- T, what T) error {
	select {
	case to <- what:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *loadStages) decode() error {
	defer close(l.decoded)
	var entity []quad.Quad
	for batch := range l.read {
		records := make([]record.Record, 0, len(batch.ends))
		start := 0
		for _, e := range batch.ends {
			var err error
			if entity, err = l.names.entity(entity[:0], e.subject, batch.pairs[start:e.end]); err != nil {
				return err
			}
			r, err := quads.Decode(entity)
			if err != nil {
				return fmt.Errorf("%s: %w", l.conn.path, err)
			}
			records = append(records, r)
			start = e.end
		}
		select {
		case l.free <- batch:
		default:
		}
		if err := handOn(l.ctx, l.decoded, records); err != nil {
			return err
		}
	}
	return nil
}

// entity appends the quads of a subject, without labels.
func (d *dictionary) entity(to []quad.Quad, subject id, pairs []pair) ([]quad.Quad, error) {
	for _, p := range pairs {
		q, err := d.quad(ids{s: subject, p: p.predicate, o: p.object})
		if err != nil {
			return to, err
		}
		to = append(to, q)
	}
	return to, nil
}
