package access_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// provider is an OpenID Connect provider on this machine: its discovery document,
// its keys and what it signs.
type provider struct {
	*httptest.Server
	mu   sync.Mutex
	keys []jose.JSONWebKey
	down bool
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	p.rotate(t, "first")
	return p
}

// rotate makes a new key, the only one that the provider publishes from then on.
func (p *provider) rotate(t *testing.T, id string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = []jose.JSONWebKey{{Key: key, KeyID: id, Algorithm: "RS256", Use: "sig"}}
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	var answer any
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		answer = map[string]any{
			"issuer": p.URL, "jwks_uri": p.URL + "/keys", "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token",
			"response_types_supported": []string{"id_token"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		}
	case "/keys":
		set := jose.JSONWebKeySet{}
		for _, k := range p.keys {
			set.Keys = append(set.Keys, k.Public())
		}
		answer = set
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// claims of somebody whom the provider knows, with changes.
func (p *provider) claims(change map[string]any) map[string]any {
	all := map[string]any{
		"iss": p.URL, "aud": "onrecord", "sub": "1", "iat": noon.Unix(), "exp": noon.Add(time.Hour).Unix(),
		"preferred_username": "ada", "groups": []string{"newsroom", "chess"},
	}
	for name, value := range change {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	return all
}

func (p *provider) sign(t *testing.T, claims map[string]any) string {
	t.Helper()
	p.mu.Lock()
	key := p.keys[0]
	p.mu.Unlock()
	return signWith(t, jose.SigningKey{Algorithm: jose.RS256, Key: key}, claims)
}

func signWith(t *testing.T, key jose.SigningKey, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (p *provider) authenticator(t *testing.T) *access.Authenticator {
	t.Helper()
	a, err := access.NewAuthenticator(&kept{byHash: map[record.Hash]record.Token{}}, &access.Issuer{
		Address: p.URL, Audience: "onrecord", NameClaim: "preferred_username", RoleClaim: "groups",
		Roles: map[string]record.Role{"newsroom": record.Editor, "interns": record.Contributor},
	}, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSignedTokens(t *testing.T) {
	p, other := newProvider(t), newProvider(t)
	a := p.authenticator(t)
	for _, c := range []struct {
		name   string
		change map[string]any
		want   access.Identity
	}{
		{"an editor", nil, access.Identity{Name: "ada", Role: record.Editor}},
		{"one group", map[string]any{"groups": "interns"}, access.Identity{Name: "ada", Role: record.Contributor}},
		{"no group of ours", map[string]any{"groups": []string{"chess"}}, access.Identity{Name: "ada", Role: record.Reader}},
		{"no groups", map[string]any{"groups": nil}, access.Identity{Name: "ada", Role: record.Reader}},
		{"several audiences", map[string]any{"aud": []string{"x", "onrecord"}}, access.Identity{Name: "ada", Role: record.Editor}},
		{"another audience", map[string]any{"aud": "x"}, access.Identity{}},
		{"another issuer", map[string]any{"iss": other.URL}, access.Identity{}},
		{"expired", map[string]any{"exp": noon.Add(-time.Second).Unix()}, access.Identity{}},
		{"not yet valid", map[string]any{"nbf": noon.Add(time.Hour).Unix()}, access.Identity{}},
		{"no name", map[string]any{"preferred_username": nil}, access.Identity{}},
		{"an empty name", map[string]any{"preferred_username": " "}, access.Identity{}},
	} {
		who, err := a.Identify(t.Context(), "Bearer "+p.sign(t, p.claims(c.change)))
		if who != c.want || (err == nil) != (c.want != access.Identity{}) || err != nil && err.Error() != access.ErrUnauthenticated.Error() {
			t.Errorf("%s: %+v, %v; want %+v", c.name, who, err, c.want)
		}
	}
}

// Who has no key of the issuer's signs for nobody.
func TestForgedTokens(t *testing.T) {
	p, other := newProvider(t), newProvider(t)
	a := p.authenticator(t)
	valid := p.sign(t, p.claims(nil))
	parts := strings.Split(valid, ".")
	public, err := json.Marshal(p.keys[0].Public())
	if err != nil {
		t.Fatal(err)
	}
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	admin, err := json.Marshal(p.claims(map[string]any{"preferred_username": "root"}))
	if err != nil {
		t.Fatal(err)
	}
	changed := base64.RawURLEncoding.EncodeToString(admin)
	for name, forged := range map[string]string{
		"another's key":      other.sign(t, p.claims(nil)),
		"no signature":       none + "." + parts[1] + ".",
		"another's claims":   parts[0] + "." + changed + "." + parts[2],
		"the public key":     signWith(t, jose.SigningKey{Algorithm: jose.HS256, Key: public}, p.claims(nil)),
		"a part of one":      valid[:len(valid)-20],
		"nothing between":    "..",
		"rubbish in between": "a.b.c",
		"far too long to be": strings.Repeat("a", 20_000) + ".b.c",
	} {
		if who, err := a.Identify(t.Context(), "Bearer "+forged); err == nil || err.Error() != access.ErrUnauthenticated.Error() {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
	}
}

// Keys change without a word: a token of the new one is let in, and one of the old
// one no longer once the keys were fetched again.
func TestKeysRotate(t *testing.T) {
	p := newProvider(t)
	a := p.authenticator(t)
	before := p.sign(t, p.claims(nil))
	if _, err := a.Identify(t.Context(), "Bearer "+before); err != nil {
		t.Fatal(err)
	}
	p.rotate(t, "second")
	if _, err := a.Identify(t.Context(), "Bearer "+p.sign(t, p.claims(nil))); err != nil {
		t.Errorf("the new key: %v", err)
	}
	// The library answers with new keys a moment before it forgets the old ones.
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline) && !errors.Is(err, access.ErrUnauthenticated); time.Sleep(time.Millisecond) {
		_, err = a.Identify(t.Context(), "Bearer "+before)
	}
	if !errors.Is(err, access.ErrUnauthenticated) {
		t.Errorf("the old key: %v, want a refusal", err)
	}
}

// A provider that is down refuses nobody: it cannot be told who it is, for now.
func TestAProviderThatIsDown(t *testing.T) {
	p := newProvider(t)
	a := p.authenticator(t)
	token := p.sign(t, p.claims(nil))
	p.down = true
	if _, err := a.Identify(t.Context(), "Bearer "+token); !errors.Is(err, record.ErrUnavailable) {
		t.Errorf("%v, want record.ErrUnavailable", err)
	}
	p.mu.Lock()
	p.down = false
	p.mu.Unlock()
	if _, err := a.Identify(t.Context(), "Bearer "+token); err != nil {
		t.Errorf("once it is there again: %v", err)
	}
}

func TestIssuersThatAreRefused(t *testing.T) {
	for _, i := range []access.Issuer{{}, {Address: "http://example.org", Audience: "a", NameClaim: "n", RoleClaim: "r"}, {Address: "https://example.org"}} {
		if _, err := access.NewAuthenticator(&kept{}, &i, time.Now, slog.New(slog.DiscardHandler)); !errors.Is(err, record.ErrInvalid) {
			t.Errorf("%+v: %v, want record.ErrInvalid", i, err)
		}
	}
}
