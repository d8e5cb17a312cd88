package quads

import (
	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// Namespace is the namespace of the project's own terms.
const Namespace = "urn:onrecord:ns#"

const (
	nsRDF    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsXSD    = "http://www.w3.org/2001/XMLSchema#"
	nsOWL    = "http://www.w3.org/2002/07/owl#"
	nsSKOS   = "http://www.w3.org/2004/02/skos/core#"
	nsSchema = "http://schema.org/"
	nsPROV   = "http://www.w3.org/ns/prov#"
	nsOrg    = "http://www.w3.org/ns/org#"
	nsOA     = "http://www.w3.org/ns/oa#"
	nsCiTO   = "http://purl.org/spar/cito/"
)

// Datatypes of dates, addresses and hashes.
const (
	typeDate      = quad.IRI(nsXSD + "date")
	typeYearMonth = quad.IRI(nsXSD + "gYearMonth")
	typeYear      = quad.IRI(nsXSD + "gYear")
	typeAddress   = quad.IRI(nsXSD + "anyURI")
	typeHash      = quad.IRI(nsXSD + "hexBinary")
)

// Datatypes of structured literals.
const (
	typeAttribution  = quad.IRI(Namespace + "Attribution")
	typeSelector     = quad.IRI(Namespace + "Selector")
	typeVerification = quad.IRI(Namespace + "Verification")
	typeChain        = quad.IRI(Namespace + "Chain")
	typeCoding       = quad.IRI(Namespace + "Coding")
	typeParents      = quad.IRI(Namespace + "Parents")
	typeAnswers      = quad.IRI(Namespace + "Answers")
	typeList         = quad.IRI(Namespace + "List")
)

// term is a predicate, by its place in predicates.
type term uint8

// Predicates that vary with a word stand in the order of the word's values:
// names with NameKind, dates of speaking with DateBasis, sides with Position.
const (
	tType term = iota
	tSlug
	tFormerSlug
	tName
	tAlternateName
	tTransliteration
	tNameAsPrinted
	tDescription
	tSameAs
	tDistinctFrom
	tInstitutionKind
	tParent
	tParents
	tDocument
	tAffiliation
	tHeadcount
	tReason
	tPossibleMember
	tMember
	tOrganization
	tRole
	tStart
	tEnd
	tEvidence
	tHeadline
	tURL
	tArchivedAt
	tPublisher
	tAuthor
	tAuthors
	tPublishedOn
	tPublishedOnNote
	tRetrievedAt
	tLanguage
	tSHA256
	tRepublicationOf
	tNote
	tBody
	tSpeaker
	tUtteranceSpeaker
	tOnBehalfOf
	tGist
	tSaidOn
	tSaidOnPrinted
	tSaidOnInferred
	tSaidOnPublication
	tQuotedFrom
	tAttribution
	tSelector
	tVerification
	tUtterance
	tChain
	tRelayedBy
	tEvent
	tMedium
	tQuote
	tCorrectionKind
	tOn
	tBy
	tCorrectionReason
	tReplacement
	tClaim
	tSupports
	tOpposes
	tUndecidedOn
	tMixedOn
	tReportedlySupports
	tReportedlyOpposes
	tReportedlyUndecidedOn
	tReportedlyMixedOn
	tCoding
	tHolder
	tResponseKind
	tTo
	tToQuote
	tBasis
	tText
	tClaimKind
	tQuestion
	tTopic
	tAbout
	tRelationKind
	tFromClaim
	tToClaim
	tJudgedBy
	tLabel
	tEventKind
	tPlace
	tPartOf
	tActor
	tParticipantRole
	tConductor
	tSampleSize
	tMethod
	tSelfSelected
	tAnswers
	tPollsClaim
	tReviewedClaim
	tRating
	tVerdict
	tDeclares
	tChangeAuthor
	tMessage
	tAt
	tChangeReviewer
	tRequestKey
	tRequest
	// Only in exports, see Expand.
	tMode
	tAct
	tCapacity
	tTranslated
	tPullQuote
	tPrintedName
	tPrintedRole
	tCue
	tQualified
	tCondition
	tCertainty
	tCoder
	tHasSelector
	tSelectorStart
	tSelectorEnd
	tExact
	tPrefix
	tSuffix
	tAgreesWith
	tDisagreesWith
	tQualifies
	termCount
	// noTerm stands where a quad was read.
	noTerm = termCount
)

// predicates holds the IRI of each term, boxed once, because every quad needs
// one.
var predicates = [termCount]quad.Value{
	tType:                  quad.IRI(nsRDF + "type"),
	tSlug:                  quad.IRI(Namespace + "slug"),
	tFormerSlug:            quad.IRI(Namespace + "formerSlug"),
	tName:                  quad.IRI(nsSchema + "name"),
	tAlternateName:         quad.IRI(nsSchema + "alternateName"),
	tTransliteration:       quad.IRI(Namespace + "transliteration"),
	tNameAsPrinted:         quad.IRI(Namespace + "nameAsPrinted"),
	tDescription:           quad.IRI(nsSchema + "description"),
	tSameAs:                quad.IRI(nsSchema + "sameAs"),
	tDistinctFrom:          quad.IRI(nsOWL + "differentFrom"),
	tInstitutionKind:       quad.IRI(Namespace + "institutionKind"),
	tParent:                quad.IRI(Namespace + "parent"),
	tParents:               quad.IRI(Namespace + "parents"),
	tDocument:              quad.IRI(Namespace + "document"),
	tAffiliation:           quad.IRI(Namespace + "affiliation"),
	tHeadcount:             quad.IRI(Namespace + "headcount"),
	tReason:                quad.IRI(Namespace + "anonymityReason"),
	tPossibleMember:        quad.IRI(Namespace + "possibleMember"),
	tMember:                quad.IRI(nsOrg + "member"),
	tOrganization:          quad.IRI(nsOrg + "organization"),
	tRole:                  quad.IRI(nsOrg + "role"),
	tStart:                 quad.IRI(nsSchema + "startDate"),
	tEnd:                   quad.IRI(nsSchema + "endDate"),
	tEvidence:              quad.IRI(Namespace + "evidence"),
	tHeadline:              quad.IRI(nsSchema + "headline"),
	tURL:                   quad.IRI(nsSchema + "url"),
	tArchivedAt:            quad.IRI(nsSchema + "archivedAt"),
	tPublisher:             quad.IRI(nsSchema + "publisher"),
	tAuthor:                quad.IRI(nsSchema + "author"),
	tAuthors:               quad.IRI(Namespace + "authors"),
	tPublishedOn:           quad.IRI(nsSchema + "datePublished"),
	tPublishedOnNote:       quad.IRI(Namespace + "publishedOnNote"),
	tRetrievedAt:           quad.IRI(Namespace + "retrievedAt"),
	tLanguage:              quad.IRI(nsSchema + "inLanguage"),
	tSHA256:                quad.IRI(Namespace + "sha256"),
	tRepublicationOf:       quad.IRI(nsPROV + "hadPrimarySource"),
	tNote:                  quad.IRI(Namespace + "note"),
	tBody:                  quad.IRI(nsSchema + "articleBody"),
	tSpeaker:               quad.IRI(nsSchema + "creator"),
	tUtteranceSpeaker:      quad.IRI(nsPROV + "wasAssociatedWith"),
	tOnBehalfOf:            quad.IRI(nsPROV + "actedOnBehalfOf"),
	tGist:                  quad.IRI(nsSchema + "abstract"),
	tSaidOn:                quad.IRI(Namespace + "saidOn"),
	tSaidOnPrinted:         quad.IRI(Namespace + "saidOnPrinted"),
	tSaidOnInferred:        quad.IRI(Namespace + "saidOnInferred"),
	tSaidOnPublication:     quad.IRI(Namespace + "saidOnPublication"),
	tQuotedFrom:            quad.IRI(nsPROV + "wasQuotedFrom"),
	tAttribution:           quad.IRI(Namespace + "attribution"),
	tSelector:              quad.IRI(Namespace + "selector"),
	tVerification:          quad.IRI(Namespace + "verification"),
	tUtterance:             quad.IRI(Namespace + "utterance"),
	tChain:                 quad.IRI(Namespace + "chain"),
	tRelayedBy:             quad.IRI(Namespace + "relayedBy"),
	tEvent:                 quad.IRI(Namespace + "event"),
	tMedium:                quad.IRI(Namespace + "medium"),
	tQuote:                 quad.IRI(Namespace + "quote"),
	tCorrectionKind:        quad.IRI(Namespace + "correctionKind"),
	tOn:                    quad.IRI(Namespace + "on"),
	tBy:                    quad.IRI(Namespace + "by"),
	tCorrectionReason:      quad.IRI(Namespace + "correctionReason"),
	tReplacement:           quad.IRI(Namespace + "replacement"),
	tClaim:                 quad.IRI(Namespace + "claim"),
	tSupports:              quad.IRI(Namespace + "supports"),
	tOpposes:               quad.IRI(Namespace + "opposes"),
	tUndecidedOn:           quad.IRI(Namespace + "undecidedOn"),
	tMixedOn:               quad.IRI(Namespace + "mixedOn"),
	tReportedlySupports:    quad.IRI(Namespace + "reportedlySupports"),
	tReportedlyOpposes:     quad.IRI(Namespace + "reportedlyOpposes"),
	tReportedlyUndecidedOn: quad.IRI(Namespace + "reportedlyUndecidedOn"),
	tReportedlyMixedOn:     quad.IRI(Namespace + "reportedlyMixedOn"),
	tCoding:                quad.IRI(Namespace + "coding"),
	tHolder:                quad.IRI(Namespace + "holder"),
	tResponseKind:          quad.IRI(Namespace + "responseKind"),
	tTo:                    quad.IRI(Namespace + "to"),
	tToQuote:               quad.IRI(Namespace + "toQuote"),
	tBasis:                 quad.IRI(Namespace + "basis"),
	tText:                  quad.IRI(nsSchema + "text"),
	tClaimKind:             quad.IRI(Namespace + "claimKind"),
	tQuestion:              quad.IRI(Namespace + "question"),
	tTopic:                 quad.IRI(Namespace + "topic"),
	tAbout:                 quad.IRI(nsSchema + "about"),
	tRelationKind:          quad.IRI(Namespace + "relationKind"),
	tFromClaim:             quad.IRI(Namespace + "fromClaim"),
	tToClaim:               quad.IRI(Namespace + "toClaim"),
	tJudgedBy:              quad.IRI(Namespace + "judgedBy"),
	tLabel:                 quad.IRI(nsSKOS + "prefLabel"),
	tEventKind:             quad.IRI(Namespace + "eventKind"),
	tPlace:                 quad.IRI(nsSchema + "location"),
	tPartOf:                quad.IRI(nsSchema + "superEvent"),
	tActor:                 quad.IRI(Namespace + "actor"),
	tParticipantRole:       quad.IRI(Namespace + "participantRole"),
	tConductor:             quad.IRI(Namespace + "conductor"),
	tSampleSize:            quad.IRI(Namespace + "sampleSize"),
	tMethod:                quad.IRI(Namespace + "method"),
	tSelfSelected:          quad.IRI(Namespace + "selfSelected"),
	tAnswers:               quad.IRI(Namespace + "answers"),
	tPollsClaim:            quad.IRI(Namespace + "pollsClaim"),
	tReviewedClaim:         quad.IRI(nsSchema + "itemReviewed"),
	tRating:                quad.IRI(Namespace + "rating"),
	tVerdict:               quad.IRI(Namespace + "verdict"),
	tDeclares:              quad.IRI(Namespace + "declares"),
	tChangeAuthor:          quad.IRI(Namespace + "changeAuthor"),
	tMessage:               quad.IRI(Namespace + "message"),
	tAt:                    quad.IRI(nsPROV + "endedAtTime"),
	tChangeReviewer:        quad.IRI(Namespace + "changeReviewer"),
	tRequestKey:            quad.IRI(Namespace + "requestKey"),
	tRequest:               quad.IRI(Namespace + "request"),
	tMode:                  quad.IRI(Namespace + "mode"),
	tAct:                   quad.IRI(Namespace + "act"),
	tCapacity:              quad.IRI(Namespace + "capacity"),
	tTranslated:            quad.IRI(Namespace + "translated"),
	tPullQuote:             quad.IRI(Namespace + "pullQuote"),
	tPrintedName:           quad.IRI(Namespace + "printedName"),
	tPrintedRole:           quad.IRI(Namespace + "printedRole"),
	tCue:                   quad.IRI(Namespace + "cue"),
	tQualified:             quad.IRI(Namespace + "qualified"),
	tCondition:             quad.IRI(Namespace + "condition"),
	tCertainty:             quad.IRI(Namespace + "certainty"),
	tCoder:                 quad.IRI(Namespace + "coder"),
	tHasSelector:           quad.IRI(nsOA + "hasSelector"),
	tSelectorStart:         quad.IRI(nsOA + "start"),
	tSelectorEnd:           quad.IRI(nsOA + "end"),
	tExact:                 quad.IRI(nsOA + "exact"),
	tPrefix:                quad.IRI(nsOA + "prefix"),
	tSuffix:                quad.IRI(nsOA + "suffix"),
	tAgreesWith:            quad.IRI(nsCiTO + "agreesWith"),
	tDisagreesWith:         quad.IRI(nsCiTO + "disagreesWith"),
	tQualifies:             quad.IRI(nsCiTO + "qualifies"),
}

var termOf = indexTerms()

func indexTerms() map[quad.IRI]term {
	index := make(map[quad.IRI]term, termCount)
	for t, p := range predicates {
		index[p.(quad.IRI)] = term(t)
	}
	return index
}

func (t term) String() string { return predicates[t].String() }

// classes holds the class of each kind of record.
var classes = [record.KindChangeset + 1]quad.Value{
	record.KindPerson:           quad.IRI(nsSchema + "Person"),
	record.KindInstitution:      quad.IRI(nsSchema + "Organization"),
	record.KindUnnamedSource:    quad.IRI(Namespace + "UnnamedSource"),
	record.KindCollective:       quad.IRI(Namespace + "Collective"),
	record.KindAffiliation:      quad.IRI(nsOrg + "Membership"),
	record.KindDocument:         quad.IRI(nsSchema + "NewsArticle"),
	record.KindUtterance:        quad.IRI(Namespace + "Utterance"),
	record.KindQuote:            quad.IRI(nsSchema + "Quotation"),
	record.KindCorrection:       quad.IRI(Namespace + "Correction"),
	record.KindStance:           quad.IRI(Namespace + "Stance"),
	record.KindReportedPosition: quad.IRI(Namespace + "ReportedPosition"),
	record.KindResponse:         quad.IRI(Namespace + "Response"),
	record.KindQuestion:         quad.IRI(nsSchema + "Question"),
	record.KindClaim:            quad.IRI(nsSchema + "Claim"),
	record.KindClaimRelation:    quad.IRI(Namespace + "ClaimRelation"),
	record.KindTopic:            quad.IRI(nsSKOS + "Concept"),
	record.KindEvent:            quad.IRI(nsSchema + "Event"),
	record.KindParticipation:    quad.IRI(Namespace + "Participation"),
	record.KindPoll:             quad.IRI(Namespace + "Poll"),
	record.KindReview:           quad.IRI(nsSchema + "ClaimReview"),
	record.KindDossier:          quad.IRI(Namespace + "Dossier"),
	record.KindChangeset:        quad.IRI(Namespace + "Changeset"),
}

// Class is the class whose instances the records of kind k are: the object of
// their rdf:type.
func Class(k record.Kind) quad.IRI {
	iri, _ := classes[k].(quad.IRI)
	return iri
}

// kindOf is the kind of record of a class.
func kindOf(class quad.Value) (record.Kind, bool) {
	iri, ok := class.(quad.IRI)
	if !ok {
		return 0, false
	}
	for k := record.KindPerson; k <= record.KindChangeset; k++ {
		if classes[k].(quad.IRI) == iri {
			return k, true
		}
	}
	return 0, false
}
