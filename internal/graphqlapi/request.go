package graphqlapi

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// A request is what resolvers need to answer: it is made once by a root field
// and handed on by pointer, because an item of a list that took a context would
// cost a goroutine for each of its fields.
type request struct {
	snapshot *graph.Snapshot
	// graph is what the snapshot is a revision of; nil where it is served by itself.
	graph *graph.Graph
	// past says that the snapshot is an earlier revision, which cannot be changed and
	// whose words are not searched.
	past      bool
	languages []string
	base      string
	// today is what an `asOf` that is left out means for affiliations.
	today  record.Date
	recent recentCircle
}

type (
	snapshotKey struct{}
	graphKey    struct{}
)

// WithSnapshot binds a snapshot for the resolvers of one request.
func WithSnapshot(ctx context.Context, s *graph.Snapshot) context.Context {
	return context.WithValue(ctx, snapshotKey{}, s)
}

// EditionOf is the edition that a snapshot makes on a day.
func EditionOf(s *graph.Snapshot, today record.Date) Edition {
	return Edition{
		Revision:  s.Revision(),
		Today:     today,
		Languages: s.Languages(),
		Bind:      func(ctx context.Context) context.Context { return WithSnapshot(ctx, s) },
	}
}

// origin is where a snapshot comes from.
type origin struct {
	graph *graph.Graph
	past  bool
}

// from is an edition with its origin.
func (e Edition) from(o origin) Edition {
	bind := e.Bind
	e.Bind = func(ctx context.Context) context.Context { return context.WithValue(bind(ctx), graphKey{}, o) }
	e.Past = o.past
	return e
}

// EditionIn is the newest edition of a graph that may be changed and whose history
// may be asked for.
func EditionIn(g *graph.Graph, today record.Date) Edition {
	return EditionOf(g.Snapshot(), today).from(origin{graph: g})
}

// EditionAt is a graph as it was known at a revision, given by its number, or at an
// instant (RFC 3339). It cannot be changed. Something else is record.ErrInvalid, a
// revision that is not there record.ErrNotFound, one too far back
// record.ErrTooLarge.
func EditionAt(ctx context.Context, g *graph.Graph, when string, today record.Date) (Edition, error) {
	var s *graph.Snapshot
	at, err := time.Parse(time.RFC3339, when)
	if err == nil {
		s, err = g.AtInstant(ctx, at)
	} else if n, notNumber := strconv.ParseInt(when, 10, 64); notNumber == nil {
		s, err = g.At(ctx, record.Revision(n))
	} else {
		err = fmt.Errorf("%w revision %q: want a number, or a time such as 2026-01-31T12:00:00Z", record.ErrInvalid, shorten(when))
	}
	if err != nil {
		return Edition{}, err
	}
	return EditionOf(s, today).from(origin{g, true}), nil
}

// requestFrom settles what is the same for all of an answer.
func (q *query) requestFrom(ctx context.Context) (*request, error) {
	s, ok := ctx.Value(snapshotKey{}).(*graph.Snapshot)
	if !ok {
		return nil, fmt.Errorf("%w graph: no edition is bound to the request", record.ErrUnavailable)
	}
	terms := TermsOf(ctx)
	from, _ := ctx.Value(graphKey{}).(origin)
	return &request{snapshot: s, graph: from.graph, past: from.past, languages: terms.Languages, base: terms.BaseURL, today: terms.Today}, nil
}

// now is the date that an `asOf` about affiliations means.
func (r *request) on(asOf record.Date) record.Date {
	if asOf.IsZero() {
		return r.today
	}
	return asOf
}

func (r *request) page(kind, key string) webAddress {
	return webAddress(r.base + "/" + kind + "/" + key)
}

func (r *request) embed(kind, key string) webAddress {
	return webAddress(r.base + "/embed/" + kind + "/" + key)
}

// localized is a text in one language.
type localized struct {
	Text     string
	Language languageTag
}

func allTexts(ts record.Texts) []localized {
	all := make([]localized, len(ts))
	for i, t := range ts {
		all[i] = localized{t.Text, languageTag(t.Language)}
	}
	return all
}

func (r *request) in(ts record.Texts) string { return ts.In(r.languages).Text }

// found turns the look-up of an id into a node, or into null.
func found[T, N any](s *graph.Snapshot, id record.ID[T], show func(*T) *N) *N {
	if id.IsZero() {
		return nil
	}
	return shown(graph.Find(s, id), show)
}

func shown[T, N any](r *T, show func(*T) *N) *N {
	if r == nil {
		return nil
	}
	return show(r)
}

// each shows every record of a list without pages.
func each[T, N any](l sequence[T], show func(*T) *N) []*N {
	all := make([]*N, l.Len())
	for i := range all {
		all[i] = show(l.At(i))
	}
	return all
}

// eachOf shows what a list of ids leads to.
func eachOf[T, N any](s *graph.Snapshot, ids []record.ID[T], show func(*T) *N) []*N {
	all := make([]*N, 0, len(ids))
	for _, id := range ids {
		if n := found(s, id, show); n != nil {
			all = append(all, n)
		}
	}
	return all
}

func (r *request) actorsOf(ids []record.ActorID) []*actorNode {
	all := make([]*actorNode, 0, len(ids))
	for _, id := range ids {
		if n := r.actor(id); n != nil {
			all = append(all, n)
		}
	}
	return all
}

func uuidOf[T any](id record.ID[T]) uuid.UUID { return uuid.UUID(id) }
