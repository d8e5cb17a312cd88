package quadstore_test

import (
	"context"
	"path/filepath"
	"testing"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
	"onrecord/internal/quadstore"
)

// searched is the store with its search under the consumer's name for a hit.
type searched struct{ *quadstore.Records }

func (s searched) SearchQuotes(ctx context.Context, text string, limit int) ([]graph.Hit, error) {
	found, err := s.Search(ctx, text, limit)
	hits := make([]graph.Hit, len(found))
	for i, f := range found {
		hits[i] = graph.Hit{Quote: f.Quote, Rank: f.Rank}
	}
	return hits, err
}

func TestRecordsKeepTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Open {
		path := filepath.Join(t.TempDir(), "records.db")
		return func(t *testing.T) (graph.Store, func()) {
			t.Helper()
			store, err := quadstore.Open(t.Context(), path, quadstore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return searched{quadstore.NewRecords(store)}, func() {
				if err := store.Close(); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
