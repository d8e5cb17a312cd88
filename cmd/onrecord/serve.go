package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"onrecord/internal/access"
	"onrecord/internal/graph"
	"onrecord/internal/graphqlapi"
	"onrecord/internal/graphqlapi/graphiql"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
	"onrecord/internal/review"
	"onrecord/internal/server"
	"onrecord/schema"
)

type serveCommand struct {
	dataFlag
	Addr          string    `help:"Address to listen on; the default is 127.0.0.1:8080." default:"127.0.0.1:8080" env:"ONRECORD_ADDR" placeholder:"HOST:PORT"`
	BaseURL       string    `help:"Address of this site as readers see it, for links in answers; the default is the address listened on." env:"ONRECORD_BASE_URL" placeholder:"URL"`
	NoSeeds       bool      `help:"Leave an empty store empty." env:"ONRECORD_NO_SEEDS"`
	CacheMB       int64     `help:"Memory for the response cache, in megabytes, and a quarter as much for pages; 0 turns both off." default:"64" env:"ONRECORD_CACHE_MB" name:"cache-mb"`
	ReadOnly      bool      `help:"Write nothing, and show what another server on the same folder writes." env:"ONRECORD_READ_ONLY" name:"read-only"`
	Closed        bool      `help:"Let nobody read without a token." env:"ONRECORD_CLOSED"`
	RatePublic    int       `help:"Requests a minute that each address without a token may make, twice as many at once; 0: any number." default:"0" env:"ONRECORD_RATE_PUBLIC" name:"rate-public"`
	RateToken     int       `help:"Requests a minute that each token may make, twice as many at once; 0: any number." default:"0" env:"ONRECORD_RATE_TOKEN" name:"rate-token"`
	Connections   int       `help:"Connections that each address may hold at a time; behind proxies any number." default:"4096" env:"ONRECORD_CONNECTIONS"`
	Subscriptions int       `help:"Subscriptions that each token, and each address without one, may hold at a time." default:"1000" env:"ONRECORD_SUBSCRIPTIONS"`
	Proxies       int       `help:"Proxies before this server that add to X-Forwarded-For; the default is none." default:"0" env:"ONRECORD_PROXIES"`
	TLSCert       string    `help:"File with the certificate to serve TLS with, and those that lead to its root (PEM)." env:"ONRECORD_TLS_CERT" name:"tls-cert" type:"path" placeholder:"FILE"`
	TLSKey        string    `help:"File with the key of the certificate (PEM)." env:"ONRECORD_TLS_KEY" name:"tls-key" type:"path" placeholder:"FILE"`
	OIDC          oidcFlags `embed:"" prefix:"oidc-"`
	LogFormat     string    `help:"Form of the log: text or json." default:"text" enum:"text,json" env:"ONRECORD_LOG_FORMAT"`
	LogLevel      string    `help:"Least level that is logged: debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"ONRECORD_LOG_LEVEL"`
}

// Validate refuses what would be seen in answers, or not at all.
func (s *serveCommand) Validate() error {
	if s.RatePublic < 0 || s.RateToken < 0 || s.Proxies < 0 {
		return errors.New("--rate-public, --rate-token, --proxies: want 0 or more")
	}
	if s.Connections < 1 || s.Subscriptions < 1 {
		return errors.New("--connections, --subscriptions: want 1 or more")
	}
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key belong together")
	}
	if s.CacheMB < 0 {
		return fmt.Errorf("--cache-mb %d: want 0 or more", s.CacheMB)
	}
	if s.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.ContainsAny(s.BaseURL, "?#") {
		return fmt.Errorf("--base-url %q: want an address such as https://onrecord.example, without query and fragment", s.BaseURL)
	}
	return nil
}

// Run listens first, so that health can be asked for while a large graph is
// loaded, and serves until it is interrupted.
func (s *serveCommand) Run(ctx context.Context, c *console) (err error) {
	logger, log, err := newLogger(c.err, s.LogFormat, s.LogLevel)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; choose another address with --addr", s.Addr, err)
	}
	desk, err := s.openDesk(ctx, logger)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, desk.Close()) }()
	site := &site{
		store: desk.store, records: quadstore.NewRecords(desk.store), reviews: desk.reviews(),
		live: graphqlapi.NewLive(mostListeners, s.Subscriptions), base: s.base(listener.Addr()),
	}
	guard, err := s.guard(desk.tokens, logger)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	encryption, err := s.encryption()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	front, err := site.front(s, guard, encryption, logger)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return front.Run(ctx, listener) })
	group.Go(func() error { return log.keepFlushing(ctx) })
	group.Go(func() error {
		if err := s.open(ctx, c, site); err != nil {
			return err
		}
		return site.live.Run(ctx, site.graph.Load())
	})
	if s.ReadOnly {
		group.Go(func() error { return site.follow(ctx, logger) })
	}
	// What was logged while requests were let finish comes after the last flush.
	return errors.Join(group.Wait(), log.flush())
}

// open loads the graph, seeds it where it is empty, publishes it and tells
// where it is served.
func (s *serveCommand) open(ctx context.Context, c *console, site *site) error {
	c.progress("loading the graph")
	g, err := openGraph(ctx, site.records)
	c.endProgress()
	if err != nil {
		return err
	}
	if !s.NoSeeds && !s.ReadOnly {
		if err := seed(ctx, c, g); err != nil {
			return err
		}
	}
	site.graph.Store(g)
	now := g.Snapshot()
	_, err = fmt.Fprintf(c.out, "onrecord serves %d quotes on %d claims: read them at %s/ and ask at %s/graphiql/\n",
		now.Count(record.KindQuote), now.Count(record.KindClaim), site.base, site.base)
	return err
}

// guard tells who asks, and bounds how much.
func (s *serveCommand) guard(tokens access.Tokens, logger *slog.Logger) (*server.Guard, error) {
	public, err := access.NewLimiter(access.Rate{PerMinute: s.RatePublic, Burst: 2 * s.RatePublic}, time.Now)
	if err != nil {
		return nil, err
	}
	known, err := access.NewLimiter(access.Rate{PerMinute: s.RateToken, Burst: 2 * s.RateToken}, time.Now)
	if err != nil {
		return nil, err
	}
	issuer, err := s.OIDC.issuer()
	if err != nil {
		return nil, err
	}
	authenticator, err := access.NewAuthenticator(tokens, issuer, time.Now, logger)
	if err != nil {
		return nil, err
	}
	return &server.Guard{
		Identify: authenticator.Identify,
		Public:   public, Known: known, Closed: s.Closed,
	}, nil
}

// encryption is what TLS is served with; nil where it is not.
func (s *serveCommand) encryption() (*tls.Config, error) {
	if s.TLSCert == "" {
		return nil, nil
	}
	certificate, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("%w certificate: --tls-cert %s with --tls-key %s: %w", record.ErrInvalid, s.TLSCert, s.TLSKey, err)
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}, nil
}

// base is the address in links: never that of a request's Host header, which
// the client chooses.
func (s *serveCommand) base(addr net.Addr) string {
	if s.BaseURL != "" {
		return strings.TrimRight(s.BaseURL, "/")
	}
	if s.TLSCert != "" {
		return "https://" + addr.String()
	}
	return "http://" + addr.String()
}

// site is what serves one graph; graph is nil until it is loaded.
type site struct {
	store   *quadstore.Store
	records *quadstore.Records
	reviews *review.Desk
	live    *graphqlapi.Live
	base    string
	graph   atomic.Pointer[graph.Graph]
}

// mostListeners is how many clients may wait for events at a time. Each has a
// connection, of which the server allows some more.
const mostListeners = 12_000

var errLoading = fmt.Errorf("%w: the graph is still being loaded", record.ErrUnavailable)

func (s *site) ready() error {
	if s.graph.Load() == nil {
		return errLoading
	}
	return nil
}

func (s *site) edition(r *http.Request) (graphqlapi.Edition, error) {
	g := s.graph.Load()
	if g == nil {
		return graphqlapi.Edition{}, errLoading
	}
	today := record.DateOf(time.Now())
	if when := r.PathValue("when"); when != "" {
		return graphqlapi.EditionAt(r.Context(), g, when, today)
	}
	return graphqlapi.EditionIn(g, today), nil
}

// front puts everything that answers requests together.
func (s *site) front(flags *serveCommand, guard *server.Guard, encryption *tls.Config, logger *slog.Logger) (*server.Server, error) {
	limits, bounds := graphqlapi.DefaultLimits(), server.DefaultLimits()
	bounds.ConnectionsEach = flags.Connections
	executor, err := graphqlapi.NewSchema(graphqlapi.Sources{Searcher: searcher{s.records}, Dossiers: dossiers{}, Reviews: s.reviews, Version: version(), Now: time.Now}, graphqlapi.SchemaOptions(limits, logger)...)
	if err != nil {
		return nil, err
	}
	api, err := graphqlapi.NewHandler(graphqlapi.Config{
		SDL: schema.GraphQL, Executor: executor, Present: s.edition, Live: s.live, ReadOnly: flags.ReadOnly, Limits: limits,
		CacheBytes: flags.CacheMB << 20, PersistedBytes: 16 << 20, BaseURL: s.base,
		RequestID: server.RequestID, Logger: logger,
	})
	if err != nil {
		return nil, err
	}
	pages, lost, err := s.pages(flags.CacheMB<<18, logger)
	if err != nil {
		return nil, err
	}
	return server.New(server.Config{
		Routes: slices.Concat(pages, []server.Route{
			{Pattern: "/graphql", Handler: api, AnyOrigin: true, Guarded: true},
			{Pattern: "/graphql/at/{when}", Handler: api, AnyOrigin: true, Guarded: true},
			{Pattern: "/schema.graphql", Handler: contract(), AnyOrigin: true},
			{Pattern: "/graphiql/", Handler: graphiql.Handler("/graphql")},
		}),
		Ready: s.ready, Guard: guard, Lost: lost, Proxies: flags.Proxies, TLS: encryption, Metrics: s.metrics(api), Version: version(), Limits: bounds, Logger: logger,
	})
}
