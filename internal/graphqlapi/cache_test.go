package graphqlapi_test

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"onrecord/internal/access"
	"onrecord/internal/graphqlapi"
)

func TestCacheAnswersByEverythingAnAnswerDependsOn(t *testing.T) {
	s := newSite(t, nil)
	first := s.post(asked(`{ revision }`))
	for name, c := range map[string]struct {
		got      reply
		executed int64
	}{
		"same":               {s.post(asked(`{ revision }`)), 1},
		"order of variables": {s.post(`{"variables":{},"query":"{ revision }"}`), 1},
		"by GET":             {s.get(map[string]string{"query": `{ revision }`}), 1},
	} {
		if n := s.world.executed.Load(); n != c.executed {
			t.Errorf("%s: executed %d times, want %d", name, n, c.executed)
		}
		s.wantBody(c.got, first.body)
	}
	want := int64(1)
	for name, ask := range map[string]func() reply{
		"query":      func() reply { return s.post(asked(`{ revision  }`)) },
		"language":   func() reply { return s.post(asked(`{ revision }`), "Accept-Language", "ar") },
		"media type": func() reply { return s.post(asked(`{ revision }`), "Accept", "application/graphql-response+json") },
		"variables":  func() reply { return s.post(asked(`{ revision }`, map[string]any{"a": 1})) },
		"operation":  func() reply { return s.post(`{"query":"query A { revision }","operationName":"A"}`) },
	} {
		ask()
		ask()
		if want++; s.world.executed.Load() != want {
			t.Errorf("another %s: executed %d times, want %d", name, s.world.executed.Load(), want)
		}
	}
	// What an affiliation is today it may not be tomorrow, at the same revision.
	s.world.day.Store(1)
	s.post(asked(`{ revision }`))
	if want++; s.world.executed.Load() != want {
		t.Errorf("another day: executed %d times, want %d", s.world.executed.Load(), want)
	}
	s.world.revision.Store(5)
	s.wantBody(s.post(asked(`{ revision }`)), `{"data":{"revision":5}}`)
}

// Each answer says which revision it shows, one that was kept as well; a refusal
// shows none.
func TestAnswersNameTheirRevision(t *testing.T) {
	s := newSite(t, nil)
	s.world.revision.Store(7)
	for range 2 {
		if got := s.post(asked(`{ revision }`)).Header.Get("Onrecord-Revision"); got != "7" {
			t.Errorf("revision %q, want 7", got)
		}
	}
	s.world.revision.Store(8)
	if got := s.post(asked(`{ revision }`)).Header.Get("Onrecord-Revision"); got != "8" {
		t.Errorf("revision %q, want 8", got)
	}
	if got := s.post(asked(`{ nothing }`)).Header.Get("Onrecord-Revision"); got != "" {
		t.Errorf("a refusal shows revision %q", got)
	}
}

func TestCacheKeepsRolesApart(t *testing.T) {
	s := newSite(t, nil)
	s.post(asked(`{ revision }`))
	s.who = access.Identity{}
	s.post(asked(`{ revision }`))
	if n := s.world.executed.Load(); n != 2 {
		t.Errorf("an editor got the public's answer: %d executions of 2", n)
	}
}

// The past is asked in other words than the present, also at the same revision.
func TestCacheKeepsThePastApart(t *testing.T) {
	s := newSite(t, func(c *graphqlapi.Config) {
		present := c.Present
		c.Present = func(r *http.Request) (graphqlapi.Edition, error) {
			e, err := present(r)
			e.Past = r.Header.Get("Past") != ""
			return e, err
		}
	})
	s.post(asked(`{ revision }`))
	s.post(asked(`{ revision }`), "Past", "yes")
	if n := s.world.executed.Load(); n != 2 {
		t.Errorf("the past got the present's answer: %d executions of 2", n)
	}
}

func TestCacheNeverKeepsErrors(t *testing.T) {
	s := newSite(t, nil)
	for range 2 {
		s.wantCode(s.post(asked(`{ revision explode }`)), http.StatusOK, "INTERNAL")
	}
	if n := s.world.executed.Load(); n != 2 {
		t.Errorf("an answer with an error was kept: %d executions of 2", n)
	}
}

func TestCacheIsBoundedInBytes(t *testing.T) {
	const bound = 64 << 10
	s := newSite(t, func(c *graphqlapi.Config) { c.CacheBytes = bound })
	for i := range 200 {
		s.post(asked(fmt.Sprintf(`{ greet(name: "%d%s") }`, i, strings.Repeat("x", i*20))))
		if stats := s.handler.CacheStats(); stats.Bytes > bound || stats.Answers > i+1 {
			t.Fatalf("after %d answers the cache holds %+v", i+1, stats)
		}
	}
	if stats := s.handler.CacheStats(); stats.Answers == 0 || stats.Misses != 200 {
		t.Errorf("the cache holds %+v", stats)
	}
}

func TestOneExecutionAnswersAllWhoWait(t *testing.T) {
	s := newSite(t, nil)
	begun, end := make(chan struct{}), make(chan struct{})
	s.world.meanwhile = func() { close(begun); <-end }
	const waiting = 20
	var done sync.WaitGroup
	replies := make([]reply, waiting)
	done.Go(func() { replies[0] = s.post(asked(`{ slow }`)) })
	<-begun
	for i := range waiting - 1 {
		done.Go(func() { replies[i+1] = s.post(asked(`{ slow }`)) })
	}
	close(end)
	done.Wait()
	for _, r := range replies {
		s.wantBody(r, `{"data":{"slow":null}}`)
	}
	stats := s.handler.CacheStats()
	if s.world.executed.Load() != 1 || stats.Misses != 1 || stats.Hits+stats.Shared != waiting-1 {
		t.Errorf("%d executions, %+v", s.world.executed.Load(), stats)
	}
}

// The execution belongs to the request that began it. When that client goes
// away, those who waited are still answered.
func TestWhoWaitsIsAnsweredWhenTheFirstGoesAway(t *testing.T) {
	s := newSite(t, nil)
	ctx, leave := context.WithCancel(context.Background())
	var first sync.Once
	begun, joined := make(chan struct{}), make(chan struct{})
	s.world.meanwhile = func() { first.Do(func() { close(begun); <-joined; leave() }) }
	var done sync.WaitGroup
	done.Go(func() {
		s.do(request(http.MethodPost, "/graphql", asked(`{ slow }`), "Content-Type", "application/json").WithContext(ctx))
	})
	<-begun
	done.Go(func() {
		close(joined)
		s.wantBody(s.post(asked(`{ slow }`)), `{"data":{"slow":null}}`)
	})
	done.Wait()
}

func TestCopiesAreCheckedByETag(t *testing.T) {
	s := newSite(t, nil)
	params := map[string]string{"query": `{ people(first: 100) { edges { node { id name } } } }`}
	plain := s.get(params)
	zipped := s.get(params, "Accept-Encoding", "br;q=1, gzip;q=0.5")
	if plain.Header.Get("Cache-Control") != "no-cache" || plain.Header.Get("ETag") == zipped.Header.Get("ETag") {
		t.Errorf("got %v and %v", plain.Header, zipped.Header)
	}
	r, err := gzip.NewReader(strings.NewReader(zipped.body))
	if err != nil {
		t.Fatal(err)
	}
	if unzipped, err := io.ReadAll(r); err != nil || string(unzipped) != plain.body {
		t.Errorf("the compressed answer is another: %v", err)
	}
	for _, tag := range []string{plain.Header.Get("ETag"), zipped.Header.Get("ETag"), "W/" + plain.Header.Get("ETag"), `"other", ` + plain.Header.Get("ETag"), "*"} {
		again := s.get(params, "If-None-Match", tag)
		if again.StatusCode != http.StatusNotModified || again.body != "" || again.Header.Get("ETag") == "" {
			t.Errorf("%s: got %d", tag, again.StatusCode)
		}
	}
	if r := s.get(params, "If-None-Match", `"other"`, "Accept-Encoding", "gzip;q=0"); r.body != plain.body {
		t.Errorf("got %d %.100s", r.StatusCode, r.body)
	}
	if r := s.post(asked(params["query"])); r.Header.Get("ETag") != "" {
		t.Error("an answer to a POST has a tag")
	}
}

func TestPersistedQueries(t *testing.T) {
	s := newSite(t, nil)
	const query = `{ language }`
	sum := sha256.Sum256([]byte(query))
	hash := func(h string) string { return `{"persistedQuery":{"version":1,"sha256Hash":"` + h + `"}}` }
	known := hash(hex.EncodeToString(sum[:]))
	unknown := s.get(map[string]string{"extensions": known})
	s.wantCode(unknown, http.StatusOK, "PERSISTED_QUERY_NOT_FOUND")
	if !strings.Contains(unknown.body, `"message":"PersistedQueryNotFound"`) || unknown.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("got %s %v", unknown.body, unknown.Header)
	}
	s.wantBody(s.post(`{"query":"`+query+`","extensions":`+known+`}`), `{"data":{"language":"en"}}`)
	found := s.get(map[string]string{"extensions": known})
	s.wantBody(found, `{"data":{"language":"en"}}`)
	if found.Header.Get("ETag") == "" {
		t.Error("a persisted query by GET has no tag")
	}
	for name, extensions := range map[string]string{
		"another query's hash": hash(strings.Repeat("0", 64)), "short": hash("00"), "no hex": hash(strings.Repeat("x", 64)),
		"version": `{"persistedQuery":{"version":2,"sha256Hash":""}}`, "type": `{"persistedQuery":1}`,
	} {
		if r := s.post(`{"query":"` + query + `","extensions":` + extensions + `}`); r.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", name, r.StatusCode, r.body)
		}
	}
}

func TestQueriesThatFailAreNotPersisted(t *testing.T) {
	s := newSite(t, nil)
	const query = `{ nothing }`
	sum := sha256.Sum256([]byte(query))
	extensions := fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%x"}}`, sum)
	s.post(`{"query":"` + query + `","extensions":` + extensions + `}`)
	s.wantCode(s.get(map[string]string{"extensions": extensions}), http.StatusOK, "PERSISTED_QUERY_NOT_FOUND")
}
