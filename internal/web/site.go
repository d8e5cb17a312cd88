package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"time"

	"onrecord/internal/card"
	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// Config is everything that a site is made of.
type Config struct {
	// Graph is the graph to show; its error's kind decides the answer:
	// record.ErrUnavailable before one is loaded, for example.
	Graph func() (*graph.Graph, error)
	// Searcher finds quotes by their words.
	Searcher graph.Searcher
	// BaseURL begins the addresses of this site as readers see them, without a slash
	// at its end. It never comes from a request: a shared cache would keep what one
	// client chose.
	BaseURL string
	// Version of the program, shown at the foot of pages.
	Version string
	// CacheBytes bounds the pages that are kept as they were drawn, and a quarter as much
	// pictures; 0 keeps none.
	CacheBytes int64
	Now        func() time.Time
	// RequestID gives the id under which a request is logged. Optional.
	RequestID func(context.Context) string
	Logger    *slog.Logger
}

// Site answers for all pages. It is safe for use by several goroutines.
type Site struct {
	config Config
	// prefix is the path of BaseURL, which every link on this site begins with.
	prefix string
	assets *assets
	inlay  inlay
	// stanceView serves the web component.
	stanceView http.Handler
	tongues    []*tongue
	cache      *pageCache
	// press draws pictures, which are kept apart from pages.
	press    *card.Press
	pictures *pageCache
	// build changes whenever the program would show the same record otherwise.
	build string
}

// New fails with record.ErrInvalid where the configuration is not complete, and
// where templates or messages are broken, which tests rule out.
func New(config Config) (*Site, error) {
	if config.Graph == nil || config.Searcher == nil || config.Now == nil || config.Logger == nil {
		return nil, fmt.Errorf("%w site: it needs a graph, a searcher, a clock and a logger", record.ErrInvalid)
	}
	base, err := url.Parse(config.BaseURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("%w site: base address %q", record.ErrInvalid, config.BaseURL)
	}
	if config.RequestID == nil {
		config.RequestID = func(context.Context) string { return "" }
	}
	s := &Site{config: config, cache: newPageCache(int(config.CacheBytes)), pictures: newPageCache(int(config.CacheBytes / 4)), prefix: strings.TrimRight(base.EscapedPath(), "/")}
	// Half of the processors are left to everybody else.
	if s.press, err = card.NewPress(runtime.GOMAXPROCS(0) / 2); err != nil {
		return nil, err
	}
	if s.assets, err = newAssets(s.prefix); err != nil {
		return nil, err
	}
	if s.inlay, err = newInlay(); err != nil {
		return nil, err
	}
	if s.stanceView, err = newComponent(); err != nil {
		return nil, err
	}
	if s.tongues, err = newTongues(s.assets, s.prefix); err != nil {
		return nil, err
	}
	s.build, err = buildOf(config.Version)
	return s, err
}

// buildOf names the program by its version and everything that is embedded, so
// that builds of one version in the making differ.
func buildOf(version string) (string, error) {
	h := sha256.New()
	h.Write([]byte(version))
	for _, files := range []struct {
		folder string
		read   func(string) ([]byte, error)
		names  func() ([]string, error)
	}{
		{"templates", templateFiles.ReadFile, func() ([]string, error) { return namesIn(templateFiles, "templates") }},
		{"messages", messageFiles.ReadFile, func() ([]string, error) { return namesIn(messageFiles, "messages") }},
		{"assets", assetFiles.ReadFile, func() ([]string, error) { return namesIn(assetFiles, "assets") }},
	} {
		names, err := files.names()
		if err != nil {
			return "", err
		}
		for _, name := range names {
			content, err := files.read(files.folder + "/" + name)
			if err != nil {
				return "", err
			}
			h.Write(content)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12], nil
}

// Route is one pattern of http.ServeMux with its handler.
type Route struct {
	Pattern string
	Handler http.Handler
	// Open routes show nothing of the record, so that they need no permission.
	Open bool
	// AnyOrigin routes may be read by scripts of every website.
	AnyOrigin bool
}

// Routes are all addresses that the site answers at.
func (s *Site) Routes() []Route {
	page := func(pattern string, h handler) Route { return Route{Pattern: pattern, Handler: s.serve(h)} }
	routes := []Route{
		{Pattern: "GET /assets/{name}", Handler: s.assets, Open: true},
		page("GET /{$}", s.front),
		page("GET /search", s.search),
		{Pattern: "GET /suggest", Handler: s.suggest()},
		page("GET /claim/{slug}", s.claim),
		page("GET /question/{slug}", s.question),
		page("GET /quote/{id}", s.quote),
		page("GET /document/{slug}", s.document),
		page("GET /poll/{slug}", s.poll),
		page("GET /actor/{slug}", s.actor),
		page("GET /compare/{a}/{b}", s.compare),
		page("GET /event/{slug}", s.event),
		{Pattern: "/picture/{kind}/{key...}", Handler: s.pictured(), AnyOrigin: true},
		{Pattern: "/stance-view.js", Handler: s.stanceView, AnyOrigin: true, Open: true},
		{Pattern: "/oembed", Handler: s.oEmbedded(), AnyOrigin: true},
		{Pattern: "/embed/{kind}/{key...}", Handler: s.embedded(), AnyOrigin: true},
		{Pattern: "/component/{kind}/{key...}", Handler: s.componentOf(), AnyOrigin: true},
		page("GET /topic/{slug}", s.topic),
	}
	for _, c := range catalogues {
		routes = append(routes, page("GET /"+c.key, s.list(c)))
	}
	return append(routes, s.linkedRoutes()...)
}

// Lost answers whoever asks for a page that there is not.
func (s *Site) Lost() http.Handler {
	return s.serve(func(v *visit) (*page, error) {
		return nil, refuse(record.ErrNotFound, "page", shorten(v.request.URL.Path))
	})
}
