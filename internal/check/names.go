package check

import (
	"slices"

	"onrecord/internal/record"
)

func nameRules() []rule {
	return []rule{
		{Rule{"OR020", Error, "Two people who share a form of a name and are not marked as distinct."}, sharedByPeople},
		{Rule{"OR021", Warning, "Two institutions that share a form of a name."}, sharedByInstitutions},
	}
}

func sharedByPeople(c *corpus, found finder) {
	shared(c, record.KindPerson, func(a, b record.Actor, form string) {
		p, q := a.(*record.Person), b.(*record.Person)
		if slices.Contains(p.DistinctFrom, q.ID) || slices.Contains(q.DistinctFrom, p.ID) {
			return
		}
		found(p, "and %s are both called %q; make them one person, or mark them as distinct", q.Slug, clip(form))
	})
}

func sharedByInstitutions(c *corpus, found finder) {
	shared(c, record.KindInstitution, func(a, b record.Actor, form string) {
		found(a, "and %s are both called %q; make them one institution, or tell their names apart", b.About().Slug, clip(form))
	})
}

// mostBearers bounds the pairs that one name makes: a hostile graph could give
// one name to everybody.
const mostBearers = 50

// shared visits the pairs of actors of one kind that have a folded form of a
// name in common, each pair once; of one form, the first bearers.
func shared(c *corpus, kind record.Kind, visit func(a, b record.Actor, form string)) {
	bearers := map[string][]record.Actor{}
	for _, r := range c.byKind[kind] {
		a := r.(record.Actor)
		met := []record.ActorID{a.ActorID()}
		for _, n := range a.About().Names {
			form := record.Fold(n.Text)
			if form == "" || len(bearers[form]) == mostBearers {
				continue
			}
			for _, b := range bearers[form] {
				if !slices.Contains(met, b.ActorID()) {
					met = append(met, b.ActorID())
					visit(b, a, n.Text)
				}
			}
			if known := bearers[form]; len(known) == 0 || known[len(known)-1] != a {
				bearers[form] = append(known, a)
			}
		}
	}
}
