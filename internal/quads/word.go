package quads

import (
	"strings"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// An enumeration is the words of one enumerated type of package record, by
// value, and the IRI of each. A word is empty where the value means "not set".
// The class is empty where the words stand in structured literals alone.
type enumeration struct {
	class quad.IRI
	words []string
	iris  []quad.Value
}

var (
	institutionKinds   = enumerate[record.InstitutionKind]("InstitutionKind")
	anonymityReasons   = enumerate[record.AnonymityReason]("AnonymityReason")
	claimKinds         = enumerate[record.ClaimKind]("ClaimKind")
	claimRelationKinds = enumerate[record.ClaimRelationKind]("ClaimRelationKind")
	capacities         = enumerate[record.Capacity]("Capacity")
	quoteModes         = enumerate[record.QuoteMode]("QuoteMode")
	speechActs         = enumerate[record.SpeechAct]("SpeechAct")
	media              = enumerate[record.Medium]("Medium")
	verificationStates = enumerate[record.VerificationState]("")
	attributionActs    = enumerate[record.AttributionAct]("")
	correctionKinds    = enumerate[record.CorrectionKind]("CorrectionKind")
	positions          = enumerate[record.Position]("")
	certainties        = enumerate[record.Certainty]("Certainty")
	bases              = enumerate[record.Basis]("Basis")
	responseKinds      = enumerate[record.ResponseKind]("ResponseKind")
	eventKinds         = enumerate[record.EventKind]("EventKind")
	verdicts           = enumerate[record.Verdict]("Verdict")
	answers            = enumerate[record.Answer]("Answer")
)

func enumerate[W record.Word](class string) *enumeration {
	e := &enumeration{class: quad.IRI(Namespace + class)}
	known := record.Words[W]()
	for v := W(0); len(known) > 0; v++ {
		word := v.String()
		if word != "" {
			known = known[1:]
		}
		e.words = append(e.words, word)
		e.iris = append(e.iris, e.class+quad.IRI("-"+word))
	}
	return e
}

// word is the word of a value. The caller has validated the record, so a value
// without a word is written as nothing.
func (e *enumeration) word(v uint8) string {
	if int(v) < len(e.words) {
		return e.words[v]
	}
	return ""
}

func (e *enumeration) valueOf(word string) (uint8, bool) {
	for v, w := range e.words {
		if w == word && w != "" {
			return uint8(v), true
		}
	}
	return 0, false
}

func (e *enumeration) valueOfIRI(v quad.Value) (uint8, bool) {
	iri, ok := v.(quad.IRI)
	if !ok || !strings.HasPrefix(string(iri), string(e.class)+"-") {
		return 0, false
	}
	return e.valueOf(string(iri[len(e.class)+1:]))
}
