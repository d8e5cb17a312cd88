package access

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Tokens are where tokens are kept.
type Tokens interface {
	// ByHash finds a token, whether or not it stands.
	ByHash(ctx context.Context, hash record.Hash) (token record.Token, found bool, err error)
	// Used notes when a token was last used.
	Used(ctx context.Context, id uuid.UUID, at time.Time) error
}

// Authenticator tells who makes a request. It is safe for use by several
// goroutines.
type Authenticator struct {
	tokens Tokens
	// signed reads the tokens of an issuer; nil where there is none.
	signed *verifier
	now    func() time.Time
	logger *slog.Logger
	// unnoted is set while uses cannot be noted, so that a full disk makes one line of
	// log and not one for each request.
	unnoted atomic.Bool
}

// NewAuthenticator knows the tokens that are kept somewhere and, where issuer is not
// nil, those that it signs. The logger is told when the use of tokens can no longer
// be noted, and when it can again: that keeps nobody out.
func NewAuthenticator(tokens Tokens, issuer *Issuer, now func() time.Time, logger *slog.Logger) (*Authenticator, error) {
	a := &Authenticator{tokens: tokens, now: now, logger: logger}
	if issuer == nil {
		return a, nil
	}
	if err := issuer.Validate(); err != nil {
		return nil, err
	}
	a.signed = newVerifier(*issuer, now)
	return a, nil
}

// longestHeader is longer than any header that lets somebody in: signed tokens list
// groups.
const longestHeader = 16 << 10

// usedEvery is how exact the last use of a token is: noting each would write for
// every read.
const usedEvery = time.Minute

// Identify reads an Authorization header; an empty one is the public's. Whatever
// does not let anybody in is ErrUnauthenticated and no more is said. Other errors
// mean that the tokens could not be asked.
func (a *Authenticator) Identify(ctx context.Context, header string) (Identity, error) {
	if header == "" {
		return Identity{}, nil
	}
	secret := secretOf(header)
	if a.signed != nil && isSigned(secret) {
		return a.signed.identify(ctx, secret)
	}
	// The look-up comes first, for every header alike: what is wrong with it must not
	// be told by how long the refusal takes.
	token, found, err := a.tokens.ByHash(ctx, HashOf(secret))
	if err != nil {
		return Identity{}, fmt.Errorf("look up a token: %w", err)
	}
	now := a.now()
	if stands := token.Stands(now); !found || !stands || !WellFormed(secret) {
		return Identity{}, ErrUnauthenticated
	}
	if now.Sub(token.Used) >= usedEvery {
		a.noteUse(ctx, token.ID, now)
	}
	return Identity{Name: token.Name, Role: token.Role, Token: token.ID}, nil
}

// noteUse notes when a token was last used. Where it cannot, the token stands as it
// did: who may read must be able to while the disk is full.
func (a *Authenticator) noteUse(ctx context.Context, token uuid.UUID, now time.Time) {
	err := a.tokens.Used(ctx, token, now)
	if ctx.Err() != nil {
		return // the request was given up, which says nothing of the disk
	}
	switch failed := err != nil; {
	case failed && a.unnoted.CompareAndSwap(false, true):
		a.logger.ErrorContext(ctx, "access: the last use of tokens cannot be noted; they are let in as before", "error", err)
	case !failed && a.unnoted.CompareAndSwap(true, false):
		a.logger.InfoContext(ctx, "access: the last use of tokens is noted again")
	}
}

// secretOf is what a header carries as a bearer token; of another header something
// that no secret is.
func secretOf(header string) string {
	scheme, secret, _ := strings.Cut(header[:min(len(header), longestHeader)], " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(secret)
}
