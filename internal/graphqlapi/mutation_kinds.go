package graphqlapi

import (
	"context"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// The fields of Mutation, which the executor finds by their names, and those of
// their payloads.

func (m *mutation) CreatePerson(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createPerson", args.Input)
}

func (m *mutation) EditPerson(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editPerson", args.Input)
}

func (m *mutation) CreateInstitution(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createInstitution", args.Input)
}

func (m *mutation) EditInstitution(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editInstitution", args.Input)
}

func (m *mutation) CreateUnnamedSource(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createUnnamedSource", args.Input)
}

func (m *mutation) EditUnnamedSource(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editUnnamedSource", args.Input)
}

func (m *mutation) CreateCollective(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createCollective", args.Input)
}

func (m *mutation) EditCollective(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editCollective", args.Input)
}

func (m *mutation) CreateAffiliation(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createAffiliation", args.Input)
}

func (m *mutation) EditAffiliation(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editAffiliation", args.Input)
}

func (m *mutation) CreateDocument(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createDocument", args.Input)
}

func (m *mutation) EditDocument(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editDocument", args.Input)
}

func (m *mutation) CreateUtterance(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createUtterance", args.Input)
}

func (m *mutation) EditUtterance(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editUtterance", args.Input)
}

func (m *mutation) CreateQuote(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createQuote", args.Input)
}

func (m *mutation) EditQuote(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editQuote", args.Input)
}

func (m *mutation) CreateStance(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createStance", args.Input)
}

func (m *mutation) EditStance(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editStance", args.Input)
}

func (m *mutation) CreateReportedPosition(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createReportedPosition", args.Input)
}

func (m *mutation) EditReportedPosition(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editReportedPosition", args.Input)
}

func (m *mutation) CreateResponse(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createResponse", args.Input)
}

func (m *mutation) EditResponse(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editResponse", args.Input)
}

func (m *mutation) CreateQuestion(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createQuestion", args.Input)
}

func (m *mutation) EditQuestion(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editQuestion", args.Input)
}

func (m *mutation) CreateClaim(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createClaim", args.Input)
}

func (m *mutation) EditClaim(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editClaim", args.Input)
}

func (m *mutation) CreateTopic(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createTopic", args.Input)
}

func (m *mutation) EditTopic(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editTopic", args.Input)
}

func (m *mutation) CreateEvent(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createEvent", args.Input)
}

func (m *mutation) EditEvent(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editEvent", args.Input)
}

func (m *mutation) CreateParticipation(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createParticipation", args.Input)
}

func (m *mutation) EditParticipation(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editParticipation", args.Input)
}

func (m *mutation) CreatePoll(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createPoll", args.Input)
}

func (m *mutation) EditPoll(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editPoll", args.Input)
}

func (m *mutation) CreateReview(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "createReview", args.Input)
}

func (m *mutation) EditReview(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "editReview", args.Input)
}

func (m *mutation) RelateClaims(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "relateClaims", args.Input)
}

func (m *mutation) CorrectQuote(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "correctQuote", args.Input)
}

func (m *mutation) RetractQuote(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "retractQuote", args.Input)
}

func (m *mutation) MergeActors(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "mergeActors", args.Input)
}

func (m *mutation) UnmergeActors(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "unmergeActors", args.Input)
}

func (m *mutation) ApplyDossier(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "applyDossier", args.Input)
}

func (m *mutation) RevertChangeset(ctx context.Context, args inputArguments) (*payload, error) {
	return m.run(ctx, "revertChangeset", args.Input)
}

func (m *mutation) AcceptProposal(ctx context.Context, args inputArguments) (*payload, error) {
	return m.accept(ctx, args.Input)
}

func (m *mutation) RejectProposal(ctx context.Context, args inputArguments) (*payload, error) {
	return m.reject(ctx, args.Input)
}

func (p *payload) Person() *personNode             { return of(p, p.about, p.request.person) }
func (p *payload) Institution() *institutionNode   { return of(p, p.about, p.request.institution) }
func (p *payload) UnnamedSource() *sourceNode      { return of(p, p.about, p.request.source) }
func (p *payload) Collective() *collectiveNode     { return of(p, p.about, p.request.collective) }
func (p *payload) Affiliation() *affiliationNode   { return of(p, p.about, p.request.affiliation) }
func (p *payload) Document() *documentNode         { return of(p, p.about, p.request.document) }
func (p *payload) Utterance() *utteranceNode       { return of(p, p.about, p.request.utterance) }
func (p *payload) Quote() *quoteNode               { return of(p, p.about, p.request.quote) }
func (p *payload) Stance() *stanceNode             { return of(p, p.about, p.request.stance) }
func (p *payload) ReportedPosition() *reportedNode { return of(p, p.about, p.request.reported) }
func (p *payload) Response() *responseNode         { return of(p, p.about, p.request.response) }
func (p *payload) Question() *questionNode         { return of(p, p.about, p.request.question) }
func (p *payload) Claim() *claimNode               { return of(p, p.about, p.request.claim) }
func (p *payload) Topic() *topicNode               { return of(p, p.about, p.request.topic) }
func (p *payload) Event() *eventNode               { return of(p, p.about, p.request.event) }
func (p *payload) Participation() *participation   { return of(p, p.about, p.request.participation) }
func (p *payload) Poll() *pollNode                 { return of(p, p.about, p.request.poll) }
func (p *payload) Review() *reviewNode             { return of(p, p.about, p.request.review) }

func (p *payload) Relation() *relationNode { return of(p, p.about, p.request.relation) }
func (p *payload) Replacement() *quoteNode { return of(p, p.second, p.request.quote) }
func (p *payload) Actor() *actorNode       { return p.actor(p.about) }
func (p *payload) Kept() *actorNode        { return p.actor(p.about) }

// Restored is the actor that is there again.
func (p *payload) Restored() *actorNode { return p.actor(p.second) }

func (p *payload) actor(id uuid.UUID) *actorNode {
	if _, ok := p.record(id).(record.Actor); !ok {
		return nil
	}
	return p.request.actor(record.ActorID(id))
}
