package quadstore

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

func openWith(t *testing.T, quads ...quad.Quad) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "q.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, _, err := s.Commit(t.Context(), Batch{Add: quads}); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGizmoFollowsSupport(t *testing.T) {
	supports := quad.IRI("supports")
	s := openWith(t,
		quad.Quad{Subject: quad.IRI("ada"), Predicate: supports, Object: quad.IRI("claim"), Label: quad.IRI("c1")},
		quad.Quad{Subject: quad.IRI("bo"), Predicate: supports, Object: quad.IRI("claim"), Label: quad.IRI("c1")},
		quad.Quad{Subject: quad.IRI("cy"), Predicate: supports, Object: quad.IRI("other"), Label: quad.IRI("c1")},
	)
	found := map[any]bool{}
	err := s.Gizmo(t.Context(), `g.V("<claim>").in("<supports>").all()`, 10, func(r any) error {
		found[r.(map[string]any)["id"]] = true
		return nil
	})
	if err != nil || len(found) != 2 || !found["<ada>"] || !found["<bo>"] {
		t.Errorf("supporters of the claim: %v, %v", found, err)
	}
}

func TestGizmoIsBounded(t *testing.T) {
	s := openWith(t, quad.Quad{Subject: quad.IRI("a"), Predicate: quad.IRI("p"), Object: quad.IRI("b"), Label: quad.IRI("c1")})
	if err := s.Gizmo(t.Context(), `g.V(`, 10, nil); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("a broken query: %v, want record.ErrInvalid", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Gizmo(ctx, `while (true) {}`, 10, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an endless query: %v, want its deadline", err)
	}
	visits := 0
	if err := s.Gizmo(t.Context(), `g.V().all()`, 1, func(any) error { visits++; return nil }); err != nil || visits != 1 {
		t.Errorf("limit 1: %d results, %v", visits, err)
	}
}
