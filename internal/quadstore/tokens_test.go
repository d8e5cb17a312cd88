package quadstore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

func openTokens(t *testing.T, path string) *quadstore.Tokens {
	t.Helper()
	tokens, err := quadstore.OpenTokens(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tokens.Close(); err != nil {
			t.Error(err)
		}
	})
	return tokens
}

// A token that one process makes, uses or revokes is so for another at once, and
// after both were opened again.
func TestTokensAreSharedAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.db")
	one, other := openTokens(t, path), openTokens(t, path)
	made := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	token := record.Token{ID: uuid.New(), Hash: record.HashOf("secret"), Name: "Ada", Role: record.Editor, Created: made, Expires: made.Add(time.Hour)}
	if err := one.Add(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	check := func(tokens *quadstore.Tokens, want record.Token) {
		t.Helper()
		got, found, err := tokens.ByHash(t.Context(), token.Hash)
		if err != nil || !found || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %t, %v\nwant %+v", got, found, err, want)
		}
		all, err := tokens.All(t.Context(), 10)
		if err != nil || len(all) != 1 || !reflect.DeepEqual(all[0], want) {
			t.Errorf("listed %+v, %v", all, err)
		}
	}
	check(other, token)
	if token.Used = made.Add(time.Minute); other.Used(t.Context(), token.ID, token.Used) != nil {
		t.Error("the use was not noted")
	}
	check(one, token)
	token.Revoked = made.Add(2 * time.Minute)
	for _, at := range []time.Time{token.Revoked, token.Revoked.Add(time.Hour)} {
		if err := one.Revoke(t.Context(), token.ID, at); err != nil {
			t.Fatal(err)
		}
	}
	check(other, token)
	check(openTokens(t, path), token)
	if token.Stands(made) || !(&record.Token{}).Stands(made) {
		t.Error("a revoked token stands, or one that is not does not")
	}
}

func TestTokensRefuse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.db")
	tokens := openTokens(t, path)
	if err := tokens.Revoke(t.Context(), uuid.New(), time.Now()); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("revoking what was never made: %v, want record.ErrNotFound", err)
	}
	if err := tokens.Add(t.Context(), record.Token{Name: "Ada"}); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("half a token: %v, want record.ErrInvalid", err)
	}
	if _, found, err := tokens.ByHash(t.Context(), record.HashOf("guess")); found || err != nil {
		t.Errorf("a guess is found: %t, %v", found, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tokens.All(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	other := filepath.Join(t.TempDir(), "other.db")
	if err := os.WriteFile(other, []byte("not a database, but long enough to be read as the header of one............................................"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := quadstore.OpenTokens(other); !errors.Is(err, record.ErrCorrupt) {
		t.Errorf("another file: %v, want record.ErrCorrupt", err)
	}
}
