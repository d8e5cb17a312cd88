package graph_test

import (
	"testing"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// An official who is named speaks for the harbour; "a clerk" and "sailors" do
// not, whatever is written beside their words.
func TestWhoHasNoNameSpeaksForNoInstitution(t *testing.T) {
	harbour := key[record.Actor]("actor", "harbour")
	for speaker, want := range map[string]record.Position{"bo": record.Opposes, "a-clerk": 0, "sailors": 0} {
		q := quoteBy("for-harbour", speaker, "2025-12-01")
		q.OnBehalfOf = record.InstitutionID(harbour)
		s := snapshotOf(t, q, side("for-harbour", "dues-rise", record.Opposes))
		claim := graph.Find(s, key[record.Claim]("claim", "dues-rise"))
		if p, _ := s.PositionOn(harbour, claim, record.Date{}); p.Side != want {
			t.Errorf("after %s spoke for it the harbour is %v on the claim, want %v", speaker, p.Side, want)
		}
		if p, ok := s.PositionOn(q.Speaker, claim, record.Date{}); !ok || p.Side != record.Opposes {
			t.Errorf("%s has no position of its own: %v", speaker, p.Side)
		}
		listed := false
		for st := range s.StancesOf(harbour).All() {
			listed = listed || st.Claim == claim.ID
		}
		if listed != (want != 0) {
			t.Errorf("the stance of %s is among the harbour's: %t", speaker, listed)
		}
	}
}

// A speaker takes back what they said, not one printing of it; a publisher
// corrects its own printing, and a coder their own reading.
func TestRetractingOnePrintingRetractsTheUtterance(t *testing.T) {
	shared := &record.Utterance{ID: key[record.Utterance]("utterance", "shared"), Speaker: key[record.Actor]("actor", "bo")}
	for kind, want := range map[record.CorrectionKind]record.QuoteStatus{
		record.SpeakerRetracted: record.Retracted, record.PublisherCorrected: record.Current, record.CoderError: record.Current,
	} {
		printed, again := quoteBy("printed", "bo", "2025-12-01"), quoteBy("again", "bo", "2025-12-01")
		printed.Utterance, again.Utterance = shared.ID, shared.ID
		s := snapshotOf(t, shared, printed, again, side("again", "dues-rise", record.Opposes), &record.Correction{
			ID: key[record.Correction]("correction", "back"), Quote: printed.ID, Kind: kind, On: record.Date{Year: 2025, Month: 12, Day: 5},
		})
		if got := s.Status(again); got != want {
			t.Errorf("%v of one printing: the other is %v, want %v", kind, got, want)
		}
		claim := graph.Find(s, key[record.Claim]("claim", "dues-rise"))
		for asOf, stands := range map[record.Date]bool{{}: want == record.Current, {Year: 2025, Month: 12, Day: 4}: true} {
			if _, ok := s.PositionOn(shared.Speaker, claim, asOf); ok != stands {
				t.Errorf("%v of one printing: a position as of %q: %t, want %t", kind, asOf, ok, stands)
			}
			if got := s.StandingOn(claim.ID, asOf).Len(); got > 0 != stands {
				t.Errorf("%v of one printing: %d stances stand as of %q", kind, got, asOf)
			}
		}
	}
}

func TestSearchFindsByBeginnings(t *testing.T) {
	s := snapshotOf(t)
	for text, want := range map[string]uuid.UUID{
		"harb": actorID("harbour"), "eld ad": actorID("ada"), "gaz": uuid.UUID(key[record.Document]("document", "gazette")),
		"fal": uuid.UUID(key[record.Claim]("claim", "dues-fall")), "stor": uuid.UUID(key[record.Event]("event", "storm")), "تجا": uuid.UUID(key[record.Topic]("topic", "trade")),
	} {
		matches, _ := s.Search(text, []record.Kind{record.AnyActor, record.KindDocument, record.KindClaim, record.KindEvent, record.KindTopic}, 10)
		if matches.Len() == 0 || matches.At(0).Record.Ref().ID != want {
			t.Errorf("%q finds %v, want %s first", text, matches, want)
		}
	}
}
