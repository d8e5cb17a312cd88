package stance

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/simple"
)

// attempts is how many times communities are sought from another beginning; the
// best of them counts.
const attempts = 3

// groups are the communities of a signed graph: of agreement, whose layer counts
// for them, and of disagreement, whose layer counts against them. Each is in the
// order of the field, and they are in the order of their first members.
func (f *field) groups(ctx context.Context, s *signed, attempts uint64) (best [][]int, err error) {
	layers, any, err := s.layers(ctx)
	if err != nil || !any {
		return nil, err
	}
	defer func() {
		if given := recover(); given != nil {
			g, ok := given.(givenUp)
			if !ok {
				panic(given)
			}
			best, err = nil, g.because
		}
	}()
	most := math.Inf(-1)
	for n := range attempts {
		src := &patience{ctx, rand.NewPCG(n, 1)}
		found := groupsOf(community.ModularizeMultiplex(layers, []float64{1, -1}, nil, true, src))
		if q := s.quality(found); q > most+1e-9 {
			best, most = found, q
		}
	}
	return best, nil
}

// patience is a source of random numbers that is out when the context is. The
// library takes no context, but draws from its source before every round.
type patience struct {
	ctx context.Context
	rand.Source
}

// givenUp is what patience panics with; groups recovers it and nothing else.
type givenUp struct{ because error }

func (p *patience) Uint64() uint64 {
	if err := p.ctx.Err(); err != nil {
		panic(givenUp{err})
	}
	return p.Source.Uint64()
}

// layers are the agreeing and the disagreeing pairs. Any is false where nobody
// agrees: then there are no groups, and the library, which looks for a node in the
// first layer that has weight, would not find it.
func (s *signed) layers(ctx context.Context) (layers community.UndirectedLayers, any bool, err error) {
	agreeing := simple.NewWeightedUndirectedGraph(0, 0)
	disagreeing := simple.NewWeightedUndirectedGraph(0, 0)
	for i := range s.size {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		agreeing.AddNode(simple.Node(i))
		disagreeing.AddNode(simple.Node(i))
		for j := range i {
			w := s.between(i, j).weight()
			edge := simple.WeightedEdge{F: simple.Node(i), T: simple.Node(j), W: w}
			switch {
			case w > 0:
				agreeing.SetWeightedEdge(edge)
			case w < 0:
				disagreeing.SetWeightedEdge(edge)
			}
			any = any || w > 0
		}
	}
	return community.UndirectedLayers{agreeing, disagreeing}, any, nil
}

func groupsOf(found community.ReducedMultiplex) [][]int {
	var groups [][]int
	for _, nodes := range found.Communities() {
		var members []int
		for _, n := range nodes {
			members = append(members, int(n.ID()))
		}
		slices.Sort(members)
		groups = append(groups, members)
	}
	slices.SortFunc(groups, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return groups
}

// quality is the signed modularity of a grouping: that of the agreeing pairs
// less that of the disagreeing ones, each in its own weights.
func (s *signed) quality(groups [][]int) float64 {
	label := make([]int, s.size)
	for g, members := range groups {
		for _, i := range members {
			label[i] = g
		}
	}
	var total [2]float64
	degree := [2][]float64{make([]float64, s.size), make([]float64, s.size)}
	inside := [2]float64{}
	for j := range s.size {
		for i := range j {
			w, layer := s.between(i, j).weight(), 0
			if w < 0 {
				w, layer = -w, 1
			}
			total[layer] += 2 * w
			degree[layer][i] += w
			degree[layer][j] += w
			if label[i] == label[j] {
				inside[layer] += 2 * w
			}
		}
	}
	q := inside[0] - inside[1]
	for layer, sign := range []float64{1, -1} {
		if total[layer] == 0 {
			continue
		}
		for _, members := range groups {
			sum := 0.0
			for _, i := range members {
				sum += degree[layer][i]
			}
			q -= sign * sum * sum / total[layer]
		}
	}
	return q
}
