package access

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"onrecord/internal/record"
)

// Issuer lets in whom an OpenID Connect provider vouches for, by the ID tokens that
// it signs (OpenID Connect Core 1.0, section 2).
type Issuer struct {
	// Address is the issuer's, as its tokens have it; Audience is what they must be
	// issued to.
	Address, Audience string
	// NameClaim has the name under which changes are on record. The provider must not
	// give one name to two people.
	NameClaim string
	// RoleClaim has a group or a list of groups; Roles says what each allows. Whoever
	// is in none of them is a reader.
	RoleClaim string
	Roles     map[string]record.Role
}

// Validate reports what is missing.
func (i Issuer) Validate() error {
	switch {
	case !strings.HasPrefix(i.Address, "https://") && !strings.HasPrefix(i.Address, "http://127.0.0.1"):
		return fmt.Errorf("%w issuer %q: want an https address", record.ErrInvalid, i.Address)
	case i.Audience == "" || i.NameClaim == "" || i.RoleClaim == "":
		return fmt.Errorf("%w issuer %s: it needs an audience, and the claims that have names and roles", record.ErrInvalid, i.Address)
	}
	return nil
}

// verifier is an issuer whose keys are fetched when the first token comes, so that a
// provider that is down keeps no server from starting.
type verifier struct {
	issuer Issuer
	now    func() time.Time
	client *http.Client

	mu       sync.Mutex
	provider *oidc.IDTokenVerifier
}

const (
	// mostFetched bounds what is read of a provider's answers, and mostFetching how
	// long it may take.
	mostFetched  = 1 << 20
	mostFetching = 10 * time.Second
)

func newVerifier(i Issuer, now func() time.Time) *verifier {
	return &verifier{issuer: i, now: now, client: &http.Client{Timeout: mostFetching, Transport: bounded{http.DefaultTransport}}}
}

// bounded cuts answers off that are too long to be a provider's.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		response.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(response.Body, mostFetched), response.Body}
	}
	return response, err
}

// identify reads a signed token. Whatever is wrong with it is ErrUnauthenticated; a
// provider that does not answer is record.ErrUnavailable.
func (v *verifier) identify(ctx context.Context, raw string) (Identity, error) {
	provider, err := v.ready(ctx)
	if err != nil {
		return Identity{}, err
	}
	token, err := provider.Verify(ctx, raw)
	if err != nil {
		return Identity{}, ErrUnauthenticated
	}
	var claims map[string]any
	if err := token.Claims(&claims); err != nil {
		return Identity{}, ErrUnauthenticated
	}
	name, _ := claims[v.issuer.NameClaim].(string)
	if strings.TrimSpace(name) == "" {
		return Identity{}, ErrUnauthenticated
	}
	return Identity{Name: name, Role: v.role(claims[v.issuer.RoleClaim])}, nil
}

// ready is the verifier, made with the first token that comes.
func (v *verifier) ready(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.provider != nil {
		return v.provider, nil
	}
	// Keys are fetched again for years, long after this request.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), v.client), v.issuer.Address)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w issuer %s: its configuration cannot be had", record.ErrUnavailable, v.issuer.Address), err)
	}
	v.provider = provider.Verifier(&oidc.Config{ClientID: v.issuer.Audience, Now: v.now})
	return v.provider, nil
}

func (v *verifier) role(claim any) record.Role {
	role := record.Reader
	groups, _ := claim.([]any)
	if one, ok := claim.(string); ok {
		groups = []any{one}
	}
	for _, g := range groups {
		if name, ok := g.(string); ok {
			role = max(role, v.issuer.Roles[name])
		}
	}
	return role
}

// isSigned reports whether a secret has the form of a signed token: three parts.
func isSigned(secret string) bool { return strings.Count(secret, ".") == 2 }
