package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// eventView is something that happened, and who says what of it. That somebody had
// a part in it is said by its evidence and never by this page.
type eventView struct {
	Name       phrase
	Slug       string
	Kind       string
	Start, End dateView
	Place      phrase
	PartOf     link
	Parts      []*partView
	Claims     []*claimSummary
	AllClaims  int
	Quotes     []*printedQuote
	AllQuotes  int
	Field      *fieldView
	// Earlier and Later page through the quotes.
	Earlier, Later string
}

// partView is an actor's part in an event, as its evidence has it.
type partView struct {
	Actor    actorView
	Role     phrase
	Evidence []*quoteView
}

// topicView is a subject, and who says what of it.
type topicView struct {
	Name      phrase
	Slug      string
	Claims    []*claimSummary
	AllClaims int
	// Voices are those who said most on it.
	Voices         []*voiceCount
	Field          *fieldView
	Earlier, Later string
}

// voiceCount is an actor and how often it spoke.
type voiceCount struct {
	Actor      actorView
	Utterances int
}

const (
	mostClaims = 20
	mostVoices = 16
)

func (r *reader) event(ctx context.Context, e *record.Event, from int) (*eventView, error) {
	s := r.snapshot
	v := &eventView{
		Name: r.in(e.Names), Slug: e.Slug, Kind: r.tongue.word("eventKind", e.Kind),
		Start: r.date(e.Start), End: r.date(e.End), Place: plain(e.Place), Parts: each(s.Participations(e.ID), r.part),
	}
	if above := graph.Find(s, e.PartOf); above != nil {
		v.PartOf = link{r.in(above.Names), r.path("event", above.Slug)}
	}
	quotes := s.QuotesOn(e.ID)
	v.AllQuotes = quotes.Len()
	for i := from; i < min(from+mostSaid, v.AllQuotes); i++ {
		v.Quotes = append(v.Quotes, r.printed(quotes.At(i), i+1))
	}
	var err error
	if v.Claims, v.AllClaims, err = r.contested(ctx, graph.ClaimFilter{Event: e.ID}, 0); err != nil {
		return nil, err
	}
	v.Field, err = r.field(ctx, uuid.UUID(e.ID))
	return v, err
}

func (r *reader) part(p *record.Participation) *partView {
	v := &partView{Actor: r.actor(p.Actor), Role: plain(p.Role)}
	for _, id := range p.Evidence {
		if q := r.quote(id); q != nil {
			v.Evidence = append(v.Evidence, q)
		}
	}
	return v
}

// contested is a page of claims, the most contested first, and how many there are.
func (r *reader) contested(ctx context.Context, f graph.ClaimFilter, from int) (page []*claimSummary, all int, err error) {
	ranked := graph.Ranked(r.snapshot.Claims(f), r.snapshot.ClaimContention)
	for i := from; i < min(from+mostClaims, ranked.Len()); i++ {
		c, err := r.claimSummary(ctx, ranked.At(i))
		if err != nil {
			return nil, 0, err
		}
		page = append(page, c)
	}
	return page, ranked.Len(), nil
}

func (r *reader) topic(ctx context.Context, t *record.Topic, from int) (*topicView, error) {
	v := &topicView{Name: r.in(t.Names), Slug: t.Slug}
	var err error
	if v.Claims, v.AllClaims, err = r.contested(ctx, graph.ClaimFilter{Topic: t.ID}, from); err != nil {
		return nil, err
	}
	v.Voices = r.voicesOn(t.ID)
	v.Field, err = r.field(ctx, uuid.UUID(t.ID))
	return v, err
}

// voicesOn are those who said most on a topic.
func (r *reader) voicesOn(id record.TopicID) []*voiceCount {
	all := slices.Clone(r.snapshot.ActorsOn(id))
	slices.SortFunc(all, func(a, b graph.TopicActor) int {
		return cmp.Or(cmp.Compare(b.Utterances, a.Utterances), cmp.Compare(a.Actor.About().Slug, b.Actor.About().Slug))
	})
	var most []*voiceCount
	for _, a := range all[:min(len(all), mostVoices)] {
		most = append(most, &voiceCount{r.actorOf(a.Actor), a.Utterances})
	}
	return most
}
