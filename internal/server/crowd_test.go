package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"onrecord/internal/server"
)

// says sends a request on a connection that stays open, and reads the answer.
func says(t *testing.T, c net.Conn, path string) int {
	t.Helper()
	if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode
}

// A client that keeps its connection and asks nothing keeps nobody out.
func TestAnIdleClientMakesRoom(t *testing.T) {
	s, _ := build(t, func(c *server.Config) { c.Limits.Connections = 1 }, server.Route{Pattern: "/x", Handler: text("x")})
	r := run(t, s)
	for range 3 {
		if status := says(t, r.dial(t), "/x"); status != http.StatusOK {
			t.Errorf("the next client gets %d", status)
		}
	}
}

func dialFrom(t *testing.T, from, to string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).Dial("tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Requests that are answered at once are bounded, in all and of each address; the
// server's own routes are not among them, and neither is who waits for events.
func TestRequestsAtOnceAreBounded(t *testing.T) {
	begun, finish := make(chan struct{}, 8), make(chan struct{})
	var open atomic.Int32
	s, _ := build(t, func(c *server.Config) { c.Limits.Requests, c.Limits.RequestsEach = 3, 2 },
		server.Route{Pattern: "/x", Handler: text("x")},
		server.Route{Pattern: "/long", Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			open.Add(1)
			begun <- struct{}{}
			<-finish
		})},
		server.Route{Pattern: "/events", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(http.StatusOK)
			begun <- struct{}{}
			<-finish
		})})
	r := run(t, s)
	defer close(finish)
	begin := func(from, path string) {
		if _, err := io.WriteString(dialFrom(t, from, r.address), "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		<-begun
	}
	for range 4 {
		begin("127.0.0.1", "/events")
	}
	begin("127.0.0.1", "/long")
	begin("127.0.0.1", "/long")
	if status := says(t, r.dial(t), "/x"); status != http.StatusTooManyRequests {
		t.Errorf("an address with its share gets %d", status)
	}
	begin("127.0.0.2", "/long")
	// Everybody's share is used up; this one waits a little, in vain.
	if status := says(t, dialFrom(t, "127.0.0.3", r.address), "/x"); status != http.StatusServiceUnavailable {
		t.Errorf("another address gets %d", status)
	}
	if status := says(t, r.dial(t), "/healthz"); status != http.StatusOK {
		t.Errorf("/healthz gives %d", status)
	}
}

// Every place is given back: after many more requests than there are places, some of
// which panic, one is answered still.
func TestPlacesAreGivenBack(t *testing.T) {
	s, _ := build(t, func(c *server.Config) { c.Limits.Requests, c.Limits.RequestsEach, c.Limits.Compressors = 2, 2, 2 },
		server.Route{Pattern: "/x", Handler: text(strings.Repeat("x", 4000))},
		server.Route{Pattern: "/events", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(http.StatusOK)
		})},
		server.Route{Pattern: "/panic", Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("no") })},
		server.Route{Pattern: "/half", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, strings.Repeat("x", 4000))
			panic("in the middle")
		})})
	r := run(t, s)
	for range 10 {
		for _, path := range []string{"/x", "/events", "/panic", "/half"} {
			response, err := http.Get("http://" + r.address + path)
			if err != nil {
				continue // cut off, as half an answer must be
			}
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
		}
	}
	response, err := http.Get("http://" + r.address + "/x")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || !response.Uncompressed {
		t.Errorf("got %d, compressed %v", response.StatusCode, response.Uncompressed)
	}
}

// While all compressors are lent to slow readers, others get answers as they are.
func TestCompressorsAreBounded(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	s, _ := build(t, func(c *server.Config) { c.Limits.Compressors = 1 },
		server.Route{Pattern: "/x", Handler: text(strings.Repeat("x", 4000))},
		server.Route{Pattern: "/slow", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, strings.Repeat("x", 4000))
			close(begun)
			<-finish
		})})
	slow := make(chan string, 1)
	go func() { slow <- ask(s, "GET", "/slow", "", "Accept-Encoding", "gzip").Header().Get("Content-Encoding") }()
	<-begun
	plain := ask(s, "GET", "/x", "", "Accept-Encoding", "gzip")
	if plain.Header().Get("Content-Encoding") != "" || plain.Body.Len() != 4000 || !strings.Contains(plain.Header().Get("Vary"), "Accept-Encoding") {
		t.Errorf("with no compressor left: %v, %d bytes", plain.Header(), plain.Body.Len())
	}
	close(finish)
	if got := <-slow; got != "gzip" {
		t.Errorf("the slow one is encoded as %q", got)
	}
	if got := ask(s, "GET", "/x", "", "Accept-Encoding", "gzip").Header().Get("Content-Encoding"); got != "gzip" {
		t.Errorf("afterwards an answer is encoded as %q", got)
	}
}
