package graphqlapi

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"

	"onrecord/internal/record"
)

// roleOf is the least role that a root field needs: the one place that says who may
// do and see what. Readers may ask for everything on record, and nothing else;
// contributors suggest changes, and see what is suggested; editors make changes, and
// judge. What no rule names is left to admins, so that a field that was added without
// one stays shut until somebody thinks of it.
func roleOf(field string) (role record.Role, ruled bool) {
	switch field {
	case "node", "nodes", "actor", "person", "institution", "claim", "question", "event", "document", "topic", "poll", "quote",
		"people", "institutions", "claims", "questions", "quotes", "events", "documents", "topics", "polls", "reviews",
		"search", "alignment", "alignmentMatrix", "path", "camps", "changesets", "difference", "graph",
		"quoteAdded", "positionChanged":
		return record.Reader, true
	case "proposals":
		return record.Contributor, true
	// A contributor's change waits as a proposal, see mutation.run.
	case "createPerson", "editPerson", "createInstitution", "editInstitution", "createUnnamedSource", "editUnnamedSource",
		"createCollective", "editCollective", "createAffiliation", "editAffiliation", "createDocument", "editDocument",
		"createUtterance", "editUtterance", "createQuote", "editQuote", "createStance", "editStance",
		"createReportedPosition", "editReportedPosition", "createResponse", "editResponse", "createQuestion", "editQuestion",
		"createClaim", "editClaim", "createTopic", "editTopic", "createEvent", "editEvent",
		"createParticipation", "editParticipation", "createPoll", "editPoll", "createReview", "editReview",
		"relateClaims", "correctQuote", "retractQuote", "mergeActors", "unmergeActors", "applyDossier", "revertChangeset":
		return record.Contributor, true
	// Whoever may only suggest a change may not judge one.
	case "acceptProposal", "rejectProposal":
		return record.Editor, true
	}
	return record.Admin, false
}

// permits is nil where whoever asks has the role that a root field needs.
func permits(ctx context.Context, field string) error {
	role, _ := roleOf(field)
	return TermsOf(ctx).Identity.Require(role)
}

// roleNeeded is the highest role that a field of a mutation needs, whatever
// fragments it is in and whether or not a directive will leave it out.
func roleNeeded(root *ast.Definition, whole *ast.QueryDocument, operation *ast.OperationDefinition) record.Role {
	if operation.Operation != ast.Mutation {
		return record.Reader
	}
	role := roleOfSet(root, operation.SelectionSet)
	// A fragment of the root counts wherever it is spread, which may be inside others.
	for _, f := range whole.Fragments {
		role = max(role, roleOfSet(root, f.SelectionSet))
	}
	return role
}

// roleOfSet leaves out what is no field of the root: the validation refuses it.
func roleOfSet(root *ast.Definition, set ast.SelectionSet) record.Role {
	role := record.Contributor
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if root == nil || root.Fields.ForName(s.Name) == nil {
				continue
			}
			needed, _ := roleOf(s.Name)
			role = max(role, needed)
		case *ast.InlineFragment:
			role = max(role, roleOfSet(root, s.SelectionSet))
		}
	}
	return role
}
