package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

const (
	// crowdSize is how many connections hostile clients open, of which the system may
	// allow fewer.
	crowdSize = 10_000
	// mostResident is what the README promises of a server with the default limits,
	// above what a small graph takes, while ten thousand of them do their worst.
	mostResident = 3 << 29
)

// hostile is a crowd of connections to a server, on which nobody means well.
type hostile struct {
	t       *testing.T
	address string
	mu      sync.Mutex
	open    []net.Conn
}

// connect opens connections from as many addresses as needed, and sends something on
// each without ever reading what comes back. One that is refused is no failure: that
// is what limits are for.
func (h *hostile) connect(n, eachAddress int, send func(i int, c net.Conn) error) (refused int) {
	h.t.Helper()
	var failed atomic.Int64
	var working sync.WaitGroup
	for worker := range 50 {
		working.Go(func() {
			for i := worker; i < n; i += 50 {
				from := &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i/eachAddress))}
				c, err := (&net.Dialer{LocalAddr: from, Timeout: mostWait}).Dial("tcp", h.address)
				if err != nil {
					failed.Add(1)
					continue
				}
				h.mu.Lock()
				h.open = append(h.open, c)
				h.mu.Unlock()
				if err := errors.Join(c.SetWriteDeadline(time.Now().Add(time.Second)), send(i, c)); err != nil {
					failed.Add(1)
				}
			}
		})
	}
	working.Wait()
	return int(failed.Load())
}

func (h *hostile) leave() {
	for _, c := range h.open {
		_ = c.Close()
	}
	h.open = nil
}

// honest asks as fast as it is answered, on connections of its own, until it is told
// to stop; every request must be answered, and in time.
func honest(ctx context.Context, url string) (answered int, err error) {
	client := &http.Client{Timeout: mostWait, Transport: &http.Transport{DisableKeepAlives: true}}
	for ctx.Err() == nil {
		response, err := client.Post(url+"/graphql", "application/json", strings.NewReader(`{"query":"{ person(slug: \"tariq-hemo\") { name positions { totalCount } } }"}`))
		if err != nil {
			return answered, fmt.Errorf("after %d answers: %w", answered, err)
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || !bytes.Contains(body, []byte(`"Tariq Hemo"`)) {
			return answered, fmt.Errorf("after %d answers: %s %s %v", answered, response.Status, body, err)
		}
		answered++
		time.Sleep(5 * time.Millisecond)
	}
	return answered, nil
}

// Ten thousand hostile connections of every sort take neither the memory of the
// server nor an honest client's place.
func TestHostileCrowd(t *testing.T) {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		t.Fatal(err)
	}
	size := min(crowdSize, (int(files.Cur)-1000)/2)
	if size < 100 {
		t.Fatalf("the system allows %d open files, too few for a crowd; raise the limit (ulimit -n)", files.Cur)
	}
	server := servedProgram(t, "--log-level", "error")
	address := strings.TrimPrefix(server.url, "http://")
	long := strings.Repeat("x", 30<<10)
	query := fmt.Sprintf(`{"query":%q}`, `{ quotes(first: 100) { edges { node { gist fragments speaker { name quotes(first: 50) { edges { node { gist cue } } } } document { title } } } } }`)
	body := func(headers, body string) string {
		return fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s", headers, len(body), body)
	}
	for _, attack := range []struct {
		name    string
		n, each int
		send    func(i int, c net.Conn) error
	}{
		{"idle", size, 4000, func(_ int, c net.Conn) error {
			_, err := io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
			return err
		}},
		{"half a header", size, 4000, func(_ int, c net.Conn) error {
			_, err := io.WriteString(c, "GET /graphql HTTP/1.1\r\nHost: x\r\nX-Long: "+long)
			return err
		}},
		{"half a body", size / 5, 4000, func(_ int, c net.Conn) error {
			_, err := io.WriteString(c, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 250000\r\n\r\n{\"query\":\""+strings.Repeat(long, 6))
			return err
		}},
		{"answers that nobody reads", size / 5, 4000, func(i int, c net.Conn) error {
			_, err := io.WriteString(c, body("Accept-Encoding: gzip\r\n", strings.Replace(query, "first: 50", fmt.Sprint("first: ", i%50+1), 1)))
			return err
		}},
		{"events that nobody reads", size / 2, 4000, func(_ int, c net.Conn) error {
			_, err := io.WriteString(c, body("Accept: text/event-stream\r\n", `{"query":"subscription { quoteAdded { revision quote { gist } } }"}`))
			return err
		}},
	} {
		t.Run(attack.name, func(t *testing.T) {
			h := &hostile{t: t, address: address}
			defer h.leave()
			ctx, stop := context.WithCancel(t.Context())
			type outcome struct {
				answered int
				err      error
			}
			done := make(chan outcome, 1)
			go func() {
				n, err := honest(ctx, server.url)
				done <- outcome{n, err}
			}()
			refused := h.connect(attack.n, attack.each, attack.send)
			time.Sleep(time.Second)
			took := resident(t, server.process)
			stop()
			if o := <-done; o.err != nil || o.answered == 0 {
				t.Errorf("an honest client: %d answers, %v", o.answered, o.err)
			} else {
				t.Logf("%d connections, %d refused, the server has %d MB, %d honest requests answered", attack.n, refused, took>>20, o.answered)
			}
			if took > mostResident {
				t.Errorf("the server takes %d MB, at most %d are promised", took>>20, mostResident>>20)
			}
		})
	}
	if _, err := honest(timeLimited(t, 200*time.Millisecond), server.url); err != nil {
		t.Errorf("after all of it: %v", err)
	}
}

func timeLimited(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// served is a server in a process of its own.
type served struct {
	url     string
	process *os.Process
}

// servedProgram builds the program and serves the embedded dossiers with it until the
// test ends.
func servedProgram(t *testing.T, flags ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, filepath.Join(programs(t), "onrecord"), append([]string{"serve", "--addr", "127.0.0.1:0", "--data", t.TempDir()}, flags...)...)
	out, errs := newAnnouncement(), new(bytes.Buffer)
	c.Stdout, c.Stderr = out, errs
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = c.Wait() // who does not read to the end is cut off, which the server tells
	})
	select {
	case url := <-out.address:
		return &served{url, c.Process}
	case <-time.After(mostWait):
		t.Fatalf("the server told no address: %s", errs)
		return nil
	}
}
