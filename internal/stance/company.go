package stance

import (
	"cmp"
	"slices"
)

// company is an actor quoted on a class in words that may count for others too.
// Nearly all words count for one actor alone, so a class has few of them, and
// who shares an utterance is found without asking everybody on the class.
type company struct {
	utterance UtteranceNo
	actor     ActorNo
}

func byUtterance(a, b company) int {
	return cmp.Or(compare(a.utterance, b.utterance), compare(a.actor, b.actor))
}

// accompany notes or forgets that an actor is on a class in an utterance.
func (d *Draft) accompany(c ClassNo, k company, in bool) {
	old := d.next.companies.at(uint32(c))
	i, found := slices.BinarySearchFunc(old, k, byUtterance)
	switch {
	case in && !found:
		*d.next.companies.writable(uint32(c)) = slices.Insert(slices.Clone(old), i, k)
	case !in && found:
		*d.next.companies.writable(uint32(c)) = slices.Delete(slices.Clone(old), i, i+1)
	}
}

// dependants are those on a class with whom an actor's position on a class, the
// same or another, makes no point, because one has no words that are not the
// other's too. See [pair.independent].
func (ix *Index) dependants(me *party, r run, on ClassNo, at lens) []ActorNo {
	if !r.stamp().shared() {
		return nil
	}
	list := ix.companies.at(uint32(on))
	var found []ActorNo
	evidence(me.ledger.on(r.class), at.day, func(m *mark) {
		from, _ := slices.BinarySearchFunc(list, company{utterance: m.utterance}, byUtterance)
		for _, k := range list[from:] {
			if k.utterance != m.utterance {
				return
			}
			if k.actor != me.actor && !slices.Contains(found, k.actor) && !ix.independentOn(me, r.class, k.actor, on, at) {
				found = append(found, k.actor)
			}
		}
	})
	return found
}

// independentOn is [pair.independent] of an actor's position on one class and
// another's on another.
func (ix *Index) independentOn(me *party, on ClassNo, b ActorNo, theirs ClassNo, at lens) bool {
	p := pair{index: ix, a: *me, b: party{actor: b, ledger: ix.ledgers.at(uint32(b))}, at: at}
	mine, others := p.standing(&p.a, on).Utterances, p.standing(&p.b, theirs).Utterances
	return hasOther(mine, others) && hasOther(others, mine)
}
