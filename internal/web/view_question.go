package web

import (
	"cmp"
	"context"
	"slices"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// questionView is a dispute: its rival answers beside one another.
type questionView struct {
	ID      record.QuestionID
	Slug    string
	Text    phrase
	Answers []*claimView
	// Cut says that there are more answers than are shown.
	Cut bool
	// Voices are those who take a side on an answer, each with what they say of every
	// answer, in the order of the answers.
	Voices []*voiceView
	Polls  []*pollView
}

// voiceView is one actor in the table of a question.
type voiceView struct {
	Actor actorView
	// Positions are on the answers; nil where there is none.
	Positions []*positionView
}

// mostAnswers and mostOfAnswer bound a page with rival answers side by side.
const (
	mostAnswers  = 8
	mostOfAnswer = 12
)

// question is the view of a question.
func (r *reader) question(ctx context.Context, q *record.Question) (*questionView, error) {
	v := &questionView{ID: q.ID, Slug: q.Slug, Text: r.in(q.Texts), Polls: each(r.snapshot.PollsOn(q.ID), r.poll)}
	for c := range graph.Ranked(r.snapshot.ClaimsOf(q.ID), r.snapshot.ClaimQuotedness).All() {
		if len(v.Answers) == mostAnswers {
			v.Cut = true
			break
		}
		answer, err := r.claim(ctx, c, selection{Most: mostOfAnswer, Brief: true})
		if err != nil {
			return nil, err
		}
		v.Answers = append(v.Answers, answer)
	}
	v.Voices = voices(v.Answers)
	return v, nil
}

// voices turns answers with their actors into actors with their answers, those who
// speak to the most answers first, then by name and id.
func voices(answers []*claimView) []*voiceView {
	at := map[record.ActorID]*voiceView{}
	var all []*voiceView
	for i, a := range answers {
		for _, g := range a.Groups {
			for _, p := range g.Positions {
				v := at[p.Actor.ID]
				if v == nil {
					v = &voiceView{Actor: p.Actor, Positions: make([]*positionView, len(answers))}
					at[p.Actor.ID], all = v, append(all, v)
				}
				v.Positions[i] = p
			}
		}
	}
	slices.SortFunc(all, func(a, b *voiceView) int {
		return cmp.Or(cmp.Compare(b.spoken(), a.spoken()), cmp.Compare(record.Fold(a.Actor.Text), record.Fold(b.Actor.Text)), a.Actor.ID.Compare(b.Actor.ID))
	})
	return all
}

// spoken is the number of answers that the actor takes a side on.
func (v *voiceView) spoken() int {
	n := 0
	for _, p := range v.Positions {
		if p != nil {
			n++
		}
	}
	return n
}
