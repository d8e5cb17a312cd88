package server

import (
	"net"
	"sync"
)

// boundedListener accepts no connection while there are as many as it allows.
// They wait in the system's queue, which costs this process nothing.
type boundedListener struct {
	net.Listener
	places chan struct{}
	closed chan struct{}
	close  func() error
}

func boundListener(l net.Listener, most int) net.Listener {
	b := &boundedListener{Listener: l, places: make(chan struct{}, most), closed: make(chan struct{})}
	b.close = sync.OnceValue(func() error {
		close(b.closed)
		return l.Close()
	})
	return b
}

// Accept waits for a place before it waits for a connection.
func (b *boundedListener) Accept() (net.Conn, error) {
	select {
	case b.places <- struct{}{}:
	case <-b.closed:
		return nil, net.ErrClosed
	}
	c, err := b.Listener.Accept()
	if err != nil {
		<-b.places
		return nil, err
	}
	return &placedConn{Conn: c, leave: sync.OnceFunc(func() { <-b.places })}, nil
}

// Close ends an Accept that waits for a place as well.
func (b *boundedListener) Close() error { return b.close() }

// placedConn gives its place back when it is closed, once: net/http closes some
// connections twice.
type placedConn struct {
	net.Conn
	leave func()
}

func (c *placedConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
