package quadstore_test

import (
	"encoding/binary"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"onrecord/internal/quadstore"
)

// levelsOfWords is how many pieces the search index has on each level, lowest first,
// read from the engine's own record of them.
func levelsOfWords(t *testing.T, path string) (pieces []uint64) {
	t.Helper()
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var text string
	err = sqlitex.ExecuteTransient(conn, "SELECT hex(block) FROM quote_words_data WHERE id = 10", &sqlitex.ExecOptions{
		ResultFunc: func(row *sqlite.Stmt) error { text = row.ColumnText(0); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	block, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	block = block[4:] // a counter
	if binary.BigEndian.Uint32(block) != 0xff000001 {
		t.Fatalf("the search index has another form than this test knows: %x", block)
	}
	block = block[4:]
	levels, _, _ := sqliteVarint(&block), sqliteVarint(&block), sqliteVarint(&block)
	for range levels {
		_, n := sqliteVarint(&block), sqliteVarint(&block)
		for range n * 8 { // id, first and last page, two origins, three of tombstones
			sqliteVarint(&block)
		}
		pieces = append(pieces, n)
	}
	return pieces
}

// sqliteVarint is the engine's variable-length integer of up to eight bytes, high bits
// first.
func sqliteVarint(block *[]byte) (n uint64) {
	for {
		b := (*block)[0]
		*block = (*block)[1:]
		n = n<<7 | uint64(b&0x7f)
		if b < 0x80 {
			return n
		}
	}
}

// What a load leaves on the level of single commits would be merged with the next few
// of those, all of its pages by one commit.
func TestALoadLeavesItsWordsAboveThoseOfCommits(t *testing.T) {
	for _, quotes := range []int{1, 2, 1000, 3000} {
		path := filepath.Join(t.TempDir(), "store.db")
		s := openAt(t, path, quadstore.Options{})
		if _, err := importTown(t.Context(), s, quotes, quadstore.BulkOptions{}); err != nil {
			t.Fatal(err)
		}
		expectTown(t, s, path, quotes)
		if quotes < 1000 {
			continue
		}
		levels := levelsOfWords(t, path)
		if n := len(levels); n < 4 || levels[n-1] != 1 || levels[n-2] != 0 || levels[n-3] != 0 {
			t.Errorf("after a load of %d quotes the levels have %v pieces, want the load's on a fourth or higher one, by itself", quotes, levels)
		}
	}
}

func TestACommitLooksItsChangesetUpByIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	openAt(t, path, quadstore.Options{})
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = sqlitex.ExecuteTransient(conn, "EXPLAIN QUERY PLAN "+quadstore.SQLChangesetRevision, &sqlitex.ExecOptions{
		Args: []any{"x"},
		ResultFunc: func(row *sqlite.Stmt) error {
			if plan := row.ColumnText(3); !strings.Contains(plan, "USING") || strings.HasPrefix(plan, "SCAN") {
				t.Errorf("the plan is %q", plan)
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}
