package server

import (
	"errors"
	"net"
	"net/http"
	"testing"
)

// gate is a bounded listener on the loopback, with what it let in.
type gate struct {
	t *testing.T
	*boundedListener
}

func openGate(t *testing.T, most, each int) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{t, boundListener(l, most, each)}
	t.Cleanup(func() { _ = g.Close() })
	return g
}

// dial connects from an address.
func (g *gate) dial(from string) net.Conn {
	g.t.Helper()
	c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).Dial("tcp", g.Addr().String())
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(func() { _ = c.Close() })
	return c
}

// enter connects and is let in.
func (g *gate) enter(from string) net.Conn {
	g.t.Helper()
	g.dial(from)
	c, err := g.Accept()
	if err != nil {
		g.t.Fatal(err)
	}
	return c
}

// wantOpen tells which connections are to be open still.
func (g *gate) wantOpen(when string, want map[net.Conn]bool) {
	g.t.Helper()
	for c, open := range want {
		g.mu.Lock()
		left := c.(*placedConn).left
		g.mu.Unlock()
		if left == open {
			g.t.Errorf("%s the connection from %v is open: %v, want %v", when, c.RemoteAddr(), !left, open)
		}
	}
}

// Connections on which nothing is asked any more make room for new ones, the one
// that has been idle for longest first.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	g := openGate(t, 3, 0)
	a, b, c := g.enter("127.0.0.1"), g.enter("127.0.0.1"), g.enter("127.0.0.1")
	for _, conn := range []net.Conn{a, b, c} {
		g.note(conn, http.StateIdle)
	}
	// The first asks again, so the second has been idle for longest.
	g.note(a, http.StateActive)
	g.note(a, http.StateIdle)
	d := g.enter("127.0.0.2")
	g.wantOpen("after one more", map[net.Conn]bool{a: true, b: false, c: true, d: true})
	g.note(c, http.StateActive)
	g.enter("127.0.0.2")
	g.wantOpen("after two more", map[net.Conn]bool{a: false, c: true, d: true})
}

// Where nobody is idle the next one waits, until somebody is or leaves.
func TestWhoComesWaitsForRoom(t *testing.T) {
	g := openGate(t, 1, 0)
	for name, makeRoom := range map[string]func(net.Conn){
		"idle": func(c net.Conn) { g.note(c, http.StateIdle) },
		"gone": func(c net.Conn) { _ = c.Close() },
	} {
		first := g.enter("127.0.0.1")
		g.dial("127.0.0.1")
		accepted := make(chan net.Conn)
		go func() {
			c, err := g.Accept()
			if err != nil {
				t.Error(err)
			}
			accepted <- c
		}()
		select {
		case <-accepted:
			t.Fatalf("%s: two have the one place", name)
		default:
		}
		makeRoom(first)
		second := <-accepted
		g.wantOpen(name, map[net.Conn]bool{first: false, second: true})
		if err := second.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// One address cannot take all places: its idle connections make room for its own, and
// where it has none the next is closed. Others are let in.
func TestConnectionsOfAnAddressAreBounded(t *testing.T) {
	g := openGate(t, 10, 2)
	a, b := g.enter("127.0.0.1"), g.enter("127.0.0.1")
	other := g.enter("127.0.0.2")
	g.note(other, http.StateIdle)
	g.note(a, http.StateIdle)
	c := g.enter("127.0.0.1")
	g.wantOpen("after a third", map[net.Conn]bool{a: false, b: true, c: true, other: true})
	refused := g.dial("127.0.0.1")
	last := g.enter("127.0.0.3")
	if _, err := refused.Read(make([]byte, 1)); err == nil {
		t.Error("a connection beyond its share is open")
	}
	g.wantOpen("after a refusal", map[net.Conn]bool{b: true, c: true, other: true, last: true})
}

// Closing ends an Accept that waits, and whoever waited for it.
func TestCloseEndsTheWaiting(t *testing.T) {
	g := openGate(t, 1, 0)
	g.enter("127.0.0.1")
	g.dial("127.0.0.1")
	ended := make(chan error)
	go func() {
		_, err := g.Accept()
		ended <- err
	}()
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept ended with %v", err)
	}
}
