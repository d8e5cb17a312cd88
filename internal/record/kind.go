package record

import "fmt"

// Kind is the kind of a record. Its words are also the values of NodeKind in
// the public contract.
type Kind uint8

// The kinds. AnyActor is no kind of record: it is what a reference says that
// may lead to a person, an institution, an unnamed source or a collective.
const (
	KindPerson Kind = iota + 1
	KindInstitution
	KindUnnamedSource
	KindCollective
	KindAffiliation
	KindDocument
	KindUtterance
	KindQuote
	KindCorrection
	KindStance
	KindReportedPosition
	KindResponse
	KindQuestion
	KindClaim
	KindClaimRelation
	KindTopic
	KindEvent
	KindParticipation
	KindPoll
	KindReview
	KindDossier
	KindChangeset
	AnyActor
)

const kindWords = "- PERSON INSTITUTION UNNAMED_SOURCE COLLECTIVE AFFILIATION DOCUMENT UTTERANCE QUOTE CORRECTION STANCE REPORTED_POSITION RESPONSE QUESTION CLAIM CLAIM_RELATION TOPIC EVENT PARTICIPATION POLL REVIEW DOSSIER CHANGESET ACTOR"

func (k Kind) String() string { return wordAt(kindWords, uint8(k)) }

// MarshalText writes the word of the public contract.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the word in any case.
func (k *Kind) UnmarshalText(text []byte) error { return setWord((*uint8)(k), kindWords, text) }

// IsActor reports whether quotes can be attributed to records of this kind.
func (k Kind) IsActor() bool { return k >= KindPerson && k <= KindCollective }

// Accepts reports whether a reference that wants k may lead to a record of kind
// found.
func (k Kind) Accepts(found Kind) bool {
	return k == found || k == AnyActor && found.IsActor()
}

// New is an empty record of kind k, ready to be decoded into.
func New(k Kind) (Record, error) {
	switch k {
	case KindPerson:
		return new(Person), nil
	case KindInstitution:
		return new(Institution), nil
	case KindUnnamedSource:
		return new(UnnamedSource), nil
	case KindCollective:
		return new(Collective), nil
	case KindAffiliation:
		return new(Affiliation), nil
	case KindDocument:
		return new(Document), nil
	case KindUtterance:
		return new(Utterance), nil
	case KindQuote:
		return new(Quote), nil
	case KindCorrection:
		return new(Correction), nil
	case KindStance:
		return new(Stance), nil
	case KindReportedPosition:
		return new(ReportedPosition), nil
	case KindResponse:
		return new(Response), nil
	}
	return newContext(k)
}

// newContext makes the kinds that quotes are about rather than made of.
func newContext(k Kind) (Record, error) {
	switch k {
	case KindQuestion:
		return new(Question), nil
	case KindClaim:
		return new(Claim), nil
	case KindClaimRelation:
		return new(ClaimRelation), nil
	case KindTopic:
		return new(Topic), nil
	case KindEvent:
		return new(Event), nil
	case KindParticipation:
		return new(Participation), nil
	case KindPoll:
		return new(Poll), nil
	case KindReview:
		return new(Review), nil
	case KindDossier:
		return new(Dossier), nil
	case KindChangeset:
		return new(Changeset), nil
	}
	return nil, fmt.Errorf("%w record kind %d", ErrInvalid, uint8(k))
}
