package graphqlapi_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
)

// Answers over real connections, with the load generator on the same machine.
// The static handler gives the same bytes and is what a cached answer is to be
// compared with.
func BenchmarkAnswers(b *testing.B) {
	s := newSite(b, nil)
	page := asked(`query People($n: Int) { people(first: $n) { edges { node { id name } } totalCount } }`, map[string]any{"n": 50})
	body := []byte(s.post(page).body)
	static := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			b.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		if _, err := w.Write(body); err != nil {
			b.Error(err)
		}
	})
	uncached := newSite(b, nil)
	always := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uncached.world.revision.Add(1)
		uncached.handler.ServeHTTP(w, r)
	})
	b.Run("static", func(b *testing.B) { load(b, static, page) })
	b.Run("cached", func(b *testing.B) { load(b, s.handler, page) })
	b.Run("executed", func(b *testing.B) { load(b, always, page) })
}

// load keeps sixteen connections busy. It writes the same bytes and reads as
// many as the first answer had, because a client that parses would measure
// itself.
func load(b *testing.B, h http.Handler, page string) {
	server := httptest.NewServer(h)
	defer server.Close()
	address := server.Listener.Addr().String()
	asking := fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n%s", len(page), page)
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		c, err := net.Dial("tcp", address)
		if err != nil {
			b.Error(err)
			return
		}
		buffer := make([]byte, 64<<10)
		size := 0
		for pb.Next() {
			if _, err := c.Write(asking); err != nil {
				b.Error(err)
				return
			}
			if size, err = receive(c, buffer, size); err != nil {
				b.Error(err)
				return
			}
		}
		if err := c.Close(); err != nil {
			b.Error(err)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}

// receive reads one answer of a known size, or finds that size by its headers.
func receive(c net.Conn, buffer []byte, size int) (int, error) {
	if size > 0 {
		_, err := io.ReadFull(c, buffer[:size])
		return size, err
	}
	for {
		n, err := c.Read(buffer[size:])
		if err != nil {
			return 0, err
		}
		size += n
		head, body, found := bytes.Cut(buffer[:size], []byte("\r\n\r\n"))
		if !found {
			continue
		}
		length := 0
		_, after, _ := bytes.Cut(head, []byte("Content-Length: "))
		if _, err := fmt.Sscan(string(after), &length); err != nil {
			return 0, err
		}
		if !bytes.HasPrefix(head, []byte("HTTP/1.1 200 ")) {
			return 0, fmt.Errorf("got %s", head)
		}
		if len(body) == length {
			return size, nil
		}
	}
}

func BenchmarkCachedHandlerAlone(b *testing.B) {
	s := newSite(b, nil)
	page := asked(`query People($n: Int) { people(first: $n) { edges { node { id name } } totalCount } }`, map[string]any{"n": 50})
	s.post(page)
	for b.Loop() {
		r := request(http.MethodPost, "/graphql", page, "Content-Type", "application/json")
		s.handler.ServeHTTP(httptest.NewRecorder(), r)
	}
}
