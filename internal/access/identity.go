package access

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Identity is who makes a request. The zero Identity is an anonymous reader.
type Identity struct {
	// Name is under which changes are on record; empty for the public.
	Name string
	Role record.Role
	// Token is the one that was carried; zero where none was.
	Token uuid.UUID
	// Address is where the request came from, as far as that can be known.
	Address string
}

// Client is under which name the requests of one client are counted: the token, or
// the address of who carries none.
func (i Identity) Client() string {
	if i.Anonymous() {
		return i.Address
	}
	return i.Token.String() + i.Name
}

// Anonymous reports whether nobody said who they are.
func (i Identity) Anonymous() bool { return i.Name == "" }

var (
	// ErrUnauthenticated: a token does not let anybody in, or one is needed.
	ErrUnauthenticated = errors.New("the token does not let you in")
	// ErrForbidden: whoever it is may not do this.
	ErrForbidden = errors.New("not permitted")
)

// Require is nil where an identity has at least a role. Its error is
// ErrUnauthenticated for the public and ErrForbidden for everybody else, and names
// the role.
func (i Identity) Require(role record.Role) error {
	switch {
	case i.Role >= role || role <= record.Reader:
		return nil
	case i.Anonymous():
		return fmt.Errorf("%w: this needs a token with the role %s", ErrUnauthenticated, role)
	}
	return fmt.Errorf("%w: this needs the role %s, and your token has %s", ErrForbidden, role, i.Role)
}

type identityKey struct{}

// With binds an identity for what serves a request.
func With(ctx context.Context, i Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, i)
}

// From is the identity of a request.
func From(ctx context.Context) Identity {
	i, _ := ctx.Value(identityKey{}).(Identity)
	return i
}
