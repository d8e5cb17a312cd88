package web

import (
	"context"
	"fmt"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// listView is a page of things of one kind.
type listView struct {
	// Key names the list in messages and addresses: "claims", for example.
	Key string
	// Orders are those that the list can be had in.
	Orders []orderView
	Items  []itemView
	// From is the place of the first item, counted from 1; Total how many there are.
	From, Total    int
	Earlier, Later string
}

// orderView is an order of a list.
type orderView struct {
	Key, Path string
	Current   bool
}

// itemView is one thing in a list. What it does not have is empty.
type itemView struct {
	link
	// Kind is what it is, where the list has several kinds.
	Kind string
	// Note is a line on it; When and Where place it.
	Note  phrase
	When  dateView
	Where string
	// Tally is set of a claim.
	Tally *tallyView
	// Count is a number with its unit, in words.
	Count string
}

// catalogue lists everything of a kind.
type catalogue struct {
	key string
	// orders are the keys of the orders, the usual one first; none where there is one
	// order alone.
	orders []string
	// list makes a reader's list in an order.
	list func(r *reader, order string) shelf
}

// shelf is a list that is read a page at a time.
type shelf struct {
	len int
	at  func(ctx context.Context, i int) (itemView, error)
}

// shelve makes a shelf of a list of records.
func shelve[T any](l graph.List[T], show func(context.Context, *T) (itemView, error)) shelf {
	return shelf{l.Len(), func(ctx context.Context, i int) (itemView, error) { return show(ctx, l.At(i)) }}
}

// certainly is for views that cannot fail.
func certainly[T any](show func(*T) itemView) func(context.Context, *T) (itemView, error) {
	return func(_ context.Context, item *T) (itemView, error) { return show(item), nil }
}

// Orders of lists, in addresses and messages.
const (
	contested = "contested"
	newest    = "newest"
	quoted    = "quoted"
	byName    = "name"
)

// orderNames are what package graph remembers ranked lists under; GraphQL uses the
// same, so each list is ranked once.
var orderNames = map[string]string{contested: "CONTESTED", quoted: "MOST_QUOTED"}

var catalogues = []catalogue{
	{"claims", []string{contested, newest, quoted}, (*reader).claims},
	{"questions", []string{contested, quoted}, (*reader).questions},
	{"people", []string{byName, quoted}, func(r *reader, order string) shelf { return actors[record.Person](r, record.KindPerson, order) }},
	{"institutions", []string{byName, quoted}, func(r *reader, order string) shelf {
		return actors[record.Institution](r, record.KindInstitution, order)
	}},
	{"events", nil, func(r *reader, _ string) shelf {
		return shelve(graph.ByDate[record.Event](r.snapshot, record.KindEvent), certainly(r.eventItem))
	}},
	{"topics", nil, func(r *reader, _ string) shelf {
		return shelve(graph.ByNameIn[record.Topic](r.snapshot, record.KindTopic, r.languages), certainly(r.topicItem))
	}},
	{"documents", nil, func(r *reader, _ string) shelf {
		return shelve(graph.ByDate[record.Document](r.snapshot, record.KindDocument), certainly(r.documentItem))
	}},
	{"polls", nil, func(r *reader, _ string) shelf {
		return shelve(graph.ByName[record.Poll](r.snapshot, record.KindPoll), certainly(r.pollItem))
	}},
}

func (r *reader) claims(order string) shelf {
	l := graph.ByDate[record.Claim](r.snapshot, record.KindClaim)
	switch order {
	case contested:
		l = graph.RankedWhole(r.snapshot, orderNames[order], record.KindClaim, l, r.snapshot.ClaimContention)
	case quoted:
		l = graph.RankedWhole(r.snapshot, orderNames[order], record.KindClaim, l, r.snapshot.ClaimQuotedness)
	}
	return shelve(l, r.claimItem)
}

func (r *reader) questions(order string) shelf {
	l, rank := graph.ByName[record.Question](r.snapshot, record.KindQuestion), r.snapshot.QuestionContention
	if order == quoted {
		rank = r.snapshot.QuestionQuotedness
	}
	return shelve(graph.RankedWhole(r.snapshot, orderNames[order], record.KindQuestion, l, rank), certainly(r.questionItem))
}

func actors[T any](r *reader, k record.Kind, order string) shelf {
	l := graph.ByNameIn[T](r.snapshot, k, r.languages)
	if order == quoted {
		l = graph.RankedWhole(r.snapshot, fmt.Sprint(orderNames[order], r.languages), k, l, func(a *T) graph.Rank {
			actor := any(a).(record.Actor)
			return r.snapshot.ActorQuotedness(actor, graph.SortNameIn(actor, r.languages))
		})
	}
	return shelve(l, certainly(func(a *T) itemView { return r.actorItem(any(a).(record.Actor)) }))
}

func (r *reader) claimItem(ctx context.Context, c *record.Claim) (itemView, error) {
	s, err := r.claimSummary(ctx, c)
	if err != nil {
		return itemView{}, err
	}
	return itemView{link: s.link, Tally: &s.Tally}, nil
}

func (r *reader) questionItem(q *record.Question) itemView {
	return itemView{link: link{r.in(q.Texts), r.path("question", q.Slug)}, Count: r.counted("question.answers", r.snapshot.ClaimsOf(q.ID).Len())}
}

func (r *reader) actorItem(a record.Actor) itemView {
	v := r.actorOf(a)
	item := itemView{link: v.link, Note: v.Description}
	if n := r.snapshot.UtterancesBy(v.ID); n > 0 {
		item.Count = r.counted("list.utterances", n)
	}
	return item
}

func (r *reader) eventItem(e *record.Event) itemView {
	return itemView{link: link{r.in(e.Names), r.path("event", e.Slug)}, When: r.date(e.Start), Where: e.Place}
}

func (r *reader) topicItem(t *record.Topic) itemView {
	return itemView{link: link{r.in(t.Names), r.path("topic", t.Slug)}, Count: r.counted("list.claims", r.snapshot.ClaimsOn(t.ID).Len())}
}

func (r *reader) documentItem(d *record.Document) itemView {
	return itemView{link: link{r.in(d.Titles), r.path("document", d.Slug)}, Note: r.institution(d.Publisher).phrase, When: r.date(d.PublishedOn),
		Count: r.counted("document.quotes", r.snapshot.QuotesIn(d.ID).Len())}
}

func (r *reader) pollItem(p *record.Poll) itemView {
	return itemView{link: link{r.in(p.Texts), r.path("poll", p.Slug)}, Note: r.institution(p.Conductor).phrase, When: r.date(p.End)}
}

// counted is a number in words. Its messages are held to be there by a test.
func (r *reader) counted(key string, n int) string {
	text, err := r.tongue.count(key, n)
	if err != nil {
		return grouped(n)
	}
	return text
}
