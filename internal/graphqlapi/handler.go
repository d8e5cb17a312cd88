package graphqlapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	graphql "github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"
	"github.com/vektah/gqlparser/v2/ast"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// Executor executes one operation of a document. A *graphql.Schema parsed with
// SchemaOptions is one.
type Executor interface {
	Exec(ctx context.Context, query, operation string, variables map[string]any) *graphql.Response
	ValidateWithVariables(query string, variables map[string]any) []*gqlerrors.QueryError
	Subscribe(ctx context.Context, query, operation string, variables map[string]any) (<-chan any, error)
}

// Config is everything that a handler is made of.
type Config struct {
	// SDL is the schema that the executor answers by; costs are estimated by it.
	SDL      string
	Executor Executor
	// Present takes the edition that a request is answered from. Its error's kind
	// decides the answer: record.ErrUnavailable before a graph is loaded, for
	// example.
	Present func(*http.Request) (Edition, error)
	// Live brings what subscriptions wait for; without it none are offered.
	Live *Live
	// ReadOnly refuses every mutation: another server makes the changes.
	ReadOnly bool
	Limits   Limits
	// CacheBytes bounds the response cache, three quarters for answers and one for
	// requests already decoded; PersistedBytes bounds the persisted queries. 0 keeps
	// none.
	CacheBytes, PersistedBytes int64
	// BaseURL begins the addresses in answers, without a slash at its end.
	BaseURL string
	// RequestID gives the id under which a request is logged. Optional.
	RequestID func(context.Context) string
	Logger    *slog.Logger
}

// Handler serves GraphQL over HTTP at one address: queries by GET and POST,
// persisted queries by hash, answers from a cache where it has them.
type Handler struct {
	config      Config
	planner     *planner
	persisted   *persistedQueries
	decoded     *lru[*call]
	cache       *answerCache
	interpreter atomic.Pointer[interpreter]
}

// NewHandler fails where the schema cannot be parsed or the configuration is not
// complete; its error is of kind record.ErrInvalid.
func NewHandler(config Config) (*Handler, error) {
	if config.Executor == nil || config.Present == nil || config.Logger == nil {
		return nil, fmt.Errorf("%w handler: it needs an executor, an edition and a logger", record.ErrInvalid)
	}
	if config.Limits.Time <= 0 || config.Limits.Body <= 0 {
		return nil, fmt.Errorf("%w handler: it needs limits, as DefaultLimits gives them", record.ErrInvalid)
	}
	planner, err := newPlanner(config.SDL, config.Limits)
	if err != nil {
		return nil, fmt.Errorf("%w schema: %v", record.ErrInvalid, err)
	}
	nobody := func(context.Context) string { return "" }
	if config.RequestID == nil {
		config.RequestID = nobody
	}
	h := &Handler{config: config, planner: planner,
		persisted: newPersistedQueries(config.PersistedBytes),
		decoded:   newLRU[*call](config.CacheBytes / 4),
		cache:     newAnswerCache(config.CacheBytes * 3 / 4)}
	h.interpreter.Store(newInterpreter(nil))
	return h, nil
}

// CacheStats reports on the response cache.
func (h *Handler) CacheStats() CacheStats { return h.cache.stats() }

// allowed are the methods, for the Allow header.
const allowed = "GET, HEAD, OPTIONS, POST"

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allowed)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if err := h.serve(w, r); err != nil {
		h.config.Logger.DebugContext(r.Context(), "graphql: the client went away during an answer", "error", err)
	}
}

// serve answers as a whole or, where the client waits for events, by these.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request) error {
	x, a := h.settle(r)
	if a == nil {
		if x.media == mediaEvents || x.events && h.subscribes(x) {
			return h.stream(w, r, x)
		}
		a = h.find(x)
	}
	if a == nil {
		// The client has gone; there is nobody to answer.
		return nil
	}
	return a.write(w, r)
}

// settle settles the terms of a request, or refuses it.
func (h *Handler) settle(r *http.Request) (*exchange, *answer) {
	ctx := r.Context()
	terms := &Terms{BaseURL: h.config.BaseURL, Identity: access.From(ctx), RequestID: h.config.RequestID(ctx)}
	m, events, ok := negotiateMedia(strings.Join(r.Header["Accept"], ","))
	if !ok {
		return nil, h.refuse(ctx, mediaJSON, terms, refusal(http.StatusNotAcceptable, codeBadRequest,
			"answers come as %s, %s or %s", mediaResponse, mediaJSON, mediaEvents))
	}
	c, f := h.read(r)
	if f != nil {
		return nil, h.refuse(ctx, m, terms, f)
	}
	edition, err := h.config.Present(r)
	if err != nil {
		f := h.logged(ctx, terms, faultOfKind(err), err)
		if f.Code == codeNotFound {
			f.statusHint = http.StatusNotFound
		}
		return nil, h.refuse(ctx, m, terms, f)
	}
	terms.Today = edition.Today
	terms.Languages = h.languages(edition).choose(strings.Join(r.Header["Accept-Language"], ","))
	return &exchange{ctx: ctx, call: c, terms: terms, media: m, events: events, edition: edition, safe: r.Method != http.MethodPost}, nil
}

// exchange is one request with all that was settled about it.
type exchange struct {
	ctx   context.Context
	call  *call
	terms *Terms
	media media
	// events says that the answer may come as events.
	events  bool
	edition Edition
	// safe requests (GET and HEAD) must change nothing.
	safe bool
}

// find gives the kept answer, which costs no parsing, or makes one.
func (h *Handler) find(x *exchange) *answer {
	key := cacheKey(x.call, x.terms, x.media, x.edition)
	if a, ok := h.cache.get(key); ok {
		h.persisted.remember(x.call)
		return a
	}
	p, f := h.planner.plan(x.call)
	if f == nil {
		f = h.permit(p, x)
	}
	if f != nil {
		return h.refuse(x.ctx, x.media, x.terms, f)
	}
	if p.kind == ast.Mutation || p.passing {
		return h.execute(x, p)
	}
	return h.cache.do(x.ctx, key, func() *answer { return h.execute(x, p) })
}

// permit refuses operations that this way of asking does not offer, or not to
// whoever asks.
func (h *Handler) permit(p *plan, x *exchange) *fault {
	switch {
	case p.kind == ast.Subscription:
		return h.permitWaiting(p, x)
	case p.kind == ast.Mutation && x.safe:
		return wrongMethod(http.MethodPost)
	case p.kind == ast.Mutation && h.config.ReadOnly:
		return faultf(codeUnsupported, "this server only reads; send changes to the one that writes")
	case p.kind == ast.Mutation && h.planner.schema.Mutation == nil:
		return faultf(codeUnsupported, "mutations are not offered")
	case p.kind == ast.Mutation:
		return faultOfAccess(x.terms.Identity.Require(p.role))
	}
	return nil
}

// permitWaiting refuses subscriptions that cannot be waited for.
func (h *Handler) permitWaiting(p *plan, x *exchange) *fault {
	switch {
	case h.config.Live == nil || h.planner.schema.Subscription == nil:
		return faultf(codeUnsupported, "subscriptions are not offered")
	case x.edition.Past:
		return faultf(codeUnsupported, "nothing happens any more in an earlier revision; subscribe at the present one")
	case !x.events:
		return faultf(codeUnsupported, "subscriptions come as events; send Accept: %s", mediaEvents)
	case !p.single:
		return faultf(codeValidation, "a subscription has exactly one field, without directives")
	}
	return nil
}

// read reads the request and decodes it, unless the same was decoded before,
// which costs more than all else about a cached answer.
func (h *Handler) read(r *http.Request) (*call, *fault) {
	var source []byte
	var f *fault
	decode := decodeQuery
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		source, f = readGet(r.URL, h.config.Limits.Body)
	case http.MethodPost:
		source, f = readPost(r, h.config.Limits.Body)
		decode = decodeBody
	default:
		f = wrongMethod(allowed)
	}
	if f != nil {
		return nil, f
	}
	key := digestOf(r.Method, string(source))
	c, ok := h.decoded.get(key)
	if !ok {
		if c, f = decode(source); f != nil {
			return nil, f
		}
		h.decoded.put(key, c, int64(len(source))*decodedGrowth)
	}
	return h.persisted.resolve(c)
}

// decodedGrowth is how many times larger than its source a decoded call is at
// most: a list of digits has two bytes of JSON for an interface, a string header
// and its byte each.
const decodedGrowth = 24

// languages gives the interpreter of an edition's languages, which change
// rarely.
func (h *Handler) languages(e Edition) *interpreter {
	in := h.interpreter.Load()
	if !slices.Equal(in.offered, e.Languages) {
		in = newInterpreter(e.Languages)
		h.interpreter.Store(in)
	}
	return in
}

// execute runs the operation within its time.
func (h *Handler) execute(x *exchange, p *plan) *answer {
	ctx, cancel := context.WithTimeout(x.ctx, h.config.Limits.Time)
	defer cancel()
	bound := WithTerms(ctx, x.terms)
	if x.edition.Bind != nil {
		bound = x.edition.Bind(bound)
	}
	return h.render(x, p, h.run(bound, x.call, p))
}

// run executes a document, in other words where the executor would misread it,
// once it is found valid in its own.
func (h *Handler) run(ctx context.Context, c *call, p *plan) *graphql.Response {
	if p.flat == "" {
		return h.config.Executor.Exec(ctx, c.query, c.operation, p.variables)
	}
	if faults := h.config.Executor.ValidateWithVariables(c.query, p.variables); len(faults) > 0 {
		return &graphql.Response{Errors: faults}
	}
	return h.config.Executor.Exec(ctx, p.flat, c.operation, p.variables)
}

// mostFaults bounds the errors of one answer: a page of a hundred items can
// fail a hundred times in the same way.
const mostFaults = 50

// render makes the answer of a response. An error without a path came before
// execution or ended it, and a panic while a value was written leaves the data
// cut short: neither may be passed on with data.
func (h *Handler) render(x *exchange, p *plan, response *graphql.Response) *answer {
	faults := h.faults(x, response)
	whole := len(response.Data) > 0 && (len(faults) == 0 || len(faults[0].Path) > 0)
	if len(faults) > 0 && whole && !json.Valid(response.Data) {
		return h.refuse(x.ctx, x.media, x.terms, h.logged(x.ctx, x.terms, &fault{Code: codeInternal}, errors.New("the data is not JSON")))
	}
	faults = faults[:min(len(faults), mostFaults)]
	if !whole {
		if len(faults) == 0 {
			faults = []*fault{h.logged(x.ctx, x.terms, &fault{Code: codeInternal}, errors.New("the executor gave nothing"))}
		}
		return h.refuse(x.ctx, x.media, x.terms, faults...)
	}
	a, err := dataAnswer(x.media, x.terms.Languages[0], response.Data, faults, p.kind != ast.Mutation && !p.passing)
	if err != nil {
		return h.refuse(x.ctx, x.media, x.terms, h.logged(x.ctx, x.terms, &fault{Code: codeInternal}, err))
	}
	if p.kind == ast.Query {
		a.revision = strconv.FormatInt(int64(x.edition.Revision), 10)
	}
	if a.lasting || p.passing && len(faults) == 0 {
		h.persisted.remember(x.call)
	}
	return a
}

// faults are the errors of a response in the order of their paths, those without
// a path first: resolvers run beside one another and fail in any order.
func (h *Handler) faults(x *exchange, response *graphql.Response) []*fault {
	var faults []*fault
	for _, e := range response.Errors {
		faults = append(faults, h.logged(x.ctx, x.terms, faultOfExecution(e), e))
	}
	slices.SortStableFunc(faults, func(a, b *fault) int {
		return cmp.Compare(fmt.Sprint(a.Path...), fmt.Sprint(b.Path...))
	})
	return faults
}

// logged writes what a client must not see to the log, once, and masks it.
func (h *Handler) logged(ctx context.Context, terms *Terms, f *fault, err error) *fault {
	if f.Code == codeInternal || f.Code == codeUnavailable {
		h.config.Logger.ErrorContext(ctx, "graphql: a request failed", "request", terms.RequestID,
			"code", string(f.Code), "path", fmt.Sprint(f.Path), "error", err)
	}
	return f.mask(terms.RequestID)
}

// refuse makes the answer of a request that has no data.
func (h *Handler) refuse(ctx context.Context, m media, terms *Terms, faults ...*fault) *answer {
	a, err := faultAnswer(m, faults...)
	if err != nil {
		h.config.Logger.ErrorContext(ctx, "graphql: an error could not be written", "request", terms.RequestID, "error", err)
		return newAnswer(http.StatusInternalServerError, m, "", []byte(`{"errors":[{"message":"something went wrong inside the server","extensions":{"code":"INTERNAL"}}]}`), false)
	}
	return a
}
