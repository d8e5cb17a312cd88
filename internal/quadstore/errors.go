package quadstore

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"onrecord/internal/record"
)

// ErrClosed is what every call after [Store.Close] gets.
var ErrClosed = fmt.Errorf("the store is closed: %w", record.ErrUnavailable)

// sticky keeps the first error of calls that cannot return one.
type sticky struct{ first atomic.Pointer[error] }

func (s *sticky) note(err error) {
	if err != nil {
		s.first.CompareAndSwap(nil, &err)
	}
}

// Err is the first failure of ValueOf, NameOf, Quad or another method whose
// interface has no place for an error, nil if there was none. A disk error looks
// like "not found" there, so a result of Cayley's is only as good as this is nil.
func (s *Store) Err() error {
	if err := s.failure.first.Load(); err != nil {
		return *err
	}
	return nil
}

// cancelled prefers the context's own error to the database's "interrupted",
// which would not tell a timeout from a fault.
func cancelled(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w (%v)", cause, err)
	}
	return err
}

// errNoState says that the row of counters is gone.
var errNoState = fmt.Errorf("the file is damaged; restore it from a backup: %w", record.ErrCorrupt)
