package web

import (
	"container/list"
	"net/http"
	"sync"
)

// pageCache keeps pages as they were drawn. A key names the revision, so that a page
// under it never changes; what is not asked for any more gives way.
type pageCache struct {
	mu    sync.Mutex
	room  int
	bytes int
	// order holds *drawn, the one that was asked for last first.
	order *list.List
	pages map[string]*list.Element
}

// drawn is a page.
type drawn struct {
	key  string
	body []byte
}

// overhead is about what an entry takes beside its key and body, in bytes.
const overhead = 256

// newPageCache has room for so many bytes; 0 keeps nothing.
func newPageCache(room int) *pageCache {
	return &pageCache{room: room, order: list.New(), pages: map[string]*list.Element{}}
}

// get is a page, or nil where it is not kept. Nobody may change it.
func (c *pageCache) get(key string) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.pages[key]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*drawn).body
}

// put keeps a page. One that would take more than a sixteenth of the room is not
// kept: it would drive out what many ask for.
func (c *pageCache) put(key string, body []byte) {
	size := len(key) + len(body) + overhead
	if size > c.room/16 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, there := c.pages[key]; there {
		return
	}
	c.pages[key] = c.order.PushFront(&drawn{key, body})
	c.bytes += size
	for c.bytes > c.room {
		last := c.order.Back()
		d := c.order.Remove(last).(*drawn)
		delete(c.pages, d.key)
		c.bytes -= len(d.key) + len(d.body) + overhead
	}
}

// keyOf names what a visit asks for: everything that its page depends on.
func keyOf(w http.ResponseWriter, v *visit) string {
	return w.Header().Get("ETag") + v.request.URL.Path + "?" + v.request.URL.RawQuery
}
