package stance

import (
	"context"
	"slices"
)

// plain reports whether a class is tied to nothing but other answers to one
// question, none of which is tied to anything else: then the question's points
// are the worst findings in it, and nothing has to be remembered but those.
func (ix *Index) plain(c ClassNo) bool {
	t := ix.ties.at(uint32(c))
	if t == nil || !t.oneQuestion() {
		return false
	}
	for _, other := range ix.answers.at(uint32(t.Answers[0].Question)) {
		if !ix.ties.at(uint32(other)).oneQuestion() {
			return false
		}
	}
	return true
}

// oneQuestion reports whether a class answers one question and conflicts with
// nothing besides.
func (t *Ties) oneQuestion() bool {
	if len(t.Answers) == 0 || len(t.Conflicts) > 0 {
		return false
	}
	for _, a := range t.Answers[1:] {
		if a.Question != t.Answers[0].Question {
			return false
		}
	}
	return true
}

// meetQuestions counts the points on plain questions.
func (ix *Index) meetQuestions(ctx context.Context, me *party, tied []run, at lens, w *workbench) error {
	byQuestion := map[QuestionNo][]run{}
	for _, r := range tied {
		if ix.plain(r.class) {
			q := ix.ties.at(uint32(r.class)).Answers[0].Question
			byQuestion[q] = append(byQuestion[q], r)
		}
	}
	for _, runs := range byQuestion {
		if err := ix.meetQuestion(ctx, me, runs, at, w); err != nil {
			return err
		}
	}
	return nil
}

// meetQuestion counts one point with everybody who has a finding on one
// question: the least agreeing.
func (ix *Index) meetQuestion(ctx context.Context, me *party, runs []run, at lens, w *workbench) error {
	for _, r := range runs {
		against := ix.kindsOn(r)
		for _, c := range ix.excluding(r.class, at.scope) {
			seats, err := ix.walk(ctx, c, at, w)
			if err != nil {
				return err
			}
			kinds, dependants := against[c], ix.dependants(me, r, c, at)
			for _, s := range seats {
				kind := kinds[s.stamp().code()]
				if kind <= w.worst[s.actor()] || slices.Contains(dependants, s.actor()) {
					continue
				}
				if w.worst[s.actor()] == 0 {
					w.met = append(w.met, s.actor())
				}
				w.worst[s.actor()] = kind
			}
		}
	}
	for _, b := range w.met {
		if b != me.actor {
			w.add(b, point(w.worst[b]))
		}
		w.worst[b] = 0
	}
	w.met = w.met[:0]
	return nil
}

// kindsOn is how a run meets every code on the classes that exclude it and on its
// own. A question may have many answers, so its rivals are gone through once.
func (ix *Index) kindsOn(r run) map[ClassNo]*[codeCount]AlignmentKind {
	own := &[codeCount]AlignmentKind{}
	for c := range codeCount {
		own[c] = judge(r.stamp().code(), c)
	}
	all := map[ClassNo]*[codeCount]AlignmentKind{}
	ix.rivals(r.class, func(k rivalry) {
		kinds := all[k.with]
		if kinds == nil {
			kinds = &[codeCount]AlignmentKind{}
			all[k.with] = kinds
		}
		for c := range codeCount {
			kinds[c] = max(kinds[c], judgeRivals(r.stamp().code(), c, k.exchanged, k.withExchanged))
		}
	})
	all[r.class] = own
	return all
}
