package check

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// corpus is a graph gathered for the rules: records by kind and id, and what
// belongs to what.
type corpus struct {
	graph  Graph
	label  func(record.Ref) string
	byKind map[record.Kind][]record.Record
	byID   map[uuid.UUID]record.Record
	// reached is what some record leads to that makes it part of the graph.
	reached map[uuid.UUID]bool
	// stances, reported and responses are those of each quote.
	stances   map[record.QuoteID][]*record.Stance
	responses map[record.QuoteID][]*record.Response
	utterers  map[record.UtteranceID][]*record.Quote
}

func gather(ctx context.Context, g Graph, options Options) (*corpus, error) {
	c := &corpus{
		graph: g, label: options.Label,
		byKind:    map[record.Kind][]record.Record{},
		byID:      map[uuid.UUID]record.Record{},
		reached:   map[uuid.UUID]bool{},
		stances:   map[record.QuoteID][]*record.Stance{},
		responses: map[record.QuoteID][]*record.Response{},
		utterers:  map[record.UtteranceID][]*record.Quote{},
	}
	for kind := record.KindPerson; kind < record.AnyActor; kind++ {
		for r := range g.Each(kind) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			c.byKind[kind] = append(c.byKind[kind], r)
			c.byID[r.Ref().ID] = r
		}
		slices.SortFunc(c.byKind[kind], func(a, b record.Record) int { return a.Ref().Compare(b.Ref()) })
		for _, r := range c.byKind[kind] {
			c.place(r)
		}
	}
	return c, nil
}

func (c *corpus) place(r record.Record) {
	switch r := r.(type) {
	case *record.Quote:
		c.utterers[r.UtteranceID()] = append(c.utterers[r.UtteranceID()], r)
	case *record.Stance:
		c.stances[r.Quote] = append(c.stances[r.Quote], r)
	case *record.Response:
		c.responses[r.Quote] = append(c.responses[r.Quote], r)
	}
	r.References(func(to record.Reference) {
		if leads(r, to) {
			c.reached[to.ID] = true
		}
	})
}

// leads reports whether a reference makes its target part of the graph: that
// somebody works somewhere, or is not somebody else, tells nothing about what
// anyone said.
func leads(from record.Record, to record.Reference) bool {
	switch from.(type) {
	case *record.Dossier, *record.Changeset:
		return false
	case *record.Affiliation:
		return to.Field != "person"
	case *record.Person:
		return false
	}
	return true
}

// each visits the records of one kind, in the order of their ids.
func each[T any](c *corpus, kind record.Kind) func(func(*T) bool) {
	return func(yield func(*T) bool) {
		for _, r := range c.byKind[kind] {
			if t, ok := any(r).(*T); ok && !yield(t) {
				return
			}
		}
	}
}

// find is the record of one kind with this id, or nil.
func find[T any](c *corpus, id record.ID[T]) *T {
	t, _ := any(c.byID[uuid.UUID(id)]).(*T)
	return t
}

// actor is an actor of any kind, or nil.
func (c *corpus) actor(id record.ActorID) record.Actor {
	a, _ := c.byID[uuid.UUID(id)].(record.Actor)
	return a
}

// spokenOn is the date of a quote: when it was said, else when its document was
// published; zero where neither is known.
func (c *corpus) spokenOn(q *record.Quote) record.Date {
	if !q.SaidOn.IsZero() {
		return q.SaidOn
	}
	if d := find(c, q.Document); d != nil {
		return d.PublishedOn
	}
	return record.Date{}
}

// name is what people call a record.
func (c *corpus) name(r record.Record) string {
	kind := strings.ReplaceAll(strings.ToLower(r.Ref().Kind.String()), "_", " ")
	if c.label != nil {
		if label := c.label(r.Ref()); label != "" {
			return kind + " " + label
		}
	}
	return kind + " " + c.called(r)
}

// called names a record by its slug, or by the slugs of what it stands between.
func (c *corpus) called(r record.Record) string {
	switch r := r.(type) {
	case record.Actor:
		return r.About().Slug
	case *record.Document:
		return r.Slug
	case *record.Claim:
		return r.Slug
	case *record.Question:
		return r.Slug
	case *record.Topic:
		return r.Slug
	case *record.Event:
		return r.Slug
	case *record.Poll:
		return r.Slug
	case *record.Dossier:
		return r.Slug
	case *record.Quote:
		return "of " + c.slug(uuid.UUID(r.Speaker)) + ", “" + clip(r.Gists.In(nil).Text) + "”, " + r.ID.String()
	}
	return c.between(r)
}

func (c *corpus) between(r record.Record) string {
	switch r := r.(type) {
	case *record.Utterance:
		return "of " + c.slug(uuid.UUID(r.Speaker)) + ", " + r.ID.String()
	case *record.Stance:
		return "on " + c.slug(uuid.UUID(r.Claim)) + " in " + c.nameOf(uuid.UUID(r.Quote))
	case *record.ReportedPosition:
		return "on " + c.slug(uuid.UUID(r.Claim)) + " in " + c.nameOf(uuid.UUID(r.Quote))
	case *record.Response:
		return "in " + c.nameOf(uuid.UUID(r.Quote))
	case *record.Correction:
		return "of " + c.nameOf(uuid.UUID(r.Quote))
	case *record.ClaimRelation:
		return r.Kind.String() + " from " + c.slug(uuid.UUID(r.From)) + " to " + c.slug(uuid.UUID(r.To))
	case *record.Affiliation:
		return "of " + c.slug(uuid.UUID(r.Person)) + " at " + c.slug(uuid.UUID(r.Institution))
	case *record.Participation:
		return "of " + c.slug(uuid.UUID(r.Actor)) + " in " + c.slug(uuid.UUID(r.Event))
	}
	return r.Ref().ID.String()
}

func (c *corpus) nameOf(id uuid.UUID) string {
	if r, ok := c.byID[id]; ok {
		return c.name(r)
	}
	return id.String()
}

func (c *corpus) slug(id uuid.UUID) string {
	if r, ok := c.byID[id]; ok {
		return c.called(r)
	}
	return id.String()
}

// clip keeps a message to a line.
func clip(s string) string {
	const most = 60
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return strings.TrimSpace(string(r[:most])) + "…"
}
