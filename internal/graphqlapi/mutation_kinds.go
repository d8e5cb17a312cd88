package graphqlapi

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// create puts a new record on record.
func (m *mutation) create(ctx context.Context, name string, k record.Kind, in input) (*payload, error) {
	e, err := m.begin(ctx, name, in)
	if err != nil {
		return nil, err
	}
	e.creates = true
	return e.commit(ctx, func(s *graph.Snapshot, by *record.Changeset) (record.Change, error) {
		return e.put(s, by, k, nil, in.of())
	})
}

// edit changes one that is there.
func (m *mutation) edit(ctx context.Context, name string, k record.Kind, in input) (*payload, error) {
	e, err := m.begin(ctx, name, in)
	if err != nil {
		return nil, err
	}
	if e.about, err = in.id("id"); err != nil {
		return e.refused(err)
	}
	return e.commit(ctx, func(s *graph.Snapshot, by *record.Changeset) (record.Change, error) {
		base, err := stored(s, k, e.about, "id")
		if err != nil {
			return record.Change{}, err
		}
		return e.put(s, by, k, base, in.of())
	})
}

// stored is the record of a kind that a member of the input names.
func stored(s *graph.Snapshot, k record.Kind, id uuid.UUID, member string) (record.Record, error) {
	rec, ok := s.Record(id)
	if !ok || !k.Accepts(rec.Ref().Kind) {
		return nil, problemAt(codeNotFound, fmt.Sprintf("there is no %s with this id", described(k)), member)
	}
	return rec, nil
}

// put is the change that stores what the members make of a record, of none where
// it is new.
func (e *editing) put(s *graph.Snapshot, by *record.Changeset, k record.Kind, base record.Record, members input) (record.Change, error) {
	if e.creates {
		e.about = record.CreatedID(by.ID, 0)
	}
	made, err := members.onto(k, e.about, base)
	if err != nil {
		return record.Change{}, err
	}
	settle(s, made, base, by.At)
	return record.Change{Put: []record.Record{made}}, nil
}

func (m *mutation) CreatePerson(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createPerson", record.KindPerson, args.Input)
}

func (m *mutation) EditPerson(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editPerson", record.KindPerson, args.Input)
}

func (m *mutation) CreateInstitution(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createInstitution", record.KindInstitution, args.Input)
}

func (m *mutation) EditInstitution(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editInstitution", record.KindInstitution, args.Input)
}

func (m *mutation) CreateUnnamedSource(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createUnnamedSource", record.KindUnnamedSource, args.Input)
}

func (m *mutation) EditUnnamedSource(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editUnnamedSource", record.KindUnnamedSource, args.Input)
}

func (m *mutation) CreateCollective(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createCollective", record.KindCollective, args.Input)
}

func (m *mutation) EditCollective(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editCollective", record.KindCollective, args.Input)
}

func (m *mutation) CreateAffiliation(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createAffiliation", record.KindAffiliation, args.Input)
}

func (m *mutation) EditAffiliation(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editAffiliation", record.KindAffiliation, args.Input)
}

func (m *mutation) CreateDocument(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createDocument", record.KindDocument, args.Input)
}

func (m *mutation) EditDocument(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editDocument", record.KindDocument, args.Input)
}

func (m *mutation) CreateUtterance(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createUtterance", record.KindUtterance, args.Input)
}

func (m *mutation) EditUtterance(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editUtterance", record.KindUtterance, args.Input)
}

func (m *mutation) CreateQuote(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createQuote", record.KindQuote, args.Input)
}

func (m *mutation) EditQuote(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editQuote", record.KindQuote, args.Input)
}

func (m *mutation) CreateStance(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createStance", record.KindStance, args.Input)
}

func (m *mutation) EditStance(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editStance", record.KindStance, args.Input)
}

func (m *mutation) CreateReportedPosition(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createReportedPosition", record.KindReportedPosition, args.Input)
}

func (m *mutation) EditReportedPosition(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editReportedPosition", record.KindReportedPosition, args.Input)
}

func (m *mutation) CreateResponse(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createResponse", record.KindResponse, args.Input)
}

func (m *mutation) EditResponse(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editResponse", record.KindResponse, args.Input)
}

func (m *mutation) CreateQuestion(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createQuestion", record.KindQuestion, args.Input)
}

func (m *mutation) EditQuestion(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editQuestion", record.KindQuestion, args.Input)
}

func (m *mutation) CreateClaim(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createClaim", record.KindClaim, args.Input)
}

func (m *mutation) EditClaim(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editClaim", record.KindClaim, args.Input)
}

func (m *mutation) CreateTopic(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createTopic", record.KindTopic, args.Input)
}

func (m *mutation) EditTopic(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editTopic", record.KindTopic, args.Input)
}

func (m *mutation) CreateEvent(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createEvent", record.KindEvent, args.Input)
}

func (m *mutation) EditEvent(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editEvent", record.KindEvent, args.Input)
}

func (m *mutation) CreateParticipation(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createParticipation", record.KindParticipation, args.Input)
}

func (m *mutation) EditParticipation(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editParticipation", record.KindParticipation, args.Input)
}

func (m *mutation) CreatePoll(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createPoll", record.KindPoll, args.Input)
}

func (m *mutation) EditPoll(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editPoll", record.KindPoll, args.Input)
}

func (m *mutation) CreateReview(ctx context.Context, args inputArguments) (*payload, error) {
	return m.create(ctx, "createReview", record.KindReview, args.Input)
}

func (m *mutation) EditReview(ctx context.Context, args inputArguments) (*payload, error) {
	return m.edit(ctx, "editReview", record.KindReview, args.Input)
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
