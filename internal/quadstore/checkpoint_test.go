package quadstore

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cayleygraph/quad"
)

// What commits append to the log gets into the file without any of them, nor
// closing, doing it.
func TestTheLogIsCopiedBesideCommits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	// The schema alone is in the log as well.
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	empty := size()
	var add []quad.Quad
	for i := range copyAfter {
		add = append(add, quad.Quad{Subject: quad.Int(i), Predicate: quad.IRI("urn:is"), Object: quad.String("some")})
	}
	if _, _, err := s.Commit(t.Context(), Batch{Add: add}); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); size() == empty; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("after ten seconds nothing of the log is in the file")
		}
	}
}
