package check

import "onrecord/internal/record"

func claimRules() []rule {
	return []rule{
		{Rule{"OR030", Error, "A relation that makes a claim the opposite of itself, together with others."}, contradictions},
		{Rule{"OR031", Error, "Claims that are the same and conflict with one another."}, conflictingWithItself},
		{Rule{"OR032", Warning, "Two answers to one question that are the same."}, sameAnswers},
		{Rule{"OR033", Warning, "Two relations between the same two claims."}, relatedTwice},
		{Rule{"OR034", Warning, "A claim on a circle of BROADER relations."}, broaderThanItself},
		{Rule{"OR035", Note, "Two claims of the same wording without a relation."}, sameWording},
	}
}

// classes joins claims that are the same or opposite: a forest in which each
// claim knows its parent and whether it takes the parent's side or the other.
type classes struct {
	parent map[record.ClaimID]record.ClaimID
	turned map[record.ClaimID]bool
	// size is how many claims hang from a root, less one; the smaller class is
	// hung below the larger, or long chains would make the search quadratic.
	size map[record.ClaimID]int
}

// root is the representative of a claim's class, and whether the claim says the
// opposite of it.
func (k *classes) root(claim record.ClaimID) (root record.ClaimID, turned bool) {
	for {
		next, ok := k.parent[claim]
		if !ok {
			return claim, turned
		}
		turned = turned != k.turned[claim]
		claim = next
	}
}

// join takes a relation in; false is returned where it contradicts what was
// taken in before.
func (k *classes) join(r *record.ClaimRelation) bool {
	opposite := r.Kind == record.Opposite
	a, turnedA := k.root(r.From)
	b, turnedB := k.root(r.To)
	if a == b {
		return (turnedA != turnedB) == opposite
	}
	if k.size[a] < k.size[b] {
		a, b = b, a
	}
	k.size[a] += k.size[b] + 1
	k.parent[b], k.turned[b] = a, turnedA != turnedB != opposite
	return true
}

// classesOf joins all relations that agree with one another; contradicting ones
// are handed to refused.
func classesOf(c *corpus, refused func(*record.ClaimRelation)) *classes {
	k := &classes{parent: map[record.ClaimID]record.ClaimID{}, turned: map[record.ClaimID]bool{}, size: map[record.ClaimID]int{}}
	for r := range each[record.ClaimRelation](c, record.KindClaimRelation) {
		if (r.Kind == record.Same || r.Kind == record.Opposite) && !k.join(r) {
			refused(r)
		}
	}
	return k
}

// same reports whether two claims say the same thing.
func (k *classes) same(a, b record.ClaimID) bool {
	rootA, turnedA := k.root(a)
	rootB, turnedB := k.root(b)
	return rootA == rootB && turnedA == turnedB
}

func none(*record.ClaimRelation) {}

func contradictions(c *corpus, found finder) {
	classesOf(c, func(r *record.ClaimRelation) {
		found(r, "contradicts the other relations of these claims: a claim would be the opposite of itself; remove or correct one of them")
	})
}

func conflictingWithItself(c *corpus, found finder) {
	k := classesOf(c, none)
	for r := range each[record.ClaimRelation](c, record.KindClaimRelation) {
		if r.Kind == record.Conflicting && k.same(r.From, r.To) {
			found(r, "is between claims that are the same by other relations; remove one of them")
		}
	}
}

func sameAnswers(c *corpus, found finder) {
	k := classesOf(c, none)
	type answer struct {
		question record.QuestionID
		class    record.ClaimID
		turned   bool
	}
	first := map[answer]*record.Claim{}
	for claim := range each[record.Claim](c, record.KindClaim) {
		root, turned := k.root(claim.ID)
		a := answer{claim.Question, root, turned}
		if other, taken := first[a]; taken && !claim.Question.IsZero() {
			found(claim, "and claim %s are the same and answer one question, as if they excluded one another; take the question off one", other.Slug)
			continue
		}
		first[a] = claim
	}
}

func relatedTwice(c *corpus, found finder) {
	type pair struct{ a, b record.ClaimID }
	first := map[pair]*record.ClaimRelation{}
	for r := range each[record.ClaimRelation](c, record.KindClaimRelation) {
		p := pair{r.From, r.To}
		if r.To.Compare(r.From) < 0 {
			p = pair{r.To, r.From}
		}
		if other, taken := first[p]; taken {
			found(r, "stands beside %s of the same two claims; keep one", c.name(other))
			continue
		}
		first[p] = r
	}
}

// broaderThanItself takes away claims that nothing is broader than, and claims
// that are broader than nothing, again and again; what is left lies on a circle
// or between two.
func broaderThanItself(c *corpus, found finder) {
	down, up := map[record.ClaimID][]record.ClaimID{}, map[record.ClaimID][]record.ClaimID{}
	for r := range each[record.ClaimRelation](c, record.KindClaimRelation) {
		if r.Kind == record.Broader {
			down[r.From] = append(down[r.From], r.To)
			up[r.To] = append(up[r.To], r.From)
		}
	}
	below, above := peel(down, up), peel(up, down)
	for claim := range each[record.Claim](c, record.KindClaim) {
		if below[claim.ID] > 0 && above[claim.ID] > 0 {
			found(claim, "is on a circle of BROADER relations, or between two; remove one of them")
		}
	}
}

// peel takes away nodes that no edge leads to until there is none, and returns
// how many edges still lead to each of the others.
func peel(out, in map[record.ClaimID][]record.ClaimID) map[record.ClaimID]int {
	left := make(map[record.ClaimID]int, len(in))
	for claim, sources := range in {
		left[claim] = len(sources)
	}
	var free []record.ClaimID
	for claim := range out {
		if left[claim] == 0 {
			free = append(free, claim)
		}
	}
	for len(free) > 0 {
		claim := free[len(free)-1]
		free = free[:len(free)-1]
		for _, next := range out[claim] {
			if left[next]--; left[next] == 0 {
				free = append(free, next)
			}
		}
	}
	return left
}

func sameWording(c *corpus, found finder) {
	related := map[record.ClaimID]bool{}
	for r := range each[record.ClaimRelation](c, record.KindClaimRelation) {
		related[r.From], related[r.To] = true, true
	}
	first := map[string]*record.Claim{}
	for claim := range each[record.Claim](c, record.KindClaim) {
		text := claim.Texts.In(nil)
		key := text.Language + " " + record.Fold(text.Text)
		other, taken := first[key]
		switch {
		case !taken:
			first[key] = claim
		case !related[claim.ID] || !related[other.ID]:
			found(claim, "has the wording of claim %s; relate them as SAME, or word them apart", other.Slug)
		}
	}
}
