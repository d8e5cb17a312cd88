package graphqlapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"
	"github.com/vektah/gqlparser/v2/ast"

	"onrecord/internal/record"
)

// Events come by the protocol GraphQL over Server-Sent Events, in its distinct
// connections mode: each execution is a `next`, and what ends by itself ends with
// a `complete`. A stream that ends without one is to be taken up again. Each event
// has an id as well, its revision, by which a browser's EventSource goes on after a
// lost connection by itself (Last-Event-ID).

// subscribes reports whether the operation is one to wait for.
func (h *Handler) subscribes(x *exchange) bool {
	d, f := h.planner.document(x.call)
	return f == nil && d.operation.Operation == ast.Subscription
}

// stream answers by events.
func (h *Handler) stream(w http.ResponseWriter, r *http.Request, x *exchange) error {
	s := &eventStream{w: w, control: http.NewResponseController(w), patience: h.config.Limits.Patience}
	p, f := h.planner.plan(x.call)
	if f == nil {
		f = h.permit(p, x)
	}
	if f != nil {
		return s.only(h.refuse(x.ctx, mediaJSON, x.terms, f))
	}
	if p.kind != ast.Subscription {
		a := h.find(x)
		if a == nil {
			return nil
		}
		return s.only(a)
	}
	d := &delivery{}
	if response := h.subscribe(x, p, d); response != nil && len(response.Errors) > 0 {
		return s.only(h.refuse(x.ctx, mediaJSON, x.terms, h.faults(x, response)...))
	}
	if d.wanted == nil {
		err := errors.New("no resolver said what is waited for")
		return s.only(h.refuse(x.ctx, mediaJSON, x.terms, h.logged(x.ctx, x.terms, &fault{Code: codeInternal}, err)))
	}
	if last, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil && last >= 0 {
		since := record.Revision(last)
		d.wanted.since = &since
	}
	to, err := h.config.Live.listen(*d.wanted, x.terms.Identity.Client())
	if err != nil {
		f := h.logged(x.ctx, x.terms, faultOfKind(err), err)
		if f.Code == codeRateLimited {
			f.statusHint = http.StatusTooManyRequests
		}
		return h.refuse(x.ctx, mediaJSON, x.terms, f).write(w, r)
	}
	defer h.config.Live.leave(to)
	return h.follow(r, x, p, to, s)
}

// subscribe executes a subscription once: for what it waits for or, where there is
// something to tell, to tell it. Nil is that nothing came of it.
func (h *Handler) subscribe(x *exchange, p *plan, d *delivery) *graphql.Response {
	ctx, cancel := context.WithTimeout(x.ctx, h.config.Limits.Time)
	defer cancel()
	ctx = context.WithValue(WithTerms(ctx, x.terms), deliveryKey{}, d)
	if x.edition.Bind != nil {
		ctx = x.edition.Bind(ctx)
	}
	query := x.call.query
	if p.flat != "" {
		if faults := h.config.Executor.ValidateWithVariables(query, p.variables); len(faults) > 0 {
			return &graphql.Response{Errors: faults}
		}
		query = p.flat
	}
	responses, err := h.config.Executor.Subscribe(ctx, query, x.call.operation, p.variables)
	if err != nil {
		return &graphql.Response{Errors: []*gqlerrors.QueryError{{Message: "subscribe", ResolverError: err}}}
	}
	var last *graphql.Response
	for r := range responses {
		if response, ok := r.(*graphql.Response); ok {
			last = response
		}
	}
	if err := ctx.Err(); last == nil && err != nil {
		// Who went away, or waited too long, is no failure of this server.
		return &graphql.Response{Errors: []*gqlerrors.QueryError{{Message: "subscribe", ResolverError: err}}}
	}
	return last
}

// follow writes what there is to tell until the client goes, or has to come again.
func (h *Handler) follow(r *http.Request, x *exchange, p *plan, to *listener, s *eventStream) error {
	// The time of a request was for one that ends.
	if err := s.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	beat := time.NewTicker(h.config.Limits.Beat)
	defer beat.Stop()
	end := time.NewTimer(h.config.Limits.Stream)
	defer end.Stop()
	for {
		tidings, told, more := h.config.Live.take(to)
		for _, t := range tidings {
			if x.ctx.Err() != nil {
				return nil
			}
			if err := h.deliver(r, x, p, t, s); err != nil {
				return err
			}
		}
		if err := s.alive(told); err != nil || !more {
			return err
		}
		select {
		case <-to.wake:
		case <-beat.C:
		case <-end.C:
			return nil
		case <-x.ctx.Done():
			return nil
		}
	}
}

// deliver tells one thing, executed once for all who asked in the same words.
func (h *Handler) deliver(r *http.Request, x *exchange, p *plan, t *tiding, s *eventStream) error {
	edition, err := h.config.Present(r)
	if err != nil {
		return err
	}
	now := *x
	now.edition = edition
	terms := *x.terms
	terms.Today = edition.Today
	now.terms = &terms
	name := cacheKey(now.call, now.terms, now.media, edition)
	a := h.cache.do(x.ctx, digestOf(string(name[:]), t.name()), func() *answer {
		// The executor writes into the variables.
		own, f := h.planner.plan(now.call)
		if f != nil {
			return h.refuse(now.ctx, now.media, now.terms, f)
		}
		response := h.subscribe(&now, own, &delivery{news: t})
		if response == nil {
			response = &graphql.Response{}
		}
		return h.render(&now, own, response)
	})
	if a == nil {
		return nil
	}
	return s.next(a, t.revision)
}

// eventStream writes events.
type eventStream struct {
	w        http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
	begun    bool
}

// write sends some lines at once. Who does not take them in time is let go.
func (s *eventStream) write(lines []byte) error {
	if !s.begun {
		s.begun = true
		header := s.w.Header()
		header["Content-Type"] = []string{string(mediaEvents) + "; charset=utf-8"}
		header["Cache-Control"] = []string{"no-store"}
		// A proxy that collects an answer before it passes it on would collect for ever.
		header["X-Accel-Buffering"] = []string{"no"}
		s.w.WriteHeader(http.StatusOK)
	}
	if err := s.control.SetWriteDeadline(time.Now().Add(s.patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.w.Write(lines); err != nil {
		return err
	}
	return s.control.Flush()
}

// alive tells that nothing happened up to a revision, so that proxies keep the
// connection and a browser goes on from there.
func (s *eventStream) alive(told record.Revision) error {
	return s.write(fmt.Appendf(nil, ":\nid: %d\n\n", told))
}

func (s *eventStream) next(a *answer, at record.Revision) error {
	return s.write(fmt.Appendf(nil, "event: next\nid: %d\ndata: %s\n\n", at, oneLine(a.body)))
}

// only is an answer that ends by itself.
func (s *eventStream) only(a *answer) error {
	return s.write(fmt.Appendf(nil, "event: next\ndata: %s\n\nevent: complete\ndata: \n\n", oneLine(a.body)))
}

// oneLine is JSON without line breaks, which would end the data: between its parts
// they mean nothing, and inside of texts they are written as \n.
func oneLine(body []byte) []byte { return bytes.ReplaceAll(body, []byte("\n"), []byte(" ")) }
