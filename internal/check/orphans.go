package check

import (
	"github.com/google/uuid"

	"onrecord/internal/record"
)

func orphanRules() []rule {
	return []rule{
		{Rule{"OR010", Warning, "An utterance that no quote prints."}, silentUtterances},
		{Rule{"OR011", Warning, "A topic that no claim is filed under."}, unused(record.KindTopic, "is used by no claim; file claims under it or remove it")},
		{Rule{"OR012", Warning, "An event that nothing is said about and nobody took part in."}, unused(record.KindEvent, "is referred to by nothing; tie quotes, claims or participations to it or remove it")},
		{Rule{"OR013", Warning, "A document that nothing is quoted from."}, unusedDocuments},
		{Rule{"OR014", Warning, "An actor whom nothing leads to."}, unreachable},
		{Rule{"OR015", Warning, "A question that no claim answers."}, unanswered},
		{Rule{"OR016", Warning, "A claim that no quote takes a side on."}, unsupported},
		{Rule{"OR017", Note, "A question with a single answer."}, oneAnswer},
	}
}

func silentUtterances(c *corpus, found finder) {
	for u := range each[record.Utterance](c, record.KindUtterance) {
		if len(c.utterers[u.ID]) == 0 {
			found(u, "has no quotes; tie quotes to it or remove it")
		}
	}
}

func unused(kind record.Kind, message string) func(*corpus, finder) {
	return func(c *corpus, found finder) {
		for _, r := range c.byKind[kind] {
			if !c.reached[r.Ref().ID] {
				found(r, "%s", message)
			}
		}
	}
}

func unusedDocuments(c *corpus, found finder) {
	for d := range each[record.Document](c, record.KindDocument) {
		// That a document was republished is on record for its own sake.
		if !c.reached[uuid.UUID(d.ID)] && d.RepublicationOf.IsZero() {
			found(d, "is quoted by nothing; add its quotes or remove it")
		}
	}
}

func unreachable(c *corpus, found finder) {
	for kind := record.KindPerson; kind.IsActor(); kind++ {
		for _, r := range c.byKind[kind] {
			if !c.reached[r.Ref().ID] {
				found(r, "is led to by no quote, event, claim or document; tie it to one or remove it")
			}
		}
	}
}

// answers counts the claims of each question.
func answers(c *corpus) map[record.QuestionID]int {
	n := map[record.QuestionID]int{}
	for claim := range each[record.Claim](c, record.KindClaim) {
		n[claim.Question]++
	}
	return n
}

func unanswered(c *corpus, found finder) {
	n := answers(c)
	for q := range each[record.Question](c, record.KindQuestion) {
		if n[q.ID] == 0 {
			found(q, "has no answers; give claims this question or remove it")
		}
	}
}

func oneAnswer(c *corpus, found finder) {
	n := answers(c)
	for q := range each[record.Question](c, record.KindQuestion) {
		if n[q.ID] == 1 {
			found(q, "has one answer only; a question groups answers that exclude one another")
		}
	}
}

func unsupported(c *corpus, found finder) {
	sided := map[record.ClaimID]bool{}
	for _, kind := range []record.Kind{record.KindStance, record.KindReportedPosition, record.KindPoll, record.KindReview} {
		for _, r := range c.byKind[kind] {
			r.References(func(to record.Reference) {
				if to.Want == record.KindClaim {
					sided[record.ClaimID(to.ID)] = true
				}
			})
		}
	}
	for claim := range each[record.Claim](c, record.KindClaim) {
		if !sided[claim.ID] {
			found(claim, "has no quote that takes a side on it; add a stance or remove it")
		}
	}
}
