package quadstore

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"onrecord/internal/record"
)

func TestEveryLayoutLeadsToThePresentOne(t *testing.T) {
	if got := len(migrations()) + 1; got != layoutVersion {
		t.Errorf("the migrations lead to layout %d, the program reads layout %d", got, layoutVersion)
	}
}

// written is the writing connection of a new store.
func written(t *testing.T) *conn {
	t.Helper()
	c, err := disk{}.openWriter(filepath.Join(t.TempDir(), "graph.db"), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func wantLayout(t *testing.T, c *conn, layout int64, notes bool) {
	t.Helper()
	version, err := c.pragma("user_version")
	if err != nil || version != layout {
		t.Errorf("layout %d (%v), want %d", version, err, layout)
	}
	has, err := c.has("SELECT 1 FROM sqlite_schema WHERE name = 'note'")
	if err != nil || has != notes {
		t.Errorf("there are notes: %t (%v), want %t", has, err, notes)
	}
}

func TestMigrationsAreMadeTogetherOrNotAtAll(t *testing.T) {
	const notes = "CREATE TABLE note (text TEXT NOT NULL) STRICT; INSERT INTO note VALUES ('first');"
	c := written(t)
	err := c.migrate(1, []string{notes, "ALTER TABLE nothing ADD COLUMN more INTEGER;"})
	if err == nil || !strings.Contains(err.Error(), "from layout 2 to 3") || !strings.Contains(err.Error(), "graph.db") {
		t.Errorf("the second step fails with %v", err)
	}
	wantLayout(t, c, 1, false)
	steps := []string{notes, "ALTER TABLE note ADD COLUMN more INTEGER NOT NULL DEFAULT 7;"}
	if err := c.migrate(1, steps); err != nil {
		t.Fatal(err)
	}
	wantLayout(t, c, 3, true)
	if seven, err := c.has("SELECT 1 FROM note WHERE text = 'first' AND more = 7"); err != nil || !seven {
		t.Errorf("the second step found what the first made: %t, %v", seven, err)
	}
	// What was done is not done again.
	for _, from := range []int64{3, 2} {
		if err := c.migrate(from, steps[:from-1]); err != nil {
			t.Errorf("from layout %d: %v", from, err)
		}
	}
	wantLayout(t, c, 3, true)
}

func TestAnEarlierLayoutIsNotReadByWhoMayNotWrite(t *testing.T) {
	c := written(t)
	if err := c.outdated(layoutVersion); err != nil {
		t.Error(err)
	}
	if err := c.outdated(layoutVersion - 1); !errors.Is(err, record.ErrUnsupported) || !strings.Contains(err.Error(), "start a server") {
		t.Errorf("an earlier layout: %v", err)
	}
}
