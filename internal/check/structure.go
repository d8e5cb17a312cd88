package check

import "onrecord/internal/record"

func structureRules() []rule {
	return []rule{
		{Rule{"OR060", Error, "A reference that leads nowhere, or to a record of another kind."}, brokenReferences},
		{Rule{"OR061", Error, "A record that breaks the rules of its own kind."}, malformed},
		{Rule{"OR062", Warning, "A poll whose shares add up to more than 100 percent."}, overfullPolls},
	}
}

func brokenReferences(c *corpus, found finder) {
	for kind := record.KindPerson; kind < record.AnyActor; kind++ {
		for _, r := range c.byKind[kind] {
			r.References(func(to record.Reference) {
				target, ok := c.graph.Record(to.ID)
				switch {
				case !ok:
					found(r, "refers to %s as its %s, and that is not in the graph; remove the reference", to.ID, to.Field)
				case !to.Want.Accepts(target.Ref().Kind):
					found(r, "refers to %s as its %s; want another kind of record", c.name(target), to.Field)
				}
			})
		}
	}
}

func malformed(c *corpus, found finder) {
	for kind := record.KindPerson; kind < record.AnyActor; kind++ {
		for _, r := range c.byKind[kind] {
			if err := r.Validate(); err != nil {
				found(r, "is malformed: %v", err)
			}
		}
	}
}

// rounding is what rounded shares may add up to beyond the whole, in percent.
const rounding = 1

func overfullPolls(c *corpus, found finder) {
	for p := range each[record.Poll](c, record.KindPoll) {
		sum := 0.0
		for _, a := range p.Answers {
			sum += a.Percent
		}
		if sum > 100+rounding {
			found(p, "has answers of %.1f percent together; correct the shares", sum)
		}
	}
}
