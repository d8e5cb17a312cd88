package stance

import (
	"context"

	"onrecord/internal/record"
)

// AsOf gives an index of the same votes that answers questions about one date as
// quickly as this one answers those about now, and all others as before. It
// takes time in proportion to the whole, and about twelve bytes a stance: for
// the few dates that many ask about.
func (ix *Index) AsOf(ctx context.Context, date record.Date) (*Index, error) {
	past := *ix
	past.stamped = lastDay(date)
	past.seats = ix.seats.blank()
	past.ledgers = ix.ledgers.blank()
	walked := 0
	for a := range ix.actors {
		old := ix.ledgers.at(a)
		if len(old.runs) == 0 {
			continue
		}
		if walked += len(old.marks); walked > stride {
			walked = 0
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		l := past.ledgers.place(a)
		l.marks, l.runs = old.marks, make([]run, len(old.runs))
		for i, r := range old.runs {
			l.runs[i] = r.with(effective(old.of(i), past.stamped).stamp())
			past.seat(ActorNo(a), l.runs[i], len(ix.seats.at(uint32(r.class))))
		}
	}
	return &past, ctx.Err()
}

// seat appends an actor to a class that will have so many: actors come in order.
func (ix *Index) seat(a ActorNo, r run, of int) {
	list := ix.seats.place(uint32(r.class))
	if *list == nil {
		*list = make([]seat, 0, of)
	}
	*list = append(*list, seatOf(a, r.stamp()))
}
