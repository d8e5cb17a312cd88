package graph

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// mostMet is how many positions one question about alignments may meet before it
// is refused: some tens of milliseconds of work.
const mostMet = 16_000_000

// Lens narrows a question to a scope, as of a date; the zero Lens is everything,
// now.
type Lens struct {
	Scope Scope
	AsOf  record.Date
}

// lens is a Lens in the terms of the index.
func (s *Snapshot) lens(l Lens) stance.Lens {
	return stance.Lens{Scope: s.classesIn(l.Scope), AsOf: l.AsOf}
}

// classesIn are the classes in scope: those with a claim in it.
func (s *Snapshot) classesIn(c Scope) stance.Scope {
	if c.snapshot == nil {
		return stance.Scope{}
	}
	c.snapshot = s // a key of the memo must not keep another revision alive
	return once(s.memo, c, func() stance.Scope {
		var classes []stance.ClassNo
		for claim := range s.claimsIn(c) {
			class, _ := s.classNo(claim)
			classes = append(classes, class)
		}
		return stance.ScopeOf(classes)
	})
}

// indexed reads back what the numbers of the index stand for.
type indexed struct{ s *Snapshot }

func (n indexed) actor(a stance.ActorNo) record.Actor {
	return n.s.tables[actors].boxed.at(uint32(a)).(record.Actor)
}

func (n indexed) Kind(a stance.ActorNo) record.Kind {
	return kindOfActor(n.s.tables[actors].boxed.at(uint32(a)))
}

func (n indexed) ID(a stance.ActorNo) record.ActorID { return n.actor(a).ActorID() }

// Name is the name by which equal alignments follow one another, that of the
// alphabet: the same for every reader, so that a list continues in whatever
// language it is read.
func (n indexed) Name(a stance.ActorNo) string { return n.s.nameAt(refOf(actors, uint32(a))) }

func (n indexed) Place(a stance.ActorNo) uint64 {
	return n.s.alphabet.place(refOf(actors, uint32(a))).step()
}

func (n indexed) claim(c stance.ClassNo) *record.Claim {
	return n.s.tables[claims].boxed.at(uint32(c)).(*record.Claim)
}

func (n indexed) question(q stance.QuestionNo) *record.Question {
	return n.s.tables[questions].boxed.at(uint32(q)).(*record.Question)
}

func (n indexed) ClassID(c stance.ClassNo) record.ClaimID          { return n.claim(c).ID }
func (n indexed) QuestionID(q stance.QuestionNo) record.QuestionID { return n.question(q).ID }

// actorNo is an actor's number; ok is false where there is no such actor.
func (s *Snapshot) actorNo(id record.ActorID) (a stance.ActorNo, ok bool) {
	n, ok := s.numberIn(actors, uuid.UUID(id))
	return stance.ActorNo(n), ok
}

// Alignment is how two actors stand to one another, seen through a lens.
type Alignment struct {
	A, B  record.Actor
	Count stance.Alignment
	lens  Lens
}

func (s *Snapshot) alignment(count stance.Alignment, l Lens) Alignment {
	n := indexed{s}
	return Alignment{n.actor(count.A), n.actor(count.B), count, l}
}

// Align compares any two actors, unnamed sources and collectives included; ok is
// false where there is no such actor. Nobody has points with itself.
func (s *Snapshot) Align(ctx context.Context, a, b record.ActorID, l Lens) (found Alignment, ok bool, err error) {
	x, hasX := s.actorNo(a)
	y, hasY := s.actorNo(b)
	if !hasX || !hasY {
		return Alignment{}, false, nil
	}
	count, err := s.index.Between(ctx, x, y, s.lens(l))
	if err != nil {
		return Alignment{}, false, err
	}
	return s.alignment(count, l), true, nil
}

// Circle is everybody with whom an actor has points, seen through a lens. To count
// them is what takes time: rank them by as many kinds as are wanted. Circles of
// people and institutions have somebody in them; whoever else is asked about has
// points with nobody.
type Circle struct {
	snapshot *Snapshot
	counted  *stance.Circle
	lens     Lens
}

// Circle counts an actor's points. A question that would meet too many positions
// is record.ErrTooLarge.
func (s *Snapshot) Circle(ctx context.Context, a record.ActorID, l Lens) (*Circle, error) {
	no, ok := s.actorNo(a)
	if !ok {
		return &Circle{s, &stance.Circle{}, l}, nil
	}
	counted, err := s.index.Circle(ctx, indexed{s}, no, stance.Around{Lens: s.lens(l), MaxWalk: mostMet})
	if err != nil {
		return nil, err
	}
	return &Circle{s, counted, l}, nil
}

// Partners are the alignments of a circle that have a point of a kind, strongest
// first.
type Partners struct {
	circle  *Circle
	ranking *stance.Ranking
}

// Partners ranks a circle.
func (c *Circle) Partners(w stance.Wanted) *Partners { return &Partners{c, c.counted.Ranked(w)} }

// Len is the number of alignments.
func (p *Partners) Len() int { return p.ranking.Len() }

// Partner is an alignment and its place among the others.
type Partner struct {
	Alignment
	Rank stance.Rank
}

// Page gives at most first alignments, those after a rank or from the start.
func (p *Partners) Page(first int, after *stance.Rank) []Partner {
	page := p.ranking.Page(first, after)
	all := make([]Partner, len(page))
	for i, r := range page {
		all[i] = Partner{p.circle.snapshot.alignment(r.Alignment, p.circle.lens), r.Rank}
	}
	return all
}

// Point is one thing on which two actors meet, led back to the record.
type Point struct {
	Kind stance.AlignmentKind
	// Claim is what both positions are on, or what a stated response is about;
	// nil where the positions are on different claims.
	Claim *record.Claim
	// Question is the one that counts once; nil where there is none.
	Question *record.Question
	// Findings are what a computed point rests on, those that decide its kind
	// first; empty in a point that is a stated response by itself.
	Findings []Finding
	// Stated are the responses between the two about the same, by id.
	Stated []*record.Response
}

// Finding is a meeting of two positions.
type Finding struct {
	Kind stance.AlignmentKind
	A, B Position
	// Relations are the CONFLICTING relations by which the two exclude one
	// another, by id; empty where they are on one class of claims, or answer one
	// question.
	Relations []*record.ClaimRelation
}

// Is reports whether the point is of a kind, zero for any, on a basis: positions,
// stated responses, or either. A response listed at a computed point is a stated
// basis of its own kind, whatever the positions amount to.
func (p *Point) Is(k stance.AlignmentKind, on stance.Basis) bool {
	computed := p.Computed() && (k == 0 || p.Kind == k)
	stated := len(p.Stated) > 0 && (k == 0 || p.states(k))
	return computed && on != stance.StatedOnly || stated && on != stance.Computed
}

// states reports whether some of the point's stated responses is of a kind.
func (p *Point) states(k stance.AlignmentKind) bool {
	return slices.ContainsFunc(p.Stated, func(r *record.Response) bool { return stance.KindStated(r.Kind) == k })
}

// Computed reports whether the point rests on positions.
func (p *Point) Computed() bool { return len(p.Findings) > 0 }

// Points spells out an alignment: computed points by what they are about, then
// responses that stand by themselves.
func (s *Snapshot) Points(ctx context.Context, a Alignment) ([]Point, error) {
	found, err := s.index.Points(ctx, a.Count.A, a.Count.B, s.lens(a.lens))
	if err != nil {
		return nil, err
	}
	points := make([]Point, len(found))
	for i := range found {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		points[i] = s.point(a, &found[i])
	}
	slices.SortFunc(points, comparePoints)
	return points, nil
}

func (s *Snapshot) point(a Alignment, p *stance.Point) Point {
	point := Point{Kind: p.Kind}
	n := indexed{s}
	if len(p.Disputes) == 1 && p.Disputes[0].IsQuestion {
		point.Question = n.question(p.Disputes[0].Question)
	}
	for _, f := range p.Findings {
		point.Findings = append(point.Findings, s.finding(a, &f))
	}
	slices.SortFunc(point.Findings, compareFindings)
	for _, r := range p.Stated {
		point.Stated = append(point.Stated, s.tables[responses].boxed.at(uint32(r.Response)).(*record.Response))
	}
	slices.SortFunc(point.Stated, func(x, y *record.Response) int { return x.ID.Compare(y.ID) })
	point.Claim = s.claimOf(&point)
	return point
}

// claimOf is the one claim that a point is about, where it is one.
func (s *Snapshot) claimOf(p *Point) *record.Claim {
	if p.Computed() {
		if f := &p.Findings[0]; f.A.Claim == f.B.Claim {
			return f.A.Claim
		}
		return nil
	}
	if class, _ := s.classes.Of(p.Stated[0].Claim); !class.IsZero() {
		return Find(s, class)
	}
	return nil
}

func (s *Snapshot) finding(a Alignment, f *stance.Finding) Finding {
	finding := Finding{
		Kind: f.Kind,
		A:    s.standing(a.A.ActorID(), a.Count.A, f.A.Class, a.lens.AsOf),
		B:    s.standing(a.B.ActorID(), a.Count.B, f.B.Class, a.lens.AsOf),
	}
	for _, r := range f.Relations {
		finding.Relations = append(finding.Relations, s.tables[relations].boxed.at(uint32(r)).(*record.ClaimRelation))
	}
	slices.SortFunc(finding.Relations, func(x, y *record.ClaimRelation) int { return x.ID.Compare(y.ID) })
	return finding
}

// standing is where an actor stands on a class, read from its votes: the index
// knows which they are.
func (s *Snapshot) standing(actor record.ActorID, a stance.ActorNo, c stance.ClassNo, asOf record.Date) Position {
	effective, _ := stance.Effective(s.votesOn(a, c, false), asOf)
	return Position{effective, actor, indexed{s}.claim(c)}
}

// votesOn are an actor's votes on a class, read from the side of its
// representative or, where that is asked for, from the opposite.
func (s *Snapshot) votesOn(a stance.ActorNo, c stance.ClassNo, opposite bool) []stance.Vote {
	var casts []cast
	for _, no := range s.index.Votes(a, c) {
		_, exchanged, _ := s.classOf(uint32(no))
		s.eachCast(uint32(no), exchanged != opposite, func(c cast) {
			if c.actor == uint32(a) {
				casts = append(casts, c)
			}
		})
	}
	return s.votesFor(casts)
}

func compareFindings(x, y Finding) int {
	return cmp.Or(
		cmp.Compare(y.Kind, x.Kind),
		strings.Compare(x.A.Claim.Slug, y.A.Claim.Slug), x.A.Claim.ID.Compare(y.A.Claim.ID),
		strings.Compare(x.B.Claim.Slug, y.B.Claim.Slug), x.B.Claim.ID.Compare(y.B.Claim.ID),
	)
}

// PointPlace is a point's place among those of one alignment: computed before
// stated, by the slug of what it is about, then by id.
type PointPlace struct {
	Stated bool
	Slug   string
	ID     uuid.UUID
}

// Place is where the point stands in the list.
func (p *Point) Place() PointPlace {
	place := PointPlace{Stated: !p.Computed()}
	switch {
	case p.Question != nil:
		place.Slug, place.ID = p.Question.Slug, uuid.UUID(p.Question.ID)
	case p.Claim != nil:
		place.Slug, place.ID = p.Claim.Slug, uuid.UUID(p.Claim.ID)
	case p.Computed():
		place.Slug, place.ID = p.Findings[0].A.Claim.Slug, uuid.UUID(p.Findings[0].A.Claim.ID)
	}
	if place.Stated {
		place.ID = uuid.UUID(p.Stated[0].ID)
	}
	return place
}

func comparePoints(x, y Point) int {
	a, b := x.Place(), y.Place()
	if a.Stated != b.Stated {
		return boolFirst(b.Stated)
	}
	return cmp.Or(strings.Compare(a.Slug, b.Slug), bytes.Compare(a.ID[:], b.ID[:]))
}
