package web

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// fieldView is how those who speak to something stand to one another: the matrix of
// their agreement, the camps they fall into, and both as a map.
type fieldView struct {
	Actors []*fieldActor
	Camps  []*campView
	Map    *mapView
	// Cut says that only the busiest are shown.
	Cut bool
}

// fieldActor is a row of the matrix. Its number stands for it at the head of a column.
type fieldActor struct {
	Actor  actorView
	Number int
	Cells  []cellView
}

// cellView is how two actors stand to one another.
type cellView struct {
	Other                        actorView
	Self                         bool
	Agreed, Disagreed, Qualified int
	// Kind is what there is most of, the least agreeing first where there is as much;
	// empty where the two meet on nothing.
	Kind string
	// Compare leads to the two beside one another.
	Compare string
}

// Most is the count of Kind.
func (c cellView) Most() int { return max(c.Agreed, c.Disagreed, c.Qualified) }

// campView is a group that agrees.
type campView struct {
	Number int
	Actors []link
	// Cohesion is from -1 to 1, with a sign.
	Cohesion string
	// Apart are claims that set it apart.
	Apart []*campClaimView
}

type campClaimView struct {
	Side  side
	Claim link
	// Members of Of members are on the side, Others of OfOthers others.
	Members, Of, Others, OfOthers int
}

// mapView is the field as points on a circle with lines between them.
type mapView struct {
	Width, Height int
	Nodes         []*nodeView
	Edges         []*edgeView
}

type nodeView struct {
	Actor actorView
	// Number is that of the actor's row.
	Number, Camp int
	// X and Y are of the point, LabelX and LabelY of the name, which begins, ends or
	// is centred there (Anchor: start, end, middle).
	X, Y, LabelX, LabelY int
	Anchor               string
	// Meets are those with whom it has points.
	Meets []cellView
}

type edgeView struct {
	cellView
	A, B      string
	Path      string
	Thickness int
}

const (
	// mostInField is how many actors a matrix and a map show.
	mostInField = 16
	mapWidth    = 860
	mapHeight   = 600
	mapRadius   = 215
)

// field is the view of those who speak to what an id names: an event, a topic, a
// question or a claim. It is nil where nobody meets anybody.
func (r *reader) field(ctx context.Context, about uuid.UUID) (*fieldView, error) {
	scope, err := r.snapshot.Scope(about)
	if err != nil {
		return nil, err
	}
	lens := graph.Lens{Scope: scope, AsOf: r.asOf}
	m, err := r.snapshot.AlignmentMatrix(ctx, nil, lens, mostInField+1)
	if err != nil {
		return nil, err
	}
	v := &fieldView{Cut: len(m.Actors) > mostInField}
	met := r.matrix(v, m)
	if !met {
		return nil, nil
	}
	camps, err := r.snapshot.Camps(ctx, lens, 2)
	if err != nil {
		return nil, err
	}
	camp := map[record.ActorID]int{}
	for i := range camps {
		v.Camps = append(v.Camps, r.camp(&camps[i], i+1))
		for _, a := range camps[i].Actors {
			camp[a.ActorID()] = i + 1
		}
	}
	v.Map = v.chart(camp)
	return v, nil
}

// matrix fills the rows with those who meet somebody, and reports whether there is one.
func (r *reader) matrix(v *fieldView, m *graph.Matrix) bool {
	var in []int
	n := min(len(m.Actors), mostInField)
	for i := range n {
		for j := range n {
			if c := m.At(i, j); i != j && c.Shared() > 0 {
				in = append(in, i)
				break
			}
		}
	}
	for number, i := range in {
		row := &fieldActor{Actor: r.actorOf(m.Actors[i]), Number: number + 1}
		for _, j := range in {
			row.Cells = append(row.Cells, r.cell(row.Actor, r.actorOf(m.Actors[j]), m.At(i, j), i == j))
		}
		v.Actors = append(v.Actors, row)
	}
	return len(in) > 0
}

func (r *reader) cell(a, b actorView, c stance.Alignment, self bool) cellView {
	v := cellView{Other: b, Self: self, Agreed: c.Agreed, Disagreed: c.Disagreed, Qualified: c.Qualified}
	most := v.Most()
	switch {
	case self || most == 0:
		return v
	case c.Disagreed == most:
		v.Kind = "disagreement"
	case c.Qualified == most:
		v.Kind = "qualification"
	default:
		v.Kind = "agreement"
	}
	v.Compare = r.pathOfPair("compare", a.Slug, b.Slug)
	return v
}

func (r *reader) camp(c *graph.Camp, number int) *campView {
	v := &campView{Number: number, Cohesion: fmt.Sprintf("%+.2f", c.Cohesion)}
	for _, a := range c.Actors {
		v.Actors = append(v.Actors, r.actorOf(a).link)
	}
	for _, k := range c.Claims {
		claim := &campClaimView{Side: sideOf(k.Side, false), Claim: r.claimLink(k.Claim.ID), Of: k.Camp.Actors, Others: k.OthersOnSide, OfOthers: k.Others}
		if claim.Members = k.Camp.Supports; k.Side == record.Opposes {
			claim.Members = k.Camp.Opposes
		}
		v.Apart = append(v.Apart, claim)
	}
	return v
}

// chart puts the actors on a circle, camp by camp, so that those who agree are
// neighbours, and draws a line between any two who meet.
func (v *fieldView) chart(camp map[record.ActorID]int) *mapView {
	m := &mapView{Width: mapWidth, Height: mapHeight}
	for _, a := range v.Actors {
		m.Nodes = append(m.Nodes, &nodeView{Actor: a.Actor, Number: a.Number, Camp: camp[a.Actor.ID], Meets: slices.DeleteFunc(slices.Clone(a.Cells), func(c cellView) bool { return c.Kind == "" })})
	}
	slices.SortStableFunc(m.Nodes, func(a, b *nodeView) int { return cmp.Compare(a.Camp, b.Camp) })
	at := map[record.ActorID]*nodeView{}
	for i, n := range m.Nodes {
		n.place(2*math.Pi*float64(i)/float64(len(m.Nodes)) - math.Pi/2)
		at[n.Actor.ID] = n
	}
	for i, a := range v.Actors {
		for _, c := range a.Cells[i+1:] {
			if c.Kind == "" {
				continue
			}
			from, to := at[a.Actor.ID], at[c.Other.ID]
			m.Edges = append(m.Edges, &edgeView{cellView: c, A: from.Actor.Slug, B: to.Actor.Slug, Path: curve(from, to), Thickness: min(2+c.Most(), 8)})
		}
	}
	return m
}

// place puts a node on the circle, and its name outside of it.
func (n *nodeView) place(angle float64) {
	const gap = 16
	x, y := math.Cos(angle), math.Sin(angle)
	n.X, n.Y = mapWidth/2+int(math.Round(mapRadius*x)), mapHeight/2+int(math.Round(mapRadius*y))
	n.LabelX, n.LabelY = mapWidth/2+int(math.Round((mapRadius+gap)*x)), mapHeight/2+int(math.Round((mapRadius+gap)*y))+5
	switch {
	case x > 0.15:
		n.Anchor = "start"
	case x < -0.15:
		n.Anchor = "end"
	default:
		n.Anchor = "middle"
		n.LabelY += int(math.Round(6 * y))
	}
}

// curve is a line between two nodes that bends towards the middle, so that neighbours
// are told from those across.
func curve(a, b *nodeView) string {
	const pull = 0.55
	bend := func(p, q, middle int) int { return int(math.Round(float64(p+q)/2*(1-pull) + float64(middle)*pull)) }
	return fmt.Sprintf("M%d %dQ%d %d %d %d", a.X, a.Y, bend(a.X, b.X, mapWidth/2), bend(a.Y, b.Y, mapHeight/2), b.X, b.Y)
}
