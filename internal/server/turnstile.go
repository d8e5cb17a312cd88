package server

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// turnstile bounds the requests that are answered at once, of all clients and of
// each: every one of them may hold its body, an answer and the memory of making it
// until a slow client has taken it. Who only waits for events is let out of it.
type turnstile struct {
	places chan struct{}
	each   int

	mu sync.Mutex
	of map[string]int
}

// turnstilePatience is how long a request waits for others to be answered.
const turnstilePatience = 2 * time.Second

func newTurnstile(most, each int) *turnstile {
	return &turnstile{places: make(chan struct{}, most), each: each, of: map[string]int{}}
}

// enter waits a little for a place. Where it gets one, leave gives it back, once.
// Otherwise the status says whose fault that is: 429 the client's, which has its
// share, 503 that of everybody.
func (t *turnstile) enter(ctx context.Context, client string) (leave func(), status int) {
	if !t.count(client) {
		return nil, http.StatusTooManyRequests
	}
	select {
	case t.places <- struct{}{}:
	default:
		patience, cancel := context.WithTimeout(ctx, turnstilePatience)
		defer cancel()
		select {
		case t.places <- struct{}{}:
		case <-patience.Done():
			t.discount(client)
			return nil, http.StatusServiceUnavailable
		}
	}
	return sync.OnceFunc(func() {
		<-t.places
		t.discount(client)
	}), 0
}

func (t *turnstile) count(client string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[client] >= t.each {
		return false
	}
	t.of[client]++
	return true
}

func (t *turnstile) discount(client string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[client]--; t.of[client] == 0 {
		delete(t.of, client)
	}
}

// admitted answers for a handler of content while there are too many requests.
func (s *Server) admitted(w http.ResponseWriter, r *http.Request, h http.Handler) {
	leave, status := s.turnstile.enter(r.Context(), s.address(r))
	switch status {
	case 0:
		defer leave()
		h.ServeHTTP(&untilEvents{ResponseWriter: w, leave: leave}, r)
		return
	case http.StatusTooManyRequests:
		w.Header().Set("Retry-After", "1")
		s.refuse(w, status, "RATE_LIMITED", "as many of your requests are being answered as may be at a time; send the next when one is done")
	default:
		w.Header().Set("Retry-After", "2")
		s.refuse(w, status, "UNAVAILABLE", "the server answers as many requests as it can; try again a little later")
	}
}

// untilEvents leaves the turnstile when the answer turns out to be a stream of
// events.
type untilEvents struct {
	http.ResponseWriter
	leave func()
}

func (w *untilEvents) WriteHeader(status int) {
	if isEventStream(w.Header()) {
		w.leave()
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach deadlines and flushing.
func (w *untilEvents) Unwrap() http.ResponseWriter { return w.ResponseWriter }
