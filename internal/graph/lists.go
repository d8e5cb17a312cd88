package graph

import (
	"github.com/google/uuid"

	"onrecord/internal/record"
)

// The lists below read one relation backwards. They cost a look-up and no
// allocation, whatever their length.

// QuotesBy are the quotes of which an actor is the speaker, newest first.
func (s *Snapshot) QuotesBy(id record.ActorID) List[record.Quote] {
	return list[record.Quote](s, quotesOfSpeaker, uuid.UUID(id))
}

// QuotesAt are the quotes whose speaker was at an institution when speaking.
func (s *Snapshot) QuotesAt(id record.InstitutionID) List[record.Quote] {
	return list[record.Quote](s, quotesOfAffiliation, uuid.UUID(id))
}

// QuotesFor are the quotes that others spoke for an institution.
func (s *Snapshot) QuotesFor(id record.InstitutionID) List[record.Quote] {
	return list[record.Quote](s, quotesOnBehalf, uuid.UUID(id))
}

// QuotesIn are the quotes that a document printed, newest first.
func (s *Snapshot) QuotesIn(id record.DocumentID) List[record.Quote] {
	return list[record.Quote](s, quotesOfDocument, uuid.UUID(id))
}

// QuotesOn are the quotes that speak of an event, newest first.
func (s *Snapshot) QuotesOn(id record.EventID) List[record.Quote] {
	return list[record.Quote](s, quotesOfEvent, uuid.UUID(id))
}

// Corrections are what was corrected of a quote, newest first.
func (s *Snapshot) Corrections(id record.QuoteID) List[record.Correction] {
	return list[record.Correction](s, correctionsOfQuote, uuid.UUID(id))
}

// StancesIn are the stances of one quote.
func (s *Snapshot) StancesIn(id record.QuoteID) List[record.Stance] {
	return list[record.Stance](s, stancesOfQuote, uuid.UUID(id))
}

// StancesOn are the stances on one claim, newest first, those on the same claim in other words not among them.
func (s *Snapshot) StancesOn(id record.ClaimID) List[record.Stance] {
	return list[record.Stance](s, stancesOfClaim, uuid.UUID(id))
}

// StancesOf are the stances of an actor's quotes, and of quotes spoken for it, newest first.
func (s *Snapshot) StancesOf(id record.ActorID) List[record.Stance] {
	return list[record.Stance](s, stancesOfActor, uuid.UUID(id))
}

// ReportedIn are the positions that a quote reports of others.
func (s *Snapshot) ReportedIn(id record.QuoteID) List[record.ReportedPosition] {
	return list[record.ReportedPosition](s, reportedOfQuote, uuid.UUID(id))
}

// ReportedOf are the positions that others report of an actor.
func (s *Snapshot) ReportedOf(id record.ActorID) List[record.ReportedPosition] {
	return list[record.ReportedPosition](s, reportedOfHolder, uuid.UUID(id))
}

// ReportedOn are the positions reported on a claim.
func (s *Snapshot) ReportedOn(id record.ClaimID) List[record.ReportedPosition] {
	return list[record.ReportedPosition](s, reportedOfClaim, uuid.UUID(id))
}

// ResponsesIn are the responses made in a quote.
func (s *Snapshot) ResponsesIn(id record.QuoteID) List[record.Response] {
	return list[record.Response](s, responsesOfQuote, uuid.UUID(id))
}

// ResponsesToQuote are the responses to a quote.
func (s *Snapshot) ResponsesToQuote(id record.QuoteID) List[record.Response] {
	return list[record.Response](s, responsesToQuote, uuid.UUID(id))
}

// ResponsesTo are others' responses to an actor, by name or to its quotes.
func (s *Snapshot) ResponsesTo(id record.ActorID) List[record.Response] {
	return list[record.Response](s, responsesTo, uuid.UUID(id))
}

// ResponsesOn are the responses over a claim.
func (s *Snapshot) ResponsesOn(id record.ClaimID) List[record.Response] {
	return list[record.Response](s, responsesOfClaim, uuid.UUID(id))
}

// Affiliations are a person's affiliations, latest first.
func (s *Snapshot) Affiliations(id record.PersonID) List[record.Affiliation] {
	return list[record.Affiliation](s, affiliationsOfPerson, uuid.UUID(id))
}

// Memberships are the affiliations of an institution's people.
func (s *Snapshot) Memberships(id record.InstitutionID) List[record.Affiliation] {
	return list[record.Affiliation](s, affiliationsOfInstitution, uuid.UUID(id))
}

// Children are the institutions that name this one as a parent.
func (s *Snapshot) Children(id record.InstitutionID) List[record.Institution] {
	return list[record.Institution](s, institutionChildren, uuid.UUID(id))
}

// Published are a publisher's documents, newest first.
func (s *Snapshot) Published(id record.InstitutionID) List[record.Document] {
	return list[record.Document](s, documentsOfPublisher, uuid.UUID(id))
}

// Republications are the documents that republish one.
func (s *Snapshot) Republications(id record.DocumentID) List[record.Document] {
	return list[record.Document](s, republicationsOf, uuid.UUID(id))
}

// SourcesIn are the unnamed sources of a document.
func (s *Snapshot) SourcesIn(id record.DocumentID) List[record.UnnamedSource] {
	return list[record.UnnamedSource](s, sourcesOfDocument, uuid.UUID(id))
}

// CollectivesIn are the collectives of a document.
func (s *Snapshot) CollectivesIn(id record.DocumentID) List[record.Collective] {
	return list[record.Collective](s, collectivesOfDocument, uuid.UUID(id))
}

// ClaimsOf are the rival answers to a question.
func (s *Snapshot) ClaimsOf(id record.QuestionID) List[record.Claim] {
	return list[record.Claim](s, claimsOfQuestion, uuid.UUID(id))
}

// ClaimsOn are the claims filed under a topic, newest first.
func (s *Snapshot) ClaimsOn(id record.TopicID) List[record.Claim] {
	return list[record.Claim](s, claimsOfTopic, uuid.UUID(id))
}

// ClaimsAround are the claims about an event, newest first.
func (s *Snapshot) ClaimsAround(id record.EventID) List[record.Claim] {
	return list[record.Claim](s, claimsOfEvent, uuid.UUID(id))
}

// ClaimsAbout are the claims about an actor, newest first.
func (s *Snapshot) ClaimsAbout(id record.ActorID) List[record.Claim] {
	return list[record.Claim](s, claimsAbout, uuid.UUID(id))
}

// RelationsFrom are the relations that begin at a claim.
func (s *Snapshot) RelationsFrom(id record.ClaimID) List[record.ClaimRelation] {
	return list[record.ClaimRelation](s, relationsFrom, uuid.UUID(id))
}

// RelationsTo are the relations that end at a claim.
func (s *Snapshot) RelationsTo(id record.ClaimID) List[record.ClaimRelation] {
	return list[record.ClaimRelation](s, relationsTo, uuid.UUID(id))
}

// PartsOf are the events that are part of one.
func (s *Snapshot) PartsOf(id record.EventID) List[record.Event] {
	return list[record.Event](s, partsOfEvent, uuid.UUID(id))
}

// Participations are the evidenced parts in an event.
func (s *Snapshot) Participations(id record.EventID) List[record.Participation] {
	return list[record.Participation](s, participationsOfEvent, uuid.UUID(id))
}

// PartsPlayed are an actor's evidenced parts in events.
func (s *Snapshot) PartsPlayed(id record.ActorID) List[record.Participation] {
	return list[record.Participation](s, participationsOfActor, uuid.UUID(id))
}

// PollsOn are the polls on a question.
func (s *Snapshot) PollsOn(id record.QuestionID) List[record.Poll] {
	return list[record.Poll](s, pollsOfQuestion, uuid.UUID(id))
}

// PollsOfEvent are the polls on an event.
func (s *Snapshot) PollsOfEvent(id record.EventID) List[record.Poll] {
	return list[record.Poll](s, pollsOfEvent, uuid.UUID(id))
}

// PollsOfClaim are the polls with an answer that points to a claim.
func (s *Snapshot) PollsOfClaim(id record.ClaimID) List[record.Poll] {
	return list[record.Poll](s, pollsOfClaim, uuid.UUID(id))
}

// ReviewsOf are the reviews of a claim, newest first.
func (s *Snapshot) ReviewsOf(id record.ClaimID) List[record.Review] {
	return list[record.Review](s, reviewsOfClaim, uuid.UUID(id))
}
