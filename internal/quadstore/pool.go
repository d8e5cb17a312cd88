package quadstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"onrecord/internal/record"
)

// pool hands connections for reading to one goroutine each. Connections are
// opened when first needed and kept; the one that came back last goes out first,
// because its pages are in memory.
type pool struct {
	disk   disk
	path   string
	places chan struct{} // a token for each connection that may still go out
	done   chan struct{}
	once   sync.Once

	mu   sync.Mutex
	idle []*conn
}

func newPool(d disk, path string, size int) *pool {
	p := &pool{disk: d, path: path, places: make(chan struct{}, size), done: make(chan struct{})}
	for range size {
		p.places <- struct{}{}
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
	case <-p.places:
		return p.opened()
	case <-p.done:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pool) opened() (*conn, error) {
	if c := p.pop(); c != nil {
		return c, nil
	}
	c, err := p.disk.openReader(p.path)
	if err != nil {
		p.places <- struct{}{}
	}
	return c, err
}

func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	c := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return c
}

func (p *pool) release(c *conn) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	p.places <- struct{}{}
}

// close waits for every connection to come back.
func (p *pool) close() error {
	var failures []error
	p.once.Do(func() {
		close(p.done)
		for range cap(p.places) {
			<-p.places
		}
		for c := p.pop(); c != nil; c = p.pop() {
			failures = append(failures, c.Close())
		}
	})
	return errors.Join(failures...)
}

// pause waits until no connection is out, closes all, and lets nobody have another
// until resume is called. After limit it gives up.
func (p *pool) pause(limit time.Duration) (resume func(), err error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	taken := 0
	resume = func() {
		for range taken {
			p.places <- struct{}{}
		}
	}
	for taken < cap(p.places) {
		select {
		case <-p.places:
			taken++
			continue
		case <-p.done:
			err = ErrClosed
		case <-timer.C:
			err = fmt.Errorf("%w: %s is being read without a pause", record.ErrLocked, p.path)
		}
		resume()
		return nil, err
	}
	for c := p.pop(); c != nil; c = p.pop() {
		err = errors.Join(err, c.Close())
	}
	if err != nil {
		resume()
		return nil, err
	}
	return resume, nil
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
