package server

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// boundedListener accepts no more connections than it allows: the next one waits, and
// those after it in the system's queue, which costs this process nothing. Connections on which
// nothing is asked make room, the one that has been so for longest first, or whoever
// opens many and asks nothing would keep everybody else out.
type boundedListener struct {
	net.Listener
	// each is the most connections of one address; 0 is any number.
	most, each int

	mu sync.Mutex
	// room is signalled when a connection leaves or becomes idle, and at the end.
	room   sync.Cond
	closed bool
	open   int
	of     map[string]int
	// idle are the connections that may make room, the longest idle first.
	idle *list.List
}

func boundListener(l net.Listener, most, each int) *boundedListener {
	b := &boundedListener{Listener: l, most: most, each: each, of: map[string]int{}, idle: list.New()}
	b.room.L = &b.mu
	return b
}

// Accept gives the next connection that finds a place. One of an address that has its
// share, none of them idle, is closed at once.
func (b *boundedListener) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if p := b.admit(c); p != nil {
			return p, nil
		}
		if err := c.Close(); err != nil {
			return nil, err
		}
	}
}

// admit gives a connection its place, for which it may have to wait, or nil where its
// address has none left or the listener was closed.
func (b *boundedListener) admit(c net.Conn) *placedConn {
	address := hostOf(c.RemoteAddr().String())
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.each > 0 && b.of[address] >= b.each && !b.makeRoom(address) {
		return nil
	}
	for b.open >= b.most && !b.closed && !b.makeRoom("") {
		b.room.Wait()
	}
	if b.closed {
		return nil
	}
	b.open++
	b.of[address]++
	return &placedConn{Conn: c, among: b, address: address}
}

// makeRoom closes the connection that has been idle for longest, of one address
// where one is given, and reports whether there was one. The caller holds mu.
func (b *boundedListener) makeRoom(address string) bool {
	for e := b.idle.Front(); e != nil; e = e.Next() {
		c := e.Value.(*placedConn)
		if address != "" && c.address != address {
			continue
		}
		b.leave(c)
		// Closing may have to write (TLS) and must not hold up everybody.
		go func() { _ = c.Conn.Close() }()
		return true
	}
	return false
}

// leave gives a connection's place back, once: net/http closes some twice. The
// caller holds mu.
func (b *boundedListener) leave(c *placedConn) {
	if c.left {
		return
	}
	c.left = true
	b.wake(c)
	b.open--
	if b.of[c.address]--; b.of[c.address] == 0 {
		delete(b.of, c.address)
	}
	b.room.Signal()
}

// wake takes a connection from those that may make room. The caller holds mu.
func (b *boundedListener) wake(c *placedConn) {
	if c.place != nil {
		b.idle.Remove(c.place)
		c.place = nil
	}
}

// Close ends an Accept that waits for a place as well.
func (b *boundedListener) Close() error {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return nil
	}
	b.closed = true
	b.room.Broadcast()
	b.mu.Unlock()
	return b.Listener.Close()
}

// note is told by net/http what a connection does.
func (b *boundedListener) note(c net.Conn, state http.ConnState) {
	if t, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = t.NetConn()
	}
	p, ok := c.(*placedConn)
	if !ok {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case p.left:
	case state == http.StateIdle && p.place == nil:
		p.place = b.idle.PushBack(p)
		b.room.Signal()
	case state != http.StateIdle:
		b.wake(p)
	}
}

// placedConn is a connection with a place.
type placedConn struct {
	net.Conn
	among   *boundedListener
	address string
	// The rest is guarded by the listener's mu: where it stands among those that are
	// idle, if it is, and whether it has left.
	place *list.Element
	left  bool
}

func (c *placedConn) Close() error {
	c.among.mu.Lock()
	c.among.leave(c)
	c.among.mu.Unlock()
	return c.Conn.Close()
}

// hostOf is an address without its port.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}
