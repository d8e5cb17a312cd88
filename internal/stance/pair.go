package stance

import (
	"context"
	"slices"
)

// Between sums up the points between two actors. Kinds are the caller's matter:
// it answers for any two, see [Kinds].
func (ix *Index) Between(ctx context.Context, a, b ActorNo, l Lens) (Alignment, error) {
	if err := ctx.Err(); err != nil {
		return Alignment{}, err
	}
	return ix.between(a, b, l.focus()), nil
}

// Points are the points between two actors. Their order is that of the numbers
// of the index and says nothing: order them by what they are about.
func (ix *Index) Points(ctx context.Context, a, b ActorNo, l Lens) ([]Point, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return ix.pair(a, b, l.focus()).points(), nil
}

func (ix *Index) between(a, b ActorNo, at lens) Alignment {
	return ix.pair(a, b, at).alignment()
}

// pair is two actors who meet.
type pair struct {
	index *Index
	a, b  party
	at    lens
}

type party struct {
	actor  ActorNo
	ledger ledger
	view   []run
}

func (ix *Index) party(a ActorNo, at lens) party {
	return party{a, ix.ledgers.at(uint32(a)), ix.view(a, at)}
}

func (ix *Index) pair(a, b ActorNo, at lens) *pair {
	return &pair{ix, ix.party(a, at), ix.party(b, at), at}
}

// alignment counts without spelling anything out.
func (p *pair) alignment() Alignment {
	sum := Alignment{A: p.a.actor, B: p.b.actor}
	if p.a.actor == p.b.actor {
		return sum
	}
	var words grounds
	var tied []finding
	p.meet(func(f finding) bool {
		if p.index.tied.has(f.a) {
			tied = append(tied, f)
			return true
		}
		sum.count(f.kind)
		words.add(p, f.a, f.b)
		return true
	})
	for _, s := range p.index.settle(tied) {
		sum.count(s.kind)
		words.addAll(p, s)
	}
	sum.Grounded = words.enough()
	if len(p.index.statedBetween(p.a.actor, p.b.actor, p.at)) > 0 {
		sum.Stated = p.standAlone()
	}
	return sum
}

// grounded reports whether the computed points rest on two utterances of each
// side. It stops as soon as they do.
func (p *pair) grounded() bool {
	var words grounds
	var tied []finding
	p.meet(func(f finding) bool {
		if p.index.tied.has(f.a) {
			tied = append(tied, f)
		} else {
			words.add(p, f.a, f.b)
		}
		return !words.enough()
	})
	for _, s := range p.index.settle(tied) {
		words.addAll(p, s)
	}
	return words.enough()
}

// standAlone counts the points that are stated responses by themselves.
func (p *pair) standAlone() int {
	n := 0
	for _, point := range p.points() {
		if !point.Computed() {
			n++
		}
	}
	return n
}

func (p *pair) points() []Point {
	if p.a.actor == p.b.actor {
		return nil
	}
	var findings []finding
	var points []dispatch
	p.meet(func(f finding) bool {
		if p.index.tied.has(f.a) {
			findings = append(findings, f)
		} else {
			points = append(points, dispatch{f.kind, []Dispute{{Class: f.a}}, []finding{f}})
		}
		return true
	})
	return p.spell(append(points, p.index.settle(findings)...))
}

// meet visits every finding between the two, until visit is false. Those on
// classes without ties are the points of their disputes already.
func (p *pair) meet(visit func(finding) bool) {
	a, b := p.a.view, p.b.view
	each, in := a, b
	if len(b) < len(a) {
		each, in = b, a
	}
	from := 0
	for _, r := range each {
		n, found := gallop(in[from:], r.class)
		from += n
		if found && !p.meetOn(r, in[from], visit) {
			return
		}
		if p.index.tied.has(r.class) && !p.meetRivals(r, in, len(b) < len(a), visit) {
			return
		}
	}
}

// gallop is a binary search for a class that is likely to be near the start.
func gallop(runs []run, c ClassNo) (int, bool) {
	end := 1
	for end < len(runs) && runs[end-1].class < c {
		end *= 2
	}
	start := end / 2 // what is before was seen to be less
	end = min(end, len(runs))
	i, found := slices.BinarySearchFunc(runs[start:end], c, byClass)
	return start + i, found
}

// meetOn judges two runs on one class. It matters not whose is whose.
func (p *pair) meetOn(r, s run, visit func(finding) bool) bool {
	kind := judge(r.stamp().code(), s.stamp().code())
	if kind == 0 || !p.independent(r, s, r.class, s.class) {
		return true
	}
	return visit(finding{kind: kind, a: r.class, b: r.class})
}

// independent reports whether the positions on two classes can make a point: each
// rests on words that are not also the other's. A sentence spoken by a commander
// for the command is one sentence; the two do not agree by it.
func (p *pair) independent(r, s run, onA, onB ClassNo) bool {
	if !r.stamp().shared() || !s.stamp().shared() {
		return true
	}
	a, b := p.standing(&p.a, onA).Utterances, p.standing(&p.b, onB).Utterances
	return hasOther(a, b) && hasOther(b, a)
}

// meetRivals judges a run of one party against what the other, whose runs are
// in, holds on classes that exclude it. Swapped says that the run is b's.
func (p *pair) meetRivals(r run, in []run, swapped bool, visit func(finding) bool) bool {
	var met []finding
	p.index.rivals(r.class, func(k rivalry) {
		i, found := slices.BinarySearchFunc(in, k.with, byClass)
		if !found {
			return
		}
		kind := judgeRivals(r.stamp().code(), in[i].stamp().code(), k.exchanged, k.withExchanged)
		a, b := r.class, k.with
		if swapped {
			a, b = b, a
		}
		if kind == 0 || !p.independent(r, in[i], a, b) {
			return
		}
		n := slices.IndexFunc(met, func(f finding) bool { return f.a == a && f.b == b })
		if n < 0 {
			n = len(met)
			met = append(met, finding{kind: kind, a: a, b: b})
		}
		met[n].because(k)
	})
	for _, f := range met {
		if !visit(f) {
			return false
		}
	}
	return true
}

func (f *finding) because(k rivalry) {
	switch {
	case !k.byQuestion:
		f.relations = append(f.relations, k.relation)
	case !slices.Contains(f.questions, k.question):
		f.questions = append(f.questions, k.question)
	}
}

// grounds collects the utterances that points rest on, until there are two of
// each side.
type grounds struct{ a, b several }

// several tells whether there is more than one of something.
type several struct {
	first UtteranceNo
	count int // 2: two or more
}

func (s *several) add(u UtteranceNo) {
	switch {
	case s.count == 0:
		s.first, s.count = u, 1
	case s.count == 1 && s.first != u:
		s.count = 2
	}
}

func (g *grounds) enough() bool { return g.a.count == 2 && g.b.count == 2 }

func (g *grounds) add(p *pair, onA, onB ClassNo) {
	if g.a.count < 2 {
		evidence(p.a.ledger.on(onA), p.at.day, func(m *mark) { g.a.add(m.utterance) })
	}
	if g.b.count < 2 {
		evidence(p.b.ledger.on(onB), p.at.day, func(m *mark) { g.b.add(m.utterance) })
	}
}

// addAll adds what a point rests on: the findings of its kind.
func (g *grounds) addAll(p *pair, s dispatch) {
	for _, f := range s.findings {
		if f.kind == s.kind {
			g.add(p, f.a, f.b)
		}
	}
}
