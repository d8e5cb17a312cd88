package graphqlapi

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

const changes = `history { changes(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node { act changeset { author message revision } fields { path before after } } } } }`

// The history of a node tells who changed what, page by page, and that of a record
// that was renamed back and forth tells both times.
func TestHistoryOfANode(t *testing.T) {
	d := full(t)
	ada := idText(actorID("ada"))
	d.made("editPerson", members{"id": ada, "slug": "ada-lo", "message": "married"}, "")
	d.made("editPerson", members{"id": ada, "slug": "ada", "message": "divorced"}, "")
	a := d.ask(`{ it: person(slug: "ada") { ` + changes + ` } }`)
	const first = "it.history.changes.edges.0.node."
	a.want("it.history.changes.totalCount", 3)
	a.want(first+"changeset.author", "Ada Editor")
	a.want(first+"changeset.message", "divorced")
	a.want(first+"act", "CHANGED")
	a.wantList(first+"fields", "path", "formerSlugs[0]", "slug")
	a.want(first+"fields.1.before", `"ada-lo"`)
	a.want(first+"fields.1.after", `"ada"`)
	after := text(a.at("it.history.changes.pageInfo.endCursor"))
	a = d.ask(`{ it: person(slug: "ada") { ` + strings.Replace(changes, "first: 2", fmt.Sprintf("first: 2, after: %q", after), 1) + ` } }`)
	a.want("it.history.changes.pageInfo.hasNextPage", false)
	a.want(first+"act", "CREATED")
	a.want(first+"changeset.revision", 1)
	d.refuses(`{ it: person(slug: "ada") { `+strings.Replace(changes, "first: 2", `after: "AAAA"`, 1)+` } }`, codeInvalidCursor, "cursor")
}

// at asks the graph as it was known.
func (d *desk) at(when, query string) answered {
	d.t.Helper()
	edition, err := EditionAt(context.Background(), d.graph, when, today)
	if err != nil {
		d.t.Fatal(err)
	}
	d.edition = &edition
	defer func() { d.edition = nil }()
	return d.ask(query)
}

// What the graph said on a day can be shown on every later day, and nothing of
// what came after it with it.
func TestTheGraphAsKnownAt(t *testing.T) {
	d := full(t)
	ada, before := idText(actorID("ada")), d.graph.Snapshot().Revision()
	d.made("editPerson", members{"id": ada, "names": primary("Ada Lo")}, "")
	d.made("createTopic", members{"slug": "later", "names": texts("Later")}, "")
	const query = `{ it: person(slug: "ada") { name ` + changes + ` } graph { revision } topic(slug: "later") { id } changesets(first: 1) { totalCount edges { node { message } } } }`
	then, now := d.at(fmt.Sprint(before), query), d.ask(query)
	then.want("it.name", "Ada")
	now.want("it.name", "Ada Lo")
	then.want("graph.revision", int(before))
	then.want("topic", nil)
	then.want("it.history.changes.totalCount", 1)
	now.want("it.history.changes.totalCount", 2)
	then.want("changesets.totalCount", int(before))
	now.want("changesets.edges.0.node.message", "createTopic")
	d.at("1970-01-01T00:00:00Z", `{ graph { revision } }`).want("graph.revision", 0)
	for when, kind := range map[string]error{"99": record.ErrNotFound, "-1": record.ErrNotFound, "soon": record.ErrInvalid} {
		if _, err := EditionAt(context.Background(), d.graph, when, today); err == nil || codeOf(err) != codeOf(kind) {
			t.Errorf("%s: %v, want %v", when, err, kind)
		}
	}
}

func TestThePastIsNotChangedNorItsWordsSearched(t *testing.T) {
	d := full(t)
	edition, err := EditionAt(context.Background(), d.graph, "1", today)
	if err != nil {
		t.Fatal(err)
	}
	d.edition = &edition
	d.ask(`{ search(text: "ada") { totalCount } }`).want("search.totalCount", 1)
	for query, naming := range map[string]string{
		`{ search(text: "ada", kinds: [QUOTE]) { totalCount } }`:                                                      "earlier revision",
		`mutation { createTopic(input: {slug: "x", names: [{language: "en", text: "X"}]}) { problems { message } } }`: "reading only",
	} {
		response := d.exec(query, nil)
		if len(response.Errors) != 1 {
			t.Fatalf("%s: errors %v, want one", query, response.Errors)
		}
		if f := faultOfExecution(response.Errors[0]); f.Code != codeUnsupported || !strings.Contains(f.Message, naming) {
			t.Errorf("%s: %s %q, want %s naming %q", query, f.Code, f.Message, codeUnsupported, naming)
		}
	}
}

func TestDifferenceOfTwoRevisions(t *testing.T) {
	d := full(t)
	before := d.graph.Snapshot().Revision()
	ada := idText(actorID("ada"))
	d.made("editPerson", members{"id": ada, "sameAs": []any{"https://example.org/x"}}, "")
	d.made("createTopic", members{"slug": "later", "names": texts("Later")}, "")
	a := d.ask(fmt.Sprintf(`{ it: difference(from: %d, to: %d) { totalCount edges { node { record kind act fields { path } } } } }`, before, before+2))
	a.wantList("it.edges", "node.kind", "PERSON", "TOPIC")
	a.wantList("it.edges", "node.act", "CHANGED", "CREATED")
	a.want("it.edges.0.node.record", ada)
	d.ask(fmt.Sprintf(`{ it: difference(from: %d, to: %d) { totalCount } }`, before, before)).want("it.totalCount", 0)
	for _, span := range []string{"from: 3, to: 2", "from: -1, to: 2", "from: 0, to: 999"} {
		d.refuses(`{ difference(`+span+`) { totalCount } }`, codeInvalid, "earlier one first")
	}
}

// A changeset is undone by another; both stay on record.
func TestRevertChangeset(t *testing.T) {
	d := full(t)
	ada := idText(actorID("ada"))
	changeset := text(d.made("editPerson", members{"id": ada, "names": primary("Ada Lo")}, "").at("it.changeset.id"))
	a := d.made("revertChangeset", members{"changeset": changeset}, "changes { record act fields { path before after } }")
	a.want("it.changes.0.record", ada)
	a.want("it.changes.0.fields.1.path", "names[0].text")
	a.want("it.changes.0.fields.1.after", `"Ada"`)
	d.ask(`{ it: person(slug: "ada") { name } }`).want("it.name", "Ada")
	// What was changed again since is a conflict that names it.
	b := d.edit("revertChangeset", members{"changeset": changeset}, "problemsWith: problems { code node { id } }")
	b.want("it.changeset", nil)
	b.want("it.problemsWith.0.code", "CONFLICT")
	b.want("it.problemsWith.0.node.id", ada)
	d.hindered("revertChangeset", members{"changeset": ada}, codeNotFound, text([]any{"input", "changeset"}))
}

func TestUnmergeActors(t *testing.T) {
	d := full(t)
	zero, one := idText(actorID("member-0")), idText(actorID("member-1"))
	count := func(slug string) string {
		return text(d.ask(fmt.Sprintf(`{ it: actor(slug: %q) { quotes { totalCount } } }`, slug)).at("it.quotes.totalCount"))
	}
	before := count("member-1")
	changeset := text(d.made("mergeActors", members{"keep": zero, "merge": one}, "actor { slug }").at("it.changeset.id"))
	// Who holds the id or the slug of the one that is gone finds the one that it is now.
	for _, query := range []string{`actor(slug: "member-1")`, `actor(id: $gone)`, `node(id: $gone)`} {
		found := d.ask(strings.ReplaceAll(`{ it: `+query+` { ... on Actor { id slug } } }`, "$gone", strconv.Quote(one)))
		found.want("it.slug", "member-0")
		found.want("it.id", zero)
	}
	compared := d.ask(fmt.Sprintf(`{ a: alignment(a: %q, b: %q) { score } b: alignment(a: %q, b: %q) { score } }`, one, idText(actorID("ada")), zero, idText(actorID("ada"))))
	compared.want("a", compared.at("b"))
	a := d.made("unmergeActors", members{"changeset": changeset}, "kept { slug } restored { slug ... on Person { distinctFrom { slug } } }")
	a.want("it.kept.slug", "member-0")
	a.want("it.restored.slug", "member-1")
	a.want("it.restored.distinctFrom.0.slug", "member-0")
	if after := count("member-1"); after != before || after == "0" {
		t.Errorf("member-1 has %s quotes, had %s", after, before)
	}
	d.ask(fmt.Sprintf(`{ it: node(id: %q) { id } }`, one)).want("it.id", one)
	again := d.edit("mergeActors", members{"keep": zero, "merge": one}, "")
	again.want("it.problems.0.code", "CONFLICT")
	d.hindered("unmergeActors", members{"changeset": text(d.made("createTopic", members{"slug": "x", "names": texts("X")}, "").at("it.changeset.id"))}, codeInvalid, text([]any{"input", "changeset"}))
}

// A request that is sent again under its key is made once and answered as before.
func TestARequestIsMadeOnce(t *testing.T) {
	d := full(t)
	in := members{"slug": "once", "names": texts("Once"), "key": "k-1"}
	first := d.made("createTopic", in, "topic { id slug }")
	again := d.made("createTopic", in, "topic { id slug }")
	for _, path := range []string{"it.topic.id", "it.changeset.id", "it.changeset.revision"} {
		again.want(path, first.at(path))
	}
	d.hindered("createTopic", with(in, members{"slug": "twice"}), codeConflict, text([]any{"input"}))
	stale := members{"id": text(first.at("it.topic.id")), "slug": "later", "expectedRevision": int32(1)}
	a := d.edit("editTopic", stale, "")
	a.want("it.problems.0.code", "CONFLICT")
	if message := text(a.at("it.problems.0.message")); !strings.Contains(message, "by Ada Editor: createTopic") {
		t.Errorf("the conflict says %q, not by whom", message)
	}
}

// No mutation there is changes anything for somebody who is no editor: readers are
// refused, and what contributors ask for waits.
func TestNoMutationWithoutARole(t *testing.T) {
	d, s := full(t), contract(t)
	before, all := d.graph.Snapshot(), samples(d)
	for _, f := range s.Mutation.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		in, sampled := all[f.Name]
		if !sampled {
			in = members{"changeset": idText(actorID("ada")), "proposal": idText(actorID("ada")), "text": "", "reason": "no"}
		}
		for _, who := range []access.Identity{{}, {Name: "Bo", Role: record.Reader}, {Name: "Bo", Role: record.Contributor}} {
			d.who = &who
			response := d.exec(fmt.Sprintf(`mutation ($input: %sInput!) { it: %s(input: $input) { problems { message } proposal { state } } }`, strings.ToUpper(f.Name[:1])+f.Name[1:], f.Name), members{"input": in})
			waits := sampled && who.Role == record.Contributor
			if waits != (len(response.Errors) == 0 && strings.Contains(string(response.Data), `"state":"OPEN"`)) && f.Name != "unmergeActors" && f.Name != "revertChangeset" {
				t.Errorf("%s by %+v: %v %s", f.Name, who, response.Errors, response.Data)
			}
			if d.graph.Snapshot() != before {
				t.Fatalf("%s by %+v changed the graph", f.Name, who)
			}
		}
	}
}
