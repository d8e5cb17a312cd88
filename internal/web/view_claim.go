package web

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// claimLink leads to a claim.
func (r *reader) claimLink(id record.ClaimID) link {
	c := graph.Find(r.snapshot, id)
	if c == nil {
		return link{}
	}
	return link{r.in(c.Texts), r.path("claim", c.Slug)}
}

// claimSummary is a claim in a list: its text and its tally.
type claimSummary struct {
	link
	Kind  string
	Tally tallyView
}

func (r *reader) claimSummary(ctx context.Context, c *record.Claim) (*claimSummary, error) {
	t, err := r.tally(ctx, c)
	if err != nil {
		return nil, err
	}
	return &claimSummary{link{r.in(c.Texts), r.path("claim", c.Slug)}, r.tongue.word("claimKind", c.Kind), t}, nil
}

// tally is that of the reader's day.
func (r *reader) tally(ctx context.Context, c *record.Claim) (tallyView, error) {
	if r.asOf.IsZero() {
		return tallyOf(r.snapshot.TallyNow(c)), nil
	}
	t, err := r.snapshot.Tally(ctx, c, r.asOf)
	return tallyOf(t), err
}

// claimView is a claim and all who speak to it.
type claimView struct {
	ID   record.ClaimID
	Slug string
	// Path is the whole page of the claim.
	Path     string
	Text     phrase
	Kind     string
	Question link
	Topics   []link
	Events   []link
	Tally    tallyView
	// Origins is the number of utterances behind everything said on it.
	Origins int
	// Groups are the sides with those who take them; a side that nobody takes is not
	// among them.
	Groups []*stanceGroup
	// Unnamed are sources without a name, Collectives people quoted together: neither
	// is among those the tally counts.
	Unnamed, Collectives *stanceGroup
	// Reported is what others say of a holder, Editorial what a publisher asserts in
	// its own voice. Both are counted nowhere.
	Reported  []*reportedView
	Editorial []*stanceView
	// Undone are stances in quotes that were retracted, corrected or withdrawn.
	Undone []*stanceView
	// Moves are changes of side; Chronology is everything that stands, the oldest
	// first, or the newest of it where Cut is set.
	Moves      []*moveView
	Chronology []*stanceView
	Cut        bool
	Relations  []*relationView
	Rivals     []*claimSummary
	Polls      []*pollView
	Reviews    []reviewView
}

// OneSided reports whether only one of the two sides is taken.
func (c *claimView) OneSided() bool { return c.Tally.Supports == 0 || c.Tally.Opposes == 0 }

// For, Between and Against are the groups by where a page puts them.
func (c *claimView) For() []*stanceGroup     { return c.those("supports", "supports-if") }
func (c *claimView) Between() []*stanceGroup { return c.those("undecided", "mixed") }
func (c *claimView) Against() []*stanceGroup { return c.those("opposes", "opposes-if") }

func (c *claimView) those(keys ...string) []*stanceGroup {
	var some []*stanceGroup
	for _, g := range c.Groups {
		if slices.Contains(keys, g.Side.Key) {
			some = append(some, g)
		}
	}
	return some
}

// shown is how many positions the view shows.
func (c *claimView) shown() int {
	n := 0
	for _, g := range append(slices.Clone(c.Groups), c.Unnamed, c.Collectives) {
		if g != nil {
			n += len(g.Positions)
		}
	}
	return n
}

// stanceGroup is those who take one side.
type stanceGroup struct {
	Side      side
	Positions []*positionView
	// Counted is how many of them the tally counts, All how many there are.
	Counted, All int
	// More leads to the rest, so many; empty where all are shown.
	More string
	Rest int
}

// mostShown is how many actors of a group a page shows at once.
const mostShown = 12

// selection is which part of a claim's actors is wanted.
type selection struct {
	// Side is the key of the only side that is shown; empty: all of them.
	Side string
	// Brief leaves out everything but the sides.
	Brief bool
	// Skip and Most cut every group.
	Skip, Most int
}

// claim is the view of a claim.
func (r *reader) claim(ctx context.Context, c *record.Claim, sel selection) (*claimView, error) {
	v := &claimView{ID: c.ID, Slug: c.Slug, Path: r.path("claim", c.Slug), Text: r.in(c.Texts), Kind: r.tongue.word("claimKind", c.Kind)}
	var err error
	if v.Tally, err = r.tally(ctx, c); err != nil {
		return nil, err
	}
	v.Origins = r.snapshot.Origins(r.asOf, c)
	in := r.class(c.ID)
	if err := r.seat(ctx, v, c, in, sel); err != nil {
		return nil, err
	}
	if sel.Brief || sel.Side != "" {
		return v, nil
	}
	v.Reported = r.reportedOn(c)
	r.chronicle(v, c, in)
	return v, r.surround(ctx, v, c)
}

// seat puts everybody with a position into the group of their side.
func (r *reader) seat(ctx context.Context, v *claimView, c *record.Claim, in class, sel selection) error {
	roll, err := r.snapshot.Roll(ctx, c, r.asOf)
	if err != nil {
		return err
	}
	slices.SortStableFunc(roll, countedFirst)
	groups := map[string]*stanceGroup{}
	for _, seat := range roll {
		g := groupOf(groups, seat)
		g.All++
		if seat.Counted {
			g.Counted++
		}
		if sel.Side != "" && sel.Side != g.Side.Key || g.All <= sel.Skip || len(g.Positions) >= sel.Most {
			continue
		}
		p, ok := r.snapshot.PositionOn(seat.Actor, c, r.asOf)
		if !ok {
			return fmt.Errorf("%w index: %s is on the roll of claim %s and has no position on it", record.ErrCorrupt, seat.Actor, c.ID)
		}
		g.Positions = append(g.Positions, r.position(&p, in, seat.Counted))
		for _, s := range r.shifts(&p) {
			v.Moves = append(v.Moves, r.move(&s, c.ID, in))
		}
	}
	for key, g := range groups {
		if sel.Skip+len(g.Positions) < g.All && (sel.Side == "" || sel.Side == key) {
			g.More, g.Rest = r.rest(c, key, sel.Skip+len(g.Positions)), g.All-sel.Skip-len(g.Positions)
		}
	}
	for _, key := range sideKeys {
		if g := groups[key]; g != nil && (sel.Side == "" || sel.Side == key) {
			v.Groups = append(v.Groups, g)
		}
	}
	if sel.Side == "" || slices.Contains(apartKeys, sel.Side) {
		v.Unnamed, v.Collectives = groups["unnamed"], groups["collective"]
	}
	return nil
}

// countedFirst puts those whom the tally does not count behind the others.
func countedFirst(a, b graph.Seat) int {
	switch {
	case a.Counted == b.Counted:
		return 0
	case a.Counted:
		return -1
	}
	return 1
}

// sideKeys are the sides in the order of pages, and groups that stand apart.
var (
	sideKeys  = []string{"supports", "supports-if", "undecided", "mixed", "opposes-if", "opposes"}
	apartKeys = []string{"unnamed", "collective"}
)

// The parameters by which one side of a claim is paged through.
const (
	sideParameter = "side"
	fromParameter = "from"
)

// rest is where those of a side are listed from a place on.
func (r *reader) rest(c *record.Claim, side string, from int) string {
	query := url.Values{sideParameter: {side}, fromParameter: {strconv.Itoa(from)}}
	maps.Copy(query, r.kept)
	return r.permanent("claim", c.Slug) + "?" + query.Encode()
}

// groupOf is the group of a seat, made where it is the first in it.
func groupOf(groups map[string]*stanceGroup, seat graph.Seat) *stanceGroup {
	s := sideOf(seat.Side, seat.Qualified)
	switch seat.Kind {
	case record.KindUnnamedSource:
		s = side{Key: "unnamed"}
	case record.KindCollective:
		s = side{Key: "collective"}
	}
	g := groups[s.Key]
	if g == nil {
		g = &stanceGroup{Side: s}
		groups[s.Key] = g
	}
	return g
}

func (r *reader) reportedOn(c *record.Claim) []*reportedView {
	l := r.snapshot.ReportedOn(c.ID)
	all := make([]*reportedView, 0, min(l.Len(), mostShown))
	for p := range l.All() {
		if len(all) == mostShown {
			break
		}
		all = append(all, r.reported(p))
	}
	return all
}

// mostChronicled is how many stances the course of a claim shows.
const mostChronicled = 40

// chronicle tells what stands in the order in which it was said, what the
// publisher says itself, and what stands no longer.
func (r *reader) chronicle(v *claimView, c *record.Claim, in class) {
	type dated struct {
		stance *record.Stance
		key    int32
	}
	var all []dated
	for id := range in {
		standing := r.snapshot.StandingOn(id, r.asOf)
		for i := range min(standing.Len(), mostChronicled) {
			st := standing.At(i)
			all = append(all, dated{st, r.snapshot.SortDate(st)})
		}
		v.Cut = v.Cut || standing.Len() > mostChronicled
		v.Undone = append(v.Undone, r.undone(id, c, in)...)
	}
	slices.SortFunc(all, func(a, b dated) int {
		return cmp.Or(cmp.Compare(b.key, a.key), b.stance.ID.Compare(a.stance.ID))
	})
	if len(all) > mostChronicled {
		all, v.Cut = all[:mostChronicled], true
	}
	slices.Reverse(all)
	for _, d := range all {
		st := r.stance(d.stance, c.ID, in)
		if st.Quote == nil {
			continue
		}
		if st.Quote.Editorial {
			v.Editorial = append(v.Editorial, st)
		} else {
			v.Chronology = append(v.Chronology, st)
		}
	}
}

// undone are the stances on a claim that do not stand any longer. Hardly any claim
// has one, and then few.
func (r *reader) undone(id record.ClaimID, c *record.Claim, in class) []*stanceView {
	on := r.snapshot.StancesOn(id)
	if on.Len() == r.snapshot.StandingOn(id, record.Date{}).Len() {
		return nil
	}
	const mostRead = 2_000
	var all []*stanceView
	for i := range min(on.Len(), mostRead) {
		st := on.At(i)
		if q := graph.Find(r.snapshot, st.Quote); q != nil && r.snapshot.Status(q) != record.Current {
			all = append(all, r.stance(st, c.ID, in))
		}
	}
	return all
}
