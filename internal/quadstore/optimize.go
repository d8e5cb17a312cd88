package quadstore

import (
	"slices"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/quad"
)

var _ shape.Optimizer = (*Store)(nil)

// OptimizeShape replaces "the nodes at one end of quads with certain other ends"
// by a [step], which knows the indexes. Cayley's own plan for it intersects
// "quads with this predicate" with "quads of these nodes", which reads every
// quad of the predicate.
func (s *Store) OptimizeShape(sh shape.Shape) (shape.Shape, bool) {
	switch sh := sh.(type) {
	case shape.NodesFrom:
		if quads, ok := sh.Quads.(shape.Quads); ok && len(quads) > 0 {
			return s.stepFor(sh, sh.Dir, quads)
		}
	case shape.QuadsAction:
		if from, ok := sh.Simplify().(shape.NodesFrom); ok {
			return s.OptimizeShape(from)
		}
	case shape.Union:
		return withoutNull(sh)
	case shape.Except:
		return exceptNull(sh)
	}
	return sh, false
}

// withoutNull drops members that turned out to be empty. Cayley does so only
// before it asks a store, and panics on those that are found empty here.
func withoutNull(u shape.Union) (shape.Shape, bool) {
	kept := slices.DeleteFunc(slices.Clone(u), shape.IsNull)
	switch len(kept) {
	case len(u):
		return u, false
	case 0:
		return shape.Null{}, true
	case 1:
		return kept[0], true
	}
	return kept, true
}

// exceptNull keeps "nothing, except" empty. Cayley sets From to nil when it is
// found empty here, and then reads nil as all nodes; no path of Cayley's asks for
// all nodes in this way.
func exceptNull(e shape.Except) (shape.Shape, bool) {
	if shape.IsNull(e.From) {
		return shape.Null{}, true
	}
	if shape.IsNull(e.Exclude) {
		return e.From, true
	}
	return e, false
}

func (s *Store) stepFor(original shape.Shape, result quad.Direction, filters shape.Quads) (shape.Shape, bool) {
	st := step{store: s, result: result}
	for _, f := range filters {
		if shape.IsNull(f.Values) {
			return shape.Null{}, true
		}
		known, possible := st.restrict(f)
		if !known {
			return original, false
		}
		if !possible {
			return shape.Null{}, true
		}
	}
	return st, true
}

// step is the shape of one hop: from the quads with the ids of fixed whose other
// positions are among the values of links, the nodes at result.
type step struct {
	store  *Store
	result quad.Direction
	fixed  ids
	saves  []tagged
	links  []linked
}

// tagged says that a position of the quad is reported under some names.
type tagged struct {
	at   quad.Direction
	tags []string
}

// linked restricts a position of the quad to the results of a shape.
type linked struct {
	at     quad.Direction
	values shape.Shape
}

// restrict adds a filter. It reports whether the filter is understood and, if so,
// whether any quad can still match.
func (st *step) restrict(f shape.QuadFilter) (known, possible bool) {
	if f.Dir == quad.Any {
		return false, false
	}
	if ref, single := shape.One(f.Values); single {
		n, ours := asNode(ref)
		if !ours {
			return false, false
		}
		before := st.fixed.get(f.Dir)
		st.fixed.set(f.Dir, n)
		return true, before == 0 || before == n
	}
	if save, ok := f.Values.(shape.Save); ok {
		if _, all := save.From.(shape.AllNodes); all {
			st.saves = append(st.saves, tagged{f.Dir, save.Tags})
			return true, true
		}
	}
	st.links = append(st.links, linked{f.Dir, f.Values})
	return true, true
}

// BuildIterator builds the plan and the plans of what it links to.
func (st step) BuildIterator(qs graph.QuadStore) graph.Iterator {
	plan := &stepPlan{store: st.store, result: st.result, fixed: st.fixed, saves: st.saves}
	for _, l := range st.links {
		if shape.IsNull(l.values) {
			return iterator.NewNull()
		}
		plan.links = append(plan.links, link{at: l.at, plan: graph.AsShape(l.values.BuildIterator(qs))})
	}
	return graph.NewLegacy(plan, nil)
}

// Optimize optimizes what the step links to; the step itself cannot be improved.
func (st step) Optimize(r shape.Optimizer) (shape.Shape, bool) {
	links := make([]linked, len(st.links))
	changed := false
	for i, l := range st.links {
		values, better := l.values.Optimize(r)
		if shape.IsNull(values) {
			return shape.Null{}, true
		}
		links[i] = linked{l.at, values}
		changed = changed || better
	}
	if !changed {
		return st, false
	}
	st.links = links
	return st, true
}
