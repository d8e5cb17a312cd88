package server_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"onrecord/internal/record"
	"onrecord/internal/server"
)

// book is a log that can be read while it is written.
type book struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func ready() error { return nil }

func zero() float64 { return 0 }

// build makes a server of routes, with its log.
func build(t *testing.T, change func(*server.Config), routes ...server.Route) (*server.Server, *book) {
	t.Helper()
	log := &book{}
	config := server.Config{
		Routes: routes, Ready: ready, Version: "1.2.3", Limits: server.DefaultLimits(),
		Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&config)
	}
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return s, log
}

func ask(s http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func text(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, body)
	})
}

// running is a server on a real listener.
type running struct {
	address string
	stop    context.CancelFunc
	ended   <-chan error
}

func run(t *testing.T, s *server.Server) *running {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, l) }()
	t.Cleanup(stop)
	return &running{l.Addr().String(), stop, ended}
}

func (r *running) dial(t *testing.T) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestConfigurationThatCannotServeIsRefused(t *testing.T) {
	logger := slog.New(slog.DiscardHandler)
	whole := server.Config{Ready: ready, Limits: server.DefaultLimits(), Logger: logger}
	for name, change := range map[string]func(*server.Config){
		"no logger":    func(c *server.Config) { c.Logger = nil },
		"no readiness": func(c *server.Config) { c.Ready = nil },
		"no limits":    func(c *server.Config) { c.Limits = server.Limits{} },
		"bad pattern":  func(c *server.Config) { c.Routes = []server.Route{{Pattern: "GET  ", Handler: text("")}} },
		"same pattern": func(c *server.Config) { c.Routes = []server.Route{{Pattern: "GET /healthz", Handler: text("")}} },
		"same metric":  func(c *server.Config) { c.Metrics = []server.Metric{{Name: "a", Read: zero}, {Name: "a", Read: zero}} },
		"empty metric": func(c *server.Config) { c.Metrics = []server.Metric{{Name: "a"}} },
	} {
		config := whole
		change(&config)
		if _, err := server.New(config); !errors.Is(err, record.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := server.New(whole); err != nil {
		t.Error(err)
	}
}

func TestEveryAnswerHasAnIDAndForbidsEverything(t *testing.T) {
	var seen string
	s, log := build(t, nil, server.Route{Pattern: "/x", Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		seen = server.RequestID(r.Context())
	})})
	w := ask(s, "GET", "/x?secret=1", "", "X-Request-Id", "forged")
	id := w.Header().Get("X-Request-Id")
	if id == "" || id == "forged" || id != seen || !strings.Contains(log.String(), "request="+id) {
		t.Errorf("id %q, handler saw %q, log %s", id, seen, log)
	}
	if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "192.0.2.1") {
		t.Errorf("the log tells who asked for what: %s", log)
	}
	for _, path := range []string{"/x", "/nothing", "/healthz"} {
		h := ask(s, "GET", path, "").Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != "default-src 'none'; frame-ancestors 'none'" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestReadinessFollowsTheGraphAndTheEnd(t *testing.T) {
	state := fmt.Errorf("the graph is loading")
	s, _ := build(t, func(c *server.Config) { c.Ready = func() error { return state } })
	expect := func(path string, status int, body string) {
		t.Helper()
		if w := ask(s, "GET", path, ""); w.Code != status || w.Body.String() != body {
			t.Errorf("%s: got %d %q, want %d %q", path, w.Code, w.Body, status, body)
		}
	}
	expect("/healthz", 200, "ok\n")
	expect("/readyz", 503, "the graph is loading\n")
	state = nil
	expect("/readyz", 200, "ready\n")
	r := run(t, s)
	r.stop()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	expect("/readyz", 503, "shutting down\n")
	expect("/healthz", 200, "ok\n")
}

func TestPanicBecomesAnAnswerWithoutItsText(t *testing.T) {
	s, log := build(t, nil, server.Route{Pattern: "/x", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "5")
		panic("the password is hunter2")
	})})
	w := ask(s, "GET", "/x", "")
	if w.Code != 500 || strings.Contains(w.Body.String(), "hunter2") || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if w.Header().Get("Content-Length") != "" {
		t.Error("the length of the answer that was not given is left")
	}
	if !strings.Contains(log.String(), "hunter2") || !strings.Contains(log.String(), "server_test.go") {
		t.Errorf("the log has neither the text nor the stack: %s", log)
	}
	if w := ask(s, "GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("after a panic: %d", w.Code)
	}
}

// Half an answer must not look like a whole one, compressed or not.
func TestPanicInTheMiddleOfAnAnswerCutsTheConnection(t *testing.T) {
	s, _ := build(t, nil, server.Route{Pattern: "/x", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(200)
		fmt.Fprint(w, "half")
		panic("now")
	})})
	r := run(t, s)
	for _, encoding := range []string{"identity", "gzip"} {
		request, err := http.NewRequest("GET", "http://"+r.address+"/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", encoding)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			continue
		}
		if body, err := io.ReadAll(response.Body); err == nil {
			t.Errorf("%s: %q looks whole", encoding, body)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestBodyTooLarge(t *testing.T) {
	read := make(chan error, 1)
	s, _ := build(t, func(c *server.Config) { c.Limits.BodyBytes = 10 },
		server.Route{Pattern: "/x", Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, err := io.ReadAll(r.Body)
			read <- err
		})})
	if w := ask(s, "POST", "/x", "12345678901"); w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "11 bytes; the limit is 10") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	ask(s, "POST", "/x", "1234567890")
	if err := <-read; err != nil {
		t.Errorf("a body of the limit: %v", err)
	}
	r := httptest.NewRequest("POST", "/x", strings.NewReader("12345678901"))
	r.ContentLength = -1
	s.ServeHTTP(httptest.NewRecorder(), r)
	var over *http.MaxBytesError
	if err := <-read; !errors.As(err, &over) || over.Limit != 10 {
		t.Errorf("a body of unknown length: %v", err)
	}
}

func TestScriptsOfAnyOriginMayReadWhatIsOpen(t *testing.T) {
	s, _ := build(t, nil,
		server.Route{Pattern: "/open", Handler: text("open"), AnyOrigin: true},
		server.Route{Pattern: "/closed", Handler: text("closed")})
	w := ask(s, "OPTIONS", "/open", "", "Origin", "https://paper.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	h := w.Header()
	if w.Code != 204 || h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(h.Get("Access-Control-Allow-Headers"), "Content-Type") ||
		!strings.Contains(h.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("preflight: %d %v", w.Code, h)
	}
	w = ask(s, "POST", "/open", "", "Origin", "https://paper.example")
	if h := w.Header(); h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Credentials") != "" || w.Body.String() != "open" {
		t.Errorf("request: %v %s", h, w.Body)
	}
	if h := ask(s, "GET", "/closed", "", "Origin", "https://paper.example").Header(); h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a closed route: %v", h)
	}
}

func TestCompressesWhatIsTextAndNotCompressed(t *testing.T) {
	long := strings.Repeat("who said what, ", 200)
	answer := func(headers ...string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			fmt.Fprint(w, long)
		})
	}
	s, _ := build(t, nil,
		server.Route{Pattern: "/text", Handler: answer("Content-Type", "text/html", "ETag", `"a"`)},
		server.Route{Pattern: "/sniffed", Handler: answer()},
		server.Route{Pattern: "/schema", Handler: answer("Content-Type", "application/graphql; charset=utf-8")},
		server.Route{Pattern: "/short", Handler: answer("Content-Type", "text/html", "Content-Length", "100")},
		server.Route{Pattern: "/image", Handler: answer("Content-Type", "image/png")},
		server.Route{Pattern: "/encoded", Handler: answer("Content-Type", "text/html", "Content-Encoding", "br")})
	for path, want := range map[string]string{"/text": "gzip", "/sniffed": "gzip", "/schema": "gzip", "/short": "", "/image": "", "/encoded": "br"} {
		w := ask(s, "GET", path, "", "Accept-Encoding", "gzip")
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%s: encoded as %q, want %q", path, got, want)
		}
	}
	w := ask(s, "GET", "/text", "", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != long {
		t.Errorf("%v, %d bytes", err, len(got))
	}
	if w.Header().Get("ETag") != `W/"a"` || w.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("got %v", w.Header())
	}
	for _, refusing := range []string{"", "identity", "gzip;q=0"} {
		w := ask(s, "GET", "/text", "", "Accept-Encoding", refusing)
		if w.Body.String() != long || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: got %v", refusing, w.Header())
		}
	}
}

func TestMetrics(t *testing.T) {
	s, _ := build(t, func(c *server.Config) {
		c.Metrics = []server.Metric{
			{Name: "onrecord_graph_revision", Help: "Revision.", Read: func() float64 { return 7 }},
			{Name: "onrecord_cache_hits_total", Help: "Hits.", Counter: true, Read: func() float64 { return 41 }},
		}
	}, server.Route{Pattern: "GET /people/{slug}", Handler: text("x")})
	ask(s, "GET", "/people/a", "")
	ask(s, "GET", "/people/b", "")
	ask(s, "FROB", "/nowhere", "")
	body := ask(s, "GET", "/metrics", "").Body.String()
	for _, line := range []string{
		`onrecord_http_requests_total{method="GET",route="GET /people/{slug}",status="200"} 2`,
		`onrecord_http_requests_total{method="other",route="none",status="404"} 1`,
		`onrecord_http_request_duration_seconds_count{route="GET /people/{slug}"} 2`,
		`onrecord_http_request_duration_seconds_bucket{route="GET /people/{slug}",le="+Inf"} 2`,
		`onrecord_http_requests_in_flight 1`,
		`onrecord_build_info{version="1.2.3"} 1`,
		"# TYPE onrecord_graph_revision gauge\nonrecord_graph_revision 7",
		"# TYPE onrecord_cache_hits_total counter\nonrecord_cache_hits_total 41",
		"go_goroutines ",
	} {
		if !strings.Contains(body, line+"\n") && !strings.Contains(body, "\n"+line) {
			t.Errorf("no %s in\n%s", line, body)
		}
	}
}

func TestClientThatTricklesItsHeaderIsCut(t *testing.T) {
	s, _ := build(t, func(c *server.Config) { c.Limits.Header, c.Limits.Read = 20*time.Millisecond, time.Hour }, server.Route{Pattern: "/x", Handler: text("x")})
	c := run(t, s).dial(t)
	if _, err := io.WriteString(c, "GET /x HTTP/1.1\r\nHost: x\r\nX-Slow: "); err != nil {
		t.Fatal(err)
	}
	// Nothing more is sent: only the server can end this.
	answer, err := io.ReadAll(c)
	if err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Error(err)
	}
	if strings.Contains(string(answer), "200 OK") {
		t.Errorf("got %s", answer)
	}
}

func TestHeaderTooLarge(t *testing.T) {
	s, _ := build(t, func(c *server.Config) { c.Limits.HeaderBytes = 1 << 10 }, server.Route{Pattern: "/x", Handler: text("x")})
	r := run(t, s)
	request, err := http.NewRequest("GET", "http://"+r.address+"/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Long", strings.Repeat("x", 16<<10))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %d", response.StatusCode)
	}
}

func TestEndLetsRequestsFinish(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	s, _ := build(t, nil, server.Route{Pattern: "/x", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-finish
		fmt.Fprintf(w, "finished, %v", r.Context().Err())
	})})
	r := run(t, s)
	answered := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + r.address + "/x")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		answered <- fmt.Sprint(string(body), " ", err)
	}()
	<-begun
	r.stop()
	// The listener closes before the request is let finish.
	for {
		c, err := net.Dial("tcp", r.address)
		if err != nil {
			break
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	close(finish)
	if got := <-answered; got != "finished, <nil> <nil>" {
		t.Errorf("got %q", got)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
}

func TestEndIsBounded(t *testing.T) {
	begun, cut := make(chan struct{}), make(chan struct{})
	s, _ := build(t, func(c *server.Config) { c.Limits.Drain = time.Millisecond },
		server.Route{Pattern: "/x", Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(begun)
			<-r.Context().Done()
			close(cut)
		})})
	r := run(t, s)
	c := r.dial(t)
	if _, err := io.WriteString(c, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	<-begun
	r.stop()
	if err := <-r.ended; !errors.Is(err, record.ErrUnavailable) {
		t.Errorf("requests were cut off and Run says %v", err)
	}
	<-cut
}

func TestListenerThatFailsEndsTheServer(t *testing.T) {
	s, _ := build(t, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(context.Background(), l); !errors.Is(err, record.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

// With one place, a second connection is answered once the first has left.
func TestConnectionsAreBounded(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	var second atomic.Bool
	s, _ := build(t, func(c *server.Config) { c.Limits.Connections = 1 },
		server.Route{Pattern: "/first", Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			close(begun)
			<-finish
		})},
		server.Route{Pattern: "/second", Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { second.Store(true) })})
	r := run(t, s)
	first, waits := r.dial(t), r.dial(t)
	for c, path := range map[net.Conn]string{first: "/first", waits: "/second"} {
		if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	<-begun
	if second.Load() {
		t.Error("two connections were served with one place")
	}
	close(finish)
	if _, err := http.ReadResponse(bufio.NewReader(waits), nil); err != nil || !second.Load() {
		t.Errorf("the second connection was not served after the first: %v", err)
	}
}
