package stance

import (
	"cmp"
	"slices"
)

// Point is one thing on which two actors meet: a dispute, in computed points, or
// a stated response by itself.
type Point struct {
	Kind AlignmentKind
	// Disputes is what the point is about: one dispute in nearly every point;
	// none in a response that names no claim; several where positions meet only
	// through relations between claims of different disputes.
	Disputes []Dispute
	// Findings are the meetings of positions that the point rests on, those of
	// its kind first: they decided. Empty in a point that is a stated response by
	// itself.
	Findings []Finding
	// Stated are the responses between the two about the same dispute, whatever
	// they state. A point without findings has exactly those printings of one
	// utterance that make it.
	Stated []Stated
}

// Computed reports whether the point rests on positions.
func (p *Point) Computed() bool { return len(p.Findings) > 0 }

// Finding is a meeting of two positions.
type Finding struct {
	Kind AlignmentKind
	A, B Standing
	// Relations are the CONFLICTING relations by which the two exclude one
	// another; empty where they are on one class.
	Relations []RelationNo
	// Questions are those to which the two are different answers.
	Questions []QuestionNo
}

// Standing is a position in the numbers of the index: where an actor stands on a
// class, and the stances on which that rests.
type Standing struct {
	Class      ClassNo
	Evidence   []StanceNo
	Utterances []UtteranceNo // each once, in order
}

// Stated is a response between the two actors of a point.
type Stated struct {
	Response ResponseNo
	Kind     AlignmentKind
	// FromB is set where B responds to A.
	FromB bool
}

// finding is a Finding before it is spelled out.
type finding struct {
	kind      AlignmentKind
	a, b      ClassNo
	relations []RelationNo
	questions []QuestionNo
}

// dispatch says what a computed point rests on.
type dispatch struct {
	kind     AlignmentKind
	disputes []Dispute
	findings []finding
}

// settle makes points of the findings between two actors: one a dispute. What
// meets across disputes never adds a point where there is one; it is listed at
// that one, and by itself only where there is none.
func (ix *Index) settle(findings []finding) []dispatch {
	var points []dispatch
	var across []finding
	for _, f := range findings {
		d := ix.dispute(f.a)
		if d != ix.dispute(f.b) {
			across = append(across, f)
			continue
		}
		i := slices.IndexFunc(points, func(p dispatch) bool { return p.disputes[0] == d })
		if i < 0 {
			i = len(points)
			points = append(points, dispatch{disputes: []Dispute{d}})
		}
		points[i].add(f)
	}
	if len(across) == 0 {
		return points
	}
	within := len(points)
	for _, f := range across {
		listed := false
		for i := range points[:within] {
			if d := points[i].disputes[0]; d == ix.dispute(f.a) || d == ix.dispute(f.b) {
				points[i].add(f)
				listed = true
			}
		}
		if !listed {
			points = ix.standAlone(points, within, f)
		}
	}
	return points
}

// standAlone gives a finding across disputes to the point, among those from on,
// that shares one of its disputes; it joins them where it shares one with
// several.
func (ix *Index) standAlone(points []dispatch, from int, f finding) []dispatch {
	joined := dispatch{disputes: []Dispute{ix.dispute(f.a), ix.dispute(f.b)}}
	joined.add(f)
	rest := points[:from:from]
	for _, p := range points[from:] {
		if !slices.ContainsFunc(p.disputes, func(d Dispute) bool { return slices.Contains(joined.disputes, d) }) {
			rest = append(rest, p)
			continue
		}
		for _, g := range p.findings {
			joined.add(g)
		}
		joined.disputes = append(joined.disputes, p.disputes...)
	}
	slices.SortFunc(joined.disputes, compareDisputes)
	joined.disputes = slices.Compact(joined.disputes)
	return append(rest, joined)
}

func (p *dispatch) add(f finding) {
	p.kind = max(p.kind, f.kind)
	p.findings = append(p.findings, f)
}

func compareDisputes(a, b Dispute) int {
	if a.IsQuestion != b.IsQuestion {
		return firstIf(a.IsQuestion)
	}
	return cmp.Or(compare(a.Question, b.Question), compare(a.Class, b.Class))
}

// spell makes Points of what is settled, with the responses where they belong.
func (p *pair) spell(settled []dispatch) []Point {
	points := make([]Point, 0, len(settled))
	for _, s := range settled {
		point := Point{Kind: s.kind, Disputes: s.disputes}
		slices.SortFunc(s.findings, func(f, g finding) int {
			return cmp.Or(cmp.Compare(g.kind, f.kind), compare(f.a, g.a), compare(f.b, g.b))
		})
		for _, f := range s.findings {
			point.Findings = append(point.Findings, Finding{
				f.kind, p.standing(&p.a, f.a), p.standing(&p.b, f.b), f.relations, f.questions,
			})
		}
		points = append(points, point)
	}
	return p.addStated(points)
}

func (p *pair) standing(of *party, c ClassNo) Standing {
	s := Standing{Class: c}
	evidence(of.ledger.on(c), p.at.day, func(m *mark) {
		s.Evidence = append(s.Evidence, m.stance)
		s.Utterances = append(s.Utterances, m.utterance)
	})
	slices.Sort(s.Evidence)
	slices.Sort(s.Utterances)
	s.Utterances = slices.Compact(s.Utterances)
	return s
}

// addStated lists the responses at the computed points of their disputes, and
// makes points of the others: one for each utterance of a kind on a dispute.
func (p *pair) addStated(points []Point) []Point {
	computed := len(points)
	type key struct {
		dispute   Dispute
		about     bool
		kind      AlignmentKind
		incoming  bool
		utterance UtteranceNo
	}
	alone := map[key]int{}
	for _, r := range p.index.statedBetween(p.a.actor, p.b.actor, p.at) {
		stated := Stated{r.response, r.kind, r.incoming}
		k := key{kind: r.kind, incoming: r.incoming, utterance: r.utterance, about: r.hasClass}
		if r.hasClass {
			k.dispute = p.index.dispute(r.class)
			if listed(points[:computed], k.dispute, stated) {
				continue
			}
		}
		i, known := alone[k]
		if !known {
			i = len(points)
			alone[k] = i
			points = append(points, Point{Kind: r.kind})
			if r.hasClass {
				points[i].Disputes = []Dispute{k.dispute}
			}
		}
		points[i].Stated = append(points[i].Stated, stated)
	}
	return points
}

func listed(points []Point, d Dispute, s Stated) bool {
	found := false
	for i := range points {
		if slices.Contains(points[i].Disputes, d) {
			points[i].Stated = append(points[i].Stated, s)
			found = true
		}
	}
	return found
}
