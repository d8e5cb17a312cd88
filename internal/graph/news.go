package graph

import (
	"cmp"
	"slices"
	"sync"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// News is what a revision brought to those who wait for it.
type News struct {
	Revision record.Revision
	// By is the changeset that made the revision.
	By record.ChangesetID
	// Quotes are those that are found where they were not before, by id.
	Quotes []Placed
	// Turns are the effective positions that are others than before, by actor and
	// claim.
	Turns []Turn
	// Cut says that the revision brought more than can be told one by one: Quotes
	// and Turns are empty, and who waits has to look for themselves.
	Cut bool
}

// Placed is a quote that is found where it was not before.
type Placed struct {
	Quote record.QuoteID
	// Before and After are where it was and is found. Before is nil where there was
	// no such quote.
	Before, After *Whereabouts
}

// Whereabouts are what a quote is found under: for whom it counts, the claims that
// it takes a side on, with those that count as one with them, and their topics.
type Whereabouts struct {
	Actors []record.ActorID
	Claims []record.ClaimID
	Topics []record.TopicID
}

// Turn is a change of where an actor stands on a claim. It is one of the record
// and not of mind: what it is called for may have been said long ago, and taken
// back by a correction.
type Turn struct {
	Actor record.ActorID
	Claim record.ClaimID
	// Before and After are zero where there was or is no position.
	Before, After record.Position
}

const (
	// mostTold is how many quotes and stances a revision may touch for its news to be
	// told one by one: to tell those of an import would take longer than to look.
	mostTold = 1_000
	// mostNews bounds the memory of those who come back, in revisions and in things
	// that they brought, of some hundred bytes each.
	mostNews, mostNewsItems = 4_096, 20_000
)

// feed keeps the news of the latest revisions, without gaps, and wakes who waits
// for more.
type feed struct {
	mu    sync.Mutex
	kept  []News
	items int
	// told is the newest revision whose news were told: a snapshot is published
	// before its news.
	told record.Revision
	more chan struct{}
}

func newFeed(now record.Revision) *feed { return &feed{told: now, more: make(chan struct{})} }

func (n *News) items() int { return 1 + len(n.Quotes) + len(n.Turns) }

func (f *feed) add(n News) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept, f.told = append(f.kept, n), n.Revision
	f.items += n.items()
	for len(f.kept) > mostNews || f.items > mostNewsItems && len(f.kept) > 1 {
		f.items -= f.kept[0].items()
		f.kept[0] = News{}
		f.kept = f.kept[1:]
	}
	close(f.more)
	f.more = make(chan struct{})
}

// begin forgets what was told: what is told next does not follow upon it.
func (f *feed) begin(n News) {
	f.mu.Lock()
	f.kept, f.items = nil, 0
	f.mu.Unlock()
	f.add(n)
}

// News are those of the revisions after one, the oldest first. Whole is false where
// some of these are not kept any longer, or the revision is one that was not made
// yet. More is closed once there are further news.
func (g *Graph) News(after record.Revision) (news []News, whole bool, more <-chan struct{}) {
	f := g.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	first := f.told - record.Revision(len(f.kept)) + 1
	switch {
	case after > f.told:
		return nil, after <= g.Snapshot().revision, f.more
	case after+1 < first:
		return slices.Clone(f.kept), false, f.more
	}
	return slices.Clone(f.kept[after+1-first:]), true, f.more
}

// newsOf tells what a change brought, next being the snapshot that it made of base.
func newsOf(base, next *Snapshot, by record.ChangesetID, change record.Change) News {
	news := News{Revision: next.revision, By: by}
	if len(change.Put)+len(change.Remove) > mostTold {
		news.Cut = true
		return news
	}
	said := restate(base, next, change, base.touched(change))
	said.unite()
	if len(said.spoken) > mostTold {
		news.Cut = true
		return news
	}
	news.Quotes = said.placed(change)
	news.Turns = said.turns()
	return news
}

// unite notes what was said on every claim that counts as one with a claim that
// moved: who spoke on both may stand otherwise on either.
func (c *restated) unite() {
	for _, moved := range c.base.classes.Moved(c.next.classes) {
		for _, s := range []*Snapshot{c.base, c.next} {
			for _, m := range s.classes.Members(moved) {
				for st := range s.StancesOn(m.Claim).All() {
					c.spoken[uuid.UUID(st.ID)] = true
				}
			}
		}
	}
}

// placed are the quotes of the change that are found where they were not before.
func (c *restated) placed(change record.Change) []Placed {
	var all []Placed
	for id := range quotesIn(change) {
		p := Placed{id, c.base.whereabouts(id), c.next.whereabouts(id)}
		if p.After != nil && !p.After.within(p.Before) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b Placed) int { return a.Quote.Compare(b.Quote) })
	return all
}

// quotesIn are the quotes that a change puts, and those in which it puts a stance.
func quotesIn(change record.Change) map[record.QuoteID]bool {
	all := map[record.QuoteID]bool{}
	for _, r := range change.Put {
		switch r := r.(type) {
		case *record.Quote:
			all[r.ID] = true
		case *record.Stance:
			all[r.Quote] = true
		}
	}
	return all
}

// whereabouts is nil where there is no such quote.
func (s *Snapshot) whereabouts(id record.QuoteID) *Whereabouts {
	n, ok := s.numberIn(quotes, uuid.UUID(id))
	if !ok || s.quoteRow(n) == "" {
		return nil
	}
	w := &Whereabouts{}
	s.eachVoter(s.quoteRow(n), func(actor uint32) {
		w.Actors = append(w.Actors, record.ActorID(s.tables[actors].ids.at(actor)))
	})
	for st := range s.StancesIn(id).All() {
		for _, m := range s.classes.Members(st.Claim) {
			w.Claims = append(w.Claims, m.Claim)
		}
		if claim := Find(s, st.Claim); claim != nil {
			w.Topics = append(w.Topics, claim.Topics...)
		}
	}
	w.Actors, w.Claims, w.Topics = distinct(w.Actors), distinct(w.Claims), distinct(w.Topics)
	return w
}

func distinct[T any](ids []record.ID[T]) []record.ID[T] {
	slices.SortFunc(ids, record.ID[T].Compare)
	return slices.Compact(ids)
}

// within reports whether nothing is added to what there was.
func (w *Whereabouts) within(before *Whereabouts) bool {
	return before != nil && subset(w.Actors, before.Actors) && subset(w.Claims, before.Claims) && subset(w.Topics, before.Topics)
}

func subset[T any](part, whole []record.ID[T]) bool {
	return !slices.ContainsFunc(part, func(id record.ID[T]) bool { return !slices.Contains(whole, id) })
}

// stand is an actor on a claim.
type stand struct {
	actor record.ActorID
	claim record.ClaimID
}

// turns are the positions that differ.
func (c *restated) turns() []Turn {
	asked := map[stand]bool{}
	for id := range c.spoken {
		for _, s := range []*Snapshot{c.base, c.next} {
			s.eachStand(id, func(at stand) { asked[at] = true })
		}
	}
	var all []Turn
	for at := range asked {
		before, had := c.base.effectively(at)
		after, has := c.next.effectively(at)
		if had != has || before.Side != after.Side || before.Qualified != after.Qualified || before.Certainty != after.Certainty {
			all = append(all, Turn{at.actor, at.claim, before.Side, after.Side})
		}
	}
	slices.SortFunc(all, func(a, b Turn) int { return cmp.Or(a.Actor.Compare(b.Actor), a.Claim.Compare(b.Claim)) })
	return all
}

// eachStand visits whom a stance counts for, on the claim that it names.
func (s *Snapshot) eachStand(id uuid.UUID, visit func(stand)) {
	p, ok := s.placeOf(id)
	if !ok || p.kind != record.KindStance {
		return
	}
	claim, ok := s.stanceRow(p.number).claim()
	if !ok {
		return
	}
	s.eachVoterOf(p.number, func(actor uint32) {
		visit(stand{record.ActorID(s.tables[actors].ids.at(actor)), record.ClaimID(s.tables[claims].ids.at(claim))})
	})
}
