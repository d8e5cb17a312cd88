package graphqlapi

import (
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// ofChangesets are mutations that have tests of their own, because they need a
// history or a file.
var ofChangesets = []string{"unmergeActors", "revertChangeset", "applyDossier", "acceptProposal", "rejectProposal"}

// Each mutation makes one changeset under its author's name and shows what it
// changed.
func TestMutationsMakeOneChangeset(t *testing.T) {
	s, all := contract(t), samples(full(t))
	for _, f := range s.Mutation.Fields {
		if _, sampled := all[f.Name]; !sampled && !slices.Contains(ofChangesets, f.Name) && !strings.HasPrefix(f.Name, "__") {
			t.Errorf("%s is not tried", f.Name)
		}
	}
	for name, in := range all {
		t.Run(name, func(t *testing.T) {
			d := full(t)
			before := d.graph.Snapshot().Revision()
			payload := s.Types[s.Mutation.Fields.ForName(name).Type.Name()]
			a := d.made(name, in, expand(s, payload))
			if after := d.graph.Snapshot().Revision(); after != before+1 {
				t.Errorf("revision %d became %d, want one more", before, after)
			}
			a.want("it.changeset.author", "Ada Editor")
			a.want("it.changeset.revision", int(before)+1)
			message, given := in["message"]
			if !given {
				message = name
			}
			a.want("it.changeset.message", message)
			for _, f := range payload.Fields {
				if a.at("it."+f.Name) == nil && f.Name != "proposal" {
					t.Errorf("%s shows no %s", name, f.Name)
				}
			}
		})
	}
}

// What is left out stays, and null takes away.
func TestEditChangesWhatIsGiven(t *testing.T) {
	d := full(t)
	ada := idText(actorID("ada"))
	d.made("editPerson", members{"id": ada, "sameAs": []any{"https://example.org/1"}, "description": texts("A sailor.")}, "")
	a := d.made("editPerson", members{"id": ada, "sameAs": nil}, "person { sameAs description name slug }")
	a.want("it.person.sameAs", []any{})
	a.want("it.person.description", "A sailor.")
	a.want("it.person.slug", "ada")
}

func TestNothingToChangeMakesNoChangeset(t *testing.T) {
	d := full(t)
	before := d.graph.Snapshot().Revision()
	a := d.made("editPerson", members{"id": idText(actorID("ada")), "slug": "ada"}, "person { slug }")
	a.want("it.changeset", nil)
	a.want("it.person.slug", "ada")
	if after := d.graph.Snapshot().Revision(); after != before {
		t.Errorf("revision %d became %d", before, after)
	}
}

func TestARenamedSlugLeadsOn(t *testing.T) {
	d := full(t)
	d.made("editPerson", members{"id": idText(actorID("ada")), "slug": "ada-lo"}, "")
	d.ask(`{ it: person(slug: "ada") { slug } }`).want("it.slug", "ada-lo")
	d.made("editPerson", members{"id": idText(actorID("ada")), "slug": "ada"}, "")
	d.ask(`{ it: person(slug: "ada-lo") { slug } }`).want("it.slug", "ada")
}

func TestProblemsHavePaths(t *testing.T) {
	d := full(t)
	ada, gazette := idText(actorID("ada")), idText(declared[record.Document]("document", "gazette"))
	nobody := idText(actorID("nobody"))
	path := func(steps ...string) string { return text(toAny(append([]string{"input"}, steps...))) }
	d.hindered("editPerson", members{"id": nobody}, codeNotFound, path("id"))
	d.hindered("editPerson", members{"id": "ada"}, codeInvalid, path("id"))
	d.hindered("editPerson", members{"id": gazette, "slug": "x"}, codeNotFound, path("id"))
	d.hindered("createPerson", members{"slug": "No Slug", "names": primary("N")}, codeInvalid, path("slug"))
	d.hindered("createPerson", members{"slug": "ada", "names": primary("N")}, codeConflict, path("slug"))
	d.hindered("createPerson", members{"slug": "n", "names": primary("N"), "distinctFrom": []any{ada, "x"}}, codeInvalid, path("distinctFrom", "1"))
	d.hindered("createAffiliation", members{"person": nobody, "institution": nobody, "since": "2025-13"}, codeInvalid, path("since"))
	d.hindered("createAffiliation", members{"person": nobody, "institution": idText(actorID("town"))}, codeInvalid, path("person"))
	d.hindered("createQuote", members{"speaker": ada, "document": gazette, "mode": "MIXED", "gists": texts("g"), "language": "en"}, codeInvalid, path("fragments"))
	d.hindered("createQuote", members{"speaker": ada, "document": gazette, "mode": "INDIRECT", "gists": texts("g"), "language": "en", "chain": []any{members{"act": "TOLD", "sourceUrl": "ftp://x"}}}, codeInvalid, path("chain", "0", "sourceUrl"))
	d.hindered("editPerson", members{"id": ada, "slug": nil}, codeInvalid, path("slug"))
	d.hindered("editPerson", members{"id": ada, "expectedRevision": int32(0)}, codeInvalid, path("expectedRevision"))
}

func toAny(list []string) []any {
	all := make([]any, len(list))
	for i, s := range list {
		all[i] = s
	}
	return all
}

// Nobody calls words verified that are not in the text, and an edit of the words
// ends a verification that was made of others.
func TestQuotesAreVerifiedAgainstTheKeptText(t *testing.T) {
	d := full(t)
	words := "We said no."
	doc := text(d.made("createDocument", members{"slug": "kept", "titles": texts("Kept"), "language": "en", "text": "Ada: " + words, "sha256": record.HashOf("Ada: " + words).String()}, "document { id }").at("it.document.id"))
	at := members{"start": 5, "end": 5 + len(words), "sha256": record.HashOf(words).String(), "exact": words}
	in := members{"speaker": idText(actorID("ada")), "document": doc, "mode": "DIRECT", "fragments": []any{words}, "gists": texts("no"), "language": "en", "selector": at}
	a := d.made("createQuote", in, "quote { id verification { state copy { slug } } }")
	a.want("it.quote.verification.state", "VERIFIED")
	a.want("it.quote.verification.copy.slug", "kept")
	quote := text(a.at("it.quote.id"))
	a = d.made("editQuote", members{"id": quote, "fragments": []any{"We said yes."}}, "quote { verification { state } }")
	a.want("it.quote.verification.state", "LOST")
	a = d.made("editQuote", members{"id": quote, "selector": nil}, "quote { verification { state } }")
	a.want("it.quote.verification.state", "UNVERIFIED")
}

func TestRetractedWordsCountNoLonger(t *testing.T) {
	d := full(t)
	quote := idText(declared[record.Quote]("quote", "bo/three"))
	tally := func() string {
		return text(d.ask(`{ it: claim(slug: "dues-fall") { tally { opposes } } }`).at("it.tally.opposes"))
	}
	before := tally()
	a := d.made("retractQuote", members{"quote": quote, "kind": "CODER_ERROR", "reason": "it was somebody else"}, "quote { status corrections { reason } }")
	a.want("it.quote.status", "WITHDRAWN")
	a.want("it.quote.corrections.0.reason", "it was somebody else")
	if after := tally(); after == before {
		t.Errorf("%s oppose before and after the retraction", before)
	}
	d.hindered("retractQuote", members{"quote": quote, "kind": "SPEAKER_RETRACTED", "reason": "sorry"}, codeInvalid, text(toAny([]string{"input", "on"})))
}

// A correction keeps the wrong words on record and carries over only the stances
// that somebody names.
func TestCorrectionsKeepBothWords(t *testing.T) {
	d := full(t)
	quote, stance := idText(declared[record.Quote]("quote", "bo/three")), idText(declared[record.Stance]("stance", "bo/three/dues-fall"))
	in := members{"quote": quote, "kind": "PUBLISHER_CORRECTED", "reason": "misheard", "replacement": members{"gists": texts("the right words")}}
	a := d.made("correctQuote", in, "quote { status gist } replacement { gist speaker { slug } stances { id } saidOn }")
	a.want("it.quote.status", "CORRECTED")
	a.want("it.quote.gist", "gist of bo/three")
	a.want("it.replacement.gist", "the right words")
	a.want("it.replacement.speaker.slug", "bo")
	a.want("it.replacement.stances", []any{})
	again := d.made("correctQuote", with(in, members{"stances": []any{stance}}), "replacement { stances { position claim { slug } } }")
	again.want("it.replacement.stances.0.claim.slug", "dues-fall")
	d.hindered("correctQuote", with(in, members{"stances": []any{quote}}), codeInvalid, text(toAny([]string{"input", "stances", "0"})))
	d.hindered("correctQuote", with(in, members{"replacement": members{"saidOn": "soon"}}), codeInvalid, text(toAny([]string{"input", "replacement", "saidOn"})))
}

func TestNarrowerIsBroaderFromTheOtherSide(t *testing.T) {
	d := full(t)
	fall, bill := idText(declared[record.Claim]("claim", "dues-fall")), idText(declared[record.Claim]("claim", "bill-1"))
	a := d.made("relateClaims", members{"from": fall, "to": bill, "kind": "NARROWER", "by": "Ada", "on": "2026-01"}, "relation { kind from { slug } to { slug } by on }")
	a.want("it.relation.kind", "BROADER")
	a.want("it.relation.from.slug", "bill-1")
	a.want("it.relation.by", "Ada")
	// A relation that would make a claim the opposite of itself is refused.
	rise := idText(declared[record.Claim]("claim", "dues-rise"))
	d.made("relateClaims", members{"from": bill, "to": idText(declared[record.Claim]("claim", "bill-2")), "kind": "SAME"}, "")
	a = d.edit("relateClaims", members{"from": bill, "to": idText(declared[record.Claim]("claim", "bill-2")), "kind": "OPPOSITE"}, "")
	if got := a.list("it.problems", "message"); len(got) == 0 || a.at("it.changeset") != nil {
		t.Errorf("a contradiction was accepted: %v %s", got, rise)
	}
}

// A mutation is never answered from a cache, nor a graph that is served for reading
// changed.
func TestReadersChangeNothing(t *testing.T) {
	d := full(t)
	query := `mutation { createTopic(input: {slug: "x", names: [{language: "en", text: "X"}]}) { problems { message } } }`
	d.readOnly = true
	response := d.exec(query, nil)
	if len(response.Errors) != 1 || !strings.Contains(response.Errors[0].Message, "reading only") {
		t.Errorf("errors %v, want one that says so", response.Errors)
	}
}
