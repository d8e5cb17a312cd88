package stance

import (
	"context"
	"math"
	"slices"
)

// rounds bounds how often actors change groups; in practice two or three do.
const rounds = 20

// refine lets every actor go to the group whose members' sides its own fit best,
// until nobody moves. Pairs of actors share few claims, so the weights between
// them are coarse; what a whole group says of a claim is known much better.
func (f *field) refine(ctx context.Context, groups [][]int) ([][]int, error) {
	if len(groups) < 2 {
		return groups, nil
	}
	label := make([]int, len(f.views))
	polls := make([]map[ClassNo]poll, len(groups))
	for g, members := range groups {
		polls[g] = f.count(members)
		for _, i := range members {
			label[i] = g
		}
	}
	for range rounds {
		moved := false
		for i, view := range f.views {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			g := bestFit(view, polls, label[i])
			if g == label[i] {
				continue
			}
			moved = true
			tellPoll(polls[label[i]], view, -1)
			tellPoll(polls[g], view, 1)
			label[i] = g
		}
		if !moved {
			break
		}
	}
	return grouped(label, len(groups)), nil
}

// bestFit is the group under which an actor's sides are the most likely, its own
// votes left out of its present group. Of equals, the present one, else the
// first.
func bestFit(view []run, polls []map[ClassNo]poll, present int) int {
	tellPoll(polls[present], view, -1)
	best, most := present, likelihood(view, polls[present])
	for g := range polls {
		if l := likelihood(view, polls[g]); l > most+1e-9 {
			best, most = g, l
		}
	}
	tellPoll(polls[present], view, 1)
	return best
}

// likelihood is the logarithm of how likely the sides of a view are in a group.
func likelihood(view []run, group map[ClassNo]poll) float64 {
	sum := 0.0
	for _, r := range view {
		p := group[r.class]
		switch r.stamp().code().side() {
		case 1:
			sum += math.Log(smoothed(p.supports, p.supports+p.opposes))
		case -1:
			sum += math.Log(smoothed(p.opposes, p.supports+p.opposes))
		}
	}
	return sum
}

// tellPoll adds an actor's sides to a group's, or takes them away.
func tellPoll(group map[ClassNo]poll, view []run, by int) {
	for _, r := range view {
		p := group[r.class]
		switch r.stamp().code().side() {
		case 1:
			p.supports += by
		case -1:
			p.opposes += by
		}
		if r.stamp().code() != silent {
			p.takers += by
		}
		group[r.class] = p
	}
}

// grouped are the members of each label that has any.
func grouped(label []int, n int) [][]int {
	groups := make([][]int, n)
	for i, g := range label {
		groups[g] = append(groups[g], i)
	}
	return slices.DeleteFunc(groups, func(g []int) bool { return len(g) == 0 })
}
