package graphqlapi

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onrecord/internal/record"
	"onrecord/schema"
)

// newsroom serves a desk's graph over HTTP, events included.
type newsroom struct {
	*desk
	live *Live
	url  string
}

func openNewsroom(t *testing.T, most int, records ...record.Record) *newsroom {
	t.Helper()
	d := openDesk(t, records...)
	n := &newsroom{desk: d, live: NewLive(most, max(most, 2))}
	present := func(*http.Request) (Edition, error) { return EditionIn(d.graph, today), nil }
	limits := DefaultLimits()
	limits.Beat = 20 * time.Millisecond
	h, err := NewHandler(Config{SDL: schema.GraphQL, Executor: d.schema, Present: present, Live: n.live, Limits: limits,
		CacheBytes: 1 << 20, BaseURL: testBase, Logger: slog.New(slog.NewTextHandler(&d.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- n.live.Run(ctx, d.graph) }()
	server := httptest.NewServer(h)
	n.url = server.URL
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		server.Close()
	})
	for { // until there is something to wait for
		if to, err := n.live.listen(wish{}, "somebody"); err == nil {
			n.live.leave(to)
			return n
		}
		time.Sleep(time.Millisecond)
	}
}

// stream is an open connection that events come on.
type stream struct {
	t     testing.TB
	lines *bufio.Scanner
	close func()
}

func (n *newsroom) subscribe(query string, headers ...string) *stream {
	n.t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		n.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(n.t.Context(), 20*time.Second)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, n.url, bytes.NewReader(body))
	if err != nil {
		n.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { cancel(); _ = response.Body.Close() })
	if got := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || !strings.HasPrefix(got, "text/event-stream") {
		n.t.Fatalf("%s: status %s, %s", query, response.Status, got)
	}
	s := &stream{n.t, bufio.NewScanner(response.Body), cancel}
	s.lines.Buffer(nil, 1<<20)
	return s
}

// message is one event that is no sign of life.
type message struct{ event, id, data string }

// next is the next message; ok is false at the end of the stream.
func (s *stream) next() (m message, ok bool) {
	s.t.Helper()
	for s.lines.Scan() {
		field, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch field {
		case "event":
			m.event = value
		case "id":
			m.id = value
		case "data":
			m.data = value
		case "":
			if m.event != "" {
				return m, true
			}
			m = message{}
		}
	}
	return m, false
}

// want wants the next message to be data.
func (s *stream) want(id record.Revision, data string) {
	s.t.Helper()
	m, ok := s.next()
	if !ok || m.event != "next" || m.id != fmt.Sprint(id) || m.data != data {
		s.t.Fatalf("got %+v (%t)\nwant id %d %s", m, ok, id, data)
	}
}

// waiting blocks until so many listen: a commit before that is not news to them.
func (n *newsroom) waiting(count int) {
	n.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); n.live.Listeners() != count; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			n.t.Fatalf("%d listen, want %d", n.live.Listeners(), count)
		}
	}
}

func disputeRecords() []record.Record {
	return []record.Record{
		human("ada", "Ada"), human("bo", "Bo"), paper("gazette", "2025-12-20"),
		proposition("dues-fall", "Dues will fall"), proposition("dues-rise", "Dues will rise"),
	}
}

func TestQuotesAreToldToThoseWhoWaitForThem(t *testing.T) {
	n := openNewsroom(t, 10, disputeRecords()...)
	ofAda := n.subscribe(fmt.Sprintf(`subscription { quoteAdded(actor: %q) { event quote { speaker { name } stances { claim { slug } position } } changeset { author } } }`, idText(actorID("ada"))))
	onDues := n.subscribe(fmt.Sprintf(`subscription { quoteAdded(claim: %q) { revision quote { speaker { slug } } } }`, idText(declared[record.Claim]("claim", "dues-fall"))))
	n.waiting(2)
	n.put(says("bo/1", "bo", "gazette", "2025-11-01"), takes("bo/1", "dues-rise", record.Supports))
	n.put(says("ada/1", "ada", "gazette", "2025-11-02"), takes("ada/1", "dues-fall", record.Opposes))
	n.put(takes("bo/1", "dues-fall", record.Supports))
	at := n.graph.Snapshot().Revision()
	ofAda.want(at-1, `{"data":{"quoteAdded":{"event":"CHANGE","quote":{"speaker":{"name":"Ada"},"stances":[{"claim":{"slug":"dues-fall"},"position":"OPPOSES"}]},"changeset":{"author":"an editor"}}}}`)
	onDues.want(at-1, fmt.Sprintf(`{"data":{"quoteAdded":{"revision":%d,"quote":{"speaker":{"slug":"ada"}}}}}`, at-1))
	// The quote is older than the stance by which it comes to the claim.
	onDues.want(at, fmt.Sprintf(`{"data":{"quoteAdded":{"revision":%d,"quote":{"speaker":{"slug":"bo"}}}}}`, at))
	ofAda.close()
	n.waiting(1)
}

func TestPositionsAreToldAsTheyChange(t *testing.T) {
	n := openNewsroom(t, 10, disputeRecords()...)
	query := func(since string) string {
		return fmt.Sprintf(`subscription { positionChanged(actor: %q%s) { event revision actor { slug } claim { slug } before after position { position evidence { quote { saidOn } } } } }`, idText(actorID("ada")), since)
	}
	s := n.subscribe(query(""))
	n.waiting(1)
	first := n.graph.Snapshot().Revision()
	n.put(says("bo/1", "bo", "gazette", "2025-11-01"), takes("bo/1", "dues-fall", record.Supports))
	n.put(says("ada/1", "ada", "gazette", "2025-11-02"), takes("ada/1", "dues-fall", record.Opposes))
	began := fmt.Sprintf(`{"data":{"positionChanged":{"event":"CHANGE","revision":%d,"actor":{"slug":"ada"},"claim":{"slug":"dues-fall"},"before":null,"after":"OPPOSES","position":{"position":"OPPOSES","evidence":[{"quote":{"saidOn":"2025-11-02"}}]}}}}`, first+2)
	s.want(first+2, began)
	// Words of an earlier day that are found late change nothing.
	n.put(says("ada/0", "ada", "gazette", "2025-10-01"), takes("ada/0", "dues-fall", record.Supports))
	n.put(says("ada/2", "ada", "gazette", "2025-11-03"), takes("ada/2", "dues-fall", record.Supports))
	turned := fmt.Sprintf(`{"data":{"positionChanged":{"event":"CHANGE","revision":%d,"actor":{"slug":"ada"},"claim":{"slug":"dues-fall"},"before":"OPPOSES","after":"SUPPORTS","position":{"position":"SUPPORTS","evidence":[{"quote":{"saidOn":"2025-11-03"}}]}}}}`, first+4)
	s.want(first+4, turned)
	s.close()
	// Who comes back is told what was missed, as it is on record by now.
	again := n.subscribe(query(fmt.Sprint(", since: ", first+2)))
	again.want(first+4, turned)
	browser := n.subscribe(query(", since: 0"), "Last-Event-ID", fmt.Sprint(first+2))
	browser.want(first+4, turned)
	// A revision that was never made is one of another graph.
	n.subscribe(query(fmt.Sprint(", since: ", first+100))).want(first+4, fmt.Sprintf(
		`{"data":{"positionChanged":{"event":"RESYNC","revision":%d,"actor":null,"claim":null,"before":null,"after":null,"position":null}}}`, first+4))
}

func TestTooMuchToReplayIsAResync(t *testing.T) {
	n := openNewsroom(t, 10, disputeRecords()...)
	first := n.graph.Snapshot().Revision()
	for i := range mostBehind + 1 {
		n.put(says(fmt.Sprint("ada/", i), "ada", "gazette", "2025-11-02"))
	}
	last := n.graph.Snapshot().Revision()
	for n.toldUpTo() < last {
		time.Sleep(time.Millisecond)
	}
	n.subscribe(fmt.Sprintf(`subscription { quoteAdded(since: %d) { event revision quote { id } } }`, first)).
		want(last, fmt.Sprintf(`{"data":{"quoteAdded":{"event":"RESYNC","revision":%d,"quote":null}}}`, last))
	all := n.subscribe(fmt.Sprintf(`subscription { quoteAdded(since: %d) { revision } }`, first+1))
	for i := range record.Revision(mostBehind) {
		all.want(first+2+i, fmt.Sprintf(`{"data":{"quoteAdded":{"revision":%d}}}`, first+2+i))
	}
}

func (n *newsroom) toldUpTo() record.Revision {
	n.live.mu.Lock()
	defer n.live.mu.Unlock()
	return n.live.told
}

// Who does not read is let go, and the others are told all the same.
func TestSlowListenersAreLetGo(t *testing.T) {
	n := openNewsroom(t, 10, disputeRecords()...)
	slow, err := n.live.listen(wish{}, "somebody")
	if err != nil {
		t.Fatal(err)
	}
	quick := n.subscribe(`subscription { quoteAdded { revision } }`)
	n.waiting(2)
	first := n.graph.Snapshot().Revision()
	for i := range record.Revision(2 * mostBehind) {
		n.put(says(fmt.Sprint("ada/", i), "ada", "gazette", "2025-11-02"))
		quick.want(first+1+i, fmt.Sprintf(`{"data":{"quoteAdded":{"revision":%d}}}`, first+1+i))
	}
	if all, _, more := n.live.take(slow); more || len(all) > 0 {
		t.Errorf("who is %d behind is still told %d", 2*mostBehind, len(all))
	}
}

// One client cannot take the places of all, and gets its own back.
func TestEachClientHasItsShareOfSubscriptions(t *testing.T) {
	l := NewLive(10, 2)
	l.graph = openDesk(t, disputeRecords()...).graph
	var held []*listener
	for range 2 {
		to, err := l.listen(wish{}, "one")
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, to)
	}
	if _, err := l.listen(wish{}, "one"); !errors.Is(err, errShare) {
		t.Errorf("the third of one client: %v", err)
	}
	if _, err := l.listen(wish{}, "two"); err != nil {
		t.Errorf("the first of another: %v", err)
	}
	l.leave(held[0])
	l.leave(held[0])
	if _, err := l.listen(wish{}, "one"); err != nil {
		t.Errorf("after one has left: %v", err)
	}
	if _, err := l.listen(wish{}, "one"); !errors.Is(err, errShare) {
		t.Errorf("after it was replaced: %v", err)
	}
}

func TestTooManySubscriptionsAreRefusedAsSuch(t *testing.T) {
	n := openNewsroom(t, 2, disputeRecords()...)
	n.subscribe(`subscription { quoteAdded { revision } }`)
	n.subscribe(`subscription { quoteAdded { revision } }`)
	n.waiting(2)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.url, strings.NewReader(`{"query":"subscription { quoteAdded { revision } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusTooManyRequests || !strings.Contains(string(body), `"code":"RATE_LIMITED"`) {
		t.Errorf("got %s %s, %v", response.Status, body, err)
	}
}

func TestWhatCannotBeWaitedForIsRefused(t *testing.T) {
	n := openNewsroom(t, 1, disputeRecords()...)
	ada := idText(actorID("ada"))
	for query, word := range map[string]string{
		`subscription { quoteAdded(actor: "nonsense") { revision } }`:                                             string(codeInvalid),
		`subscription { quoteAdded(claim: "` + ada + `") { revision } }`:                                          string(codeNotFound),
		`subscription { quoteAdded(since: -1) { revision } }`:                                                     string(codeInvalid),
		`subscription { quoteAdded { nothing } }`:                                                                 string(codeValidation),
		`subscription { positionChanged { revision } }`:                                                           string(codeValidation),
		`subscription { quoteAdded { revision } other: quoteAdded { revision } }`:                                 "exactly one field",
		`subscription { quoteAdded @skip(if: true) { revision } }`:                                                "exactly one field",
		`subscription { __typename }`:                                                                             "exactly one field",
		`subscription { ...a } fragment a on Subscription { ...b ...b } fragment b on Subscription { ...a ...a }`: "exactly one field",
		`subscription { ...a } fragment a on Subscription { quoteAdded { revision } b: quoteAdded { revision } }`: "exactly one field",
		`subscription { quoteAdded { quote { speaker { quotes(first: 100) { edges { node { stances { claim { stances(first: 100) { edges { node { quote { gist } } } } } } } } } } } } }`: string(codeTooLarge),
	} {
		s := n.subscribe(query)
		m, _ := s.next()
		if end, _ := s.next(); !strings.Contains(m.data, word) || !strings.Contains(m.data, `"errors"`) || end.event != "complete" {
			t.Errorf("%s\ngot %+v, then %+v; want %s", query, m, end, word)
		}
	}
	// A query may be asked for in the same way.
	s := n.subscribe(`{ graph { people } }`)
	if m, _ := s.next(); m.data != `{"data":{"graph":{"people":2}}}` {
		t.Errorf("a query gives %+v", m)
	}
	n.subscribe(`subscription { quoteAdded { revision } }`)
	n.waiting(1)
	for accept, status := range map[string]int{
		"text/event-stream": http.StatusServiceUnavailable, // there is no place left
		"application/json":  http.StatusOK, "application/graphql-response+json": http.StatusBadRequest,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.url, strings.NewReader(`{"query":"subscription { quoteAdded { revision } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", accept)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil || response.StatusCode != status {
			t.Errorf("under %s: %s, want %d (%v)", accept, response.Status, status, err)
		}
	}
}

// A client that goes away leaves nothing behind, and one that is connected when the
// server ends is let go without a `complete`, so that it comes again.
func TestTheEndOfWaiting(t *testing.T) {
	n := openNewsroom(t, 5, disputeRecords()...)
	var all []*stream
	for range 5 {
		all = append(all, n.subscribe(`subscription { quoteAdded { revision } }`))
	}
	n.waiting(5)
	all[0].close()
	n.waiting(4)
	n.live.letAllGo()
	for _, s := range all[1:] {
		if m, ok := s.next(); ok {
			t.Errorf("the end came with %+v", m)
		}
	}
	n.waiting(0)
}
