package graphqlapi

import (
	"context"
	"slices"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// claimNode is a proposition.
type claimNode struct {
	ID   nodeID
	Slug string
	Text string
	Kind record.ClaimKind
	req  *request
	rec  *record.Claim
}

func (r *request) claim(c *record.Claim) *claimNode {
	return &claimNode{nodeID(c.ID), c.Slug, r.in(c.Texts), c.Kind, r, c}
}

func (c *claimNode) Texts() []localized { return allTexts(c.rec.Texts) }

func (c *claimNode) Question() *questionNode {
	return found(c.req.snapshot, c.rec.Question, c.req.question)
}

func (c *claimNode) Topics() []*topicNode {
	return eachOf(c.req.snapshot, c.rec.Topics, c.req.topic)
}

func (c *claimNode) Events() []*eventNode {
	return eachOf(c.req.snapshot, c.rec.Events, c.req.event)
}

func (c *claimNode) About() []*actorNode { return c.req.actorsOf(c.rec.About) }

func (c *claimNode) Stances(args struct {
	Position *[]string
	AsOf     *dateArgument
	OrderBy  *string
	pageArguments
}) (*connection[record.Stance, *stanceNode], error) {
	positions, err := readWords[record.Position]("position", args.Position)
	if err != nil {
		return nil, err
	}
	asOf, err := readDate("asOf", args.AsOf)
	if err != nil {
		return nil, err
	}
	oldest, err := oldestFirst(args.OrderBy)
	if err != nil {
		return nil, err
	}
	s := c.req.snapshot
	list := s.StandingOn(c.rec.ID, asOf)
	if positions != nil {
		list = list.Where(func(st *record.Stance) bool { return slices.Contains(positions, st.Position) })
	}
	if oldest {
		list = list.Reversed()
	}
	return listing[record.Stance, *stanceNode]{
		items:     list,
		key:       func(st *record.Stance) sortKey { return newest(s.SortDate(st), uuidOf(st.ID)) },
		backwards: oldest,
		seal:      sealOf("claim.stances", c.ID, positions, asOf, oldest),
		show:      c.req.stance,
	}.page(args.pageArguments)
}

func (c *claimNode) ReportedPositions(args struct{ pageArguments }) (*connection[record.ReportedPosition, *reportedNode], error) {
	return c.req.reportedPage(c.req.snapshot.ReportedOn(c.rec.ID), args.pageArguments, sealOf("claim.reportedPositions", c.ID))
}

// tally is how many actors stand on which side.
type tally struct {
	Supports, SupportsQualified, Opposes, OpposesQualified int32
	Undecided, Mixed, Unnamed, Actors                      int32
	Contention                                             float64
}

func tallyOf(t stance.Tally) *tally {
	return &tally{
		Supports:          int32(t.Supports),
		SupportsQualified: int32(t.SupportsQualified),
		Opposes:           int32(t.Opposes),
		OpposesQualified:  int32(t.OpposesQualified),
		Undecided:         int32(t.Undecided),
		Mixed:             int32(t.Mixed),
		Unnamed:           int32(t.Unnamed),
		Actors:            int32(t.Actors),
		Contention:        finite(t.Contention),
	}
}

// finite keeps what is not a number out of an answer: JSON has no word for it,
// and the executor would cut the answer short.
func finite(x float64) float64 {
	if x-x != 0 {
		return 0
	}
	return x
}

func (c *claimNode) Tally() *tally { return tallyOf(c.req.snapshot.TallyNow(c.rec)) }

func (c *claimNode) TallyAsOf(ctx context.Context, args struct{ Date dateArgument }) (*tally, error) {
	asOf, err := readDate("date", &args.Date)
	if err != nil {
		return nil, err
	}
	t, err := c.req.snapshot.Tally(ctx, c.rec, asOf)
	if err != nil {
		return nil, err
	}
	return tallyOf(t), nil
}

func (c *claimNode) Relations() []*relationNode {
	s := c.req.snapshot
	return append(each(s.RelationsFrom(c.rec.ID), c.req.relation), each(s.RelationsTo(c.rec.ID), c.req.relation)...)
}

// Polls are the answers that come to a side on this claim.
func (c *claimNode) Polls() []*pollAnswer {
	answers := []*pollAnswer{}
	for p := range c.req.snapshot.PollsOfClaim(c.rec.ID).All() {
		for i := range p.Answers {
			if slices.ContainsFunc(p.Answers[i].Claims, func(pc record.PollClaim) bool { return pc.Claim == c.rec.ID }) {
				answers = append(answers, c.req.pollAnswer(p, &p.Answers[i]))
			}
		}
	}
	return answers
}

func (c *claimNode) Reviews() []*reviewNode {
	return each(c.req.snapshot.ReviewsOf(c.rec.ID), c.req.review)
}

func (c *claimNode) IndependentOrigins() int32 {
	return int32(c.req.snapshot.Origins(record.Date{}, c.rec))
}

func (c *claimNode) URL() webAddress      { return c.req.page("claim", c.Slug) }
func (c *claimNode) EmbedURL() webAddress { return c.req.embed("claim", c.Slug) }

// relationNode is a judgement of how two claims stand to one another.
type relationNode struct {
	ID   nodeID
	Kind record.ClaimRelationKind
	By   *string
	On   *date
	Note *string
	req  *request
	rec  *record.ClaimRelation
}

func (r *request) relation(c *record.ClaimRelation) *relationNode {
	return &relationNode{nodeID(c.ID), c.Kind, textOrNull(&c.By), dateOrNull(&c.On), textOrNull(&c.Note), r, c}
}

func (c *relationNode) From() *claimNode { return found(c.req.snapshot, c.rec.From, c.req.claim) }
func (c *relationNode) To() *claimNode   { return found(c.req.snapshot, c.rec.To, c.req.claim) }

// Orders of claims and questions.
const (
	byDate       = "NEWEST"
	byContention = "CONTESTED"
	byQuotedness = "MOST_QUOTED"
)

// claimsBy is a page of claims in one of the orders; list is newest first, and
// whole where it is every claim there is.
func (r *request) claimsBy(order string, list graph.List[record.Claim], whole bool, args pageArguments, s seal) (*connection[record.Claim, *claimNode], error) {
	l := listing[record.Claim, *claimNode]{
		items: list,
		key:   func(c *record.Claim) sortKey { return newest(r.snapshot.SortDate(c), uuidOf(c.ID)) },
		seal:  s,
		show:  r.claim,
	}
	var rank func(*record.Claim) graph.Rank
	switch order {
	case byDate:
		return l.page(args)
	case byContention:
		rank = r.snapshot.ClaimContention
	case byQuotedness:
		rank = r.snapshot.ClaimQuotedness
	default:
		return nil, invalid("orderBy", "want NEWEST, CONTESTED or MOST_QUOTED, not %q", order)
	}
	if whole {
		l.items, l.key = wholeBy(r, order, record.KindClaim, list, rank)
	} else {
		l.items, l.key = rankedBy(list, rank)
	}
	return l.page(args)
}

// rankedBy is a list by rank, and the key that says where an item stands in it.
func rankedBy[T any](list graph.List[T], rank func(*T) graph.Rank) (sequence[T], func(*T) sortKey) {
	return graph.Ranked(list, rank), rankKey(rank)
}

// wholeBy is rankedBy for everything of a kind, which is ranked once for each
// revision under the order's name.
func wholeBy[T any](r *request, order string, k record.Kind, list graph.List[T], rank func(*T) graph.Rank) (sequence[T], func(*T) sortKey) {
	return graph.RankedWhole(r.snapshot, order, k, list, rank), rankKey(rank)
}

func rankKey[T any](rank func(*T) graph.Rank) func(*T) sortKey {
	return func(item *T) sortKey { return ranked(rank(item)) }
}

func orderOr(orderBy *string, usual string) string {
	if orderBy == nil {
		return usual
	}
	return *orderBy
}

// questionNode is something that claims answer.
type questionNode struct {
	ID   nodeID
	Slug string
	Text string
	req  *request
	rec  *record.Question
}

func (r *request) question(q *record.Question) *questionNode {
	return &questionNode{nodeID(q.ID), q.Slug, r.in(q.Texts), r, q}
}

func (q *questionNode) Texts() []localized { return allTexts(q.rec.Texts) }

func (q *questionNode) Claims() []*claimNode {
	s := q.req.snapshot
	return each(graph.Ranked(s.ClaimsOf(q.rec.ID), s.ClaimQuotedness), q.req.claim)
}

func (q *questionNode) Polls() []*pollNode {
	return each(q.req.snapshot.PollsOn(q.rec.ID), q.req.poll)
}

func (q *questionNode) URL() webAddress      { return q.req.page("question", q.Slug) }
func (q *questionNode) EmbedURL() webAddress { return q.req.embed("question", q.Slug) }
