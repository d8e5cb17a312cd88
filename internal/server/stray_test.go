package server_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/server"
)

// A route may have a mux of its own, whose patterns are no routes of this server.
func TestMetricsNameRoutesAlone(t *testing.T) {
	inner := http.NewServeMux()
	inner.Handle("GET /pages/assets/{name}", text("asset"))
	s, _ := build(t, nil, server.Route{Pattern: "/pages/", Handler: inner})
	ask(s, http.MethodGet, "/pages/assets/a.js", "")
	ask(s, http.MethodGet, "/pages/nothing", "")
	body := ask(s, http.MethodGet, "/metrics", "").Body.String()
	if !strings.Contains(body, `route="/pages/",status="200"} 1`) || !strings.Contains(body, `route="/pages/",status="404"} 1`) || strings.Contains(body, "{name}") {
		t.Errorf("the metrics name\n%s", body)
	}
}

func TestStrayRequestsAreToldWhatIsHere(t *testing.T) {
	s, _ := build(t, nil, server.Route{Pattern: "/graphql", Handler: text("answer")}, server.Route{Pattern: "GET /{$}", Handler: text("front")})
	for _, c := range []struct {
		method, target string
		status         int
		says           string
	}{
		{"GET", "/grahpql", 404, "nothing at this address; there is at /graphql, /, /healthz, /readyz, /metrics"},
		{"POST", "/graphql/", 404, "there is at /graphql"},
		{"POST", "/healthz", 405, "send this by GET, HEAD"},
		{"POST", "/", 405, "send this by GET, HEAD"},
	} {
		w := ask(s, c.method, c.target, "")
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s %s: %d %s, want %d %s", c.method, c.target, w.Code, w.Body, c.status, c.says)
		}
		if c.status == 405 && w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s %s: Allow is %q", c.method, c.target, w.Header().Get("Allow"))
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s may be stored", c.method, c.target)
		}
	}
}

// People get a page, programs a line; nobody who writes gets a page.
func TestPeopleWhoAreLostGetAPage(t *testing.T) {
	lost := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		text("a page").ServeHTTP(w, nil)
	})
	s, _ := build(t, func(c *server.Config) { c.Lost = lost }, server.Route{Pattern: "GET /{$}", Handler: text("front")})
	for _, c := range []struct{ method, accept, says string }{
		{"GET", "text/html,*/*;q=0.8", "a page"},
		{"GET", "application/json", "there is nothing at this address"},
		{"GET", "", "there is nothing at this address"},
		{"POST", "text/html", "there is nothing at this address"},
	} {
		w := ask(s, c.method, "/nowhere", "", "Accept", c.accept)
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s, Accept %q: %d %s, want %q", c.method, c.accept, w.Code, w.Body, c.says)
		}
	}
}
