package stance

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"onrecord/internal/record"
)

// oracle computes alignments with nested loops straight from the rules, over
// claims and actors of the record and not over numbers of an index. It knows
// what the older oracle knows of one actor's votes, and shares nothing with the
// package.
type oracle struct {
	*world
	relates *closure
	asOf    record.Date
	about   func(claim int) bool // nil: everything
	// Each question is worked out once: the same few are asked a thousand times.
	positions map[[2]int]*held // by actor and claim; nil: none
	meetings  map[[2]int][]*bookPoint
}

func (w *world) oracle(asOf record.Date, about func(int) bool) *oracle {
	return &oracle{w, closureOf(w.relations), asOf, about, map[[2]int]*held{}, map[[2]int][]*bookPoint{}}
}

// representative is the least claim of a class, and whether a claim is its
// opposite.
func (o *oracle) representative(claim int) (int, bool) {
	for c := range claimCount {
		if o.relates.same[claim][c] {
			return c, false
		}
		if o.relates.opposite[claim][c] {
			return c, true
		}
	}
	panic("a claim is the same as itself")
}

func (o *oracle) inScope(class int) bool {
	if o.about == nil {
		return true
	}
	for c := range claimCount {
		if root, _ := o.representative(c); root == class && o.about(c) {
			return true
		}
	}
	return false
}

// held is where an actor stands on a claim, told from that claim's side.
type held struct {
	side       string
	qualified  bool
	possible   bool
	stances    []int
	utterances []int
}

func (o *oracle) held(actor, claim int) (held, bool) {
	h, known := o.positions[[2]int{actor, claim}]
	if !known {
		if worked, ok := o.workOut(actor, claim); ok {
			h = &worked
		}
		o.positions[[2]int{actor, claim}] = h
	}
	if h == nil {
		return held{}, false
	}
	return *h, true
}

// votesOn are the votes of all on a claim and on what is the same or the
// opposite, told from the claim's side.
func (o *oracle) votesOn(claim int) []Vote {
	var votes []Vote
	for _, q := range o.quotes {
		for _, a := range o.counted(q) {
			for _, st := range q.stances {
				if c := numberOf(st.Claim); o.relates.same[claim][c] || o.relates.opposite[claim][c] {
					votes = append(votes, q.vote(st, a, o.relates.opposite[claim][c]))
				}
			}
		}
	}
	return votes
}

func (o *oracle) workOut(actor, claim int) (held, bool) {
	root, _ := o.representative(claim)
	if !o.inScope(root) {
		return held{}, false
	}
	votes := filter(o.votesOn(claim), func(v Vote) bool { return o.actor(v.Actor) == actor })
	standing := deciding(votes, o.asOf)
	if len(standing) == 0 {
		return held{}, false
	}
	dates := days(standing, votes)
	last := on(dates[len(dates)-1], standing, votes)
	h := held{side: sideOn(dates[len(dates)-1], standing, votes), qualified: true, stances: idsOf(last)}
	strongest, utterances := record.Unspecified, map[int]bool{}
	for _, v := range last {
		h.qualified = h.qualified && v.Stance.Qualified
		if v.Stance.Certainty > strongest {
			strongest = v.Stance.Certainty
		}
		utterances[numberOf(v.Utterance)] = true
	}
	h.possible = strongest == record.Possible
	h.utterances = keys(utterances)
	return h, true
}

// met is a finding of the oracle.
type met struct {
	kind      string
	x, y      int // representatives of the classes
	a, b      held
	relations []int
	questions []int
}

// String is the same for equal findings, in whatever order their reasons were found.
func (m met) String() string {
	sort.Ints(m.relations)
	sort.Ints(m.questions)
	return fmt.Sprint(m.kind, " ", m.x, m.a.stances, m.a.utterances, " ", m.y, m.b.stances, m.b.utterances, " by ", m.relations, m.questions)
}

// onOneClaim is the rule for two positions on one class.
func onOneClaim(a, b held) string {
	sides := func(h held) bool { return h.side == "SUPPORTS" || h.side == "OPPOSES" }
	switch {
	case a.side == "MIXED" || b.side == "MIXED":
		return "QUALIFICATION"
	case a.side == "UNDECIDED" && b.side == "UNDECIDED":
		return ""
	case a.side == "UNDECIDED" || b.side == "UNDECIDED":
		return "QUALIFICATION"
	case sides(a) && sides(b) && (a.qualified || b.qualified):
		return "QUALIFICATION"
	case a.side == b.side:
		return "AGREEMENT"
	case a.possible && b.possible:
		return "QUALIFICATION"
	}
	return "DISAGREEMENT"
}

// excludes is why two claims cannot both be supported.
func (o *oracle) excludes(x, y int) (relations, questions []int) {
	if o.relates.same[x][y] || o.relates.opposite[x][y] {
		return nil, nil
	}
	for _, r := range o.relations {
		f, t := numberOf(r.From), numberOf(r.To)
		if r.Kind == record.Conflicting && (f == x && t == y || f == y && t == x) {
			relations = append(relations, numberOf(r.ID))
		}
	}
	if o.questions[x] != 0 && o.questions[x] == o.questions[y] {
		questions = append(questions, o.questions[x])
	}
	return relations, questions
}

func ownWords(a, b held) bool {
	mine := func(some, others []int) bool {
		for _, u := range some {
			if !slices.Contains(others, u) {
				return true
			}
		}
		return false
	}
	return mine(a.utterances, b.utterances) && mine(b.utterances, a.utterances)
}

func (o *oracle) findings(a, b int) []met {
	var all []met
	for x := range claimCount {
		for y := range claimCount {
			p, hasP := o.held(a, x)
			q, hasQ := o.held(b, y)
			if !hasP || !hasQ || !ownWords(p, q) {
				continue
			}
			rx, _ := o.representative(x)
			ry, _ := o.representative(y)
			if x == y && rx == x {
				if kind := onOneClaim(p, q); kind != "" {
					all = append(all, met{kind: kind, x: x, y: x, a: p, b: q})
				}
			}
			relations, questions := o.excludes(x, y)
			if len(relations)+len(questions) == 0 || p.side != "SUPPORTS" || q.side != "SUPPORTS" {
				continue
			}
			kind := "DISAGREEMENT"
			if p.qualified || q.qualified || p.possible || q.possible {
				kind = "QUALIFICATION"
			}
			all = merged(all, met{kind, rx, ry, p, q, relations, questions})
		}
	}
	return all
}

// merged adds what excludes two classes to what is known of them.
func merged(all []met, m met) []met {
	for i := range all {
		if all[i].x == m.x && all[i].y == m.y {
			all[i].relations = append(all[i].relations, m.relations...)
			for _, q := range m.questions {
				if !slices.Contains(all[i].questions, q) {
					all[i].questions = append(all[i].questions, q)
				}
			}
			return all
		}
	}
	return append(all, m)
}

// dispute names what counts once: the least question of a class, or the class.
func (o *oracle) dispute(class int) string {
	least := 0
	for c := range claimCount {
		root, _ := o.representative(c)
		if q := o.questions[c]; root == class && q != 0 && (least == 0 || q < least) {
			least = q
		}
	}
	if least != 0 {
		return fmt.Sprint("question ", least)
	}
	return fmt.Sprint("class ", class)
}

// bookPoint is a point by the book.
type bookPoint struct {
	kind     string
	disputes []string
	findings []met
	stated   []bookStated
}

type bookStated struct {
	number int
	kind   string
	fromB  bool
}

func (p bookPoint) String() string {
	var findings []string
	for _, f := range p.findings {
		findings = append(findings, f.String())
	}
	sort.Strings(findings)
	slices.SortFunc(p.stated, func(r, s bookStated) int { return r.number - s.number })
	return fmt.Sprintf("%s on %v: %v stated %v", p.kind, p.disputes, findings, p.stated)
}

var severity = map[string]int{"AGREEMENT": 1, "QUALIFICATION": 2, "DISAGREEMENT": 3}

func (p *bookPoint) add(f met) {
	if severity[f.kind] > severity[p.kind] {
		p.kind = f.kind
	}
	p.findings = append(p.findings, f)
}

// computed is one point for each dispute in which something is found, and one
// for each group of disputes that only meet one another.
func (o *oracle) computed(a, b int) []*bookPoint {
	findings := o.findings(a, b)
	within := map[string]*bookPoint{}
	for _, f := range findings {
		if d := o.dispute(f.x); d == o.dispute(f.y) {
			if within[d] == nil {
				within[d] = &bookPoint{disputes: []string{d}}
			}
			within[d].add(f)
		}
	}
	var loose []met
	for _, f := range findings {
		x, y := o.dispute(f.x), o.dispute(f.y)
		if x == y {
			continue
		}
		if within[x] == nil && within[y] == nil {
			loose = append(loose, f)
		}
		for _, d := range []string{x, y} {
			if within[d] != nil {
				within[d].add(f)
			}
		}
	}
	var points []*bookPoint
	for _, p := range within {
		points = append(points, p)
	}
	return append(points, o.together(loose)...)
}

// together groups findings that share a dispute, directly or through others.
func (o *oracle) together(loose []met) []*bookPoint {
	group := make([]int, len(loose))
	for i := range group {
		group[i] = i
	}
	for range loose {
		for i, f := range loose {
			for j, g := range loose {
				for _, d := range []string{o.dispute(f.x), o.dispute(f.y)} {
					if d == o.dispute(g.x) || d == o.dispute(g.y) {
						group[i], group[j] = min(group[i], group[j]), min(group[i], group[j])
					}
				}
			}
		}
	}
	by := map[int]*bookPoint{}
	for i, f := range loose {
		if by[group[i]] == nil {
			by[group[i]] = &bookPoint{}
		}
		p := by[group[i]]
		p.add(f)
		for _, d := range []string{o.dispute(f.x), o.dispute(f.y)} {
			if !slices.Contains(p.disputes, d) {
				p.disputes = append(p.disputes, d)
			}
		}
		sort.Strings(p.disputes)
	}
	var points []*bookPoint
	for _, p := range by {
		points = append(points, p)
	}
	return points
}

// spoken is a response between two actors that stands.
type spoken struct {
	number    int
	kind      string
	by, to    int
	utterance int
	dispute   string // empty: about nothing in particular
}

func (o *oracle) spoken() []spoken {
	kinds := map[record.ResponseKind]string{record.Agrees: "AGREEMENT", record.Disagrees: "DISAGREEMENT", record.Qualifies: "QUALIFICATION"}
	var all []spoken
	for _, q := range o.quotes {
		for _, a := range o.counted(q) {
			for i, r := range q.responses {
				// A response stands as a stance in the same quote would, by itself.
				v := q.vote(&record.Stance{Position: record.Supports}, a, false)
				if kinds[r.Kind] == "" || q.to[i] == o.actor(a) || !standsOn(v, []Vote{v}, o.asOf) {
					continue
				}
				s := spoken{numberOf(r.ID), kinds[r.Kind], o.actor(a), q.to[i], numberOf(q.utterance()), ""}
				inScope := o.about == nil
				if !r.Claim.IsZero() {
					root, _ := o.representative(numberOf(r.Claim))
					s.dispute = o.dispute(root)
					inScope = o.inScope(root)
				}
				if inScope {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// points are all points between two actors.
func (o *oracle) points(a, b int) []*bookPoint {
	pair := [2]int{a, b}
	if _, known := o.meetings[pair]; !known && a != b {
		o.meetings[pair] = o.meet(a, b)
	}
	return o.meetings[pair]
}

func (o *oracle) meet(a, b int) []*bookPoint {
	points := o.computed(a, b)
	alone := map[string]*bookPoint{}
	for _, s := range o.spoken() {
		if !(s.by == a && s.to == b || s.by == b && s.to == a) {
			continue
		}
		words := bookStated{s.number, s.kind, s.by == b}
		listed := false
		for _, p := range points {
			if s.dispute != "" && slices.Contains(p.disputes, s.dispute) {
				p.stated = append(p.stated, words)
				listed = true
			}
		}
		if listed {
			continue
		}
		key := fmt.Sprint(s.kind, s.by, s.utterance, s.dispute)
		if alone[key] == nil {
			alone[key] = &bookPoint{kind: s.kind}
			if s.dispute != "" {
				alone[key].disputes = []string{s.dispute}
			}
		}
		alone[key].stated = append(alone[key].stated, words)
	}
	for _, p := range alone {
		points = append(points, p)
	}
	return points
}

// sum counts points and tells whether the score has ground to stand on.
func (o *oracle) sum(a, b int) Alignment {
	sum := Alignment{A: ActorNo(a), B: ActorNo(b)}
	mine, theirs := map[int]bool{}, map[int]bool{}
	for _, p := range o.points(a, b) {
		if len(p.findings) == 0 {
			sum.Stated++
			continue
		}
		switch p.kind {
		case "AGREEMENT":
			sum.Agreed++
		case "DISAGREEMENT":
			sum.Disagreed++
		case "QUALIFICATION":
			sum.Qualified++
		}
		for _, f := range p.findings {
			if f.kind != p.kind {
				continue
			}
			for _, u := range f.a.utterances {
				mine[u] = true
			}
			for _, u := range f.b.utterances {
				theirs[u] = true
			}
		}
	}
	sum.Grounded = len(mine) >= 2 && len(theirs) >= 2
	return sum
}

func pointsByTheBook(o *oracle, a, b int) string {
	var lines []string
	for _, p := range o.points(a, b) {
		lines = append(lines, p.String())
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

// pointsByPackage writes the index's points in the same words.
func pointsByPackage(points []Point) string {
	var lines []string
	for _, p := range points {
		book := bookPoint{kind: p.Kind.String()}
		for _, d := range p.Disputes {
			if d.IsQuestion {
				book.disputes = append(book.disputes, fmt.Sprint("question ", d.Question))
			} else {
				book.disputes = append(book.disputes, fmt.Sprint("class ", d.Class))
			}
		}
		sort.Strings(book.disputes)
		for _, f := range p.Findings {
			m := met{kind: f.Kind.String(), x: int(f.A.Class), y: int(f.B.Class)}
			m.a = held{stances: ints(f.A.Evidence), utterances: ints(f.A.Utterances)}
			m.b = held{stances: ints(f.B.Evidence), utterances: ints(f.B.Utterances)}
			m.relations, m.questions = ints(f.Relations), ints(f.Questions)
			book.findings = append(book.findings, m)
		}
		for _, s := range p.Stated {
			book.stated = append(book.stated, bookStated{int(s.Response), s.Kind.String(), s.FromB})
		}
		lines = append(lines, book.String())
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

func ints[T ~uint32](list []T) []int {
	var all []int
	for _, n := range list {
		all = append(all, int(n))
	}
	return all
}
