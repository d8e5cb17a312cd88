package quadstore

import (
	"fmt"

	"github.com/cayleygraph/quad"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// dictionary is every value of the dictionary, by id.
type dictionary []quad.Value

func (c *conn) dictionary() (dictionary, error) {
	st, err := c.state()
	if err != nil {
		return nil, err
	}
	all := make(dictionary, 1, st.lastValue+1)
	err = c.query(sqlValues, func(row *sqlite.Stmt) error {
		if n := row.ColumnInt64(0); n != int64(len(all)) {
			return fmt.Errorf("value %d is missing from the dictionary of %s: %w", len(all), c.path, record.ErrCorrupt)
		}
		v, err := readEntry(row, 1).value()
		all = append(all, v)
		return err
	})
	return all, err
}

func (d dictionary) value(n id) (quad.Value, error) {
	if n < 0 {
		return n.inlined(), nil
	}
	if int(n) >= len(d) {
		return nil, fmt.Errorf("value %d is missing from the dictionary: %w", n, record.ErrCorrupt)
	}
	return d[n], nil
}

func (d dictionary) quad(ref ids) (q quad.Quad, err error) {
	if q.Subject, err = d.value(ref.s); err != nil {
		return q, err
	}
	if q.Predicate, err = d.value(ref.p); err != nil {
		return q, err
	}
	if q.Object, err = d.value(ref.o); err != nil {
		return q, err
	}
	q.Label, err = d.value(ref.g) // entry 0 is nil: no label
	return q, err
}
