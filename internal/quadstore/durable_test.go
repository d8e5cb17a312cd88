package quadstore

import (
	"errors"
	"path/filepath"
	"testing"
)

// TestAcknowledgedCommitsSurviveAPowerCut: with less than synchronous=FULL a
// commit that was acknowledged may be gone after one, and nothing would say so.
func TestAcknowledgedCommitsSurviveAPowerCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	w, err := startWriter(path, Options{}, newPool(disk{}, path, 1))
	if err != nil {
		t.Fatal(err)
	}
	const full = 2
	got, err := w.conn.pragma("synchronous")
	if err != nil || got != full {
		t.Errorf("synchronous is %d, %v; want %d (FULL)", got, err, full)
	}
	if err := errors.Join(err, w.close()); err != nil {
		t.Error(err)
	}
}
