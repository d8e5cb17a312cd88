package storetest_test

import (
	"testing"

	"onrecord/internal/graph"
	"onrecord/internal/graph/storetest"
)

func TestReference(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Open {
		store := storetest.NewReference()
		return func(*testing.T) (graph.Store, func()) { return store, func() {} }
	})
}
