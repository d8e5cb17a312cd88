package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// mostGrown is how much more memory a server may take after bodies and headers of a
// size that nobody needs, ten of them at once.
const mostGrown = 96 << 20

// What is larger than a request may be is refused under a status of its own, is not
// read to its end, and takes no memory.
func TestWhatIsTooLargeIsNotRead(t *testing.T) {
	server := servedProgram(t, "--log-level", "error")
	ask(t, server.url, "{ graph { revision } }")
	before := resident(t, server.process)
	const size = 100 << 20
	post := func(header string) string {
		return "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + header + "\r\n"
	}
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	chunk := fmt.Sprintf("%x\r\n%s\r\n", 64<<10, strings.Repeat(" ", 64<<10))
	for _, c := range []struct {
		name, head string
		// body is sent again and again, up to size.
		body   string
		status int
	}{
		{"a body", post(fmt.Sprintf("Content-Length: %d\r\n", size)), strings.Repeat(" ", 64<<10), http.StatusRequestEntityTooLarge},
		{"a body in chunks", post("Transfer-Encoding: chunked\r\n"), chunk, http.StatusRequestEntityTooLarge},
		{"a body of no known end", post("Content-Length: 9223372036854775807\r\n"), strings.Repeat("[", 64<<10), http.StatusRequestEntityTooLarge},
		{"a compressed body", post("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), chunk, http.StatusUnsupportedMediaType},
		{"a body announced", post(fmt.Sprintf("Expect: 100-continue\r\nContent-Length: %d\r\n", size)), "", http.StatusRequestEntityTooLarge},
		{"a body for a page", fmt.Sprintf("POST /claims HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", size), strings.Repeat(" ", 64<<10), http.StatusMethodNotAllowed},
		{"extensions of chunks", post("Transfer-Encoding: chunked\r\n"), "1;" + strings.Repeat("x", 4000) + "\r\n \r\n", http.StatusBadRequest},
		{"a header", "GET /graphql HTTP/1.1\r\nHost: x\r\nX: ", strings.Repeat("x", 64<<10), http.StatusRequestHeaderFieldsTooLarge},
		{"headers", "GET /graphql HTTP/1.1\r\nHost: x\r\n", many("X-%d: y\r\n", 5000), http.StatusRequestHeaderFieldsTooLarge},
		{"an address", "GET /" + strings.Repeat("x", 60<<10), strings.Repeat("x", 64<<10), http.StatusRequestHeaderFieldsTooLarge},
		{"parameters", "GET /graphql?" + many("a%d=1&", 3000) + " HTTP/1.1\r\nHost: x\r\n\r\n", "", http.StatusBadRequest},
		{"one parameter many times", "GET /graphql?" + strings.Repeat("query&", 4000) + " HTTP/1.1\r\nHost: x\r\n\r\n", "", http.StatusBadRequest},
		{"languages", "GET /graphql?query=%7Bgraph%7Brevision%7D%7D HTTP/1.1\r\nHost: x\r\nAccept-Language: " + many("a-%d,", 3500) + "\r\n\r\n", "", http.StatusOK},
		{"media types", "GET /graphql?query=%7Bgraph%7Brevision%7D%7D HTTP/1.1\r\nHost: x\r\nAccept: " + many("a/%d;q=0.5,", 1900) + "\r\n\r\n", "", http.StatusNotAcceptable},
		{"tags", "GET /graphql?query=%7Bgraph%7Brevision%7D%7D HTTP/1.1\r\nHost: x\r\nIf-None-Match: " + strings.Repeat(`W/"",`, 5000) + "\r\n\r\n", "", http.StatusOK},
		{"a token", "GET /graphql?query=%7Bgraph%7Brevision%7D%7D HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + strings.Repeat("x", 30<<10) + "\r\n\r\n", "", http.StatusUnauthorized},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ten sync.WaitGroup
			for range 10 {
				ten.Go(func() {
					got, sent, err := pour(strings.TrimPrefix(server.url, "http://"), c.head, c.body, size)
					if got != c.status || sent > 16<<20 || err != nil {
						t.Errorf("status %d, want %d, after %d bytes: %v", got, c.status, sent, err)
					}
				})
			}
			ten.Wait()
		})
	}
	ask(t, server.url, "{ graph { revision } }")
	if after := resident(t, server.process); after > before+mostGrown {
		t.Errorf("the server takes %d MB, and took %d before", after>>20, before>>20)
	} else {
		t.Logf("the server takes %d MB, and took %d before", after>>20, before>>20)
	}
}

// pour sends a head and a body over and over until the other side answers and stops
// reading, or all was taken. The status is 0 where the connection ended without one.
func pour(address, head, body string, size int) (status, sent int, err error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(mostWait)); err != nil {
		return 0, 0, err
	}
	answered := make(chan int, 1)
	go func() {
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			answered <- 0
			return
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20)) // cut off with the connection
		_ = response.Body.Close()
		answered <- response.StatusCode
	}()
	for chunk := head; len(chunk) > 0 && sent < size; chunk = body {
		n, err := io.WriteString(c, chunk)
		sent += n
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			return 0, sent, fmt.Errorf("neither answered nor ended: %w", err)
		}
		if err != nil || body == "" {
			break // the other side reads no more
		}
	}
	return <-answered, sent, nil
}
