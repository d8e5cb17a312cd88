package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"onrecord/internal/graph"
	"onrecord/internal/graphqlapi"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// roles are all that somebody can have, the least first.
var roles = []record.Role{record.Reader, record.Contributor, record.Editor, record.Admin}

// wholeSite is all that serve puts together, in this process and without a network, over
// the embedded dossiers: limits, guard, tokens, GraphQL and pages.
type wholeSite struct {
	front http.Handler
	graph *graph.Graph
	// secrets let somebody in with each role.
	secrets map[record.Role]string
	faults  *faultLog
}

func openWhole(t testing.TB, change func(*serveCommand)) *wholeSite {
	t.Helper()
	// The context of a fuzz target ends before its cleanups.
	ctx, stop := context.WithCancel(context.Background())
	command := &serveCommand{dataFlag: dataFlag{Data: t.TempDir()}, CacheMB: 8, Connections: 100, Subscriptions: 100}
	if change != nil {
		change(command)
	}
	desk, err := command.openDesk(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := &wholeSite{secrets: map[record.Role]string{}, faults: &faultLog{}}
	logger := slog.New(w.faults)
	site := &site{store: desk.store, records: quadstore.NewRecords(desk.store), reviews: desk.reviews(), live: graphqlapi.NewLive(mostListeners, command.Subscriptions), base: pagesBase}
	guard, err := command.guard(desk.tokens, logger)
	if err != nil {
		t.Fatal(err)
	}
	front, err := site.front(command, guard, nil, logger)
	if err != nil {
		t.Fatal(err)
	}
	if err := command.open(ctx, &console{out: io.Discard, err: io.Discard}, site); err != nil {
		t.Fatal(err)
	}
	w.front, w.graph = front, site.graph.Load()
	told := make(chan error, 1)
	go func() { told <- site.live.Run(ctx, w.graph) }()
	t.Cleanup(func() {
		stop()
		if err := cmp.Or(<-told, desk.Close()); err != nil {
			t.Error(err)
		}
	})
	for _, role := range roles {
		w.secrets[role] = w.token(t, desk.tokens.(*quadstore.Tokens), role)
	}
	return w
}

func (w *wholeSite) token(t testing.TB, tokens *quadstore.Tokens, role record.Role) string {
	t.Helper()
	name, err := role.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	token, secret, err := (&tokenCreate{Name: "the " + string(name), Role: string(name)}).token(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := tokens.Add(context.Background(), token); err != nil {
		t.Fatal(err)
	}
	return secret
}

// faultLog keeps what a server logs of its own failures.
type faultLog struct {
	mu    sync.Mutex
	lines []string
}

// Enabled implements slog.Handler.
func (l *faultLog) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

// Handle implements slog.Handler.
func (l *faultLog) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
	return nil
}

// WithAttrs implements slog.Handler.
func (l *faultLog) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup implements slog.Handler.
func (l *faultLog) WithGroup(string) slog.Handler { return l }

func (l *faultLog) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := strings.Join(l.lines, "\n")
	l.lines = nil
	return lines
}

// reader takes an answer and goes away after the first event of a stream.
type reader struct {
	*httptest.ResponseRecorder
	leave context.CancelFunc
}

func (r *reader) Write(p []byte) (int, error) {
	if strings.HasPrefix(r.Header().Get("Content-Type"), "text/event-stream") {
		defer r.leave()
	}
	return r.ResponseRecorder.Write(p)
}

// send sends one request and holds the answer to what every answer keeps to: in
// time, of a status that is defined, in the form that it says it has, and without a
// word about what is inside. The graph is as it was unless whoever asks may edit it.
func (w *wholeSite) send(t testing.TB, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	ctx, leave := context.WithTimeout(r.Context(), mostWait)
	defer leave()
	got := &reader{httptest.NewRecorder(), leave}
	before := w.graph.Snapshot().Revision()
	w.front.ServeHTTP(got, r.WithContext(ctx))
	if ctx.Err() == context.DeadlineExceeded {
		t.Errorf("not answered within %v", mostWait)
	}
	if after := w.graph.Snapshot().Revision(); after != before && !w.mayEdit(r) {
		t.Errorf("revision %d became %d, and who asked may not edit", before, after)
	}
	if faults := w.faults.take(); faults != "" {
		t.Errorf("the server logs a failure of its own: %s", faults)
	}
	if err := soundAnswer(got.ResponseRecorder, func(leak string) bool { return asksWith(r, leak) }); err != nil {
		t.Errorf("%v: %d %.600s", err, got.Code, got.Body)
	}
	return got.ResponseRecorder
}

func (w *wholeSite) mayEdit(r *http.Request) bool {
	_, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	secret = strings.TrimSpace(secret)
	return secret == w.secrets[record.Editor] || secret == w.secrets[record.Admin]
}

// inside is what only the inside of the program says: parts of stacks, of names of
// types and packages, of paths and of messages of libraries.
var inside = regexp.MustCompile(`goroutine \d|\.go:\d|runtime error|invalid memory|interface \{|(?:graphqlapi|quadstore|graph|record|access|review|dossier|stance|reflect|json|strconv|sqlite|http)\.[A-Z(]\w*|SQLITE|(?i:sqlite: )|fts5:|%!\w*\(|0xc0[0-9a-f]{6}|/tmp/|onrecord\.db|tokens\.db`)

// answerCodes are the codes of errors that a client is to expect.
var answerCodes = []string{"BAD_REQUEST", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "PERSISTED_QUERY_NOT_FOUND",
	"INVALID_ARGUMENT", "INVALID_CURSOR", "NOT_FOUND", "CONFLICT", "TOO_LARGE", "UNSUPPORTED", "METHOD_NOT_ALLOWED", "UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED"}

// mostAnswered is more than any answer within the limit on costs has.
const mostAnswered = 32 << 20

func soundAnswer(w *httptest.ResponseRecorder, sent func(string) bool) error {
	body := w.Body.Bytes()
	for _, leak := range inside.FindAllString(w.Body.String(), -1) {
		if !sent(leak) {
			return fmt.Errorf("the answer tells of the inside: %q", leak)
		}
	}
	switch {
	case w.Code < 200 || w.Code >= 500:
		return fmt.Errorf("status %d", w.Code)
	case len(body) > mostAnswered:
		return fmt.Errorf("%d bytes", len(body))
	case !strings.Contains(w.Header().Get("Content-Type"), "json") || len(body) == 0:
		return nil
	case !utf8.Valid(body) || !json.Valid(body):
		return fmt.Errorf("no JSON")
	}
	var answer struct {
		Errors []struct {
			Message    *string
			Extensions struct{ Code string }
		}
	}
	if body[0] != '{' || json.Unmarshal(body, &answer) != nil {
		return nil // another form than that of GraphQL
	}
	for _, e := range answer.Errors {
		if e.Message == nil || !slices.Contains(answerCodes, e.Extensions.Code) {
			return fmt.Errorf("an error without a message or a code that is defined: %q", e.Extensions.Code)
		}
	}
	return nil
}

type sentKey struct{}

// asksWith reports whether a text comes from the request itself.
func asksWith(r *http.Request, text string) bool {
	sent, _ := r.Context().Value(sentKey{}).(string)
	return strings.Contains(sent, text)
}

// request makes a request as whoever has a secret; none is nobody. All of sent is
// what an answer may repeat.
func request(method, target, secret string, body []byte, sent ...string) *http.Request {
	ctx := context.WithValue(context.Background(), sentKey{}, strings.Join(append(sent, target, string(body)), "\n"))
	r := httptest.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	return r
}
