package stance

import (
	"context"
	"slices"

	"onrecord/internal/record"
)

// Tally is [Count] of everybody's position on a class, as of a date; where
// exchanged is set, told from the side of a claim that is the opposite of the
// class's representative. It reads one word for each actor, and the words behind
// a position only of institutions, for whom others may have spoken.
func (ix *Index) Tally(ctx context.Context, actors Actors, c ClassNo, exchanged bool, asOf record.Date) (Tally, error) {
	w := ix.bench()
	defer ix.giveBack(w)
	at := Lens{AsOf: asOf}.focus()
	seats, err := ix.walk(ctx, c, at, w)
	if err != nil {
		return Tally{}, err
	}
	return ix.tally(actors, c, seats, exchanged, at.day), nil
}

// TallyStamped is Tally as of the day of the index, which is now unless it was
// made by [Index.AsOf]: quick enough even of a hundred thousand that there is
// nothing to cancel.
func (ix *Index) TallyStamped(actors Actors, c ClassNo, exchanged bool) Tally {
	return ix.tally(actors, c, ix.seats.at(uint32(c)), exchanged, ix.stamped)
}

func (ix *Index) tally(actors Actors, c ClassNo, seats []seat, exchanged bool, day int32) Tally {
	var t Tally
	var spokenFor []ActorNo
	for _, s := range seats {
		kind := actors.Kind(s.actor())
		switch {
		case s.stamp().code() == silent:
		case kind == record.KindUnnamedSource:
			t.Unnamed++
		case !countable(kind):
		case kind == record.KindInstitution && ix.spokenFor(s.actor(), c, day):
			spokenFor = append(spokenFor, s.actor())
		default:
			t.addCode(s.stamp().code())
		}
	}
	if len(spokenFor) > 0 {
		ix.tallySpokenFor(&t, actors, c, seats, spokenFor, day)
	}
	if exchanged {
		t.exchange()
	}
	t.Contention = Wilson(min(t.Supports, t.Opposes), t.Supports+t.Opposes)
	return t
}

func (t *Tally) addCode(c code) {
	t.Actors++
	switch c.side() {
	case 1:
		t.Supports++
		if c.qualified() {
			t.SupportsQualified++
		}
	case -1:
		t.Opposes++
		if c.qualified() {
			t.OpposesQualified++
		}
	default:
		if c == undecided {
			t.Undecided++
		} else {
			t.Mixed++
		}
	}
}

func (t *Tally) exchange() {
	t.Supports, t.Opposes = t.Opposes, t.Supports
	t.SupportsQualified, t.OpposesQualified = t.OpposesQualified, t.SupportsQualified
}

// spokenFor reports whether an actor's position on a class rests on what others
// said in its name.
func (ix *Index) spokenFor(a ActorNo, c ClassNo, day int32) bool {
	l := ix.ledgers.at(uint32(a))
	by := false
	evidence(l.on(c), day, func(m *mark) { by = by || !m.facts.is(ownFact) })
	return by
}

// tallySpokenFor counts those for whom others spoke.
func (ix *Index) tallySpokenFor(t *Tally, actors Actors, c ClassNo, seats []seat, spokenFor []ActorNo, day int32) {
	ix.eachCountedSpokenFor(actors, c, spokenFor, day, func(a ActorNo) {
		if i, found := slices.BinarySearchFunc(seats, a, byActor); found {
			t.addCode(seats[i].stamp().code())
		}
	})
}

// eachCountedSpokenFor visits those for whom others spoke, by id, unless everything
// they rest on carries a vote by then.
func (ix *Index) eachCountedSpokenFor(actors Actors, c ClassNo, spokenFor []ActorNo, day int32, visit func(ActorNo)) {
	carried := map[UtteranceNo]bool{}
	company := ix.companies.at(uint32(c))
	slices.SortFunc(spokenFor, func(a, b ActorNo) int { return actors.ID(a).Compare(actors.ID(b)) })
	for _, a := range spokenFor {
		fresh := false
		ix.eachUtterance(a, c, day, func(u UtteranceNo) {
			if _, known := carried[u]; !known {
				carried[u] = ix.carried(actors, c, company, u, day)
			}
			fresh = fresh || !carried[u]
		})
		if !fresh {
			continue
		}
		ix.eachUtterance(a, c, day, func(u UtteranceNo) { carried[u] = true })
		visit(a)
	}
}

// eachUtterance visits the words that an actor's position on a class rests on.
func (ix *Index) eachUtterance(a ActorNo, c ClassNo, day int32, visit func(UtteranceNo)) {
	l := ix.ledgers.at(uint32(a))
	evidence(l.on(c), day, func(m *mark) { visit(m.utterance) })
}

// carried reports whether an utterance is among what one who spoke itself, and is
// counted, rests on.
func (ix *Index) carried(actors Actors, c ClassNo, list []company, u UtteranceNo, day int32) bool {
	from, _ := slices.BinarySearchFunc(list, company{utterance: u}, byUtterance)
	for _, k := range list[from:] {
		if k.utterance != u {
			break
		}
		if !countable(actors.Kind(k.actor)) || ix.spokenFor(k.actor, c, day) {
			continue
		}
		rests := false
		ix.eachUtterance(k.actor, c, day, func(v UtteranceNo) { rests = rests || v == u })
		if rests {
			return true
		}
	}
	return false
}

// Origins is the number of distinct utterances with a vote on some classes, of
// whomever, that stands on a date; a zero date is now. Ten papers that print one
// sentence are one origin.
func (ix *Index) Origins(classes []ClassNo, asOf record.Date) int {
	day, count := lastDay(asOf), 0
	// Words that count for one actor and on one class are the great majority, and
	// need not be remembered to be counted once.
	several := map[UtteranceNo]printings{}
	for _, c := range classes {
		for _, s := range ix.seats.at(uint32(c)) {
			l := ix.ledgers.at(uint32(s.actor()))
			run := l.on(c)
			for n := range run {
				switch m := &run[n]; {
				case m.facts.is(sharedFact) || len(classes) > 1:
					several[m.utterance] = several[m.utterance].with(m, day)
				case m.facts.stands(m.retracted, day) && !saidBefore(run[:n], m.utterance):
					count++
				}
			}
		}
	}
	for _, p := range several {
		if p.stands && p.best.key() <= day {
			count++
		}
	}
	return count
}

func saidBefore(run []mark, u UtteranceNo) bool {
	return slices.ContainsFunc(run, func(m mark) bool { return m.utterance == u })
}

// printings is what the printings of an utterance seen so far tell of it.
type printings struct {
	best   facts
	seen   bool
	stands bool // some printing is not retracted
}

func (p printings) with(m *mark, day int32) printings {
	if !p.seen || m.facts.better(p.best) {
		p.best = m.facts
	}
	p.seen = true
	p.stands = p.stands || m.retracted == 0 || m.retracted-1 > day
	return p
}
