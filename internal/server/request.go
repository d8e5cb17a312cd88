package server

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

type requestIDKey struct{}

// RequestID is the id under which a request is logged; empty outside of one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// ServeHTTP answers one request and accounts for it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	id := rand.Text()
	r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
	forbidEverything(w.Header())
	if r.TLS != nil {
		// Who came by an encrypted connection once does so for the next year (RFC 6797).
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	w.Header().Set("X-Request-Id", id)

	s.meter.inFlight.Inc()
	defer s.meter.inFlight.Dec()
	rec := &recorder{ResponseWriter: w}
	whole := s.contain(rec, r)
	took := time.Since(begun)
	if isEventStream(rec.Header()) {
		// How long somebody waits for events is no measure of this server.
		s.meter.observe(r, rec.statusOrOK(), rec.answered.Sub(begun))
	} else {
		s.meter.observe(r, rec.statusOrOK(), took)
	}
	s.log(r, rec, took)
	if !whole {
		// Half an answer was sent; cutting the connection is the only way left to
		// tell the client that it is not the whole.
		panic(http.ErrAbortHandler)
	}
}

// contain serves the request and turns a panic into an answer. It reports false
// where an answer had begun and cannot be completed.
func (s *Server) contain(rec *recorder, r *http.Request) (whole bool) {
	z := s.zippers.wrap(rec, r)
	defer func() {
		reason := recover()
		if reason == nil {
			return
		}
		z.abandon()
		if reason != http.ErrAbortHandler {
			s.logger.ErrorContext(r.Context(), "http: a handler panicked", "request", RequestID(r.Context()),
				"path", r.URL.Path, "panic", reason, "stack", string(debug.Stack()))
		}
		if whole = rec.status == 0 && reason != http.ErrAbortHandler; whole {
			rec.Header().Del("Content-Encoding")
			rec.Header().Del("Content-Length")
			s.say(rec, http.StatusInternalServerError, "something went wrong inside the server; report the request id "+RequestID(r.Context())+"\n")
		}
	}()
	if _, pattern := s.mux.Handler(r); pattern != "" {
		s.mux.ServeHTTP(z, r)
	} else {
		s.stray(z, r)
	}
	// A panic must not get here: closing would make half an answer look whole.
	if err := z.close(); err != nil {
		s.logger.DebugContext(r.Context(), "http: the client went away during an answer", "error", err)
	}
	return true
}

// log writes one line per request; the probes of machines are for debugging.
func (s *Server) log(r *http.Request, rec *recorder, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case rec.statusOrOK() >= http.StatusInternalServerError:
		level = slog.LevelWarn
	case r.URL.Path == "/healthz", r.URL.Path == "/readyz", r.URL.Path == "/metrics":
		level = slog.LevelDebug
	}
	s.logger.LogAttrs(r.Context(), level, "http",
		slog.String("request", RequestID(r.Context())),
		slog.String("method", r.Method),
		slog.String("path", bounded(r.URL.Path)),
		slog.Int("status", rec.statusOrOK()),
		slog.Int64("bytes", rec.bytes),
		slog.Duration("took", took))
}

// bounded keeps the log from growing as clients please.
func bounded(path string) string {
	const most = 200
	if len(path) <= most {
		return path
	}
	return strings.ToValidUTF8(path[:most], "") + "…"
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	// status is 0 until the header is written.
	status int
	bytes  int64
	// answered is when the header was written.
	answered time.Time
}

// Unwrap lets http.ResponseController reach what recorder does not offer.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

func (rec *recorder) WriteHeader(status int) {
	// Informational answers precede the one that counts.
	if rec.status == 0 && status >= http.StatusOK {
		rec.status, rec.answered = status, time.Now()
	}
	rec.ResponseWriter.WriteHeader(status)
}

func (rec *recorder) Write(p []byte) (int, error) {
	rec.status = rec.statusOrOK()
	n, err := rec.ResponseWriter.Write(p)
	rec.bytes += int64(n)
	return n, err
}

// statusOrOK is what net/http sends where a handler says nothing.
func (rec *recorder) statusOrOK() int {
	if rec.status == 0 {
		return http.StatusOK
	}
	return rec.status
}
