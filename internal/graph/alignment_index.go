package graph

import (
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// The index of who took which side names everything by the numbers of the
// tables. What follows tells it of a whole graph, or of what a commit changed.

// number is that of an id, whether or not its record is still there.
func (s *Snapshot) number(id uuid.UUID) uint32 {
	r, _ := s.numbered(id)
	return r.number()
}

func (s *Snapshot) classNo(claim record.ClaimID) (c stance.ClassNo, exchanged bool) {
	class, exchanged := s.classes.Of(claim)
	return stance.ClassNo(s.number(uuid.UUID(class))), exchanged
}

// eachVoteOf visits the votes that one stance makes: for its speaker, and for
// whom it was said. They are made in the booth.
func (s *Snapshot) eachVoteOf(n uint32, b *booth, visit func(stance.Place, *stance.Vote)) {
	class, exchanged, ok := s.classOf(n)
	if !ok {
		return
	}
	at := stance.Place{Class: stance.ClassNo(s.number(uuid.UUID(class))), Stance: stance.StanceNo(n)}
	s.eachCast(n, exchanged, func(c cast) {
		at.Actor, at.Utterance = stance.ActorNo(c.actor), c.utterance
		visit(at, b.vote(c))
	})
}

// eachReplyOf visits what one response states, for those for whom it counts.
// One that does not say whom it answers states nothing between two.
func (s *Snapshot) eachReplyOf(n uint32, visit func(stance.ReplyPlace, *stance.Reply)) {
	r, _ := s.recordAt(responses, n).(*record.Response)
	if r == nil || s.Addressee(r).IsZero() {
		return
	}
	quote := s.number(uuid.UUID(r.Quote))
	row := s.quoteRow(quote)
	at := stance.ReplyPlace{
		To: stance.ActorNo(s.number(uuid.UUID(s.Addressee(r)))), Response: stance.ResponseNo(n),
		Utterance: row.utteranceOf(quote), HasClass: !r.Claim.IsZero(),
	}
	if at.HasClass {
		at.Class, _ = s.classNo(r.Claim)
	}
	q := new(record.Quote)
	s.readQuoteHead(quote, row, q)
	speaker, _ := row.speaker()
	reply := stance.Reply{Response: r, Quote: q, Said: s.saidOnAt(quote), Printed: s.publishedOnAt(quote), Corrections: s.correctionsAt(quote)}
	s.eachVoter(row, func(actor uint32) {
		at.By, reply.Own = stance.ActorNo(actor), actor == speaker
		visit(at, &reply)
	})
}

// tiesOf is what holds a class against others. A claim that does not represent
// its class is no class, and tied to nothing.
func (s *Snapshot) tiesOf(claim record.ClaimID) stance.Ties {
	var t stance.Ties
	if class, _ := s.classes.Of(claim); class != claim {
		return t
	}
	for _, m := range s.classes.Members(claim) {
		for r := range s.RelationsFrom(m.Claim).All() {
			t.Conflicts = s.withConflict(t.Conflicts, r, r.To, m.Exchanged)
		}
		for r := range s.RelationsTo(m.Claim).All() {
			t.Conflicts = s.withConflict(t.Conflicts, r, r.From, m.Exchanged)
		}
	}
	t.Answers = s.answersOf(claim)
	return t
}

// answersOf are the questions that the claims of a class answer, the one with
// the least id first.
func (s *Snapshot) answersOf(class record.ClaimID) []stance.Answer {
	type answer struct {
		question  record.QuestionID
		exchanged bool
	}
	var all []answer
	for _, m := range s.classes.Members(class) {
		if c := Find(s, m.Claim); c != nil && !c.Question.IsZero() {
			all = append(all, answer{c.Question, m.Exchanged})
		}
	}
	slices.SortFunc(all, func(a, b answer) int {
		if a.question == b.question && a.exchanged != b.exchanged {
			return boolFirst(b.exchanged)
		}
		return a.question.Compare(b.question)
	})
	var answers []stance.Answer
	for _, a := range slices.Compact(all) {
		answers = append(answers, stance.Answer{Question: stance.QuestionNo(s.number(uuid.UUID(a.question))), Exchanged: a.exchanged})
	}
	return answers
}

func (s *Snapshot) withConflict(conflicts []stance.Conflict, r *record.ClaimRelation, with record.ClaimID, exchanged bool) []stance.Conflict {
	if r.Kind != record.Conflicting {
		return conflicts
	}
	class, withExchanged := s.classNo(with)
	return append(conflicts, stance.Conflict{
		Relation: stance.RelationNo(s.number(uuid.UUID(r.ID))), With: class, Exchanged: exchanged, WithExchanged: withExchanged,
	})
}

// indexAll tells an empty index of everything.
func (s *Snapshot) indexAll() *stance.Index {
	d := stance.NewIndex()
	b := &booth{s: s}
	for n := range s.tables[stances].length() {
		s.eachVoteOf(n, b, d.Add)
	}
	for n := range s.tables[responses].length() {
		s.eachReplyOf(n, d.AddReply)
	}
	for r := range s.Each(record.KindClaim) {
		s.tieIn(d, r.(*record.Claim).ID)
	}
	return d.Seal()
}

// tieIn spares the many claims that nothing holds against others.
func (s *Snapshot) tieIn(d *stance.Draft, claim record.ClaimID) {
	if t := s.tiesOf(claim); len(t.Answers)+len(t.Conflicts) > 0 {
		d.Tie(stance.ClassNo(s.number(uuid.UUID(claim))), t)
	}
}

// restated is what a commit means to the index: which stances and responses
// count otherwise than before, and which classes may be tied otherwise.
type restated struct {
	base, next *Snapshot
	spoken     map[uuid.UUID]bool
	claims     map[record.ClaimID]bool
}

// restate gathers what a change means. Touched is what Snapshot.touched gives.
func restate(base, next *Snapshot, change record.Change, touched []uuid.UUID) *restated {
	c := &restated{base, next, map[uuid.UUID]bool{}, map[record.ClaimID]bool{}}
	for _, id := range touched {
		c.spoken[id] = true
	}
	for _, ref := range change.Remove {
		c.changed(ref.ID)
	}
	for _, r := range change.Put {
		c.changed(r.Ref().ID)
	}
	c.moved()
	return c
}

// indexNext derives the index after a change.
func (d *draft) indexNext(change record.Change, touched []uuid.UUID) *stance.Index {
	c := restate(d.base, d.next, change, touched)
	if len(c.spoken)+len(c.claims) == 0 {
		return d.base.index
	}
	draft := d.base.index.Draft()
	c.tell(draft)
	return draft.Seal()
}

// changed notes what follows from one record of the change, as it was and as it
// is.
func (c *restated) changed(id uuid.UUID) {
	for _, s := range []*Snapshot{c.base, c.next} {
		r, ok := s.Record(id)
		if !ok {
			continue
		}
		switch r := r.(type) {
		case *record.Correction:
			if q := Find(s, r.Quote); q != nil {
				c.printings(s, q)
			}
		case *record.Quote:
			c.printings(s, r)
		case *record.Claim:
			c.claims[r.ID] = true
		case *record.ClaimRelation:
			c.claims[r.From], c.claims[r.To] = true, true
		}
	}
}

// printings notes what was said in a quote and in the others of its utterance:
// what the speaker takes back in one of them is taken back in all.
func (c *restated) printings(s *Snapshot, q *record.Quote) {
	for _, printed := range s.QuotesOf(q.UtteranceID()) {
		for st := range s.StancesIn(printed.ID).All() {
			c.spoken[uuid.UUID(st.ID)] = true
		}
		for r := range s.ResponsesIn(printed.ID).All() {
			c.spoken[uuid.UUID(r.ID)] = true
		}
	}
}

// moved notes the claims that another judgement puts into another class, with
// everything that was said on them, and those that conflict with them.
func (c *restated) moved() {
	for _, claim := range c.base.classes.Moved(c.next.classes) {
		c.claims[claim] = true
		for _, s := range []*Snapshot{c.base, c.next} {
			for st := range s.StancesOn(claim).All() {
				c.spoken[uuid.UUID(st.ID)] = true
			}
			for r := range s.ResponsesOn(claim).All() {
				c.spoken[uuid.UUID(r.ID)] = true
			}
			for r := range s.RelationsFrom(claim).All() {
				c.claims[r.To] = true
			}
			for r := range s.RelationsTo(claim).All() {
				c.claims[r.From] = true
			}
		}
	}
}

// tell takes out of the index what was said as it stood, and puts in what stands
// now.
func (c *restated) tell(d *stance.Draft) {
	for id := range c.spoken {
		c.base.eachSpoken(id, func(at stance.Place, _ *stance.Vote) { d.Remove(at) }, func(at stance.ReplyPlace, _ *stance.Reply) { d.RemoveReply(at) })
	}
	for id := range c.spoken {
		c.next.eachSpoken(id, d.Add, d.AddReply)
	}
	for claim := range c.classes() {
		d.Tie(stance.ClassNo(c.next.number(uuid.UUID(claim))), c.next.tiesOf(claim))
	}
}

// eachSpoken visits what a stance or a response puts on record; nothing where
// the id is of neither.
func (s *Snapshot) eachSpoken(id uuid.UUID, vote func(stance.Place, *stance.Vote), reply func(stance.ReplyPlace, *stance.Reply)) {
	switch p, _ := s.placeOf(id); p.kind {
	case record.KindStance:
		s.eachVoteOf(p.number, &booth{s: s}, vote)
	case record.KindResponse:
		s.eachReplyOf(p.number, reply)
	}
}

// classes are those that the noted claims represented or belonged to, and do
// now.
func (c *restated) classes() map[record.ClaimID]bool {
	classes := map[record.ClaimID]bool{}
	for claim := range c.claims {
		before, _ := c.base.classes.Of(claim)
		after, _ := c.next.classes.Of(claim)
		classes[claim], classes[before], classes[after] = true, true, true
	}
	return classes
}
