package stance

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

// world is a small graph as it stands in the record. The actors are 0 to
// worldActors-1, their ids in another order than their numbers.
type world struct {
	kinds     [worldActors]record.Kind
	ids       []int // of the actors
	names     []string
	questions [claimCount]int // of the claims; 0: none
	topics    [claimCount]bool
	relations []*record.ClaimRelation
	quotes    []*quoted
	serial    int
}

const worldActors = 6

// quoted is a quote with all that hangs on it.
type quoted struct {
	number        int
	quote         *record.Quote
	said, printed record.Date
	corrections   []*record.Correction
	stances       []*record.Stance
	responses     []*record.Response
	to            []int // of the responses
}

func (w *world) Kind(a ActorNo) record.Kind { return w.kinds[a] }
func (w *world) Name(a ActorNo) string      { return w.names[a] }
func (w *world) Place(a ActorNo) uint64 {
	before := uint64(0)
	for b := range ActorNo(worldActors) {
		if w.Name(b) < w.Name(a) || w.Name(b) == w.Name(a) && w.ID(b).Compare(w.ID(a)) < 0 {
			before++
		}
	}
	return before
}
func (w *world) ID(a ActorNo) record.ActorID {
	return number[record.Actor](100 + w.ids[a])
}

func (w *world) ClassID(c ClassNo) record.ClaimID { return number[record.Claim](int(c)) }
func (w *world) QuestionID(q QuestionNo) record.QuestionID {
	return number[record.Question](int(q))
}

func (w *world) actor(id record.ActorID) int { return slices.Index(w.ids, numberOf(id)-100) }

func someWorld(t *rapid.T) *world {
	w := &world{
		ids:   rapid.Permutation(sequence(worldActors)).Draw(t, "actor ids"),
		names: []string{"a", "b", "a", "c", "b", "a"},
	}
	kinds := rapid.SampledFrom([]record.Kind{record.KindPerson, record.KindPerson, record.KindPerson, record.KindInstitution, record.KindInstitution, record.KindCollective, record.KindUnnamedSource})
	for i := range w.kinds {
		w.kinds[i] = kinds.Draw(t, "kind")
	}
	tangled := rapid.IntRange(0, 3).Draw(t, "tangled")
	for c := range claimCount {
		w.topics[c] = rapid.Bool().Draw(t, "in topic")
		if rapid.IntRange(1, 3).Draw(t, "asked") <= tangled {
			w.questions[c] = rapid.IntRange(0, 2).Draw(t, "question")
		}
	}
	for range rapid.IntRange(0, 10).Draw(t, "quotes") {
		w.addQuote(t)
	}
	for range rapid.IntRange(0, tangled).Draw(t, "related") {
		w.addRelation(t)
	}
	return w
}

var worldDay = rapid.Map(rapid.SampledFrom([]string{"", "2024", "2024-02", "2024-02-29", "2024-12-31", "2025-01-15", "2025-01-15"}), day)

// addQuote puts a quote of somebody on record, perhaps for an institution,
// perhaps in words that others are quoted with as well.
func (w *world) addQuote(t *rapid.T) {
	w.serial++
	speaker := rapid.IntRange(0, worldActors-1).Draw(t, "speaker")
	q := &quoted{number: w.serial, said: worldDay.Draw(t, "said"), printed: worldDay.Draw(t, "printed")}
	q.quote = &record.Quote{
		ID:       number[record.Quote](w.serial),
		Speaker:  w.ID(ActorNo(speaker)),
		Mode:     rapid.SampledFrom([]record.QuoteMode{record.Direct, record.Indirect, record.Indirect, record.Indirect, record.Editorial}).Draw(t, "mode"),
		Capacity: rapid.SampledFrom([]record.Capacity{record.CapacityUnknown, record.Official, record.Official, record.Personal}).Draw(t, "capacity"),
	}
	if on := rapid.IntRange(0, worldActors-1).Draw(t, "for"); on != speaker && w.kinds[on] == record.KindInstitution {
		q.quote.OnBehalfOf = record.InstitutionID(w.ID(ActorNo(on)))
	}
	if rapid.IntRange(0, 2).Draw(t, "shared") == 0 {
		q.quote.Utterance = number[record.Utterance](5000 + rapid.IntRange(1, 3).Draw(t, "utterance"))
	}
	for range rapid.IntRange(0, 3).Draw(t, "stances") {
		w.addStance(t, q)
	}
	if to := rapid.IntRange(0, 2*worldActors).Draw(t, "to"); to < worldActors && to != speaker {
		w.addResponse(t, q, to)
	}
	w.quotes = append(w.quotes, q)
}

func (w *world) addStance(t *rapid.T, q *quoted) {
	w.serial++
	st := &record.Stance{
		ID:        number[record.Stance](w.serial),
		Quote:     q.quote.ID,
		Claim:     number[record.Claim](rapid.IntRange(0, 4).Draw(t, "claim")),
		Position:  someSide.Draw(t, "side"),
		Certainty: rapid.SampledFrom([]record.Certainty{record.Unspecified, record.Possible, record.Certain}).Draw(t, "certainty"),
	}
	st.Qualified = st.Position <= record.Opposes && rapid.IntRange(0, 3).Draw(t, "qualified") == 0
	q.stances = append(q.stances, st)
}

func (w *world) addResponse(t *rapid.T, q *quoted, to int) {
	w.serial++
	r := &record.Response{
		ID:    number[record.Response](w.serial),
		Quote: q.quote.ID,
		Kind:  rapid.SampledFrom([]record.ResponseKind{record.Agrees, record.Disagrees, record.Qualifies, record.CommentsOn}).Draw(t, "response"),
		To:    w.ID(ActorNo(to)),
	}
	if rapid.Bool().Draw(t, "with claim") {
		r.Claim = number[record.Claim](1 + rapid.IntRange(0, 3).Draw(t, "claim"))
	}
	q.responses = append(q.responses, r)
	q.to = append(q.to, to)
}

// addRelation relates two claims, unless that would contradict the others.
func (w *world) addRelation(t *rapid.T) {
	w.serial++
	r := &record.ClaimRelation{
		ID:   number[record.ClaimRelation](w.serial),
		Kind: rapid.SampledFrom([]record.ClaimRelationKind{record.Same, record.Opposite, record.Conflicting, record.Conflicting, record.Broader}).Draw(t, "relation"),
		From: number[record.Claim](rapid.IntRange(0, 4).Draw(t, "from")),
		To:   number[record.Claim](rapid.IntRange(0, 4).Draw(t, "to")),
	}
	if r.From == r.To {
		return
	}
	if all := append(slices.Clone(w.relations), r); !closureOf(all).contradicts() {
		w.relations = all
	}
}

// change is one commit: something new, something corrected, taken away or
// judged otherwise.
func (w *world) change(t *rapid.T) {
	switch rapid.IntRange(0, 5).Draw(t, "change") {
	case 0:
		w.addQuote(t)
	case 1:
		w.addRelation(t)
	case 2:
		if len(w.relations) > 0 {
			n := rapid.IntRange(0, len(w.relations)-1).Draw(t, "unrelated")
			w.relations = slices.Delete(slices.Clone(w.relations), n, n+1)
		}
	case 3:
		w.questions[rapid.IntRange(0, 4).Draw(t, "claim")] = rapid.IntRange(0, 2).Draw(t, "question")
	default:
		w.changeQuote(t)
	}
}

func (w *world) changeQuote(t *rapid.T) {
	if len(w.quotes) == 0 {
		return
	}
	n := rapid.IntRange(0, len(w.quotes)-1).Draw(t, "quote")
	q := *w.quotes[n]
	switch rapid.IntRange(0, 3).Draw(t, "how") {
	case 0:
		w.quotes = slices.Delete(slices.Clone(w.quotes), n, n+1)
		return
	case 1:
		q.corrections = append(slices.Clone(q.corrections), someCorrections(t)...)
	case 2:
		q.said, q.printed = worldDay.Draw(t, "said"), worldDay.Draw(t, "printed")
	case 3:
		w.addStance(t, &q)
	}
	w.quotes = slices.Clone(w.quotes)
	w.quotes[n] = &q
}

// counted are those for whom a quote counts: its speaker, and the institution
// that it names, unless nobody knows who speaks.
func (w *world) counted(q *quoted) []record.ActorID {
	all := []record.ActorID{q.quote.Speaker}
	kind := w.kinds[w.actor(q.quote.Speaker)]
	if on := record.ActorID(q.quote.OnBehalfOf); !on.IsZero() && kind != record.KindUnnamedSource && kind != record.KindCollective {
		all = append(all, on)
	}
	return all
}

func (q *quoted) utterance() record.UtteranceID {
	if q.quote.Utterance.IsZero() {
		return number[record.Utterance](q.number)
	}
	return q.quote.Utterance
}

func (q *quoted) vote(st *record.Stance, a record.ActorID, exchanged bool) Vote {
	return Vote{
		Stance: st, Quote: q.quote, Actor: a, Own: a == q.quote.Speaker,
		Said: q.said, Printed: q.printed, Utterance: q.utterance(), Corrections: q.corrections, Exchanged: exchanged,
	}
}

// What the owner of an index tells it, each under what identifies it.
type told struct {
	votes   map[Place]Vote
	ties    map[ClassNo]Ties
	replies map[ReplyPlace]Reply
}

// tell reads the world as the owner of the index would.
func (w *world) tell() told {
	all := told{map[Place]Vote{}, map[ClassNo]Ties{}, map[ReplyPlace]Reply{}}
	classes, err := Build(slices.Values(w.relations))
	if err != nil {
		panic(err)
	}
	classOf := func(c record.ClaimID) (ClassNo, bool) {
		root, exchanged := classes.Of(c)
		return ClassNo(numberOf(root)), exchanged
	}
	for _, q := range w.quotes {
		for _, a := range w.counted(q) {
			by := ActorNo(w.actor(a))
			for _, st := range q.stances {
				class, exchanged := classOf(st.Claim)
				all.votes[Place{by, class, StanceNo(numberOf(st.ID)), UtteranceNo(numberOf(q.utterance()))}] = q.vote(st, a, exchanged)
			}
			for i, r := range q.responses {
				at := ReplyPlace{By: by, To: ActorNo(q.to[i]), Response: ResponseNo(numberOf(r.ID)), Utterance: UtteranceNo(numberOf(q.utterance()))}
				if !r.Claim.IsZero() {
					at.Class, _ = classOf(r.Claim)
					at.HasClass = true
				}
				all.replies[at] = Reply{r, q.quote, a == q.quote.Speaker, q.said, q.printed, q.corrections}
			}
		}
	}
	w.tellTies(classOf, all.ties)
	return all
}

func (w *world) tellTies(classOf func(record.ClaimID) (ClassNo, bool), ties map[ClassNo]Ties) {
	for c, q := range w.questions {
		if q == 0 {
			continue
		}
		class, exchanged := classOf(number[record.Claim](c))
		t := ties[class]
		if a := (Answer{QuestionNo(q), exchanged}); !slices.Contains(t.Answers, a) {
			t.Answers = append(t.Answers, a)
			slices.SortFunc(t.Answers, func(a, b Answer) int { return compare(a.Question, b.Question) })
		}
		ties[class] = t
	}
	for _, r := range w.relations {
		if r.Kind != record.Conflicting {
			continue
		}
		from, fromExchanged := classOf(r.From)
		to, toExchanged := classOf(r.To)
		f := ties[from]
		f.Conflicts = append(f.Conflicts, Conflict{RelationNo(numberOf(r.ID)), to, fromExchanged, toExchanged})
		ties[from] = f
		g := ties[to]
		g.Conflicts = append(g.Conflicts, Conflict{RelationNo(numberOf(r.ID)), from, toExchanged, fromExchanged})
		ties[to] = g
	}
}

// fill tells everything to an empty index.
func fill(all told) *Index {
	d := NewIndex()
	for at, v := range all.votes {
		d.Add(at, &v)
	}
	for c, t := range all.ties {
		d.Tie(c, t)
	}
	for at, r := range all.replies {
		d.AddReply(at, &r)
	}
	return d.Seal()
}

// follow tells the index what changed.
func follow(ix *Index, before, after told) *Index {
	d := ix.Draft()
	for at, v := range before.votes {
		if fmt.Sprint(after.votes[at]) != fmt.Sprint(v) {
			d.Remove(at)
		}
	}
	for at, v := range after.votes {
		if fmt.Sprint(before.votes[at]) != fmt.Sprint(v) {
			d.Add(at, &v)
		}
	}
	for c := range before.ties {
		if _, still := after.ties[c]; !still {
			d.Tie(c, Ties{})
		}
	}
	for c, t := range after.ties {
		if fmt.Sprint(before.ties[c]) != fmt.Sprint(t) {
			d.Tie(c, t)
		}
	}
	for at := range before.replies {
		d.RemoveReply(at)
	}
	for at, r := range after.replies {
		d.AddReply(at, &r)
	}
	return d.Seal()
}
