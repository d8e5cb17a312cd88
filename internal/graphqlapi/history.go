package graphqlapi

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// errNoHistory: a snapshot alone does not know how it came about.
var errNoHistory = fmt.Errorf("%w history: this graph is served without it", record.ErrUnsupported)

// archive is the graph that the request's snapshot is a revision of.
func (r *request) archive() (*graph.Graph, error) {
	if r.graph == nil {
		return nil, errNoHistory
	}
	return r.graph, nil
}

// history is what was done to one node. It is a step of its own, because a field
// with arguments in quotes and stances would slow down every list of them.
type history struct {
	req *request
	id  uuid.UUID
}

func (r *request) history(id uuid.UUID) *history { return &history{r, id} }

// mostPast bounds how many changes of one node are listed.
const mostPast = 10_000

// Changes are those up to the revision of the answer, the newest first.
func (h *history) Changes(ctx context.Context, args struct{ pageArguments }) (*connection[graph.Past, *pastChange], error) {
	g, err := h.req.archive()
	if err != nil {
		return nil, err
	}
	all, err := g.TouchedBy(ctx, h.id, h.req.snapshot.Revision()+1, mostPast)
	if err != nil {
		return nil, err
	}
	l := listing[graph.Past, *pastChange]{
		key:  func(p *graph.Past) sortKey { return latest(p.Revision, h.id) },
		seal: sealOf("history", h.id),
		show: h.req.pastChange,
	}
	start, end, err := revisionPage(all, args.pageArguments, l.seal)
	if err != nil {
		return nil, err
	}
	page := make([]*graph.Past, 0, end-start)
	for _, n := range all[start:end] {
		p, err := g.PastOf(ctx, h.id, n)
		if err != nil {
			return nil, err
		}
		page = append(page, &p)
	}
	return l.connect(page, start > 0, end < len(all), len(all)), nil
}

// latest orders by revision, the latest first.
func latest(n record.Revision, id uuid.UUID) sortKey {
	return append(binary.BigEndian.AppendUint64(make(sortKey, 0, 24), ^uint64(n)), id[:]...)
}

// revisionPage finds a page in a list of revisions, the latest first.
func revisionPage(all []record.Revision, args pageArguments, s seal) (start, end int, err error) {
	size, err := args.size(usualPage)
	if err != nil {
		return 0, 0, err
	}
	if args.After != nil {
		before, err := revisionOf(*args.After, s)
		if err != nil {
			return 0, 0, err
		}
		start, _ = slices.BinarySearchFunc(all, before, func(n, want record.Revision) int { return int(want - n) })
		if start < len(all) && all[start] == before {
			start++
		}
	}
	return start, min(start+size, len(all)), nil
}

// revisionOf reads back what latest wrote of a revision.
func revisionOf(cursor string, s seal) (record.Revision, error) {
	key, err := s.decode(cursor)
	if err != nil {
		return 0, err
	}
	if len(key) != 8+len(uuid.Nil) {
		return 0, errCursor("is not one of this server's")
	}
	return record.Revision(^binary.BigEndian.Uint64(key)), nil
}

// pastChange is what one changeset did to one node.
type pastChange struct {
	Changeset *changesetNode
	Act       string
	Fields    []*fieldChange
}

func (r *request) pastChange(p *graph.Past) *pastChange {
	return &pastChange{r.madeBy(p.Made), outcomeOf(p.Changed), fieldsOf(p.Changed)}
}

// madeBy is the changeset of a revision. Every revision has one: a commit adds it.
func (r *request) madeBy(made record.Made) *changesetNode {
	c := graph.Find(r.snapshot, made.Changeset)
	if c == nil {
		c = &record.Changeset{ID: made.Changeset, At: made.At}
	}
	n := r.changeset(c)
	n.revision = made.Revision
	return n
}

// Changesets are the changes of the graph, the newest first.
func (q *query) Changesets(ctx context.Context, args struct{ pageArguments }) (*connection[record.Made, *changesetNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	g, err := r.archive()
	if err != nil {
		return nil, err
	}
	size, err := args.size(usualPage)
	if err != nil {
		return nil, err
	}
	newest, s := r.snapshot.Revision(), sealOf("changesets")
	before := newest + 1
	if args.After != nil {
		if before, err = revisionOf(*args.After, s); err != nil {
			return nil, err
		}
		before = min(before, newest+1)
	}
	if before <= 0 {
		before, size = 1, 0
	}
	found, err := g.Revisions(ctx, before, size)
	if err != nil {
		return nil, err
	}
	page := make([]*record.Made, len(found))
	for i := range found {
		page[i] = &found[i]
	}
	l := listing[record.Made, *changesetNode]{
		key:  func(m *record.Made) sortKey { return latest(m.Revision, uuidOf(m.Changeset)) },
		seal: s,
		show: func(m *record.Made) *changesetNode { return r.madeBy(*m) },
	}
	return l.connect(page, before <= newest, int(before)-1 > len(page), int(newest)), nil
}

// Difference is what differs between two revisions.
func (q *query) Difference(ctx context.Context, args struct {
	From, To intArgument
	pageArguments
}) (*connection[graph.Changed, *recordChange], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	g, err := r.archive()
	if err != nil {
		return nil, err
	}
	newest := int32(r.snapshot.Revision())
	from, isFrom := args.From.given.(int32)
	to, isTo := args.To.given.(int32)
	if !isFrom || !isTo || from < 0 || to > newest || from > to {
		return nil, invalid("from, to", "want two revisions from 0 to %d, the earlier one first", newest)
	}
	all, err := g.Difference(ctx, record.Revision(from), record.Revision(to))
	if err != nil {
		return nil, err
	}
	items := make([]*graph.Changed, len(all))
	for i := range all {
		items[i] = &all[i]
	}
	return listing[graph.Changed, *recordChange]{
		items: pointers[graph.Changed](items),
		key: func(c *graph.Changed) sortKey {
			ref := c.Ref()
			return append(sortKey{byte(ref.Kind)}, ref.ID[:]...)
		},
		seal: sealOf("difference", from, to),
		show: func(c *graph.Changed) *recordChange { return changeOf(*c) },
	}.page(args.pageArguments)
}

func (a *actorNode) History() *history       { return a.req.history(a.rec.Ref().ID) }
func (a *affiliationNode) History() *history { return a.req.history(a.rec.Ref().ID) }
func (q *questionNode) History() *history    { return q.req.history(q.rec.Ref().ID) }
func (c *claimNode) History() *history       { return c.req.history(c.rec.Ref().ID) }
func (c *relationNode) History() *history    { return c.req.history(c.rec.Ref().ID) }
func (q *quoteNode) History() *history       { return q.req.history(q.rec.Ref().ID) }
func (u *utteranceNode) History() *history   { return u.req.history(uuid.UUID(u.ID)) }
func (r *responseNode) History() *history    { return r.req.history(r.rec.Ref().ID) }
func (s *stanceNode) History() *history      { return s.req.history(s.rec.Ref().ID) }
func (p *reportedNode) History() *history    { return p.req.history(p.rec.Ref().ID) }
func (e *eventNode) History() *history       { return e.req.history(e.rec.Ref().ID) }
func (d *documentNode) History() *history    { return d.req.history(d.rec.Ref().ID) }
func (t *topicNode) History() *history       { return t.req.history(t.rec.Ref().ID) }
func (p *pollNode) History() *history        { return p.req.history(p.rec.Ref().ID) }
func (v *reviewNode) History() *history      { return v.req.history(v.rec.Ref().ID) }
func (c *changesetNode) History() *history   { return c.req.history(c.rec.Ref().ID) }
func (n *node) History() *history            { return n.req.history(uuid.UUID(n.ID)) }
