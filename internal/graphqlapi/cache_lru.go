package graphqlapi

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

// digest names a text by its SHA-256.
type digest [sha256.Size]byte

// lru keeps what was used last, up to a number of bytes.
type lru[V any] struct {
	mu    sync.Mutex
	limit int64
	used  int64
	items map[digest]*list.Element
	order *list.List
}

type lruItem[V any] struct {
	key   digest
	value V
	size  int64
}

// itemOverhead is about what an item takes beside its value: the map's slot, the
// list's element and the item.
const itemOverhead = 256

// newLRU keeps at most limit bytes; nothing at all where limit is 0.
func newLRU[V any](limit int64) *lru[V] {
	return &lru[V]{limit: limit, items: make(map[digest]*list.Element), order: list.New()}
}

func (c *lru[V]) get(key digest) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[key]
	if !ok {
		var none V
		return none, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*lruItem[V]).value, true
}

// put stores a value of the given bytes unless the key has one. A value that
// would take more than a sixteenth of the room is not kept: it would push out
// too much.
func (c *lru[V]) put(key digest, value V, size int64) {
	size += itemOverhead
	if size > c.limit/16 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[key]; ok {
		c.order.MoveToFront(e)
		return
	}
	c.items[key] = c.order.PushFront(&lruItem[V]{key, value, size})
	c.used += size
	for c.used > c.limit {
		c.drop(c.order.Back())
	}
}

func (c *lru[V]) drop(e *list.Element) {
	item := c.order.Remove(e).(*lruItem[V])
	delete(c.items, item.key)
	c.used -= item.size
}

// size is the number of items and the bytes they take.
func (c *lru[V]) size() (items int, bytes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.items), c.used
}
