package quadstore

import (
	"strconv"
	"strings"

	"github.com/cayleygraph/quad"
)

// What this file says in SQL is all the SQL there is. A second engine stands
// beside it with a file of its own.

const (
	// applicationID marks a SQLite file as ours ("oRec").
	applicationID = 0x6f526563
	// layoutVersion is the layout that this build reads and writes.
	layoutVersion = 1
)

// sqlWriterPragmas set up the writing connection. The page size only takes effect on a
// file that is still empty. The log is longer than its size limit only where a reader
// kept it from beginning again: the commit that cuts it waits for the file system, so
// the limit is above what commits write until it begins again (mostFrames and those
// made meanwhile).
const sqlWriterPragmas = `
PRAGMA page_size = 8192;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -%d;
PRAGMA journal_size_limit = 402653184;
PRAGMA wal_autocheckpoint = 0;
PRAGMA temp_store = MEMORY;
PRAGMA trusted_schema = OFF;
`

// sqlCheckpointerPragmas set up the connection that copies the log: what it
// copies must be durable before the log begins again.
const sqlCheckpointerPragmas = `
PRAGMA synchronous = FULL;
PRAGMA trusted_schema = OFF;
`

// sqlAlonePragmas keep everybody else out of the file from the first read on.
const sqlAlonePragmas = `
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA synchronous = FULL;
PRAGMA trusted_schema = OFF;
`

const sqlReaderPragmas = `
PRAGMA query_only = ON;
PRAGMA cache_size = -16384;
PRAGMA temp_store = MEMORY;
PRAGMA trusted_schema = OFF;
`

// sqlSchema creates the layout. The index tables hold live quads alone; removed
// rows are in quad_spog only.
const sqlSchema = `
CREATE TABLE state (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	revision INTEGER NOT NULL,
	last_value INTEGER NOT NULL,
	nodes INTEGER NOT NULL,
	quads INTEGER NOT NULL
) STRICT;
INSERT INTO state VALUES (1, 0, 0, 0, 0);
CREATE TABLE revision (
	number INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	changeset TEXT NOT NULL,
	added INTEGER NOT NULL,
	removed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX revision_changeset ON revision (changeset) WHERE changeset <> '';
CREATE TABLE revision_subjects (
	number INTEGER PRIMARY KEY,
	subjects BLOB NOT NULL
) STRICT;
CREATE TABLE value (
	id INTEGER PRIMARY KEY,
	kind INTEGER NOT NULL,
	text TEXT NOT NULL,
	extra TEXT NOT NULL
) STRICT;
CREATE TABLE value_hash (
	hash INTEGER NOT NULL,
	id INTEGER NOT NULL,
	PRIMARY KEY (hash, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE node (
	id INTEGER PRIMARY KEY,
	s INTEGER NOT NULL,
	p INTEGER NOT NULL,
	o INTEGER NOT NULL,
	g INTEGER NOT NULL
) STRICT;
CREATE TABLE predicate (
	p INTEGER PRIMARY KEY,
	quads INTEGER NOT NULL,
	subjects INTEGER NOT NULL,
	objects INTEGER NOT NULL
) STRICT;
CREATE TABLE quad_spog (
	s INTEGER NOT NULL, p INTEGER NOT NULL, o INTEGER NOT NULL, g INTEGER NOT NULL,
	added INTEGER NOT NULL, removed INTEGER NOT NULL,
	PRIMARY KEY (s, p, o, g, added)
) STRICT, WITHOUT ROWID;
CREATE TABLE quad_opsg (
	o INTEGER NOT NULL, p INTEGER NOT NULL, s INTEGER NOT NULL, g INTEGER NOT NULL,
	PRIMARY KEY (o, p, s, g)
) STRICT, WITHOUT ROWID;
CREATE TABLE quad_psog (
	p INTEGER NOT NULL, s INTEGER NOT NULL, o INTEGER NOT NULL, g INTEGER NOT NULL,
	PRIMARY KEY (p, s, o, g)
) STRICT, WITHOUT ROWID;
`

const (
	sqlBegin      = "BEGIN IMMEDIATE"
	sqlBeginRead  = "BEGIN"
	sqlCommit     = "COMMIT"
	sqlRollback   = "ROLLBACK"
	sqlCheckpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
	sqlBackup     = "VACUUM INTO ?"
	sqlVacuum     = "VACUUM"
	sqlCopyLog    = "PRAGMA wal_checkpoint(PASSIVE)"

	sqlIsBlank   = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)"
	sqlHasTables = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'state'"

	sqlState    = "SELECT revision, last_value, nodes, quads FROM state"
	sqlSetState = "UPDATE state SET revision = ?, last_value = ?, nodes = ?, quads = ?"

	sqlAddRevision   = "INSERT INTO revision VALUES (?, ?, ?, ?, ?)"
	sqlAddSubjects   = "INSERT INTO revision_subjects VALUES (?, ?)"
	sqlRevisions     = "SELECT number, at, changeset, added, removed FROM revision WHERE number > ? ORDER BY number LIMIT ?"
	sqlRevisionsDown = "SELECT number, at, changeset FROM revision WHERE number < ? ORDER BY number DESC LIMIT ?"
	sqlRevisionAt    = "SELECT number FROM revision WHERE at <= ? ORDER BY number DESC LIMIT 1"
	sqlSubjects      = "SELECT subjects FROM revision_subjects WHERE number = ?"
	// The second condition lets the index be used, which has no empty changesets.
	sqlChangesetRev = "SELECT number FROM revision WHERE changeset = ? AND changeset <> ''"

	sqlValue      = "SELECT kind, text, extra FROM value WHERE id = ?"
	sqlValues     = "SELECT id, kind, text, extra FROM value ORDER BY id"
	sqlFindValue  = "SELECT h.id, v.kind, v.text, v.extra FROM value_hash h JOIN value v ON v.id = h.id WHERE h.hash = ?"
	sqlFindNode   = "SELECT h.id, v.kind, v.text, v.extra FROM value_hash h JOIN value v ON v.id = h.id JOIN node n ON n.id = h.id WHERE h.hash = ?"
	sqlNextHash   = "SELECT hash FROM value_hash WHERE hash >= ? ORDER BY hash LIMIT 1"
	sqlNode       = "SELECT s, p, o, g FROM node WHERE id = ?"
	sqlNodesAfter = "SELECT id FROM node WHERE id > ? ORDER BY id LIMIT 1024" // nextPage
	sqlChangeNode = "UPDATE node SET s = s + ?, p = p + ?, o = o + ?, g = g + ? WHERE id = ?"
	sqlDropNode   = "DELETE FROM node WHERE id = ? AND s = 0 AND p = 0 AND o = 0 AND g = 0"
	sqlPredicate  = "SELECT quads, subjects, objects FROM predicate WHERE p = ?"
	sqlAddToPred  = "INSERT INTO predicate VALUES (?1, ?2, ?3, ?4) ON CONFLICT (p) DO UPDATE SET quads = quads + ?2, subjects = subjects + ?3, objects = objects + ?4"
	sqlDropPred   = "DELETE FROM predicate WHERE p = ? AND quads = 0"
	sqlIsLive     = "SELECT 1 FROM quad_opsg WHERE o = ? AND p = ? AND s = ? AND g = ?"
	sqlHasPair    = "SELECT 1 FROM quad_psog WHERE p = ? AND s = ? LIMIT 1"
	sqlHasObject  = "SELECT 1 FROM quad_opsg WHERE o = ? AND p = ? LIMIT 1"
	sqlCloseSPOG  = "UPDATE quad_spog SET removed = ? WHERE s = ? AND p = ? AND o = ? AND g = ? AND removed = 0"
	sqlDropOPSG   = "DELETE FROM quad_opsg WHERE o = ? AND p = ? AND s = ? AND g = ?"
	sqlDropPSOG   = "DELETE FROM quad_psog WHERE p = ? AND s = ? AND o = ? AND g = ?"
	// The values' own ids are looked up in the same statement, but not the values
	// of the objects: most of those are in memory, and a join would read them all.
	sqlEntity = `SELECT q.p, q.o, q.g
		FROM value_hash h CROSS JOIN value v ON v.id = h.id CROSS JOIN quad_spog q ON q.s = h.id
		WHERE h.hash = ? AND v.kind = ? AND v.text = ? AND v.extra = ? AND q.removed = 0`
	sqlEntityByID  = "SELECT p, o, g FROM quad_spog WHERE s = ? AND removed = 0"
	sqlEntityAt    = "SELECT p, o, g FROM quad_spog WHERE s = ?1 AND added <= ?2 AND (removed = 0 OR removed > ?2)"
	sqlTouchedBy   = "SELECT n FROM (SELECT added AS n FROM quad_spog WHERE s = ?1 UNION SELECT removed FROM quad_spog WHERE s = ?1) WHERE n > 0 AND n < ?2 ORDER BY n DESC LIMIT ?3"
	sqlScan        = "SELECT s, p, o, g FROM quad_spog WHERE removed = 0 ORDER BY s, p, o, g"
	sqlLoad        = "SELECT s, p, o FROM quad_spog WHERE removed = 0 ORDER BY s, p, o, g"
	sqlHistory     = "SELECT p, o, g, added, removed FROM quad_spog WHERE s = ? ORDER BY p, o, g, added"
	sqlIntegrity   = "PRAGMA quick_check(1)"
	sqlCountsMatch = `SELECT
		(SELECT quads FROM state) = (SELECT count(*) FROM quad_spog WHERE removed = 0) AND
		(SELECT quads FROM state) = (SELECT count(*) FROM quad_opsg) AND
		(SELECT quads FROM state) = (SELECT count(*) FROM quad_psog) AND
		(SELECT quads FROM state) = (SELECT total(quads) FROM predicate) AND
		(SELECT nodes FROM state) = (SELECT count(*) FROM node) AND
		(SELECT last_value FROM state) = (SELECT ifnull(max(id), 0) FROM value) AND
		(SELECT revision FROM state) = (SELECT ifnull(max(number), 0) FROM revision)`
)

// order is one of the orders in which quads are stored.
type order struct {
	table   string
	live    string // the condition that leaves live rows only
	columns [4]quad.Direction
}

func spog() order {
	return order{"quad_spog", "removed = 0", [4]quad.Direction{quad.Subject, quad.Predicate, quad.Object, quad.Label}}
}

func opsg() order {
	return order{"quad_opsg", "", [4]quad.Direction{quad.Object, quad.Predicate, quad.Subject, quad.Label}}
}

func psog() order {
	return order{"quad_psog", "", [4]quad.Direction{quad.Predicate, quad.Subject, quad.Object, quad.Label}}
}

// orderFor picks the order in which the quads with these ids lie together.
func orderFor(fixed ids) order {
	switch {
	case fixed.s != 0:
		return spog()
	case fixed.o != 0:
		return opsg()
	case fixed.p != 0:
		return psog()
	}
	return spog()
}

func columnOf(d quad.Direction) string {
	return [...]string{quad.Subject: "s", quad.Predicate: "p", quad.Object: "o", quad.Label: "g"}[d]
}

// rangeSQL reads the quads that have the ids of fixed, in the order's order. With
// resume it starts behind a given quad, so that a reader need not keep its
// connection between two pages. The parameters are those that rangeArgs binds. The
// limit is not one of them: SQLite prepares a statement anew when it changes.
func rangeSQL(in order, fixed ids, resume bool) string {
	var where, free []string
	for _, d := range in.columns {
		if fixed.get(d) != 0 {
			where = append(where, columnOf(d)+" = ?")
		} else {
			free = append(free, columnOf(d))
		}
	}
	if resume && len(free) > 0 {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(free)), ", ")
		where = append(where, "("+strings.Join(free, ", ")+") > ("+marks+")")
	}
	if in.live != "" {
		where = append(where, in.live)
	}
	sql := "SELECT s, p, o, g FROM " + in.table
	if len(where) > 0 {
		sql += " WHERE " + strings.Join(where, " AND ")
	}
	if len(free) > 0 {
		sql += " ORDER BY " + strings.Join(free, ", ")
	}
	return sql + " LIMIT " + strconv.Itoa(pageSize(resume))
}

// insertSQL inserts rows into all columns of a table.
func insertSQL(table string, columns, rows int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + ")"
	return "INSERT OR ROLLBACK INTO " + table + " VALUES " + strings.TrimSuffix(strings.Repeat(row+", ", rows), ", ")
}

// rangeArgs lists the parameters of rangeSQL in order.
func rangeArgs(in order, fixed, after ids, resume bool) []int64 {
	args := make([]int64, 0, 8)
	for _, d := range in.columns {
		if n := fixed.get(d); n != 0 {
			args = append(args, int64(n))
		}
	}
	if resume {
		for _, d := range in.columns {
			if fixed.get(d) == 0 {
				args = append(args, int64(after.get(d)))
			}
		}
	}
	return args
}
