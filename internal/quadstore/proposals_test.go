package quadstore_test

import (
	"path/filepath"
	"testing"

	"onrecord/internal/quadstore"
	"onrecord/internal/review"
	"onrecord/internal/review/reviewtest"
)

func TestProposals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "proposals.db")
	reviewtest.Run(t, func(t *testing.T) review.Store {
		proposals, err := quadstore.OpenProposals(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := proposals.Close(); err != nil {
				t.Error(err)
			}
		})
		return proposals
	})
}
