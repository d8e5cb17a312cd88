package stance

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"onrecord/internal/record"
)

// The oracle reads the rules as they are written and computes with nested loops
// and ISO strings. It shares no code with the package and cares for no cost.

const (
	unknownDay = "0000-00-00"
	endOfTime  = "9999-99-99"
)

// endOf is the last day a date may mean.
func endOf(d record.Date) string {
	last := map[int]int{1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
	s := d.String()
	switch len(s) {
	case 0:
		return unknownDay
	case 4:
		return s + "-12-31"
	case 7:
		days := last[int(d.Month)]
		if y := int(d.Year); d.Month == 2 && (y%4 == 0 && y%100 != 0 || y%400 == 0) {
			days = 29
		}
		return fmt.Sprintf("%s-%02d", s, days)
	}
	return s
}

func until(asOf record.Date) string {
	if asOf.IsZero() {
		return endOfTime
	}
	return endOf(asOf)
}

func neverSaidSo(v Vote) bool {
	if v.Quote.Mode == record.Editorial || v.Quote.Capacity == record.Personal && !v.Own {
		return true
	}
	for _, c := range v.Corrections {
		if c.Kind == record.CoderError || c.Kind == record.PublisherCorrected {
			return true
		}
	}
	return false
}

// saidOn is the date on which a vote counts among all: the earliest dated
// printing of its utterance, failing that the earliest known publication.
func saidOn(v Vote, all []Vote) (day string, dated bool) {
	var said, prints []string
	for _, w := range all {
		if w.Utterance != v.Utterance || neverSaidSo(w) {
			continue
		}
		if !w.Said.IsZero() {
			said = append(said, endOf(w.Said))
		}
		if !w.Printed.IsZero() {
			prints = append(prints, endOf(w.Printed))
		}
	}
	switch {
	case len(said) > 0:
		return slices.Min(said), true
	case len(prints) > 0:
		return slices.Min(prints), false
	}
	return unknownDay, false
}

// standsOn reports whether a vote counts on a date.
func standsOn(v Vote, all []Vote, asOf record.Date) bool {
	if neverSaidSo(v) {
		return false
	}
	for _, c := range v.Corrections {
		if c.Kind == record.SpeakerRetracted && endOf(c.On) <= until(asOf) {
			return false
		}
	}
	day, _ := saidOn(v, all)
	return day <= until(asOf)
}

func relativeSide(v Vote) string {
	s := v.Stance.Position.String()
	if !v.Exchanged {
		return s
	}
	return map[string]string{"SUPPORTS": "OPPOSES", "OPPOSES": "SUPPORTS", "UNDECIDED": "UNDECIDED", "MIXED": "MIXED"}[s]
}

func filter(votes []Vote, keep func(Vote) bool) []Vote {
	var kept []Vote
	for _, v := range votes {
		if keep(v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// deciding is the votes that the actor's position may rest on.
func deciding(all []Vote, asOf record.Date) []Vote {
	votes := filter(all, func(v Vote) bool { return standsOn(v, all, asOf) })
	if own := filter(votes, func(v Vote) bool { return v.Own }); len(own) > 0 {
		votes = own
	}
	dated := filter(votes, func(v Vote) bool { _, d := saidOn(v, all); return d })
	if len(dated) > 0 {
		votes = dated
	}
	return votes
}

// days are the distinct dates of votes, in order.
func days(votes, all []Vote) []string {
	seen := map[string]bool{}
	for _, v := range votes {
		d, _ := saidOn(v, all)
		seen[d] = true
	}
	var list []string
	for d := range seen {
		list = append(list, d)
	}
	sort.Strings(list)
	return list
}

func on(day string, votes, all []Vote) []Vote {
	return filter(votes, func(v Vote) bool { d, _ := saidOn(v, all); return d == day })
}

// sideOn is the actor's side on one day: the side all take, or MIXED.
func sideOn(day string, votes, all []Vote) string {
	sides := map[string]bool{}
	for _, v := range on(day, votes, all) {
		sides[relativeSide(v)] = true
	}
	for s := range sides {
		if len(sides) == 1 {
			return s
		}
	}
	return "MIXED"
}

func idsOf(votes []Vote) []int {
	list := []int{}
	for _, v := range votes {
		list = append(list, numberOf(v.Stance.ID))
	}
	sort.Ints(list)
	return list
}

// effectiveByTheBook describes the position of one actor on a date, or "none".
func effectiveByTheBook(all []Vote, asOf record.Date) string {
	votes := deciding(all, asOf)
	if len(votes) == 0 {
		return "none"
	}
	dates := days(votes, all)
	latest := dates[len(dates)-1]
	evidence := on(latest, votes, all)
	side := sideOn(latest, votes, all)
	since := latest
	for i, from := range dates {
		unbroken := true
		for _, d := range dates[i:] {
			unbroken = unbroken && sideOn(d, votes, all) == side
		}
		if unbroken {
			since = from
			break
		}
	}
	if _, dated := saidOn(evidence[0], all); !dated {
		latest, since = unknownDay, unknownDay
	}
	qualified, certainty := true, record.Unspecified
	utterances, via := map[int]bool{}, map[int]bool{}
	for _, v := range evidence {
		qualified = qualified && v.Stance.Qualified
		if v.Stance.Certainty > certainty {
			certainty = v.Stance.Certainty
		}
		utterances[numberOf(v.Utterance)] = true
		if !v.Own {
			via[numberOf(v.Quote.Speaker)] = true
		}
	}
	return fmt.Sprint(side, " ", qualified, certainty, " said ", latest, " since ", since,
		" by ", idsOf(evidence), " in ", keys(utterances), " via ", keys(via), " of ", timelineByTheBook(all, asOf))
}

// timelineByTheBook is every standing stance, the oldest first, of one day the
// undated first, then by id.
func timelineByTheBook(all []Vote, asOf record.Date) []int {
	standing := filter(all, func(v Vote) bool { return standsOn(v, all, asOf) })
	list := []int{}
	for _, d := range days(standing, all) {
		for _, wanted := range []bool{false, true} {
			list = append(list, idsOf(filter(on(d, standing, all), func(v Vote) bool {
				_, dated := saidOn(v, all)
				return dated == wanted
			}))...)
		}
	}
	return list
}

func keys(set map[int]bool) []int {
	list := []int{}
	for k := range set {
		list = append(list, k)
	}
	sort.Ints(list)
	return list
}

// effectiveByPackage writes the package's answer in the same words.
func effectiveByPackage(votes []Vote, asOf record.Date) string {
	p, ok := Effective(votes, asOf)
	if !ok {
		return "none"
	}
	utterances, via := []int{}, []int{}
	for _, u := range p.Utterances {
		utterances = append(utterances, numberOf(u))
	}
	for _, a := range p.Via {
		via = append(via, numberOf(a))
	}
	return fmt.Sprint(p.Side, " ", p.Qualified, p.Certainty, " said ", endOf(p.Said), " since ", endOf(p.Since),
		" by ", numbers(p.Evidence), " in ", utterances, " via ", via, " of ", numbers(p.Timeline))
}

// shiftsByTheBook looks at every pair of dates.
func shiftsByTheBook(all []Vote, asOf record.Date) string {
	votes := deciding(all, asOf)
	votes = filter(votes, func(v Vote) bool { _, d := saidOn(v, all); return d })
	var found []string
	dates := days(votes, all)
	for _, later := range dates {
		for _, earlier := range dates {
			from, to := sideOn(earlier, votes, all), sideOn(later, votes, all)
			if earlier >= later || from == to || from == "MIXED" || to == "MIXED" {
				continue
			}
			consecutive := true
			for _, between := range dates {
				if earlier < between && between < later && sideOn(between, votes, all) != "MIXED" {
					consecutive = false
				}
			}
			if consecutive {
				found = append(found, fmt.Sprintf("%d→%d on %s", slices.Max(idsOf(on(earlier, votes, all))), slices.Min(idsOf(on(later, votes, all))), later))
			}
		}
	}
	return strings.Join(found, ", ")
}

func shiftsByPackage(votes []Vote, asOf record.Date) string {
	var list []string
	for _, s := range Shifts(votes, asOf) {
		list = append(list, fmt.Sprintf("%d→%d on %s", numberOf(s.From.ID), numberOf(s.To.ID), endOf(s.On)))
	}
	return strings.Join(list, ", ")
}

func originsByTheBook(all []Vote, asOf record.Date) int {
	distinct := map[int]bool{}
	for _, v := range all {
		if standsOn(v, all, asOf) {
			distinct[numberOf(v.Utterance)] = true
		}
	}
	return len(distinct)
}
