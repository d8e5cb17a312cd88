package graphqlapi

import (
	"onrecord/internal/record"
)

type institutionNode struct {
	actorNode
	Kind record.InstitutionKind
	body *record.Institution
}

func (r *request) institution(i *record.Institution) *institutionNode {
	return &institutionNode{r.actorNode(i), i.Kind, i}
}

func (i *institutionNode) SameAs() []webAddress { return addresses(i.body.SameAs) }

// institutionLink is an institution's belonging to another.
type institutionLink struct {
	Relation string
	Since    *date
	Until    *date
	req      *request
	above    record.InstitutionID
}

func (l *institutionLink) Institution() *institutionNode {
	return found(l.req.snapshot, l.above, l.req.institution)
}

func (i *institutionNode) Parents(args struct{ AsOf *dateArgument }) ([]*institutionLink, error) {
	asOf, err := readDate("asOf", args.AsOf)
	if err != nil {
		return nil, err
	}
	on := i.req.on(asOf)
	links := make([]*institutionLink, 0, len(i.body.Parents))
	for n := range i.body.Parents {
		l := &i.body.Parents[n]
		if l.Held(on) {
			links = append(links, &institutionLink{l.Relation, dateOrNull(&l.Since), dateOrNull(&l.Until), i.req, l.Institution})
		}
	}
	return links, nil
}

func (i *institutionNode) People(args struct {
	AsOf *dateArgument
	pageArguments
}) (*connection[record.Person, *personNode], error) {
	asOf, err := readDate("asOf", args.AsOf)
	if err != nil {
		return nil, err
	}
	members, key := i.req.people(i.req.snapshot.Members(i.body.ID, i.req.on(asOf)))
	return listing[record.Person, *personNode]{
		items: members,
		key:   key,
		seal:  sealOf("institution.people", i.ID, asOf, i.req.languages[0]),
		show:  i.req.person,
	}.page(args.pageArguments)
}
