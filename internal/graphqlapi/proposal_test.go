package graphqlapi

import (
	"fmt"
	"strings"
	"testing"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// as asks on behalf of somebody.
func (d *desk) as(name string, role record.Role) { d.who = &access.Identity{Name: name, Role: role} }

const ofProposal = "proposal { proposal mutation author message state judge reason baseRevision input changes { act kind fields { path after } } problems { message } changeset { id } }"

// What a contributor asks for waits, invisible to readers, until an editor accepts
// it; then it is on record under the contributor's name, with who accepted it.
func TestProposalsWaitForAnEditor(t *testing.T) {
	d := full(t)
	before := d.graph.Snapshot()
	d.as("Bo Contributor", record.Contributor)
	a := d.made("editPerson", members{"id": idText(actorID("ada")), "slug": "ada-lo", "message": "she married", "key": "k"}, ofProposal)
	a.want("it.changeset", nil)
	a.want("it.proposal.state", "OPEN")
	a.want("it.proposal.changes.0.act", "CHANGED")
	again := d.made("editPerson", members{"id": idText(actorID("ada")), "slug": "ada-lo", "message": "she married", "key": "k"}, ofProposal)
	again.want("it.proposal.proposal", a.at("it.proposal.proposal"))
	if d.graph.Snapshot() != before {
		t.Fatal("a proposal changed the graph")
	}
	d.as("Cy", record.Reader)
	d.ask(`{ person(slug: "ada") { slug } }`).want("person.slug", "ada")
	if response := d.exec(`{ proposals { totalCount } }`, nil); len(response.Errors) != 1 || faultOfExecution(response.Errors[0]).Code != codeForbidden {
		t.Errorf("a reader sees proposals: %v", response.Errors)
	}
	d.as("Ada Editor", record.Editor)
	list := d.ask(`{ proposals(state: OPEN) { totalCount edges { node { proposal author changes { fields { path } } problems { message } } } } }`)
	list.want("proposals.totalCount", 1)
	list.want("proposals.edges.0.node.author", "Bo Contributor")
	list.wantList("proposals.edges.0.node.changes.0.fields", "path", "formerSlugs[0]", "formerSlugs[1]", "slug")
	b := d.made("acceptProposal", members{"proposal": text(a.at("it.proposal.proposal"))}, "by: changeset { reviewer } "+ofProposal)
	b.want("it.changeset.author", "Bo Contributor")
	b.want("it.changeset.message", "she married")
	b.want("it.by.reviewer", "Ada Editor")
	b.want("it.proposal.state", "ACCEPTED")
	b.want("it.proposal.judge", "Ada Editor")
	b.want("it.proposal.changeset.id", b.at("it.changeset.id"))
	d.ask(`{ person(slug: "ada-lo") { slug } }`).want("person.slug", "ada-lo")
	d.hindered("acceptProposal", members{"proposal": text(a.at("it.proposal.proposal"))}, codeConflict, text([]any{"input", "proposal"}))
}

func TestProposalsAreRejectedWithAReason(t *testing.T) {
	d := full(t)
	d.as("Bo", record.Contributor)
	id := text(d.made("createTopic", members{"slug": "rain", "names": texts("Rain")}, ofProposal).at("it.proposal.proposal"))
	d.as("Ada", record.Editor)
	a := d.ask(fmt.Sprintf(`mutation { it: rejectProposal(input: {proposal: %q, reason: "no topic"}) { problems { message } %s } }`, id, ofProposal))
	a.want("it.proposal.state", "REJECTED")
	a.want("it.proposal.reason", "no topic")
	a.want("it.proposal.changeset", nil)
	d.ask(`{ topic(slug: "rain") { id } }`).want("topic", nil)
	d.ask(`{ proposals(state: OPEN) { totalCount } }`).want("proposals.totalCount", 0)
	d.hindered("acceptProposal", members{"proposal": id}, codeConflict, text([]any{"input", "proposal"}))
	d.hindered("acceptProposal", members{"proposal": idText(actorID("ada"))}, codeNotFound, text([]any{"input", "proposal"}))
}

// A proposal whose ground has shifted is not accepted unseen, and says so before.
func TestStaleProposals(t *testing.T) {
	d := full(t)
	ada := idText(actorID("ada"))
	d.as("Bo", record.Contributor)
	stale := text(d.made("editPerson", members{"id": ada, "slug": "ada-lo"}, ofProposal).at("it.proposal.proposal"))
	taken := text(d.made("createTopic", members{"slug": "rain", "names": texts("Rain")}, ofProposal).at("it.proposal.proposal"))
	d.hinderedProposal("createTopic", members{"slug": "No Slug", "names": texts("Rain")})
	d.as("Ada", record.Editor)
	d.made("editPerson", members{"id": ada, "sameAs": []any{"https://example.org/else"}}, "")
	d.made("createTopic", members{"slug": "rain", "names": texts("Rain")}, "")
	list := d.ask(`{ proposals { edges { node { problems { code message } changes { act } } } } }`)
	list.want("proposals.edges.0.node.problems.0.code", "CONFLICT")
	list.want("proposals.edges.1.node.problems", []any{})
	a := d.edit("acceptProposal", members{"proposal": stale}, "")
	a.want("it.problems.0.code", "CONFLICT")
	if message := text(a.at("it.problems.0.message")); !strings.Contains(message, "by Ada: editPerson") {
		t.Errorf("the conflict says %q, not by whom", message)
	}
	d.edit("acceptProposal", members{"proposal": taken}, "").want("it.problems.0.code", "CONFLICT")
	d.ask(`{ proposals(state: OPEN) { totalCount } }`).want("proposals.totalCount", 2)
}

// hinderedProposal wants problems, and nothing that waits.
func (d *desk) hinderedProposal(name string, in members) {
	d.t.Helper()
	a := d.edit(name, in, "proposal { state }")
	a.want("it.proposal", nil)
	if len(a.list("it.problems", "message")) == 0 {
		d.t.Errorf("%s %v has no problems", name, in)
	}
}

func TestProposalsArePaged(t *testing.T) {
	d := full(t)
	d.as("Bo", record.Contributor)
	for n := range 5 {
		d.made("createTopic", members{"slug": fmt.Sprint("t", n), "names": texts("T")}, "")
	}
	var seen []string
	after := ""
	for range 5 {
		a := d.ask(fmt.Sprintf(`{ it: proposals(first: 2%s) { totalCount pageInfo { hasNextPage endCursor } edges { node { input } } } }`, after))
		a.want("it.totalCount", 5)
		seen = append(seen, a.list("it.edges", "node.input")...)
		if a.at("it.pageInfo.hasNextPage") == false {
			break
		}
		after = fmt.Sprintf(", after: %q", a.at("it.pageInfo.endCursor"))
	}
	if len(seen) != 5 || !strings.Contains(seen[0], `"t4"`) || !strings.Contains(seen[4], `"t0"`) {
		t.Errorf("the pages hold %v", seen)
	}
	d.refuses(`{ proposals(after: "AAAA") { totalCount } }`, codeInvalidCursor, "cursor")
}
