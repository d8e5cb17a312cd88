package quadstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// Proposals keeps the changes that wait for a judgement, in a file of their own: of
// what was not accepted the graph's file holds nothing.
type Proposals struct{ *side }

// OpenProposals opens the file, making it where there is none.
func OpenProposals(path string) (*Proposals, error) { return openProposals(disk{}, path) }

func openProposals(d disk, path string) (*Proposals, error) {
	s, err := openSide(d, path, proposalsApplicationID, sqlProposalsSchema)
	if err != nil {
		return nil, err
	}
	return &Proposals{s}, nil
}

// Add implements review.Store.
func (s *Proposals) Add(ctx context.Context, p record.Proposal, most int) (record.Proposal, error) {
	added := false
	err := s.change(ctx, sqlAddProposal, func(stmt *sqlite.Stmt) {
		for i, text := range []string{p.ID.String(), p.Mutation, string(p.Input), p.Author, p.Message} {
			stmt.BindText(i+1, text)
		}
		stmt.BindInt64(6, micro(p.At))
		stmt.BindInt64(7, int64(p.Base))
		stmt.BindText(8, p.Key)
		stmt.BindInt64(9, int64(most))
	}, func(*sqlite.Stmt) error {
		added = true
		return nil
	})
	if err != nil || added {
		return p, err
	}
	kept, found, err := s.one(ctx, sqlProposalByKey, func(stmt *sqlite.Stmt) {
		stmt.BindText(1, p.Author)
		stmt.BindText(2, p.Key)
	})
	if err == nil && !found {
		err = s.refused(ctx, p, most)
	}
	return kept, err
}

// refused tells why a proposal was not added.
func (s *Proposals) refused(ctx context.Context, p record.Proposal, most int) error {
	_, taken, err := s.one(ctx, sqlProposal, func(stmt *sqlite.Stmt) { stmt.BindText(1, p.ID.String()) })
	if err != nil {
		return err
	}
	if taken {
		return fmt.Errorf("%w: the id of proposal %s is taken", record.ErrConflict, p.ID)
	}
	return fmt.Errorf("%w: %d proposals of %s wait for a judgement, which is the most; suggest this one when some have been judged", record.ErrConflict, most, p.Author)
}

// Proposal implements review.Store.
func (s *Proposals) Proposal(ctx context.Context, id uuid.UUID) (record.Proposal, error) {
	p, found, err := s.one(ctx, sqlProposal, func(stmt *sqlite.Stmt) { stmt.BindText(1, id.String()) })
	if err == nil && !found {
		err = fmt.Errorf("%w: there is no proposal %s", record.ErrNotFound, id)
	}
	return p, err
}

func (s *Proposals) one(ctx context.Context, sql string, bind func(*sqlite.Stmt)) (p record.Proposal, found bool, err error) {
	err = s.read(ctx, sql, bind, func(row *sqlite.Stmt) (err error) {
		found = true
		p, err = s.proposalOf(row)
		return err
	})
	return p, found, err
}

// beyond sorts behind every id.
const beyond = "g"

// Proposals implements review.Store.
func (s *Proposals) Proposals(ctx context.Context, state *record.ProposalState, older uuid.UUID, limit int) (all []record.Proposal, total int, err error) {
	list, count := sqlProposals, sqlCountProposals
	if state != nil {
		list, count = sqlProposalsIn, sqlCountProposalsIn
	}
	from := beyond
	if older != uuid.Nil {
		from = older.String()
	}
	err = s.read(ctx, list, func(stmt *sqlite.Stmt) {
		stmt.BindText(1, from)
		stmt.BindInt64(2, int64(limit))
		if state != nil {
			stmt.BindInt64(3, int64(*state))
		}
	}, func(row *sqlite.Stmt) error {
		p, err := s.proposalOf(row)
		all = append(all, p)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	err = s.read(ctx, count, func(stmt *sqlite.Stmt) {
		if state != nil {
			stmt.BindInt64(1, int64(*state))
		}
	}, func(row *sqlite.Stmt) error {
		total = int(row.ColumnInt64(0))
		return nil
	})
	return all, total, err
}

// Judge implements review.Store.
func (s *Proposals) Judge(ctx context.Context, p record.Proposal) error {
	judged := false
	err := s.change(ctx, sqlJudgeProposal, func(stmt *sqlite.Stmt) {
		stmt.BindText(1, p.ID.String())
		stmt.BindInt64(2, int64(p.State))
		stmt.BindText(3, p.Judge)
		stmt.BindText(4, p.Reason)
		stmt.BindInt64(5, micro(p.JudgedAt))
		changeset := ""
		if !p.Changeset.IsZero() {
			changeset = p.Changeset.String()
		}
		stmt.BindText(6, changeset)
	}, func(*sqlite.Stmt) error {
		judged = true
		return nil
	})
	if err == nil && !judged {
		err = fmt.Errorf("%w: the proposal %s is not open", record.ErrConflict, p.ID)
	}
	return err
}

func (s *Proposals) proposalOf(row *sqlite.Stmt) (p record.Proposal, err error) {
	id, err := uuid.Parse(row.ColumnText(0))
	changeset := uuid.Nil
	if text := row.ColumnText(12); text != "" {
		var wrong error
		changeset, wrong = uuid.Parse(text)
		err = errors.Join(err, wrong)
	}
	if err != nil {
		return p, fmt.Errorf("%w proposal in %s: %v", record.ErrCorrupt, s.conn.path, err)
	}
	return record.Proposal{
		ID: id, Mutation: row.ColumnText(1), Input: []byte(row.ColumnText(2)), Author: row.ColumnText(3), Message: row.ColumnText(4),
		At: fromMicro(row.ColumnInt64(5)), Base: record.Revision(row.ColumnInt64(6)), Key: row.ColumnText(7),
		State: record.ProposalState(row.ColumnInt64(8)), Judge: row.ColumnText(9), Reason: row.ColumnText(10),
		JudgedAt: fromMicro(row.ColumnInt64(11)), Changeset: record.ChangesetID(changeset),
	}, nil
}
