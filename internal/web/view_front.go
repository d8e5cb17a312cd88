package web

import (
	"context"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// frontView is the overview.
type frontView struct {
	// Counts says how much is on record.
	Counts string
	// Lead is the most contested claim, with one voice of each side; nil where nobody
	// contradicts anybody.
	Lead      *claimView
	Contested []itemView
	Questions []itemView
	Newest    []*quoteView
	People    []itemView
	Events    []itemView
}

// How much of each the overview shows.
const (
	frontClaims = 6
	frontQuotes = 6
	frontPeople = 8
	frontEvents = 6
)

// counts says how much is on record.
func (r *reader) counts() (string, error) {
	s := r.snapshot
	return r.tongue.fill("front.counts", grouped(s.Count(record.KindQuote)),
		grouped(s.Count(record.KindPerson)+s.Count(record.KindInstitution)), grouped(s.Count(record.KindClaim)))
}

func (r *reader) front(ctx context.Context) (*frontView, error) {
	s := r.snapshot
	v := &frontView{}
	var err error
	if v.Counts, err = r.counts(); err != nil {
		return nil, err
	}
	if err := r.lead(ctx, v); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		into  *[]itemView
		shelf shelf
		most  int
	}{
		{&v.Questions, r.questions(contested), frontClaims},
		{&v.People, actors[record.Person](r, record.KindPerson, quoted), frontPeople},
		{&v.Events, shelve(graph.ByDate[record.Event](s, record.KindEvent), certainly(r.eventItem)), frontEvents},
	} {
		if *part.into, err = part.shelf.first(ctx, part.most); err != nil {
			return nil, err
		}
	}
	newest := s.CurrentQuotes()
	for i := 0; i < newest.Len() && len(v.Newest) < frontQuotes; i++ {
		if q := newest.At(i); q.Mode != record.Editorial && q.Act != record.Silence {
			v.Newest = append(v.Newest, r.quoteOf(q))
		}
	}
	return v, nil
}

// first is the beginning of a list.
func (s shelf) first(ctx context.Context, most int) ([]itemView, error) {
	var some []itemView
	for i := range min(most, s.len) {
		item, err := s.at(ctx, i)
		if err != nil {
			return nil, err
		}
		some = append(some, item)
	}
	return some, nil
}

// lead is the most contested claim with one card of each side, and the contested
// claims after it.
func (r *reader) lead(ctx context.Context, v *frontView) error {
	s := r.snapshot
	ranked := graph.RankedWhole(s, orderNames[contested], record.KindClaim, graph.ByDate[record.Claim](s, record.KindClaim), s.ClaimContention)
	if ranked.Len() > 0 && s.ClaimContention(ranked.At(0)).Score > 0 {
		lead, err := r.claim(ctx, ranked.At(0), selection{Most: 1, Brief: true})
		if err != nil {
			return err
		}
		v.Lead = lead
	}
	for i := range ranked.Len() {
		if len(v.Contested) == frontClaims || s.ClaimContention(ranked.At(i)).Score == 0 {
			break
		}
		if c := ranked.At(i); v.Lead == nil || c.ID != v.Lead.ID {
			item, err := r.claimItem(ctx, c)
			if err != nil {
				return err
			}
			v.Contested = append(v.Contested, item)
		}
	}
	return nil
}
