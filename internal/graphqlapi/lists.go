package graphqlapi

import (
	"context"
	"fmt"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

type actorListArguments struct {
	Filter  *actorFilterInput
	OrderBy *string
	pageArguments
}

func (q *query) People(ctx context.Context, args actorListArguments) (*connection[record.Person, *personNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	return actorsPage(r, record.KindPerson, args, r.person)
}

func (q *query) Institutions(ctx context.Context, args actorListArguments) (*connection[record.Institution, *institutionNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	return actorsPage(r, record.KindInstitution, args, r.institution)
}

// actorsPage is a page of actors of one kind.
func actorsPage[T, N any](r *request, k record.Kind, args actorListArguments, show func(*T) N) (*connection[T, N], error) {
	f, err := args.Filter.read()
	if err != nil {
		return nil, err
	}
	order := orderOr(args.OrderBy, "NAME")
	// The seal is made before the date is set: a cursor holds over midnight.
	mark := sealOf("actors", k, order, f, r.languages)
	f.Today = r.today
	list := graph.ByNameIn[T](r.snapshot, k, r.languages)
	holds := r.snapshot.ActorCondition(f)
	if holds != nil {
		list = list.Where(func(a *T) bool { return holds(any(a).(record.Actor)) })
	}
	l := listing[T, N]{items: list, show: show, seal: mark}
	name := func(a record.Actor) string { return graph.SortNameIn(a, r.languages) }
	switch order {
	case "NAME":
		l.key = func(a *T) sortKey {
			actor := any(a).(record.Actor)
			return alphabetic(name(actor), uuidOf(actor.ActorID()))
		}
	case byQuotedness:
		rank := func(a *T) graph.Rank {
			actor := any(a).(record.Actor)
			return r.snapshot.ActorQuotedness(actor, name(actor))
		}
		if holds == nil {
			l.items, l.key = wholeBy(r, fmt.Sprint(order, r.languages), k, list, rank)
		} else {
			l.items, l.key = rankedBy(list, rank)
		}
	default:
		return nil, invalid("orderBy", "want NAME or MOST_QUOTED, not %q", order)
	}
	return l.page(args.pageArguments)
}

func (q *query) Claims(ctx context.Context, args struct {
	Filter  *claimFilterInput
	OrderBy *string
	pageArguments
}) (*connection[record.Claim, *claimNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	f, err := args.Filter.read()
	if err != nil {
		return nil, err
	}
	var list graph.List[record.Claim]
	if !f.none {
		list = r.snapshot.Claims(f.ClaimFilter)
	}
	order := orderOr(args.OrderBy, byDate)
	return r.claimsBy(order, list, args.Filter == nil, args.pageArguments, sealOf("claims", order, f.text))
}

func (q *query) Questions(ctx context.Context, args struct {
	OrderBy *string
	pageArguments
}) (*connection[record.Question, *questionNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	order := orderOr(args.OrderBy, byContention)
	list := graph.ByName[record.Question](r.snapshot, record.KindQuestion)
	l := listing[record.Question, *questionNode]{seal: sealOf("questions", order), show: r.question}
	switch order {
	case byDate:
		l.key = func(q *record.Question) sortKey {
			return newestNamed(r.snapshot.QuestionDate(q), q.Slug, uuidOf(q.ID))
		}
		l.items = sortedBy(list.Slice(), l.key)
	case byContention:
		l.items, l.key = wholeBy(r, order, record.KindQuestion, list, r.snapshot.QuestionContention)
	case byQuotedness:
		l.items, l.key = wholeBy(r, order, record.KindQuestion, list, r.snapshot.QuestionQuotedness)
	default:
		return nil, invalid("orderBy", "want NEWEST, CONTESTED or MOST_QUOTED, not %q", order)
	}
	return l.page(args.pageArguments)
}

func (q *query) Quotes(ctx context.Context, args quoteListArguments) (*connection[record.Quote, *quoteNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	return r.quotesWhere("quotes", args, nil, nil)
}

type datedListArguments struct {
	OrderBy *string
	pageArguments
}

func (q *query) Events(ctx context.Context, args datedListArguments) (*connection[record.Event, *eventNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	return datedPage(r, record.KindEvent, args, r.event)
}

func (q *query) Documents(ctx context.Context, args datedListArguments) (*connection[record.Document, *documentNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	return datedPage(r, record.KindDocument, args, r.document)
}

// datedPage is a page of everything of a kind by date.
func datedPage[T, N any](r *request, k record.Kind, args datedListArguments, show func(*T) N) (*connection[T, N], error) {
	oldest, err := oldestFirst(args.OrderBy)
	if err != nil {
		return nil, err
	}
	list := graph.ByDate[T](r.snapshot, k)
	if oldest {
		list = list.Reversed()
	}
	return listing[T, N]{
		items: list,
		key: func(item *T) sortKey {
			rec := any(item).(record.Record)
			return newest(r.snapshot.SortDate(rec), rec.Ref().ID)
		},
		backwards: oldest,
		seal:      sealOf("dated", k, oldest),
		show:      show,
	}.page(args.pageArguments)
}

func (q *query) Topics(ctx context.Context, args struct{ pageArguments }) (*connection[record.Topic, *topicNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	return listing[record.Topic, *topicNode]{
		items: graph.ByNameIn[record.Topic](r.snapshot, record.KindTopic, r.languages),
		key:   func(t *record.Topic) sortKey { return alphabetic(graph.SortNameIn(t, r.languages), uuidOf(t.ID)) },
		seal:  sealOf("topics", r.languages),
		show:  r.topic,
	}.page(args.pageArguments)
}

func (q *query) Polls(ctx context.Context, args struct{ pageArguments }) (*connection[record.Poll, *pollNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	key := func(p *record.Poll) sortKey { return newestNamed(r.pollDate(p).Key(), p.Slug, uuidOf(p.ID)) }
	all := graph.ByName[record.Poll](r.snapshot, record.KindPoll).Slice()
	return listing[record.Poll, *pollNode]{
		items: sortedBy(all, key), key: key, seal: sealOf("polls"), show: r.poll,
	}.page(args.pageArguments)
}

// pollDate is when a poll ended, failing that when it began or was printed.
func (r *request) pollDate(p *record.Poll) record.Date {
	switch {
	case !p.End.IsZero():
		return p.End
	case !p.Start.IsZero():
		return p.Start
	}
	if d := graph.Find(r.snapshot, p.Document); d != nil {
		return d.PublishedOn
	}
	return record.Date{}
}

func (q *query) Reviews(ctx context.Context, args struct{ pageArguments }) (*connection[record.Review, *reviewNode], error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	key := func(v *record.Review) sortKey { return newest(v.PublishedOn.Key(), uuidOf(v.ID)) }
	all := graph.ByName[record.Review](r.snapshot, record.KindReview).Slice()
	return listing[record.Review, *reviewNode]{
		items: sortedBy(all, key), key: key, seal: sealOf("reviews"), show: r.review,
	}.page(args.pageArguments)
}
