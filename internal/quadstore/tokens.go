package quadstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// Tokens keeps API tokens in a file of their own: a copy of the graph's file gives
// away nothing of them, and commands may make and revoke tokens beside a running
// server, which looks into the file at each request that carries one.
type Tokens struct{ *side }

// OpenTokens opens the file, making it where there is none.
func OpenTokens(path string) (*Tokens, error) { return openTokens(disk{}, path) }

func openTokens(d disk, path string) (*Tokens, error) {
	s, err := openSide(d, path, tokensApplicationID, sqlTokensSchema)
	if err != nil {
		return nil, err
	}
	return &Tokens{s}, nil
}

// Add keeps a new token.
func (t *Tokens) Add(ctx context.Context, token record.Token) error {
	if err := token.Validate(); err != nil {
		return err
	}
	return t.change(ctx, sqlAddToken, func(s *sqlite.Stmt) {
		s.BindText(1, token.ID.String())
		s.BindText(2, token.Hash.String())
		s.BindText(3, token.Name)
		s.BindText(4, token.Role.String())
		s.BindInt64(5, micro(token.Created))
		s.BindInt64(6, micro(token.Expires))
	}, noRows)
}

// ByHash implements access.Tokens.
func (t *Tokens) ByHash(ctx context.Context, hash record.Hash) (token record.Token, found bool, err error) {
	err = t.read(ctx, sqlTokenByHash, func(s *sqlite.Stmt) { s.BindText(1, hash.String()) }, func(row *sqlite.Stmt) (err error) {
		found = true
		token, err = t.tokenOf(row)
		return err
	})
	return token, found, err
}

// All lists tokens in the order in which they were made, at most limit of them.
func (t *Tokens) All(ctx context.Context, limit int) (all []record.Token, err error) {
	err = t.read(ctx, sqlTokens, func(s *sqlite.Stmt) { s.BindInt64(1, int64(limit)) }, func(row *sqlite.Stmt) error {
		token, err := t.tokenOf(row)
		all = append(all, token)
		return err
	})
	return all, err
}

// Revoke ends a token for good. One that is not there is record.ErrNotFound; one
// that was revoked before stays revoked since then.
func (t *Tokens) Revoke(ctx context.Context, id uuid.UUID, at time.Time) error {
	found := false
	err := t.change(ctx, sqlRevokeToken, func(s *sqlite.Stmt) {
		s.BindInt64(1, micro(at))
		s.BindText(2, id.String())
	}, func(*sqlite.Stmt) error {
		found = true
		return nil
	})
	if err == nil && !found {
		err = fmt.Errorf("there is no token %s: %w", id, record.ErrNotFound)
	}
	return err
}

// Used implements access.Tokens.
func (t *Tokens) Used(ctx context.Context, id uuid.UUID, at time.Time) error {
	return t.change(ctx, sqlTokenUsed, func(s *sqlite.Stmt) {
		s.BindInt64(1, micro(at))
		s.BindText(2, id.String())
	}, noRows)
}

func (t *Tokens) tokenOf(row *sqlite.Stmt) (token record.Token, err error) {
	id, errID := uuid.Parse(row.ColumnText(0))
	hash, errHash := record.ParseHash(row.ColumnText(1))
	errRole := token.Role.UnmarshalText([]byte(row.ColumnText(3)))
	if err := errors.Join(errID, errHash, errRole); err != nil {
		return token, fmt.Errorf("%w token in %s: %v", record.ErrCorrupt, t.conn.path, err)
	}
	token.ID, token.Hash, token.Name = id, hash, row.ColumnText(2)
	token.Created, token.Expires = fromMicro(row.ColumnInt64(4)), fromMicro(row.ColumnInt64(5))
	token.Used, token.Revoked = fromMicro(row.ColumnInt64(6)), fromMicro(row.ColumnInt64(7))
	return token, nil
}
