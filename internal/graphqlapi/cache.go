package graphqlapi

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"sync"
	"sync/atomic"
)

// answerCache keeps whole answers. It is exact and needs no expiry, because its
// keys name the revision and a revision never changes; what belongs to earlier
// revisions is pushed out by use. Errors and time-outs are never kept.
type answerCache struct {
	kept *lru[*answer]

	mu      sync.Mutex
	flights map[digest]*flight

	hits, misses, shared atomic.Uint64
}

// flight is one execution that several requests wait for.
type flight struct {
	done chan struct{}
	// answer is nil where the request that executed it went away before its end.
	answer *answer
}

func newAnswerCache(limit int64) *answerCache {
	return &answerCache{kept: newLRU[*answer](limit), flights: make(map[digest]*flight)}
}

// get finds a kept answer.
func (c *answerCache) get(key digest) (*answer, bool) {
	a, ok := c.kept.get(key)
	if ok {
		c.hits.Add(1)
	}
	return a, ok
}

// do executes unless the same execution is under way, in which case it waits
// for that one. An execution belongs to the request that began it and ends with
// it; those who waited then begin again.
func (c *answerCache) do(ctx context.Context, key digest, execute func() *answer) *answer {
	for {
		f, mine := c.board(key)
		if mine {
			return c.fly(ctx, key, f, execute)
		}
		select {
		case <-f.done:
			if f.answer != nil {
				c.shared.Add(1)
				return f.answer
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// board joins the flight of this key, or begins one.
func (c *answerCache) board(key digest) (f *flight, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f, ok := c.flights[key]; ok {
		return f, false
	}
	f = &flight{done: make(chan struct{})}
	c.flights[key] = f
	return f, true
}

// fly executes and lands: in every case, a panic included, those who wait are
// let go.
func (c *answerCache) fly(ctx context.Context, key digest, f *flight, execute func() *answer) *answer {
	defer func() {
		c.mu.Lock()
		delete(c.flights, key)
		c.mu.Unlock()
		close(f.done)
	}()
	// The flight before may have landed between this request's look and its own
	// flight.
	if a, ok := c.get(key); ok {
		f.answer = a
		return a
	}
	c.misses.Add(1)
	a := execute()
	if ctx.Err() == nil {
		f.answer = a
	}
	if a.lasting {
		c.kept.put(key, a, a.size())
	}
	return a
}

// cacheKey names everything that an answer depends on.
func cacheKey(c *call, terms *Terms, m media, e Edition) digest {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(e.Revision))
	return digestOf(string(c.name[:]), string(number[:]), strconv.FormatBool(e.Past), string(m), e.Today.String(), terms.Languages[0], terms.Identity.Role.String())
}

// digestOf names a list of parts. Each goes in behind its length: without the
// lengths, two different lists could be one text.
func digestOf(parts ...string) digest {
	var text []byte
	for _, part := range parts {
		text = binary.AppendUvarint(text, uint64(len(part)))
		text = append(text, part...)
	}
	return sha256.Sum256(text)
}

// CacheStats are counts since the start, for the server's metrics.
type CacheStats struct {
	// Hits were answered from the cache, Misses were executed, Shared waited for
	// another request's execution.
	Hits, Misses, Shared uint64
	// Answers and Bytes are what the cache holds now.
	Answers int
	Bytes   int64
}

func (c *answerCache) stats() CacheStats {
	s := CacheStats{Hits: c.hits.Load(), Misses: c.misses.Load(), Shared: c.shared.Load()}
	s.Answers, s.Bytes = c.kept.size()
	return s
}
