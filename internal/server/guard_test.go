package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/access"
	"onrecord/internal/record"
	"onrecord/internal/server"
)

// identify lets Ada in, refuses what is wrong and cannot tell of the rest.
func identify(_ context.Context, header string) (access.Identity, error) {
	switch header {
	case "":
		return access.Identity{}, nil
	case "Bearer ada":
		return access.Identity{Name: "Ada", Role: record.Editor, Token: uuid.UUID{1}}, nil
	case "Bearer broken":
		return access.Identity{}, errors.New("/var/lib/tokens.db: no disk")
	}
	return access.Identity{}, access.ErrUnauthenticated
}

func guardedSite(t *testing.T, change func(*server.Guard)) *server.Server {
	t.Helper()
	return proxiedSite(t, 0, change)
}

// proxiedSite is one behind proxies.
func proxiedSite(t *testing.T, proxies int, change func(*server.Guard)) *server.Server {
	t.Helper()
	g := &server.Guard{Identify: identify}
	change(g)
	whoami := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%q", access.From(r.Context()).Name) })
	s, _ := build(t, func(c *server.Config) { c.Guard, c.Proxies = g, proxies }, server.Route{Pattern: "/who", Handler: whoami, Guarded: true}, server.Route{Pattern: "/free", Handler: whoami})
	return s
}

func asks(s *server.Server, path, authorization, from string, forwarded ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = from
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	for _, f := range forwarded {
		r.Header.Add("X-Forwarded-For", f)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestGuardTellsWhoAsks(t *testing.T) {
	for _, c := range []struct {
		closed              bool
		path, authorization string
		status              int
		body                string
	}{
		{false, "/who", "", 200, `""`},
		{false, "/who", "Bearer ada", 200, `"Ada"`},
		{false, "/who", "Bearer eve", 401, "UNAUTHENTICATED"},
		{false, "/who", "Bearer broken", 503, "UNAVAILABLE"},
		{false, "/free", "Bearer eve", 200, `""`},
		{true, "/who", "", 401, "UNAUTHENTICATED"},
		{true, "/who", "Bearer ada", 200, `"Ada"`},
		{true, "/healthz", "", 200, "ok"},
	} {
		r := asks(guardedSite(t, func(g *server.Guard) { g.Closed = c.closed }), c.path, c.authorization, "192.0.2.1:1")
		body := bodyOf(t, r)
		if r.StatusCode != c.status || !strings.Contains(body, c.body) || strings.Contains(body, "disk") {
			t.Errorf("%+v: %d %s", c, r.StatusCode, body)
		}
		if challenge := r.Header.Get("WWW-Authenticate"); (challenge != "") != (c.status == 401) {
			t.Errorf("%+v: WWW-Authenticate %q", c, challenge)
		}
	}
}

// Each address and each token has a measure of its own, and whoever guesses tokens
// uses up that of the address.
func TestGuardBoundsEachClient(t *testing.T) {
	limiter := func(burst int) *access.Limiter {
		l, err := access.NewLimiter(access.Rate{PerMinute: 1, Burst: burst}, func() time.Time { return time.Unix(1, 0) })
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	s := proxiedSite(t, 1, func(g *server.Guard) { g.Public, g.Known = limiter(2), limiter(3) })
	statuses := func(n int, authorization, from string, forwarded ...string) (all []int) {
		for range n {
			all = append(all, asks(s, "/who", authorization, from, forwarded...).StatusCode)
		}
		return all
	}
	for _, c := range []struct{ got, want []int }{
		{statuses(3, "", "192.0.2.1:1"), []int{200, 200, 429}},
		{statuses(1, "", "192.0.2.1:9"), []int{429}},
		{statuses(1, "", "192.0.2.2:1"), []int{200}},
		{statuses(4, "Bearer ada", "192.0.2.1:1"), []int{200, 200, 200, 429}},
		{statuses(3, "Bearer eve", "192.0.2.3:1"), []int{401, 401, 429}},
		// What a client writes itself is left of what the proxy adds.
		{statuses(3, "", "198.51.100.1:1", "203.0.113.9, 192.0.2.50"), []int{200, 200, 429}},
		{statuses(1, "", "198.51.100.1:1", "203.0.113.10", "192.0.2.50"), []int{429}},
		{statuses(1, "", "198.51.100.1:1", "192.0.2.51"), []int{200}},
	} {
		if fmt.Sprint(c.got) != fmt.Sprint(c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	r := asks(s, "/who", "", "192.0.2.1:1")
	for header, want := range map[string]string{"RateLimit-Limit": "2", "RateLimit-Remaining": "0", "RateLimit-Reset": "120", "Retry-After": "60"} {
		if got := r.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if r := asks(s, "/free", "", "192.0.2.1:1"); r.StatusCode != 200 || r.Header.Get("RateLimit-Limit") != "" {
		t.Errorf("a route without a guard: %d %v", r.StatusCode, r.Header)
	}
}
