package access_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/access"
	"onrecord/internal/record"
)

// kept is tokens in a map, which counts what it is asked.
type kept struct {
	byHash map[record.Hash]record.Token
	asked  int
	used   map[uuid.UUID]time.Time
	fails  error
	full   error // keeps uses from being noted
}

func (k *kept) ByHash(_ context.Context, hash record.Hash) (record.Token, bool, error) {
	k.asked++
	token, found := k.byHash[hash]
	return token, found, k.fails
}

func (k *kept) Used(_ context.Context, id uuid.UUID, at time.Time) error {
	if k.full != nil {
		return k.full
	}
	k.used[id] = at
	return nil
}

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func secret(t *testing.T) string {
	t.Helper()
	s, err := access.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func authenticator(t testing.TB, tokens access.Tokens, now func() time.Time) *access.Authenticator {
	t.Helper()
	a, err := access.NewAuthenticator(tokens, nil, now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Whatever does not let anybody in is refused in the same words after the same
// look-up.
func TestRefusalsAreAlike(t *testing.T) {
	k := &kept{byHash: map[record.Hash]record.Token{}, used: map[uuid.UUID]time.Time{}}
	add := func(change func(*record.Token)) string {
		s := secret(t)
		token := record.Token{ID: uuid.New(), Hash: access.HashOf(s), Name: "Ada", Role: record.Editor, Created: noon.Add(-time.Hour)}
		change(&token)
		k.byHash[token.Hash] = token
		return s
	}
	valid := add(func(*record.Token) {})
	expired := add(func(t *record.Token) { t.Expires = noon })
	revoked := add(func(t *record.Token) { t.Revoked = noon.Add(-time.Minute) })
	a := authenticator(t, k, func() time.Time { return noon })
	for name, header := range map[string]string{
		"unknown": "Bearer " + secret(t), "expired": "Bearer " + expired, "revoked": "Bearer " + revoked,
		"cut": "Bearer " + valid[:len(valid)-1], "longer": "Bearer " + valid + "x", "empty": "Bearer ", "basic": "Basic " + valid,
		"no scheme": valid, "other": "Bearer a.b.c", "endless": "Bearer " + strings.Repeat("x", 10_000),
	} {
		k.asked = 0
		who, err := a.Identify(t.Context(), header)
		if err == nil || err.Error() != access.ErrUnauthenticated.Error() || who != (access.Identity{}) || k.asked != 1 {
			t.Errorf("%s: %+v, %v after %d look-ups", name, who, err, k.asked)
		}
	}
	for _, header := range []string{"Bearer " + valid, "bearer  " + valid} {
		if who, err := a.Identify(t.Context(), header); err != nil || who.Name != "Ada" || who.Role != record.Editor {
			t.Errorf("%.10s: %+v, %v", header, who, err)
		}
	}
	if len(k.used) != 1 {
		t.Errorf("the use of %d tokens was noted, want that of one", len(k.used))
	}
	if who, err := a.Identify(t.Context(), ""); err != nil || !who.Anonymous() {
		t.Errorf("nobody is %+v, %v", who, err)
	}
	k.fails = errors.New("no disk")
	if _, err := a.Identify(t.Context(), "Bearer "+valid); err == nil || errors.Is(err, access.ErrUnauthenticated) {
		t.Errorf("without a disk: %v, which is no refusal", err)
	}
}

func TestTheUseIsNotedOnceAMinute(t *testing.T) {
	s, now := secret(t), noon
	token := record.Token{ID: uuid.New(), Hash: access.HashOf(s), Name: "Ada", Role: record.Editor, Used: noon.Add(-30 * time.Second)}
	k := &kept{byHash: map[record.Hash]record.Token{token.Hash: token}, used: map[uuid.UUID]time.Time{}}
	a := authenticator(t, k, func() time.Time { return now })
	for _, later := range []time.Duration{0, 20 * time.Second, 40 * time.Second} {
		now = noon.Add(later)
		if _, err := a.Identify(t.Context(), "Bearer "+s); err != nil {
			t.Fatal(err)
		}
		if _, noted := k.used[token.ID]; noted != (later >= 30*time.Second) {
			t.Errorf("after %v the use is noted: %t", later, noted)
		}
	}
}

// A full disk keeps no holder of a token out, and is told once.
func TestWhereNoUseCanBeNotedTokensStillStand(t *testing.T) {
	s, now := secret(t), noon
	token := record.Token{ID: uuid.New(), Hash: access.HashOf(s), Name: "Ada", Role: record.Editor}
	k := &kept{byHash: map[record.Hash]record.Token{token.Hash: token}, used: map[uuid.UUID]time.Time{}}
	var log strings.Builder
	a, err := access.NewAuthenticator(k, nil, func() time.Time { return now }, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	identify := func(times int, full error) {
		k.full = full
		for range times {
			if who, err := a.Identify(t.Context(), "Bearer "+s); err != nil || who.Name != "Ada" {
				t.Errorf("on a disk that says %v: %+v, %v", full, who, err)
			}
		}
	}
	identify(3, errors.New("no room"))
	if n := strings.Count(log.String(), "no room"); n != 1 {
		t.Errorf("a full disk is told %d times, want once: %s", n, &log)
	}
	identify(1, nil)
	identify(2, errors.New("no room"))
	if n := strings.Count(log.String(), "no room"); n != 2 || len(k.used) != 1 {
		t.Errorf("a disk that is full again is told %d times in all, want twice; uses noted: %d: %s", n, len(k.used), &log)
	}
}

func TestSecretsAreWellFormedAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		s := secret(t)
		if !access.WellFormed(s) || seen[s] || !strings.HasPrefix(s, "onr_") {
			t.Fatalf("%q is not a new secret", s)
		}
		seen[s] = true
		// Any letter that was copied wrongly shows.
		for i := range s {
			wrong := []byte(s)
			wrong[i] = 'a' + (wrong[i]+1)%26
			if access.WellFormed(string(wrong)) {
				t.Fatalf("%q passes for %q", wrong, s)
			}
		}
	}
}

func FuzzIdentify(f *testing.F) {
	for _, header := range []string{"", "Bearer", "Bearer onr_", "Bearer onr_aUWP-GyuX-O-3ygoWLLh-GNd0FQDHLIPJnDyM35PkmXohX_Q", "Basic YTpi", "bearer \x00", "Bearer " + strings.Repeat("é", 300)} {
		f.Add(header)
	}
	a := authenticator(f, &kept{byHash: map[record.Hash]record.Token{}}, time.Now)
	f.Fuzz(func(t *testing.T, header string) {
		who, err := a.Identify(t.Context(), header)
		if who != (access.Identity{}) || (err == nil) != (header == "") {
			t.Errorf("%q lets in %+v, %v", header, who, err)
		}
	})
}

func TestRequire(t *testing.T) {
	for _, c := range []struct {
		who  access.Identity
		role record.Role
		want error
	}{
		{access.Identity{}, record.Reader, nil},
		{access.Identity{}, record.Contributor, access.ErrUnauthenticated},
		{access.Identity{Name: "Bo", Role: record.Reader}, record.Editor, access.ErrForbidden},
		{access.Identity{Name: "Bo", Role: record.Contributor}, record.Contributor, nil},
		{access.Identity{Name: "Bo", Role: record.Admin}, record.Editor, nil},
	} {
		err := c.who.Require(c.role)
		if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.role.String()) {
			t.Errorf("%+v as %v: %v, want %v", c.who, c.role, err, c.want)
		}
	}
	ctx := access.With(context.Background(), access.Identity{Name: "Ada"})
	if access.From(ctx).Name != "Ada" || !access.From(context.Background()).Anonymous() {
		t.Error("the context does not carry the identity")
	}
}

func TestLimiter(t *testing.T) {
	now := noon
	l, err := access.NewLimiter(access.Rate{PerMinute: 60, Burst: 3}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	ask := func(client string) {
		a, unlimited := l.Allow(client)
		got = append(got, fmt.Sprint(client, a.Allowed, a.Limit, a.Remaining, a.Reset, a.Retry, unlimited))
	}
	for range 4 {
		ask("a")
	}
	ask("b")
	now = now.Add(1500 * time.Millisecond)
	ask("a")
	want := []string{
		"atrue 3 2 1s 0s false", "atrue 3 1 2s 0s false", "atrue 3 0 3s 0s false", "afalse 3 0 3s 1s false",
		"btrue 3 2 1s 0s false", "atrue 3 0 2.5s 0s false",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, r := range []access.Rate{{PerMinute: -1}, {PerMinute: 1}} {
		if _, err := access.NewLimiter(r, time.Now); !errors.Is(err, record.ErrInvalid) {
			t.Errorf("%+v: %v, want record.ErrInvalid", r, err)
		}
	}
	free, err := access.NewLimiter(access.Rate{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if a, unlimited := free.Allow("a"); !a.Allowed || !unlimited {
		t.Errorf("without a rate: %+v, unlimited %t", a, unlimited)
	}
}
