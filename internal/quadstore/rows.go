package quadstore

import "zombiezen.com/go/sqlite"

// rows writes rows of integers into a table that are given one by one, in the
// table's order.
type rows struct {
	tx      *tx
	table   string
	columns int
	values  []int64
}

// rowsHeld is how many rows wait to be written together.
const rowsHeld = 16 * rowsAtOnce

func newRows(t *tx, table string, columns int) *rows {
	return &rows{tx: t, table: table, columns: columns, values: make([]int64, 0, rowsHeld*columns)}
}

func (r *rows) add(values ...int64) error {
	r.values = append(r.values, values...)
	if len(r.values) < rowsHeld*r.columns {
		return nil
	}
	return r.flush()
}

func (r *rows) flush() error {
	err := r.tx.insert(r.table, r.columns, len(r.values)/r.columns, func(stmt *sqlite.Stmt, at, row int) {
		bindAll(stmt, at, r.values[row*r.columns:(row+1)*r.columns]...)
	})
	r.values = r.values[:0]
	return err
}
