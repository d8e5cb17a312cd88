package quadstore

import (
	"context"

	"github.com/cayleygraph/cayley/graph"
)

// mostRemembered bounds the nodes that a stepIndex keeps in memory.
const mostRemembered = 1 << 20

// stepIndex answers which nodes a step has. Each question costs a seek and the
// questions that it passes on. How many will come cannot be known, so it answers
// one by one until that has cost as much as listing the step would have, then
// lists it and remembers: never much more than twice the better way.
type stepIndex struct {
	quadMatch
	budget, price float64
	remembered    *remembered
}

func (x *stepIndex) String() string { return "StepIndex" }
func (x *stepIndex) Err() error     { return x.err }

func (x *stepIndex) Contains(ctx context.Context, v graph.Ref) bool {
	ctx = orBackground(ctx)
	n, ours := asNode(v)
	already := x.plan.fixed.get(x.plan.result)
	if !ours || x.err != nil || (already != 0 && already != n) {
		return false
	}
	if x.remembered == nil && x.budget < x.price {
		x.remembered, x.err = x.plan.list(ctx)
	}
	if x.err != nil {
		return false
	}
	if x.remembered != nil {
		return x.remembered.contains(n)
	}
	x.budget -= x.price
	from := x.plan.fixed
	from.set(x.plan.result, n)
	x.cursor.start(from)
	return x.nextMatch(ctx)
}

func (x *stepIndex) NextPath(ctx context.Context) bool {
	ctx = orBackground(ctx)
	if x.remembered != nil {
		return x.remembered.nextPath()
	}
	if x.nextCheckPath(ctx) {
		return true
	}
	if x.err != nil {
		return false
	}
	last := x.quad
	if x.nextMatch(ctx) {
		return true
	}
	x.restore(ctx, last)
	return false
}

// restore sets the links back to the last match: another branch of the query may
// still have a path, and then asks this one for its tags again.
func (x *stepIndex) restore(ctx context.Context, last ids) {
	if x.err != nil || last == (ids{}) {
		return
	}
	x.quad = last
	for _, c := range x.checks {
		if n := last.get(c.at); n != 0 && !c.index.Contains(ctx, n) {
			x.err = c.index.Err()
		}
	}
}

func (x *stepIndex) TagResults(tags map[string]graph.Ref) {
	if x.remembered != nil {
		x.remembered.tagResults(tags)
		return
	}
	x.quadMatch.TagResults(tags)
}

func (x *stepIndex) Result() graph.Ref {
	if x.remembered != nil {
		return x.remembered.node
	}
	return x.quadMatch.Result()
}

// remembered is a listed step: for each node the tags of every path to it.
type remembered struct {
	paths map[id][]map[string]graph.Ref
	node  id
	at    int
}

func (r *remembered) contains(n id) bool {
	if _, found := r.paths[n]; !found {
		return false
	}
	r.node, r.at = n, 0
	return true
}

func (r *remembered) nextPath() bool {
	if r.at+1 >= len(r.paths[r.node]) {
		return false
	}
	r.at++
	return true
}

func (r *remembered) tagResults(tags map[string]graph.Ref) {
	if paths := r.paths[r.node]; r.at < len(paths) {
		for name, ref := range paths[r.at] {
			tags[name] = ref
		}
	}
}

// list runs the plan to its end.
func (p *stepPlan) list(ctx context.Context) (*remembered, error) {
	r := &remembered{paths: make(map[id][]map[string]graph.Ref)}
	scan := p.Iterate()
	for scan.Next(ctx) {
		n, ours := asNode(scan.Result())
		if !ours {
			continue
		}
		r.paths[n] = append(r.paths[n], tagsOf(scan))
		for scan.NextPath(ctx) {
			r.paths[n] = append(r.paths[n], tagsOf(scan))
		}
	}
	err := scan.Err()
	if closing := scan.Close(); err == nil {
		err = closing
	}
	return r, err
}

// tagsOf is nil where there are no tags, as in most steps.
func tagsOf(scan graph.Scanner) map[string]graph.Ref {
	tags := make(map[string]graph.Ref)
	scan.TagResults(tags)
	if len(tags) == 0 {
		return nil
	}
	return tags
}
