package graphqlapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// Live brings the news of a graph to those who wait for them. A commit is told to
// it once; whom it concerns is found by what they wait for, so that ten thousand
// who wait for something else cost it nothing.
type Live struct {
	most, each int

	mu    sync.Mutex
	graph *graph.Graph
	// told is the newest revision that listeners were told of.
	told record.Revision
	// waiting are the listeners by the one id that they are found under, nil for
	// those who wait for everything.
	waiting map[uuid.UUID]map[*listener]struct{}
	count   int
	// of counts those of each client.
	of map[string]int
}

// NewLive bounds how many may wait at a time, in all and of each client.
func NewLive(most, each int) *Live {
	return &Live{most: most, each: each, waiting: map[uuid.UUID]map[*listener]struct{}{}, of: map[string]int{}}
}

// Listeners is how many wait now.
func (l *Live) Listeners() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// wish is what one client waits for: positions of the actor, or quotes of which
// all that is given holds.
type wish struct {
	positions bool
	claim     record.ClaimID
	actor     record.ActorID
	topic     record.TopicID
	// since is the revision to go on from; nil is the present one.
	since *record.Revision
}

// key is the id that the wish is found under.
func (w *wish) key() uuid.UUID {
	switch {
	case !w.actor.IsZero():
		return uuid.UUID(w.actor)
	case !w.claim.IsZero():
		return uuid.UUID(w.claim)
	}
	return uuid.UUID(w.topic)
}

// holds reports whether a quote that is found there is one that is waited for.
func (w *wish) holds(at *graph.Whereabouts) bool {
	return at != nil &&
		(w.actor.IsZero() || slices.Contains(at.Actors, w.actor)) &&
		(w.claim.IsZero() || slices.Contains(at.Claims, w.claim)) &&
		(w.topic.IsZero() || slices.Contains(at.Topics, w.topic))
}

// wants reports whether a quote came to hold.
func (w *wish) wants(p *graph.Placed) bool {
	return !w.positions && w.holds(p.After) && !w.holds(p.Before)
}

// tiding is one event. Listeners share it.
type tiding struct {
	revision record.Revision
	by       record.ChangesetID
	// quote or turn is what changed; neither where the listener has to look anew.
	quote record.QuoteID
	turn  *graph.Turn
}

// name tells tidings of one revision apart.
func (t *tiding) name() string {
	if t.turn != nil {
		return fmt.Sprint(t.revision, t.turn.Actor, t.turn.Claim)
	}
	return fmt.Sprint(t.revision, t.quote)
}

// mostBehind is how many tidings one listener may be behind: who reads more slowly
// than that is let go, and may come back.
const mostBehind = 64

// listener is one who waits.
type listener struct {
	wish wish
	// client is for whom it counts.
	client string
	// after is the revision up to which nothing is told any more.
	after record.Revision
	// wake has a token where there is something to take.
	wake  chan struct{}
	queue []*tiding
	// gone says that nothing will come any more.
	gone bool
}

// Run tells the news of a graph until the context ends; then everybody is let go.
func (l *Live) Run(ctx context.Context, g *graph.Graph) error {
	l.mu.Lock()
	l.graph, l.told = g, g.Snapshot().Revision()
	l.mu.Unlock()
	defer l.letAllGo()
	for {
		news, whole, more := g.News(l.told)
		if !whole {
			// So many revisions at once that not all were kept.
			news = []graph.News{{Revision: g.Snapshot().Revision(), Cut: true}}
		}
		for i := range news {
			l.tell(&news[i])
		}
		if len(news) > 0 {
			continue
		}
		select {
		case <-more:
		case <-ctx.Done():
			return nil
		}
	}
}

func (l *Live) tell(news *graph.News) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = news.Revision
	if news.Cut {
		resync := &tiding{revision: news.Revision}
		for _, set := range l.waiting {
			for to := range set {
				to.push(resync)
			}
		}
		return
	}
	for i := range news.Quotes {
		l.tellQuote(news, &news.Quotes[i])
	}
	for i := range news.Turns {
		turn := &news.Turns[i]
		t := &tiding{revision: news.Revision, by: news.By, turn: turn}
		for to := range l.waiting[uuid.UUID(turn.Actor)] {
			if to.wish.positions {
				to.push(t)
			}
		}
	}
}

func (l *Live) tellQuote(news *graph.News, p *graph.Placed) {
	t := &tiding{revision: news.Revision, by: news.By, quote: p.Quote}
	concerned := func(id uuid.UUID) {
		for to := range l.waiting[id] {
			if to.wish.wants(p) {
				to.push(t)
			}
		}
	}
	concerned(uuid.Nil)
	for _, id := range p.After.Actors {
		concerned(uuid.UUID(id))
	}
	for _, id := range p.After.Claims {
		concerned(uuid.UUID(id))
	}
	for _, id := range p.After.Topics {
		concerned(uuid.UUID(id))
	}
}

// push hands a tiding to a listener, or lets go of one that is too far behind.
func (to *listener) push(t *tiding) {
	if to.gone || t.revision <= to.after {
		return
	}
	if len(to.queue) == mostBehind {
		to.queue, to.gone = nil, true
	} else {
		to.queue = append(to.queue, t)
	}
	to.ring()
}

func (to *listener) ring() {
	select {
	case to.wake <- struct{}{}:
	default:
	}
}

// errShare: one client waits as often as it may.
var errShare = errors.New("no place left")

// listen begins to wait. It fails with record.ErrUnavailable where there is nothing
// to wait for yet, or so many wait that there is no place left, and with errShare
// where the client has its share of the places.
func (l *Live) listen(w wish, client string) (*listener, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.graph == nil:
		return nil, fmt.Errorf("%w: nothing is told yet or any more", record.ErrUnavailable)
	case l.of[client] >= l.each:
		return nil, fmt.Errorf("%w: you wait for %d things already, which is the most; end one of these subscriptions first", errShare, l.of[client])
	case l.count >= l.most:
		return nil, fmt.Errorf("%w: %d wait already", record.ErrUnavailable, l.count)
	}
	to := &listener{wish: w, client: client, after: l.told, wake: make(chan struct{}, 1)}
	if w.since != nil {
		l.catchUp(to, *w.since)
	}
	set := l.waiting[w.key()]
	if set == nil {
		set = map[*listener]struct{}{}
		l.waiting[w.key()] = set
	}
	set[to] = struct{}{}
	l.count++
	l.of[client]++
	return to, nil
}

// catchUp queues what was told since a revision, or that it cannot be told.
func (l *Live) catchUp(to *listener, since record.Revision) {
	news, whole, _ := l.graph.News(since)
	for i := range news {
		whole = whole && (news[i].Revision > l.told || !news[i].Cut)
	}
	var missed []*tiding
	if whole && since <= l.told {
		missed = to.wish.missed(news, l.told)
	}
	switch {
	case !whole || len(missed) > mostBehind:
		missed = []*tiding{{revision: l.told}}
	case since > l.told:
		to.after = since
	}
	if to.queue = missed; len(missed) > 0 {
		to.ring()
	}
}

// missed are the tidings among news up to a revision that are waited for, and one
// more than a listener may be behind at most.
func (w *wish) missed(news []graph.News, upTo record.Revision) (all []*tiding) {
	for _, n := range news {
		if n.Revision > upTo {
			break
		}
		for i := range n.Quotes {
			if w.wants(&n.Quotes[i]) {
				all = append(all, &tiding{revision: n.Revision, by: n.By, quote: n.Quotes[i].Quote})
			}
		}
		for i := range n.Turns {
			if w.positions && n.Turns[i].Actor == w.actor {
				all = append(all, &tiding{revision: n.Revision, by: n.By, turn: &n.Turns[i]})
			}
		}
		if len(all) > mostBehind {
			return all
		}
	}
	return all
}

// take gives what came since the last time; more is false once nothing will come
// any more.
func (l *Live) take(to *listener) (all []*tiding, told record.Revision, more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, to.queue = to.queue, nil
	return all, max(l.told, to.after), !to.gone
}

// leave ends the waiting.
func (l *Live) leave(to *listener) {
	l.mu.Lock()
	defer l.mu.Unlock()
	set := l.waiting[to.wish.key()]
	if _, there := set[to]; !there {
		return
	}
	l.count--
	if l.of[to.client]--; l.of[to.client] == 0 {
		delete(l.of, to.client)
	}
	if delete(set, to); len(set) == 0 {
		delete(l.waiting, to.wish.key())
	}
}

func (l *Live) letAllGo() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.graph = nil
	for _, set := range l.waiting {
		for to := range set {
			to.gone = true
			to.ring()
		}
	}
}
