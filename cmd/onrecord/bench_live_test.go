package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkLive lets ten thousand clients wait for events of a server process, this
// process being the client: what they cost it in memory while nothing happens, how
// long it is until all of them are told of a quote, and what a commit costs that
// concerns none of them.
func BenchmarkLive(b *testing.B) {
	const clients = 10_000
	data := b.TempDir()
	secret := editorToken(b, data)
	onrecord := beginOnrecord(b, programs(b), data, "--log-level", "warn", "--connections", "12000", "--subscriptions", "12000")
	defer onrecord.end(b)
	address, server := strings.TrimPrefix(onrecord.url, "http://"), onrecord.command.Process
	before := resident(b, server)
	told := &arrivals{}
	open := make([]net.Conn, 0, clients)
	b.Cleanup(func() {
		for _, c := range open {
			_ = c.Close()
		}
	})
	begun := time.Now()
	for range clients {
		open = append(open, wait(b, address, told))
	}
	opening := time.Since(begun)
	time.Sleep(2 * time.Second)
	idle := resident(b, server)
	var all, alone time.Duration
	for i := range b.N {
		told.want(clients)
		from := time.Now()
		speakTo(b, onrecord.url, secret, fmt.Sprint("Everybody is told ", i))
		alone += time.Since(from)
		all += told.last(b).Sub(from)
	}
	b.ReportMetric(float64(idle-before)/clients/1024, "KiB/client")
	b.ReportMetric(float64(idle)/(1<<20), "server-MiB")
	b.ReportMetric(float64(resident(b, server))/(1<<20), "server-MiB-after")
	b.ReportMetric(opening.Seconds(), "open-s")
	b.ReportMetric(all.Seconds()*1000/float64(b.N), "all-told-ms")
	b.ReportMetric(alone.Seconds()*1000/float64(b.N), "commit-ms")
}

// arrivals counts what clients were told.
type arrivals struct {
	mu   sync.Mutex
	left atomic.Int64
	done chan time.Time
}

func (a *arrivals) want(n int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done = make(chan time.Time, 1)
	a.left.Store(n)
}

func (a *arrivals) note() {
	if a.left.Add(-1) == 0 {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.done <- time.Now()
	}
}

func (a *arrivals) last(b *testing.B) time.Time {
	select {
	case at := <-a.done:
		return at
	case <-time.After(time.Minute):
		b.Fatalf("%d clients were not told", a.left.Load())
	}
	return time.Time{}
}

const liveQuery = `{"query":"subscription { quoteAdded { revision quote { id gist speaker { name } } } }"}`

// wait subscribes and returns once the server has answered.
func wait(b *testing.B, address string, told *arrivals) net.Conn {
	c, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	_, err = fmt.Fprintf(c, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s", len(liveQuery), liveQuery)
	if err != nil {
		b.Fatal(err)
	}
	in := bufio.NewReaderSize(c, 512)
	status, err := in.ReadString('\n')
	if err != nil || !strings.Contains(status, "200") {
		b.Fatalf("%q, %v", status, err)
	}
	go func() {
		for {
			line, err := in.ReadSlice('\n')
			switch {
			case err != nil && !errors.Is(err, bufio.ErrBufferFull):
				return
			case strings.HasPrefix(string(line), "event: next"):
				told.note()
			}
		}
	}()
	return c
}

// resident is the memory of a process in bytes.
func resident(b testing.TB, p *os.Process) int64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Pid))
	if err != nil {
		b.Fatalf("the memory of a process is read from /proc: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			return n << 10
		}
	}
	return 0
}

// speakTo puts a quote on record.
func speakTo(b *testing.B, url, secret, gist string) {
	var known struct {
		Data struct{ Person, Document struct{ ID string } }
	}
	if err := json.Unmarshal(ask(b, url, `{ person(slug: "tariq-hemo") { id } document(slug: "enab-baladi-coalition") { id } }`), &known); err != nil {
		b.Fatal(err)
	}
	const mutation = `mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { quote { id } problems { message } } }`
	input := map[string]any{"speaker": known.Data.Person.ID, "document": known.Data.Document.ID, "mode": "INDIRECT",
		"gists": []any{map[string]string{"text": gist, "language": "en"}}, "language": "en"}
	body, err := json.Marshal(map[string]any{"query": mutation, "variables": map[string]any{"input": input}})
	if err != nil {
		b.Fatal(err)
	}
	answer := postAs(b, url, secret, body)
	if !strings.Contains(string(answer), `"problems":[]`) {
		b.Fatalf("%s", answer)
	}
}
