package stance

import "slices"

// Ties are what holds a class of claims against others.
type Ties struct {
	// Answers are the questions that its claims answer, the one with the least
	// id first: that is the dispute which points on the class belong to.
	Answers []Answer
	// Conflicts are its CONFLICTING relations. The other class is told of each of
	// them as well.
	Conflicts []Conflict
}

// Answer says that a class answers a question; Exchanged, that it is the
// opposite of the representative which does. A class can do both.
type Answer struct {
	Question  QuestionNo
	Exchanged bool
}

// Conflict is a CONFLICTING relation between a claim of the class and one of
// another. The flags say which of them is the opposite of its representative.
type Conflict struct {
	Relation                 RelationNo
	With                     ClassNo
	Exchanged, WithExchanged bool
}

// Dispute is what counts once: a question, or a class of claims that answers
// none.
type Dispute struct {
	Question QuestionNo
	Class    ClassNo
	// IsQuestion says which of the two it is; the other is zero.
	IsQuestion bool
}

// Tie says what a class is tied to, in place of what was said before; the zero
// Ties unties it. A class is tied whether there are votes on it or not.
func (d *Draft) Tie(c ClassNo, t Ties) {
	old := d.next.ties.at(uint32(c))
	if old != nil {
		for _, a := range old.Answers {
			d.setAnswers(a.Question, c, false)
		}
	}
	for _, a := range t.Answers {
		d.setAnswers(a.Question, c, true)
	}
	tied := len(t.Answers)+len(t.Conflicts) > 0
	if tied != d.next.tied.has(c) {
		d.next.tied = d.next.tied.with(c, tied)
	}
	if tied {
		*d.next.ties.writable(uint32(c)) = &Ties{slices.Clone(t.Answers), slices.Clone(t.Conflicts)}
	} else if old != nil {
		*d.next.ties.writable(uint32(c)) = nil
	}
}

func (d *Draft) setAnswers(q QuestionNo, c ClassNo, in bool) {
	list := d.next.answers.writable(uint32(q))
	i, found := slices.BinarySearch(*list, c)
	switch {
	case in && !found:
		*list = slices.Insert(slices.Clone(*list), i, c)
	case !in && found:
		*list = slices.Delete(slices.Clone(*list), i, i+1)
	}
}

// dispute is what points on a class belong to.
func (ix *Index) dispute(c ClassNo) Dispute {
	if ix.tied.has(c) {
		if t := ix.ties.at(uint32(c)); len(t.Answers) > 0 {
			return Dispute{Question: t.Answers[0].Question, IsQuestion: true}
		}
	}
	return Dispute{Class: c}
}

// rivalry is one reason why two classes cannot both be supported, each on the
// side given by its flag.
type rivalry struct {
	with                     ClassNo
	exchanged, withExchanged bool
	relation                 RelationNo
	question                 QuestionNo
	byQuestion               bool
}

// rivals visits every reason why something said on a class excludes something
// said on another.
func (ix *Index) rivals(c ClassNo, visit func(rivalry)) {
	t := ix.ties.at(uint32(c))
	if t == nil {
		return
	}
	for _, mine := range t.Answers {
		for _, other := range ix.answers.at(uint32(mine.Question)) {
			if other == c {
				continue
			}
			for _, theirs := range ix.ties.at(uint32(other)).Answers {
				if theirs.Question == mine.Question {
					visit(rivalry{other, mine.Exchanged, theirs.Exchanged, 0, mine.Question, true})
				}
			}
		}
	}
	for _, k := range t.Conflicts {
		if k.With != c {
			visit(rivalry{k.With, k.Exchanged, k.WithExchanged, k.Relation, 0, false})
		}
	}
}
