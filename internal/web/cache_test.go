package web

import (
	"bytes"
	"fmt"
	"testing"
)

func TestCacheKeepsToItsRoom(t *testing.T) {
	const room = 64 << 10
	c := newPageCache(room)
	for i := range 1000 {
		key := fmt.Sprint("page ", i)
		c.put(key, bytes.Repeat([]byte("x"), 1000))
		if got := c.get(key); len(got) != 1000 {
			t.Fatalf("%s is not kept", key)
		}
		if c.get("page 0") == nil {
			t.Fatalf("what is asked for all the time went after %d pages", i)
		}
		if c.bytes > room || c.order.Len() != len(c.pages) {
			t.Fatalf("%d bytes, %d and %d pages", c.bytes, c.order.Len(), len(c.pages))
		}
	}
	if c.get("page 1") != nil || len(c.pages) < 40 {
		t.Errorf("%d pages are kept, and perhaps the oldest", len(c.pages))
	}
	if c.put("huge", make([]byte, room/2)); c.get("huge") != nil {
		t.Error("one page drives out the others")
	}
	if none := newPageCache(0); none.get("a") != nil {
		t.Error("there is something in no room")
	} else if none.put("a", nil); len(none.pages) > 0 {
		t.Error("something is kept in no room")
	}
}
