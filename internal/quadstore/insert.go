package quadstore

import (
	"zombiezen.com/go/sqlite"
)

// rowsAtOnce is how many rows one statement inserts. A statement of its own for
// each row takes a quarter more time.
const rowsAtOnce = 128

// insert writes rows that are already in the table's order; out of order, a large
// load would touch a random page per row. bind binds the columns of a row to the
// parameters from at on.
func (t *tx) insert(table string, columns, count int, bind func(stmt *sqlite.Stmt, at, row int)) error {
	one, many := insertSQL(table, columns, 1), insertSQL(table, columns, rowsAtOnce)
	for row := 0; row < count; {
		if err := t.ctx.Err(); err != nil {
			return err
		}
		sql, rows := one, 1
		if count-row >= rowsAtOnce {
			sql, rows = many, rowsAtOnce
		}
		stmt, err := t.conn.Prepare(sql)
		if err != nil {
			return explain(t.conn.path, err)
		}
		for i := range rows {
			bind(stmt, 1+i*columns, row+i)
		}
		if err := t.conn.each(stmt, noRows); err != nil {
			return err
		}
		row += rows
	}
	return nil
}

// bindAll binds integers to the parameters from at on.
func bindAll(stmt *sqlite.Stmt, at int, values ...int64) {
	for i, n := range values {
		stmt.BindInt64(at+i, n)
	}
}
