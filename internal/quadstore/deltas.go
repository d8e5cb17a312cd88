package quadstore

import (
	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// apply reduces deltas to what they change in the end: a quad added and then
// deleted is neither, whatever it was before.
func (t *tx) apply(deltas []graph.Delta, opts graph.IgnoreOpts) error {
	net := &netChange{tx: t, before: make(map[ids]bool), now: make(map[ids]bool)}
	quads := make([]quad.Quad, len(deltas))
	for i, d := range deltas {
		if d.Action != graph.Add && d.Action != graph.Delete {
			return &graph.DeltaError{Delta: d, Err: graph.ErrInvalidAction}
		}
		quads[i] = d.Quad
	}
	refs, err := t.resolveAdds(deltas)
	if err != nil {
		return err
	}
	for i, d := range deltas {
		if err := net.apply(d, refs[i], opts); err != nil {
			return err
		}
	}
	return net.write()
}

// resolveAdds gives every delta its ids. Only additions may enter values; a
// deletion of something never stored keeps the zero quad, which is never live.
func (t *tx) resolveAdds(deltas []graph.Delta) ([]ids, error) {
	var adds []quad.Quad
	for _, d := range deltas {
		if d.Action == graph.Add {
			adds = append(adds, d.Quad)
		}
	}
	resolved, err := t.resolve(adds)
	if err != nil {
		return nil, err
	}
	refs := make([]ids, len(deltas))
	for i, d := range deltas {
		if d.Action == graph.Add {
			refs[i], resolved = resolved[0], resolved[1:]
			continue
		}
		ref, known, err := t.lookUp(d.Quad)
		if err != nil {
			return nil, err
		}
		if known {
			refs[i] = ref
		}
	}
	return refs, nil
}

// netChange follows which quads are live while deltas are applied one by one.
type netChange struct {
	tx          *tx
	before, now map[ids]bool
	touched     []ids
}

func (c *netChange) apply(d graph.Delta, ref ids, opts graph.IgnoreOpts) error {
	live, err := c.live(ref)
	if err != nil {
		return err
	}
	switch {
	case d.Action == graph.Add && live && !opts.IgnoreDup:
		return &graph.DeltaError{Delta: d, Err: graph.ErrQuadExists}
	case d.Action == graph.Delete && !live && !opts.IgnoreMissing:
		return &graph.DeltaError{Delta: d, Err: graph.ErrQuadNotExist}
	}
	c.now[ref] = d.Action == graph.Add
	return nil
}

func (c *netChange) live(ref ids) (bool, error) {
	if live, met := c.now[ref]; met {
		return live, nil
	}
	live, err := c.tx.isLive(ref)
	if err != nil {
		return false, err
	}
	c.before[ref], c.now[ref] = live, live
	c.touched = append(c.touched, ref)
	return live, nil
}

func (c *netChange) write() error {
	var adds, removes []ids
	for _, ref := range c.touched {
		switch {
		case c.now[ref] && !c.before[ref]:
			adds = append(adds, ref)
		case !c.now[ref] && c.before[ref]:
			removes = append(removes, ref)
		}
	}
	if err := c.tx.remove(removes); err != nil {
		return err
	}
	return c.tx.add(adds)
}
