package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"onrecord/internal/graph"
	"onrecord/internal/graphqlapi"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
	"onrecord/internal/server"
	"onrecord/internal/web"
	"onrecord/schema"
)

// searcher gives the store's search the name that the graph knows it by; the
// layout keeps the two packages apart.
type searcher struct{ *quadstore.Records }

// SearchQuotes implements graph.Searcher.
func (s searcher) SearchQuotes(ctx context.Context, text string, limit int) ([]graph.Hit, error) {
	found, err := s.Search(ctx, text, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]graph.Hit, len(found))
	for i, f := range found {
		hits[i] = graph.Hit{Quote: f.Quote, Rank: f.Rank}
	}
	return hits, nil
}

// contract serves the schema as it is written, because live introspection
// leaves parts of it out.
func contract() http.Handler {
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(schema.GraphQL)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "send this by GET, HEAD", http.StatusMethodNotAllowed)
			return
		}
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Type", "application/graphql; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=300")
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(schema.GraphQL))
	})
}

// pages are the addresses of the site for readers. What shows the record is
// guarded as GraphQL is.
func (s *site) pages(cacheBytes int64, logger *slog.Logger) (routes []server.Route, lost http.Handler, err error) {
	w, err := web.New(web.Config{
		Graph: s.current, Searcher: searcher{s.records}, BaseURL: s.base, Version: version(), CacheBytes: cacheBytes, Now: time.Now,
		RequestID: server.RequestID, Logger: logger,
	})
	if err != nil {
		return nil, nil, err
	}
	for _, r := range w.Routes() {
		routes = append(routes, server.Route{Pattern: r.Pattern, Handler: r.Handler, AnyOrigin: r.AnyOrigin, Guarded: !r.Open})
	}
	return routes, w.Lost(), nil
}

// current is the graph once it is loaded.
func (s *site) current() (*graph.Graph, error) {
	g := s.graph.Load()
	if g == nil {
		return nil, errLoading
	}
	return g, nil
}

func (s *site) metrics(api *graphqlapi.Handler) []server.Metric {
	counter := func(name, help string, read func(graphqlapi.CacheStats) float64) server.Metric {
		return server.Metric{Name: name, Help: help, Counter: strings.HasSuffix(name, "_total"), Read: func() float64 { return read(api.CacheStats()) }}
	}
	count := func(name, help string, k record.Kind) server.Metric {
		return server.Metric{Name: name, Help: help, Read: func() float64 { return s.read(func(g *graph.Snapshot) int { return g.Count(k) }) }}
	}
	return []server.Metric{
		{Name: "onrecord_graph_revision", Help: "Revision that is served.", Read: func() float64 {
			return s.read(func(g *graph.Snapshot) int { return int(g.Revision()) })
		}},
		{Name: "onrecord_store_suspect", Help: "1 while the disk has failed and the store's log must stay, else 0.", Read: func() float64 {
			if s.store.Suspect() {
				return 1
			}
			return 0
		}},
		{Name: "onrecord_subscriptions", Help: "Clients that wait for events now.", Read: func() float64 { return float64(s.live.Listeners()) }},
		count("onrecord_graph_quotes", "Quotes in the graph.", record.KindQuote),
		count("onrecord_graph_claims", "Claims in the graph.", record.KindClaim),
		counter("onrecord_cache_hits_total", "Answers given from the response cache.", func(c graphqlapi.CacheStats) float64 { return float64(c.Hits) }),
		counter("onrecord_cache_misses_total", "Answers that were executed.", func(c graphqlapi.CacheStats) float64 { return float64(c.Misses) }),
		counter("onrecord_cache_shared_total", "Answers that waited for another request's execution.", func(c graphqlapi.CacheStats) float64 { return float64(c.Shared) }),
		counter("onrecord_cache_bytes", "Bytes in the response cache.", func(c graphqlapi.CacheStats) float64 { return float64(c.Bytes) }),
	}
}

func (s *site) read(number func(*graph.Snapshot) int) float64 {
	g := s.graph.Load()
	if g == nil {
		return 0
	}
	return float64(number(g.Snapshot()))
}
