package quadstore

import (
	"context"
	"errors"
	"sync"
)

// pool hands connections for reading to one goroutine each. Connections are
// opened when first needed and kept.
type pool struct {
	path  string
	slots chan *conn // nil means "not opened yet"
	done  chan struct{}
	once  sync.Once
}

func newPool(path string, size int) *pool {
	p := &pool{path: path, slots: make(chan *conn, size), done: make(chan struct{})}
	for range size {
		p.slots <- nil
	}
	return p
}

// acquire waits for a connection. Whoever holds one must not acquire another:
// with all goroutines doing so nobody would ever get a second.
func (p *pool) acquire(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-p.done:
		return nil, ErrClosed
	default:
	}
	select {
	case c := <-p.slots:
		return p.opened(c)
	case <-p.done:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pool) opened(c *conn) (*conn, error) {
	if c != nil {
		return c, nil
	}
	c, err := openReader(p.path)
	if err != nil {
		p.slots <- nil
	}
	return c, err
}

func (p *pool) release(c *conn) { p.slots <- c }

// close waits for every connection to come back.
func (p *pool) close() error {
	var failures []error
	p.once.Do(func() {
		close(p.done)
		for range cap(p.slots) {
			if c := <-p.slots; c != nil {
				failures = append(failures, c.Close())
			}
		}
	})
	return errors.Join(failures...)
}

// read runs fn with a connection on one revision of the store.
func (s *Store) read(ctx context.Context, fn func(*conn) error) error {
	c, err := s.readers.acquire(ctx)
	if err != nil {
		return err
	}
	defer s.readers.release(c)
	if err := c.exec(sqlBeginRead); err != nil {
		return err
	}
	return errors.Join(fn(c), c.exec(sqlCommit))
}

// readOnce runs fn, which executes a single statement and so needs no
// transaction to see one revision.
func (s *Store) readOnce(ctx context.Context, fn func(*conn) error) error {
	c, err := s.readers.acquire(ctx)
	if err != nil {
		return err
	}
	defer s.readers.release(c)
	return fn(c)
}
