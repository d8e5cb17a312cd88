package record

// Enumerations are one byte wide, because a graph holds millions of them. Where
// a value may be absent or must be given, zero is "not set"; otherwise zero is
// the default. Clients are told that enums are open; a stored word that this
// build does not know fails when it is loaded rather than being dropped.

// NameKind says how a form of a name came to be known.
type NameKind uint8

// The values of NameKind.
const (
	PrimaryName     NameKind = iota + 1 // the form shown; at most one a language
	Alias                               // another name in use
	Transliteration                     // the name in another script's letters
	AsPrinted                           // a spelling that a document printed
)

const nameKindWords = "- PRIMARY ALIAS TRANSLITERATION AS_PRINTED"

func (v NameKind) String() string { return wordAt(nameKindWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v NameKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *NameKind) UnmarshalText(text []byte) error { return setWord((*uint8)(v), nameKindWords, text) }

// InstitutionKind is what sort of body an institution is.
type InstitutionKind uint8

// The values of InstitutionKind.
const (
	State InstitutionKind = iota + 1
	GovernmentBody
	Coalition
	MilitaryCommand
	ArmedGroup
	PoliticalBody
	Media
	Research
	Company
	CivilSociety
	OtherInstitution
)

const institutionKindWords = "- STATE GOVERNMENT_BODY COALITION MILITARY_COMMAND ARMED_GROUP POLITICAL_BODY MEDIA RESEARCH COMPANY CIVIL_SOCIETY OTHER"

func (v InstitutionKind) String() string { return wordAt(institutionKindWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v InstitutionKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *InstitutionKind) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), institutionKindWords, text)
}

// AnonymityReason is why a source has no name.
type AnonymityReason uint8

// The values of AnonymityReason.
const (
	ReasonNotStated AnonymityReason = iota // the document does not say why
	ReasonWithheld                         // the document says the name is withheld
)

const anonymityReasonWords = "NOT_STATED WITHHELD"

func (v AnonymityReason) String() string { return wordAt(anonymityReasonWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v AnonymityReason) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *AnonymityReason) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), anonymityReasonWords, text)
}

// ClaimKind is what kind of proposition a claim is.
type ClaimKind uint8

// The values of ClaimKind.
const (
	Factual ClaimKind = iota + 1
	Causal
	Predictive
	Evaluative
	Intent
)

const claimKindWords = "- FACTUAL CAUSAL PREDICTIVE EVALUATIVE INTENT"

func (v ClaimKind) String() string { return wordAt(claimKindWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v ClaimKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *ClaimKind) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), claimKindWords, text)
}

// ClaimRelationKind is how two claims stand to one another.
type ClaimRelationKind uint8

// The values of ClaimRelationKind.
const (
	Same        ClaimRelationKind = iota + 1 // one proposition in two wordings
	Opposite                                 // supporting one is opposing the other
	Conflicting                              // both cannot be supported; both can be opposed
	Broader                                  // From is broader than To
)

const claimRelationKindWords = "- SAME OPPOSITE CONFLICTING BROADER"

func (v ClaimRelationKind) String() string { return wordAt(claimRelationKindWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v ClaimRelationKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *ClaimRelationKind) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), claimRelationKindWords, text)
}

// Capacity is in which capacity the speaker spoke.
type Capacity uint8

// The values of Capacity.
const (
	CapacityUnknown Capacity = iota
	Personal                 // never counts for an institution
	Official
	Spokesperson
	AsInstitution // the institution itself speaks
)

const capacityWords = "UNKNOWN PERSONAL OFFICIAL SPOKESPERSON INSTITUTION"

func (v Capacity) String() string { return wordAt(capacityWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v Capacity) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *Capacity) UnmarshalText(text []byte) error { return setWord((*uint8)(v), capacityWords, text) }

// QuoteMode is how the document gives the words.
type QuoteMode uint8

// The values of QuoteMode.
const (
	Direct    QuoteMode = iota + 1 // between quotation marks
	Indirect                       // in the document's own words
	Mixed                          // indirect with verbatim fragments
	Editorial                      // the publisher's own voice, on record and uncounted
)

const quoteModeWords = "- DIRECT INDIRECT MIXED EDITORIAL"

func (v QuoteMode) String() string { return wordAt(quoteModeWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v QuoteMode) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *QuoteMode) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), quoteModeWords, text)
}

// SpeechAct is what the speaker did by speaking.
type SpeechAct uint8

// The values of SpeechAct.
const (
	Assert SpeechAct = iota
	Predict
	Recommend
	Announce
	Pledge
	Warn
	Praise
	Condemn
	Condole
	ClaimResponsibility
	Decline
	Silence // a reported silence: a record, never a stance
	OtherAct
)

const speechActWords = "ASSERT PREDICT RECOMMEND ANNOUNCE PLEDGE WARN PRAISE CONDEMN CONDOLE CLAIM_RESPONSIBILITY DECLINE SILENCE OTHER"

func (v SpeechAct) String() string { return wordAt(speechActWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v SpeechAct) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *SpeechAct) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), speechActWords, text)
}

// DateBasis is where the date of speaking comes from.
type DateBasis uint8

// The values of DateBasis.
const (
	Printed DateBasis = iota + 1
	DateInferred
	FromPublication
)

const dateBasisWords = "- PRINTED INFERRED PUBLICATION"

func (v DateBasis) String() string { return wordAt(dateBasisWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v DateBasis) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *DateBasis) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), dateBasisWords, text)
}

// Medium is the channel in which the words were first given.
type Medium uint8

// The values of Medium.
const (
	MediumUnknown Medium = iota
	Interview
	Statement
	SocialPost
	Press
	Broadcast
	Publication
)

const mediumWords = "UNKNOWN INTERVIEW STATEMENT SOCIAL_POST PRESS BROADCAST PUBLICATION"

func (v Medium) String() string { return wordAt(mediumWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v Medium) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *Medium) UnmarshalText(text []byte) error { return setWord((*uint8)(v), mediumWords, text) }

// VerificationState is whether a quote's selector was found in its document's text.
type VerificationState uint8

// The values of VerificationState.
const (
	Unverified VerificationState = iota // no text was at hand
	Verified                            // offsets, hash and words all match
	Lost                                // the text was at hand and something does not match
)

const verificationStateWords = "UNVERIFIED VERIFIED LOST"

func (v VerificationState) String() string { return wordAt(verificationStateWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v VerificationState) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *VerificationState) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), verificationStateWords, text)
}

// AttributionAct is how one agent passed an utterance on.
type AttributionAct uint8

// The values of AttributionAct.
const (
	Said AttributionAct = iota + 1
	Told
	Posted
	Published
	Reported
	Republished
)

const attributionActWords = "- SAID TOLD POSTED PUBLISHED REPORTED REPUBLISHED"

func (v AttributionAct) String() string { return wordAt(attributionActWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v AttributionAct) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *AttributionAct) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), attributionActWords, text)
}

// CorrectionKind is who was wrong: three different things.
type CorrectionKind uint8

// The values of CorrectionKind.
const (
	SpeakerRetracted   CorrectionKind = iota + 1 // takes effect on its date
	PublisherCorrected                           // the words were never said as printed
	CoderError                                   // undone for every date
)

const correctionKindWords = "- SPEAKER_RETRACTED PUBLISHER_CORRECTED CODER_ERROR"

func (v CorrectionKind) String() string { return wordAt(correctionKindWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v CorrectionKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *CorrectionKind) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), correctionKindWords, text)
}

// QuoteStatus is whether a quote still counts; it follows from its corrections.
type QuoteStatus uint8

// The values of QuoteStatus.
const (
	Current QuoteStatus = iota
	Corrected
	Retracted
	Withdrawn
)

const quoteStatusWords = "CURRENT CORRECTED RETRACTED WITHDRAWN"

func (v QuoteStatus) String() string { return wordAt(quoteStatusWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v QuoteStatus) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *QuoteStatus) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), quoteStatusWords, text)
}

// Position is the side that a speaker takes on a claim.
type Position uint8

// The values of Position.
const (
	Supports Position = iota + 1
	Opposes
	Undecided     // an explicit withholding; a hedge is no opposition
	MixedPosition // standing stances of one date on different sides
)

const positionWords = "- SUPPORTS OPPOSES UNDECIDED MIXED"

func (v Position) String() string { return wordAt(positionWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v Position) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *Position) UnmarshalText(text []byte) error { return setWord((*uint8)(v), positionWords, text) }

// Certainty is how sure the speaker is, after FactBank (Saurí and Pustejovsky 2009).
type Certainty uint8

// The values of Certainty.
const (
	Unspecified Certainty = iota
	Possible
	Probable
	Certain
)

const certaintyWords = "UNSPECIFIED POSSIBLE PROBABLE CERTAIN"

func (v Certainty) String() string { return wordAt(certaintyWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v Certainty) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *Certainty) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), certaintyWords, text)
}

// Basis is whether the document says it or the coder inferred it.
type Basis uint8

// The values of Basis.
const (
	Explicit Basis = iota
	Inferred
)

const basisWords = "EXPLICIT INFERRED"

func (v Basis) String() string { return wordAt(basisWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v Basis) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *Basis) UnmarshalText(text []byte) error { return setWord((*uint8)(v), basisWords, text) }

// ResponseKind is how one speaker answers another.
type ResponseKind uint8

// The values of ResponseKind.
const (
	Agrees ResponseKind = iota + 1
	Disagrees
	Qualifies
	CommentsOn // a response that makes no point of agreement or disagreement
)

const responseKindWords = "- AGREES DISAGREES QUALIFIES COMMENTS_ON"

func (v ResponseKind) String() string { return wordAt(responseKindWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v ResponseKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *ResponseKind) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), responseKindWords, text)
}

// EventKind is what sort of thing happened.
type EventKind uint8

// The values of EventKind.
const (
	Accession EventKind = iota + 1
	Attack
	Operation
	Strike
	StatementMade
	Meeting
	Visit
	Agreement
	OtherEvent
)

const eventKindWords = "- ACCESSION ATTACK OPERATION STRIKE STATEMENT MEETING VISIT AGREEMENT OTHER"

func (v EventKind) String() string { return wordAt(eventKindWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v EventKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *EventKind) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), eventKindWords, text)
}

// Verdict is a reviewer's rating of a claim on a common scale.
type Verdict uint8

// The values of Verdict.
const (
	True Verdict = iota + 1
	MostlyTrue
	MixedVerdict
	MostlyFalse
	False
	Unproven
)

const verdictWords = "- TRUE MOSTLY_TRUE MIXED MOSTLY_FALSE FALSE UNPROVEN"

func (v Verdict) String() string { return wordAt(verdictWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *Verdict) UnmarshalText(text []byte) error { return setWord((*uint8)(v), verdictWords, text) }

// Answer is a yes or a no that may not be known.
type Answer uint8

// The values of Answer.
const (
	NotKnown Answer = iota
	No
	Yes
)

const answerWords = "UNKNOWN NO YES"

func (v Answer) String() string { return wordAt(answerWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v Answer) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *Answer) UnmarshalText(text []byte) error { return setWord((*uint8)(v), answerWords, text) }
