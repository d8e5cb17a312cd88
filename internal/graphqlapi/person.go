package graphqlapi

import (
	"onrecord/internal/record"
)

type personNode struct {
	actorNode
	human *record.Person
}

func (r *request) person(p *record.Person) *personNode { return &personNode{r.actorNode(p), p} }

func (p *personNode) Affiliations(args struct{ AsOf *dateArgument }) ([]*affiliationNode, error) {
	asOf, err := readDate("asOf", args.AsOf)
	if err != nil {
		return nil, err
	}
	on := p.req.on(asOf)
	held := p.req.snapshot.Affiliations(p.human.ID).Where(func(a *record.Affiliation) bool { return a.Held(on) })
	return each(held, p.req.affiliation), nil
}

func (p *personNode) SameAs() []webAddress { return addresses(p.human.SameAs) }

func (p *personNode) DistinctFrom() []*personNode {
	return eachOf(p.req.snapshot, p.human.DistinctFrom, p.req.person)
}

// affiliationNode is a role at an institution.
type affiliationNode struct {
	ID    nodeID
	Role  *string
	Since *date
	Until *date
	req   *request
	rec   *record.Affiliation
}

func (r *request) affiliation(a *record.Affiliation) *affiliationNode {
	return &affiliationNode{nodeID(a.ID), textOrNull(&a.Role), dateOrNull(&a.Since), dateOrNull(&a.Until), r, a}
}

func (a *affiliationNode) Person() *personNode {
	return found(a.req.snapshot, a.rec.Person, a.req.person)
}

func (a *affiliationNode) Institution() *institutionNode {
	return found(a.req.snapshot, a.rec.Institution, a.req.institution)
}

func (a *affiliationNode) Evidence() []*quoteNode {
	return eachOf(a.req.snapshot, a.rec.Evidence, a.req.quote)
}

// people orders people by name in the language of the answer.
func (r *request) people(all []*record.Person) (pointers[record.Person], func(*record.Person) sortKey) {
	key := func(p *record.Person) sortKey {
		return alphabetic(record.Fold(p.Name(r.languages)), uuidOf(p.ID))
	}
	return sortedBy(all, key), key
}
