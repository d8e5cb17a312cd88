package graphqlapi

import (
	"fmt"
	"maps"

	"onrecord/internal/record"
)

// edit sends one mutation on behalf of an editor and wants no error: what is wrong
// with an input is a problem in the payload.
func (d *desk) edit(name string, in map[string]any, show string) answered {
	d.t.Helper()
	input := name[:1]
	query := fmt.Sprintf(`mutation ($input: %sInput!) { it: %s(input: $input) { problems { code message path } changeset { id author message revision } %s } }`,
		string(input[0]-'a'+'A')+name[1:], name, show)
	return d.ask(query, map[string]any{"input": in})
}

// made is an edit without problems.
func (d *desk) made(name string, in map[string]any, show string) answered {
	d.t.Helper()
	a := d.edit(name, in, show)
	if list := a.list("it.problems", "message"); len(list) > 0 {
		d.t.Fatalf("%s %v: problems %q", name, in, list)
	}
	return a
}

// hindered wants problems at these paths, and nothing changed.
func (d *desk) hindered(name string, in map[string]any, want code, paths ...string) answered {
	d.t.Helper()
	before := d.graph.Snapshot()
	a := d.edit(name, in, "")
	a.want("it.changeset", nil)
	if d.graph.Snapshot() != before {
		d.t.Errorf("%s made a revision in spite of problems", name)
	}
	var got []string
	for i, p := range a.list("it.problems", "path") {
		got = append(got, p)
		a.want(fmt.Sprintf("it.problems.%d.code", i), string(want))
	}
	if fmt.Sprint(got) != fmt.Sprint(paths) {
		d.t.Errorf("%s: problems at %v, want %v: %q", name, got, paths, a.list("it.problems", "message"))
	}
	return a
}

func with(in map[string]any, more map[string]any) map[string]any {
	all := maps.Clone(in)
	maps.Copy(all, more)
	return all
}

type members = map[string]any

func texts(text string) []any { return []any{members{"language": "en", "text": text}} }

func primary(name string) []any {
	return []any{members{"text": name, "language": "en", "kind": "PRIMARY"}}
}

// samples are an input for every mutation, on the graph of full.
func samples(d *desk) map[string]members {
	d.t.Helper()
	some := func(k record.Kind) string {
		for r := range d.graph.Snapshot().Each(k) {
			return r.Ref().ID.String()
		}
		d.t.Fatalf("there is no %v", k)
		return ""
	}
	actor := func(slug string) string { return idText(actorID(slug)) }
	of := func(kind, key string) string { return record.DeclaredID(kind, key).String() }
	gazette, quote, claim := of("document", "gazette"), of("quote", "bo/three"), of("claim", "dues-fall")
	return map[string]members{
		"createPerson":           {"slug": "dee", "names": primary("Dee"), "distinctFrom": []any{actor("ada")}, "message": "she was missing"},
		"editPerson":             {"id": actor("ada"), "sameAs": []any{"https://example.org/ada/anew"}},
		"createInstitution":      {"slug": "bank", "names": primary("The Bank"), "kind": "COMPANY", "parents": []any{members{"institution": actor("town"), "relation": "owner"}}},
		"editInstitution":        {"id": actor("town"), "kind": "OTHER"},
		"createUnnamedSource":    {"slug": "a-mate", "names": primary("a mate"), "document": gazette, "headcount": 2, "reason": "WITHHELD"},
		"editUnnamedSource":      {"id": actor("a-clerk"), "headcount": 3},
		"createCollective":       {"slug": "mates", "names": primary("mates"), "document": gazette, "possibleMembers": []any{actor("ada")}},
		"editCollective":         {"id": actor("sailors"), "possibleMembers": []any{actor("bo")}},
		"createAffiliation":      {"person": actor("bo"), "institution": actor("town"), "role": "clerk", "since": "2024-02"},
		"createDocument":         {"slug": "letter", "titles": texts("A letter"), "language": "en", "publishedOn": "2025-12"},
		"editDocument":           {"id": gazette, "publishedOn": "2025-12-31"},
		"createUtterance":        {"speaker": actor("bo"), "saidOn": "2025", "medium": "PRESS"},
		"createQuote":            {"speaker": actor("ada"), "document": gazette, "mode": "DIRECT", "fragments": []any{"No."}, "gists": texts("She refuses."), "language": "en", "translated": false, "saidOn": "2025-12-07", "saidOnBasis": "PRINTED", "chain": []any{members{"agent": actor("harbour"), "act": "TOLD"}}},
		"editQuote":              {"id": quote, "cue": "insisted"},
		"createStance":           {"quote": quote, "claim": of("claim", "dues-rise"), "position": "SUPPORTS", "qualified": true, "condition": "in winter", "certainty": "PROBABLE"},
		"editStance":             {"id": of("stance", "bo/three/dues-fall"), "certainty": "CERTAIN"},
		"createReportedPosition": {"quote": quote, "holder": actor("ada"), "claim": claim, "position": "OPPOSES"},
		"createResponse":         {"quote": quote, "kind": "DISAGREES", "to": actor("ada"), "basis": "INFERRED"},
		"createQuestion":         {"slug": "what-now", "texts": texts("What now?")},
		"createClaim":            {"slug": "it-rains", "texts": texts("It rains."), "kind": "FACTUAL", "about": []any{actor("harbour")}},
		"editClaim":              {"id": claim, "kind": "CAUSAL"},
		"createTopic":            {"slug": "rain", "names": texts("Rain")},
		"createEvent":            {"slug": "flood", "names": texts("The flood"), "kind": "OTHER", "start": "2025-11", "place": "the quay"},
		"createParticipation":    {"event": of("event", "storm"), "actor": actor("bo"), "role": "witness", "evidence": []any{quote}},
		"createPoll":             {"slug": "rain-poll", "texts": texts("Will it rain?"), "document": gazette, "sample": 10, "selfSelected": true, "answers": []any{members{"label": "yes", "percent": 60.5, "claims": []any{members{"claim": claim, "position": "SUPPORTS"}}}}},
		"createReview":           {"claim": claim, "reviewer": actor("harbour"), "rating": "half true", "verdict": "MIXED"},
		"editAffiliation":        {"id": some(record.KindAffiliation), "role": "another role"},
		"editUtterance":          {"id": some(record.KindUtterance), "saidOn": "2025-11"},
		"editReportedPosition":   {"id": some(record.KindReportedPosition), "position": "MIXED"},
		"editResponse":           {"id": some(record.KindResponse), "kind": "COMMENTS_ON"},
		"editQuestion":           {"id": some(record.KindQuestion), "texts": texts("Another question?")},
		"editTopic":              {"id": some(record.KindTopic), "names": texts("Another name")},
		"editEvent":              {"id": some(record.KindEvent), "place": "elsewhere"},
		"editParticipation":      {"id": some(record.KindParticipation), "role": "another part"},
		"editPoll":               {"id": some(record.KindPoll), "method": "by post"},
		"editReview":             {"id": some(record.KindReview), "rating": "another rating"},
		"relateClaims":           {"from": claim, "to": of("claim", "bill-1"), "kind": "NARROWER", "by": "Ada", "note": "one implies the other"},
		"retractQuote":           {"quote": quote, "kind": "SPEAKER_RETRACTED", "on": "2026-01-01", "by": actor("bo"), "reason": "he was misled", "sourceUrl": "https://example.org/sorry"},
		"correctQuote":           {"quote": quote, "kind": "PUBLISHER_CORRECTED", "reason": "a wrong word", "replacement": members{"gists": texts("The right words.")}, "stances": []any{of("stance", "bo/three/dues-fall")}},
		"mergeActors":            {"keep": actor("member-0"), "merge": actor("member-1")},
	}
}
