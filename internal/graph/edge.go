package graph

import (
	"onrecord/internal/record"
)

// group is a set of kinds that share one table and one numbering. The four
// kinds of actor do, because a quote's speaker may be any of them.
type group uint8

const (
	noGroup group = iota
	actors
	affiliations
	documents
	utterances
	quotes
	corrections
	stances
	reported
	responses
	questions
	claims
	relations
	topics
	events
	participations
	polls
	reviews
	dossiers
	changesets
	groupCount
)

func groupOf(k record.Kind) group {
	if k.IsActor() || k == record.AnyActor {
		return actors
	}
	if k < record.KindAffiliation || k > record.KindChangeset {
		return noGroup
	}
	return actors + group(k-record.KindAffiliation) + 1
}

// edge is a relation read backwards: from a record to all that refer to it by
// one field. There is one for every field that refers to anything, so that a
// record that is still referred to can never be removed, and a few derived ones.
type edge uint8

const (
	noEdge edge = iota
	distinctFromOf
	institutionChildren
	sourcesOfDocument
	sourcesOfInstitution
	collectivesOfDocument
	collectivesOfMember
	affiliationsOfPerson
	affiliationsOfInstitution
	affiliationsOfEvidence
	documentsOfPublisher
	documentsOfAuthor
	republicationsOf
	utterancesOfSpeaker
	quotesOfSpeaker
	quotesOfAffiliation
	quotesOnBehalf
	quotesOfDocument
	quotesOfCopy
	quotesOfUtterance
	quotesOfEvent
	quotesThroughAgent
	correctionsOfQuote
	correctionsBy
	correctionsInto
	stancesOfQuote
	stancesOfClaim
	reportedOfQuote
	reportedOfHolder
	reportedOfClaim
	responsesOfQuote
	responsesNaming
	responsesToQuote
	responsesOfClaim
	claimsOfQuestion
	claimsOfTopic
	claimsOfEvent
	claimsAbout
	relationsFrom
	relationsTo
	partsOfEvent
	participationsOfEvent
	participationsOfActor
	participationsOfEvidence
	pollsOfDocument
	pollsOfQuestion
	pollsOfEvent
	pollsOfConductor
	pollsOfClaim
	reviewsOfClaim
	reviewsOfQuote
	reviewsOfReviewer
	dossiersOfDocument
	// Derived: what a quote says of its stances and responses.
	stancesOfActor
	responsesTo
	edgeCount
)

// derived reports whether an edge stands for no field of the records it lists.
func derived(e edge) bool { return e == stancesOfActor || e == responsesTo }

// edgeOf is the edge of one field of one kind of record, or noEdge for a field
// this table does not know, which a test rules out.
func edgeOf(k record.Kind, field string) edge {
	switch k {
	case record.KindQuote:
		return quoteEdge(field)
	case record.KindPerson, record.KindInstitution, record.KindUnnamedSource, record.KindCollective, record.KindAffiliation:
		return actorEdge(k, field)
	case record.KindStance, record.KindReportedPosition, record.KindResponse, record.KindCorrection, record.KindUtterance:
		return speechEdge(k, field)
	}
	return contextEdge(k, field)
}

func quoteEdge(field string) edge {
	switch field {
	case "speaker":
		return quotesOfSpeaker
	case "affiliation":
		return quotesOfAffiliation
	case "onBehalfOf":
		return quotesOnBehalf
	case "document":
		return quotesOfDocument
	case "verification.copy":
		return quotesOfCopy
	case "utterance":
		return quotesOfUtterance
	case "events":
		return quotesOfEvent
	case "chain.agent":
		return quotesThroughAgent
	}
	return noEdge
}

type field struct {
	kind record.Kind
	name string
}

func actorEdge(k record.Kind, name string) edge {
	switch (field{k, name}) {
	case field{record.KindPerson, "distinctFrom"}:
		return distinctFromOf
	case field{record.KindInstitution, "parents"}:
		return institutionChildren
	case field{record.KindUnnamedSource, "document"}:
		return sourcesOfDocument
	case field{record.KindUnnamedSource, "affiliation"}:
		return sourcesOfInstitution
	case field{record.KindCollective, "document"}:
		return collectivesOfDocument
	case field{record.KindCollective, "possibleMembers"}:
		return collectivesOfMember
	case field{record.KindAffiliation, "person"}:
		return affiliationsOfPerson
	case field{record.KindAffiliation, "institution"}:
		return affiliationsOfInstitution
	case field{record.KindAffiliation, "evidence"}:
		return affiliationsOfEvidence
	}
	return noEdge
}

func speechEdge(k record.Kind, name string) edge {
	switch (field{k, name}) {
	case field{record.KindUtterance, "speaker"}:
		return utterancesOfSpeaker
	case field{record.KindCorrection, "quote"}:
		return correctionsOfQuote
	case field{record.KindCorrection, "by"}:
		return correctionsBy
	case field{record.KindCorrection, "replacement"}:
		return correctionsInto
	case field{record.KindStance, "quote"}:
		return stancesOfQuote
	case field{record.KindStance, "claim"}:
		return stancesOfClaim
	case field{record.KindReportedPosition, "quote"}:
		return reportedOfQuote
	case field{record.KindReportedPosition, "holder"}:
		return reportedOfHolder
	case field{record.KindReportedPosition, "claim"}:
		return reportedOfClaim
	case field{record.KindResponse, "quote"}:
		return responsesOfQuote
	case field{record.KindResponse, "to"}:
		return responsesNaming
	case field{record.KindResponse, "toQuote"}:
		return responsesToQuote
	case field{record.KindResponse, "claim"}:
		return responsesOfClaim
	}
	return noEdge
}

func contextEdge(k record.Kind, name string) edge {
	switch (field{k, name}) {
	case field{record.KindDocument, "publisher"}:
		return documentsOfPublisher
	case field{record.KindDocument, "authors"}:
		return documentsOfAuthor
	case field{record.KindDocument, "republicationOf"}:
		return republicationsOf
	case field{record.KindClaim, "question"}:
		return claimsOfQuestion
	case field{record.KindClaim, "topics"}:
		return claimsOfTopic
	case field{record.KindClaim, "events"}:
		return claimsOfEvent
	case field{record.KindClaim, "about"}:
		return claimsAbout
	case field{record.KindClaimRelation, "from"}:
		return relationsFrom
	case field{record.KindClaimRelation, "to"}:
		return relationsTo
	case field{record.KindDossier, "document"}:
		return dossiersOfDocument
	}
	return occasionEdge(k, name)
}

func occasionEdge(k record.Kind, name string) edge {
	switch (field{k, name}) {
	case field{record.KindEvent, "partOf"}:
		return partsOfEvent
	case field{record.KindParticipation, "event"}:
		return participationsOfEvent
	case field{record.KindParticipation, "actor"}:
		return participationsOfActor
	case field{record.KindParticipation, "evidence"}:
		return participationsOfEvidence
	case field{record.KindPoll, "document"}:
		return pollsOfDocument
	case field{record.KindPoll, "question"}:
		return pollsOfQuestion
	case field{record.KindPoll, "event"}:
		return pollsOfEvent
	case field{record.KindPoll, "conductor"}:
		return pollsOfConductor
	case field{record.KindPoll, "answers.claims"}:
		return pollsOfClaim
	case field{record.KindReview, "claim"}:
		return reviewsOfClaim
	case field{record.KindReview, "quote"}:
		return reviewsOfQuote
	case field{record.KindReview, "reviewer"}:
		return reviewsOfReviewer
	}
	return noEdge
}

// itemsOf is the group whose numbers an edge's lists hold.
func itemsOf(e edge) group {
	switch {
	case e == distinctFromOf, e >= institutionChildren && e <= collectivesOfMember:
		return actors
	case e >= affiliationsOfPerson && e <= affiliationsOfEvidence:
		return affiliations
	case e >= documentsOfPublisher && e <= republicationsOf:
		return documents
	case e == utterancesOfSpeaker:
		return utterances
	case e >= quotesOfSpeaker && e <= quotesThroughAgent:
		return quotes
	case e >= correctionsOfQuote && e <= correctionsInto:
		return corrections
	case e == stancesOfQuote, e == stancesOfClaim, e == stancesOfActor:
		return stances
	case e >= reportedOfQuote && e <= reportedOfClaim:
		return reported
	case e >= responsesOfQuote && e <= responsesOfClaim, e == responsesTo:
		return responses
	}
	return contextItemsOf(e)
}

func contextItemsOf(e edge) group {
	switch {
	case e >= claimsOfQuestion && e <= claimsAbout:
		return claims
	case e == relationsFrom, e == relationsTo:
		return relations
	case e == partsOfEvent:
		return events
	case e >= participationsOfEvent && e <= participationsOfEvidence:
		return participations
	case e >= pollsOfDocument && e <= pollsOfClaim:
		return polls
	case e >= reviewsOfClaim && e <= reviewsOfReviewer:
		return reviews
	case e == dossiersOfDocument:
		return dossiers
	}
	return noGroup
}

// targetOf is the group that an edge's lists hang from.
func targetOf(e edge) group {
	switch e {
	case sourcesOfDocument, collectivesOfDocument, republicationsOf, quotesOfDocument, quotesOfCopy, pollsOfDocument, dossiersOfDocument:
		return documents
	case quotesOfUtterance:
		return utterances
	case affiliationsOfEvidence, correctionsOfQuote, correctionsInto, stancesOfQuote, reportedOfQuote, responsesOfQuote,
		responsesToQuote, participationsOfEvidence, reviewsOfQuote:
		return quotes
	case stancesOfClaim, reportedOfClaim, responsesOfClaim, relationsFrom, relationsTo, pollsOfClaim, reviewsOfClaim:
		return claims
	case claimsOfQuestion, pollsOfQuestion:
		return questions
	case claimsOfTopic:
		return topics
	case quotesOfEvent, claimsOfEvent, partsOfEvent, participationsOfEvent, pollsOfEvent:
		return events
	}
	return actors
}
