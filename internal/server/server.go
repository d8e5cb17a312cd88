// Package server is everything about HTTP that is not about the record: routing,
// limits, logs, metrics, compression, and an end that lets requests finish.
//
// A [Server] is made of named routes. Around each of them it
//
//   - gives the request an id, in the X-Request-Id header, the log and the
//     context ([RequestID]);
//   - bounds the body, the header, the connections and the time they may take;
//   - contains panics: the client gets the id, the log the stack;
//   - sets security headers that forbid everything, so that a page has to say
//     what it needs;
//   - compresses what is text and not compressed yet;
//   - counts and times it by route.
//
// The log says what was asked for by path alone: neither addresses of clients
// nor query strings are in it, because who looks up whom is nobody's business.
//
// It answers /healthz (the process lives), /readyz (it can answer) and /metrics
// (Prometheus) by itself.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"onrecord/internal/record"
)

// Route is one pattern with its handler. Its path is shown to those who ask for
// something that is not here.
type Route struct {
	// Pattern is one of http.ServeMux and names the route in the metrics.
	Pattern string
	Handler http.Handler
	// AnyOrigin lets scripts of every website read the answers, without
	// credentials. Its pattern must leave the method open, because browsers ask by
	// OPTIONS first.
	AnyOrigin bool
	// Guarded routes are behind Config.Guard.
	Guarded bool
}

// Limits bound what clients may take.
type Limits struct {
	// Header is the time to receive a request's header, Read the whole request,
	// Write to answer it, Idle to wait for the next one on a connection.
	Header, Read, Write, Idle time.Duration
	// Drain is the time that requests under way get when the server ends.
	Drain time.Duration
	// HeaderBytes and BodyBytes are the most bytes of a request.
	HeaderBytes int
	BodyBytes   int64
	// Connections is the most at once; further ones wait to be accepted, and those on
	// which nothing is asked make room for them. ConnectionsEach is the most of one
	// address.
	Connections, ConnectionsEach int
	// Requests is how many are answered at once, streams of events aside, and
	// RequestsEach how many of one address.
	Requests, RequestsEach int
	// Compressors is how many answers are compressed at once.
	Compressors int
}

// DefaultLimits suit a public server. Write must exceed the time that a route
// gives itself, or its time-outs could not be told to anybody.
func DefaultLimits() Limits {
	return Limits{
		Header: 5 * time.Second, Read: 15 * time.Second, Write: 30 * time.Second, Idle: 2 * time.Minute,
		Drain:       20 * time.Second,
		HeaderBytes: 32 << 10, BodyBytes: 4 << 20,
		Connections: 16_384, ConnectionsEach: 4_096,
		Requests: 512, RequestsEach: 128,
		Compressors: 64,
	}
}

func (l Limits) complete() bool {
	return l.Header > 0 && l.Read > 0 && l.Write > 0 && l.Idle > 0 && l.Drain > 0 &&
		l.HeaderBytes > 0 && l.BodyBytes > 0 && l.Connections > 0 && l.ConnectionsEach > 0 &&
		l.Requests > 0 && l.RequestsEach > 0 && l.Compressors > 0
}

// Config is everything that a server is made of.
type Config struct {
	Routes []Route
	// Ready is nil once the routes can answer; until then its error says what is
	// missing, to whoever asks for /readyz.
	Ready func() error
	// Guard stands before the guarded routes; nil lets everybody in as nobody.
	Guard *Guard
	// Proxies is how many proxies stand before this server and add the address they
	// were asked from to X-Forwarded-For. What is further left in it anybody may have
	// written. Behind proxies connections are theirs, and not bounded by address.
	Proxies int
	// Lost answers people who ask for what is not here: requests to read, by who takes
	// HTML. Where it is nil, and to everybody else, a line of text says so.
	Lost http.Handler
	// Metrics are read at each request for /metrics.
	Metrics []Metric
	// Version is told in the metrics.
	Version string
	// TLS encrypts connections, over which HTTP/2 is spoken as well; nil leaves them
	// plain.
	TLS    *tls.Config
	Limits Limits
	Logger *slog.Logger
}

// Server answers requests. It is an http.Handler, so that it can be tried
// without a network.
type Server struct {
	limits Limits
	logger *slog.Logger
	ready  func() error
	mux    *http.ServeMux
	// places are the paths of the routes, for those who look for something else.
	places  []string
	meter   *meter
	zippers *zippers
	// turnstile is what requests for content go through; the server's own routes stay
	// reachable for who watches it.
	turnstile *turnstile
	proxies   int
	tls       *tls.Config
	lost      http.Handler
	draining  atomic.Bool
}

// New fails with record.ErrInvalid where the configuration is not complete or
// two patterns cannot stand beside each other.
func New(config Config) (*Server, error) {
	if config.Logger == nil || config.Ready == nil || !config.Limits.complete() {
		return nil, fmt.Errorf("%w server: it needs a logger, a check for readiness and all limits, as DefaultLimits gives them", record.ErrInvalid)
	}
	meter, err := newMeter(config.Version, config.Metrics)
	if err != nil {
		return nil, fmt.Errorf("%w metrics: %v", record.ErrInvalid, err)
	}
	s := &Server{limits: config.Limits, logger: config.Logger, ready: config.Ready, mux: http.NewServeMux(), meter: meter, zippers: newZippers(config.Limits.Compressors), turnstile: newTurnstile(config.Limits.Requests, config.Limits.RequestsEach), proxies: config.Proxies, tls: config.TLS, lost: config.Lost}
	own := []Route{
		{Pattern: "GET /healthz", Handler: http.HandlerFunc(s.health)},
		{Pattern: "GET /readyz", Handler: http.HandlerFunc(s.readiness)},
		{Pattern: "GET /metrics", Handler: meter.handler(config.Logger)},
	}
	content := slices.Clone(config.Routes)
	for i := range content {
		content[i].Handler = s.fronted(content[i], config.Guard)
	}
	for _, r := range slices.Concat(own, content) {
		if err := s.route(r); err != nil {
			return nil, err
		}
	}
	for _, r := range slices.Concat(config.Routes, own) {
		s.places = append(s.places, place(r.Pattern))
	}
	return s, nil
}

// fronted is a route's handler behind what bounds and guards it.
func (s *Server) fronted(r Route, g *Guard) http.Handler {
	h := r.Handler
	if r.Guarded {
		h = s.guarded(g, h)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.admitted(w, r, h) })
}

// route adds a route. The mux panics about patterns, which come from
// configuration here and deserve an error.
func (s *Server) route(r Route) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w route %q: %v", record.ErrInvalid, r.Pattern, reason)
		}
	}()
	h := s.boundBody(r.Handler)
	if r.AnyOrigin {
		h = anyOrigin(h)
	}
	s.mux.Handle(r.Pattern, named(r.Pattern, h))
	return nil
}

// named keeps the request's pattern that of the route: a handler with a mux of
// its own writes its patterns over it, and each would be a series in the metrics.
func named(pattern string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { r.Pattern = pattern }()
		h.ServeHTTP(w, r)
	})
}

// Run serves connections of the listener until the context ends; then it
// accepts no more, is not ready any longer, and gives requests under way the
// time of Limits.Drain. It returns nil when all of them were answered, and an
// error where some were cut off or the listener failed. The listener is closed
// in every case.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	// Requests outlive ctx by the time they get to finish.
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	hs := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.limits.Header,
		ReadTimeout:       s.limits.Read,
		WriteTimeout:      s.limits.Write,
		IdleTimeout:       s.limits.Idle,
		MaxHeaderBytes:    s.limits.HeaderBytes,
		TLSConfig:         s.tls,
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	each := s.limits.ConnectionsEach
	if s.proxies > 0 {
		each = 0
	}
	bounded := boundListener(listener, s.limits.Connections, each)
	hs.ConnState = bounded.note
	failed := make(chan error, 1)
	go func() { failed <- s.serve(hs, bounded) }()
	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("%w: the server stopped accepting connections: %v", record.ErrUnavailable, err), hs.Close())
	case <-ctx.Done():
	}
	return s.drain(ctx, hs, cut, failed)
}

func (s *Server) serve(hs *http.Server, listener net.Listener) error {
	if s.tls == nil {
		return hs.Serve(listener)
	}
	// The certificate is in the configuration.
	return hs.ServeTLS(listener, "", "")
}

func (s *Server) drain(ctx context.Context, hs *http.Server, cut context.CancelFunc, served <-chan error) error {
	s.draining.Store(true)
	bound, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.Drain)
	defer cancel()
	err := hs.Shutdown(bound)
	if errors.Is(err, context.DeadlineExceeded) {
		cut()
		err = errors.Join(fmt.Errorf("%w: requests were cut off after %v", record.ErrUnavailable, s.limits.Drain), hs.Close())
	}
	// Serve returns ErrServerClosed at once after Shutdown; waiting for it leaves
	// no goroutine behind.
	if served := <-served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	s.say(w, http.StatusOK, "ok\n")
}

func (s *Server) readiness(w http.ResponseWriter, _ *http.Request) {
	if s.draining.Load() {
		s.say(w, http.StatusServiceUnavailable, "shutting down\n")
		return
	}
	if err := s.ready(); err != nil {
		s.say(w, http.StatusServiceUnavailable, err.Error()+"\n")
		return
	}
	s.say(w, http.StatusOK, "ready\n")
}

// say answers with a line of text that no cache may keep.
func (s *Server) say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := w.Write([]byte(text)); err != nil {
		s.logger.Debug("http: the client went away during an answer", "error", err)
	}
}
