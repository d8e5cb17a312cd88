package quadstore

import (
	"sync"

	"github.com/cayleygraph/quad"
)

// valueCache remembers values by id. Since an id never means another value,
// nothing in it ever becomes wrong. It holds two generations: a full young one
// becomes the old one, and the old one is dropped, so that what is used stays.
type valueCache struct {
	mu         sync.RWMutex
	limit      int
	young, old map[id]quad.Value
}

// maxCachedBytes keeps long texts out: a few of them would outweigh all names.
const maxCachedBytes = 4 << 10

func newValueCache(limit int) *valueCache {
	return &valueCache{limit: max(1, limit/2), young: make(map[id]quad.Value)}
}

func (c *valueCache) get(n id) (quad.Value, bool) {
	c.mu.RLock()
	v, young := c.young[n]
	if young {
		c.mu.RUnlock()
		return v, true
	}
	v, found := c.old[n]
	c.mu.RUnlock()
	if found {
		c.put(n, v)
	}
	return v, found
}

func (c *valueCache) put(n id, v quad.Value) {
	if text, ok := v.(quad.String); ok && len(text) > maxCachedBytes {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.young) >= c.limit {
		c.old, c.young = c.young, make(map[id]quad.Value, c.limit)
	}
	c.young[n] = v
}
