package graphqlapi

import (
	"onrecord/internal/record"
)

// sourceNode is an unnamed source.
type sourceNode struct {
	actorNode
	Reason record.AnonymityReason
	hidden *record.UnnamedSource
}

func (r *request) source(u *record.UnnamedSource) *sourceNode {
	return &sourceNode{r.actorNode(u), u.Reason, u}
}

func (u *sourceNode) Headcount() *int32 { return countOrNull(u.hidden.Headcount) }

func (u *sourceNode) Document() *documentNode {
	return found(u.req.snapshot, u.hidden.Document, u.req.document)
}

func (u *sourceNode) Affiliation() *institutionNode {
	return found(u.req.snapshot, u.hidden.Affiliation, u.req.institution)
}

// collectiveNode is people quoted together.
type collectiveNode struct {
	actorNode
	crowd *record.Collective
}

func (r *request) collective(c *record.Collective) *collectiveNode {
	return &collectiveNode{r.actorNode(c), c}
}

func (c *collectiveNode) Document() *documentNode {
	return found(c.req.snapshot, c.crowd.Document, c.req.document)
}

func (c *collectiveNode) PossibleMembers() []*actorNode {
	return c.req.actorsOf(c.crowd.PossibleMembers)
}
