package storetest

import (
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

func id[T any](kind, key string) record.ID[T] { return record.ID[T](record.DeclaredID(kind, key)) }

func english(text string) record.Texts { return record.Texts{{Language: "en", Text: text}} }

// Speak is a quote by a person of the sample and the stance it holds on the
// sample's claim. The key tells quotes of one speaker apart.
func Speak(speaker, key string) []record.Record {
	q := &record.Quote{
		ID:           id[record.Quote]("quote", speaker+"/"+key),
		Speaker:      id[record.Actor]("actor", speaker),
		PrintedName:  "A. " + speaker,
		Role:         "harbour master",
		Affiliation:  id[record.Institution]("actor", "harbour"),
		Capacity:     record.Official,
		OnBehalfOf:   id[record.Institution]("actor", "harbour"),
		Mode:         record.Mixed,
		PullQuote:    true,
		Fragments:    []string{"b before", "a after"},
		Gists:        record.Texts{{Language: "en", Text: "dues fall"}, {Language: "ar", Text: "تنخفض الرسوم"}},
		Act:          record.Predict,
		Cue:          "said",
		Language:     "en",
		Translated:   record.No,
		SaidOn:       record.Date{Year: 2025, Month: 11},
		SaidOnBasis:  record.Printed,
		Medium:       record.Interview,
		Document:     id[record.Document]("document", "gazette"),
		Selector:     &record.Selector{Start: 3, End: 9, SHA256: record.HashOf("b befo"), Exact: "b befo", Prefix: "x", Suffix: "re"},
		Verification: record.Verification{State: record.Verified, Copy: id[record.Document]("document", "reprint"), TextSHA256: record.HashOf("text"), At: time.Date(2025, 12, 1, 8, 30, 0, 0, time.UTC)},
		Chain:        []record.Hop{{Act: record.Told, Weakest: true}, {Agent: id[record.Actor]("actor", "harbour"), Act: record.Reported, On: record.Date{Year: 2025}, Cue: "told", SourceURL: "https://example.org/a"}},
		Events:       []record.EventID{id[record.Event]("event", "storm")},
		Notes:        []string{"b note", "a note"},
	}
	s := &record.Stance{
		ID: id[record.Stance]("stance", speaker+"/"+key), Quote: q.ID, Claim: id[record.Claim]("claim", "dues-fall"),
		Position: record.Supports, Qualified: true, Condition: "this year", Certainty: record.Probable, Basis: record.Inferred, Coder: "an editor",
	}
	return []record.Record{q, s}
}

// Sample is a small graph with every kind of record and every field filled.
func Sample() []record.Record {
	all := append(sampleActors(), sampleContext()...)
	all = append(all, sampleSpeech()...)
	change := record.Change{Put: all}
	change.Normalize()
	return change.Put
}

func profile(slug, name string) record.Profile {
	return record.Profile{
		Slug: slug, FormerSlugs: []string{"old-" + slug},
		Names: []record.Name{
			{Text: name, Kind: record.PrimaryName}, {Text: name + " the Elder", Language: "en", Kind: record.Alias},
			{Text: "اسم " + slug, Language: "ar", Kind: record.PrimaryName}, {Text: name + "e", Kind: record.AsPrinted},
		},
		Description: english("of the sample"),
	}
}

func sampleActors() []record.Record {
	harbour := id[record.Institution]("actor", "harbour")
	return []record.Record{
		&record.Person{ID: id[record.Person]("actor", "ada"), Profile: profile("ada", "Ada"), SameAs: []string{"https://example.org/ada"}, DistinctFrom: []record.PersonID{id[record.Person]("actor", "bo")}},
		&record.Person{ID: id[record.Person]("actor", "bo"), Profile: profile("bo", "Bo")},
		&record.Institution{ID: id[record.Institution]("actor", "town"), Profile: profile("town", "Town"), Kind: record.GovernmentBody},
		&record.Institution{ID: harbour, Profile: profile("harbour", "Harbour"), Kind: record.Company, SameAs: []string{"https://example.org/h"}, Parents: []record.InstitutionLink{
			{Institution: id[record.Institution]("actor", "town"), Relation: "owned by", Since: record.Date{Year: 1999}, Until: record.Date{Year: 2030, Month: 2}},
		}},
		&record.UnnamedSource{ID: id[record.UnnamedSource]("actor", "a-clerk"), Profile: profile("a-clerk", "a clerk"), Document: id[record.Document]("document", "gazette"), Affiliation: harbour, Headcount: 2, Reason: record.ReasonWithheld},
		&record.Collective{ID: id[record.Collective]("actor", "sailors"), Profile: profile("sailors", "sailors"), Document: id[record.Document]("document", "gazette"), PossibleMembers: []record.ActorID{id[record.Actor]("actor", "bo"), id[record.Actor]("actor", "ada")}},
		&record.Affiliation{ID: id[record.Affiliation]("affiliation", "ada"), Person: id[record.Person]("actor", "ada"), Institution: harbour, Role: "master", Since: record.Date{Year: 2020}, Until: record.Date{Year: 2026, Month: 1, Day: 31}, Evidence: []record.QuoteID{id[record.Quote]("quote", "ada/one")}},
	}
}

func sampleContext() []record.Record {
	harbour := id[record.Institution]("actor", "harbour")
	gazette, storm := id[record.Document]("document", "gazette"), id[record.Event]("event", "storm")
	question, topic := id[record.Question]("question", "dues"), id[record.Topic]("topic", "trade")
	fall, rise := id[record.Claim]("claim", "dues-fall"), id[record.Claim]("claim", "dues-rise")
	return []record.Record{
		&record.Document{ID: gazette, Slug: "gazette", FormerSlugs: []string{"paper"}, Titles: english("The Gazette"), SourceURL: "https://example.org/g", ArchivedAt: "https://example.org/ga", Publisher: harbour,
			Authors: []record.PersonID{id[record.Person]("actor", "bo"), id[record.Person]("actor", "ada")}, PublishedOn: record.Date{Year: 2025, Month: 11, Day: 12}, PublishedOnNote: "evening", RetrievedAt: time.Date(2025, 12, 1, 8, 0, 0, 0, time.UTC), Language: "en", SHA256: record.HashOf("text"), Notes: []string{"z", "a"}, Text: "text"},
		&record.Document{ID: id[record.Document]("document", "reprint"), Slug: "reprint", Titles: english("Reprint"), Language: "en", RepublicationOf: gazette, SHA256: record.HashOf("text")},
		&record.Topic{ID: topic, Slug: "trade", FormerSlugs: []string{"commerce"}, Names: record.Texts{{Language: "en", Text: "Trade"}, {Language: "ar", Text: "تجارة"}}},
		&record.Question{ID: question, Slug: "dues", Texts: english("What will become of the dues?")},
		&record.Event{ID: storm, Slug: "storm", Names: english("The storm"), Kind: record.OtherEvent, Start: record.Date{Year: 2025, Month: 11, Day: 1}, End: record.Date{Year: 2025, Month: 11, Day: 2}, Place: "the bay", PartOf: id[record.Event]("event", "season")},
		&record.Event{ID: id[record.Event]("event", "season"), Slug: "season", Names: english("The season"), Kind: record.OtherEvent},
		&record.Participation{ID: id[record.Participation]("participation", "ada"), Event: storm, Actor: id[record.Actor]("actor", "ada"), Role: "rescuer", Evidence: []record.QuoteID{id[record.Quote]("quote", "bo/two")}},
		&record.Claim{ID: fall, Slug: "dues-fall", FormerSlugs: []string{"dues-drop"}, Texts: english("Dues will fall"), Kind: record.Predictive, Question: question, Topics: []record.TopicID{topic}, Events: []record.EventID{storm}, About: []record.ActorID{id[record.Actor]("actor", "harbour")}},
		&record.Claim{ID: rise, Slug: "dues-rise", Texts: english("Dues will rise"), Kind: record.Predictive, Question: question},
		&record.ClaimRelation{ID: id[record.ClaimRelation]("relation", "r"), Kind: record.Conflicting, From: fall, To: rise, By: "an editor", On: record.Date{Year: 2025}, Note: "plainly"},
		&record.Poll{ID: id[record.Poll]("poll", "p"), Slug: "p", FormerSlugs: []string{"pp"}, Texts: english("Fall or rise?"), Document: gazette, Question: question, Event: storm, Conductor: harbour, Sample: 924, Method: "online", SelfSelected: record.Yes, Start: record.Date{Year: 2025, Month: 12, Day: 16}, End: record.Date{Year: 2025, Month: 12, Day: 20},
			Answers: []record.PollAnswer{{Label: "rise", Percent: 43.5, Claims: []record.PollClaim{{Claim: rise, Position: record.Supports}, {Claim: fall, Position: record.Opposes}}}, {Label: "fall", Percent: 16}}},
		&record.Review{ID: id[record.Review]("review", "r"), Claim: fall, Quote: id[record.Quote]("quote", "ada/one"), Reviewer: harbour, Rating: "half true", Verdict: record.MixedVerdict, SourceURL: "https://example.org/r", PublishedOn: record.Date{Year: 2025, Month: 12}},
		&record.Dossier{ID: id[record.Dossier]("dossier", "d"), Slug: "d", Title: "D", Document: gazette, Declares: []uuid.UUID{uuid.UUID(fall), uuid.UUID(rise)}},
	}
}

func sampleSpeech() []record.Record {
	one, two := Speak("ada", "one"), Speak("bo", "two")
	shared := id[record.Utterance]("utterance", "u")
	one[0].(*record.Quote).Utterance = shared
	first, second := one[0].(*record.Quote).ID, two[0].(*record.Quote).ID
	fall := id[record.Claim]("claim", "dues-fall")
	return append(append(one, two...),
		&record.Utterance{ID: shared, Speaker: id[record.Actor]("actor", "ada"), SaidOn: record.Date{Year: 2025, Month: 11, Day: 3}, Medium: record.Broadcast},
		&record.Correction{ID: id[record.Correction]("correction", "c"), Quote: first, Kind: record.PublisherCorrected, On: record.Date{Year: 2025, Month: 11, Day: 14}, By: id[record.Actor]("actor", "harbour"), Reason: "misheard", SourceURL: "https://example.org/c", Replacement: second},
		&record.ReportedPosition{ID: id[record.ReportedPosition]("reported", "r"), Quote: second, Holder: id[record.Actor]("actor", "ada"), Claim: fall, Position: record.Opposes},
		&record.Response{ID: id[record.Response]("response", "r"), Quote: second, Kind: record.Disagrees, To: id[record.Actor]("actor", "ada"), ToQuote: first, Claim: fall, Basis: record.Inferred},
	)
}
