package graphqlapi

import (
	"onrecord/internal/record"
)

// node is anything with an id of its own. The executor asks it for each concrete
// type in turn; an interface of Go would not do, because with field resolvers
// the executor asks interfaces for nothing.
type node struct {
	ID  nodeID
	req *request
	rec record.Record
}

// node makes a node of a record, or null of one whose kind the contract does not
// show.
func (r *request) node(rec record.Record) *node {
	if rec == nil || !isNode(rec.Ref().Kind) {
		return nil
	}
	return &node{nodeID(rec.Ref().ID), r, rec}
}

// isNode reports whether a kind of record has an id in the contract: parts of
// events, corrections and dossiers have one in the store alone.
func isNode(k record.Kind) bool {
	switch k {
	case record.KindCorrection, record.KindParticipation, record.KindDossier:
		return false
	}
	return true
}

// as shows a node's record where it is a T.
func as[T, N any](n *node, show func(*T) *N) (*N, bool) {
	rec, ok := any(n.rec).(*T)
	if !ok {
		return nil, false
	}
	return show(rec), true
}

func (n *node) ToPerson() (*personNode, bool)           { return as(n, n.req.person) }
func (n *node) ToInstitution() (*institutionNode, bool) { return as(n, n.req.institution) }
func (n *node) ToUnnamedSource() (*sourceNode, bool)    { return as(n, n.req.source) }
func (n *node) ToCollective() (*collectiveNode, bool)   { return as(n, n.req.collective) }
func (n *node) ToAffiliation() (*affiliationNode, bool) { return as(n, n.req.affiliation) }
func (n *node) ToQuestion() (*questionNode, bool)       { return as(n, n.req.question) }
func (n *node) ToClaim() (*claimNode, bool)             { return as(n, n.req.claim) }
func (n *node) ToClaimRelation() (*relationNode, bool)  { return as(n, n.req.relation) }
func (n *node) ToQuote() (*quoteNode, bool)             { return as(n, n.req.quote) }
func (n *node) ToUtterance() (*utteranceNode, bool)     { return as(n, n.req.utterance) }
func (n *node) ToResponse() (*responseNode, bool)       { return as(n, n.req.response) }
func (n *node) ToStance() (*stanceNode, bool)           { return as(n, n.req.stance) }
func (n *node) ToReportedPosition() (*reportedNode, bool) {
	return as(n, n.req.reported)
}
func (n *node) ToEvent() (*eventNode, bool)         { return as(n, n.req.event) }
func (n *node) ToDocument() (*documentNode, bool)   { return as(n, n.req.document) }
func (n *node) ToTopic() (*topicNode, bool)         { return as(n, n.req.topic) }
func (n *node) ToPoll() (*pollNode, bool)           { return as(n, n.req.poll) }
func (n *node) ToReview() (*reviewNode, bool)       { return as(n, n.req.review) }
func (n *node) ToChangeset() (*changesetNode, bool) { return as(n, n.req.changeset) }
