package quadstore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/google/uuid"
	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// KnownTokens are the tokens of a file that somebody else writes: what was made or
// revoked a moment ago counts, and nothing is written, so that no token's last use is
// noted. A file that is not there (yet) holds none.
type KnownTokens struct {
	tokens *Tokens
	path   string
}

// ReadTokens opens no file yet.
func ReadTokens(path string) *KnownTokens {
	s := &side{open: func() (*conn, error) {
		c, err := disk{}.open(path, sqlite.OpenReadOnly)
		if err != nil {
			return nil, err
		}
		c.SetBusyTimeout(5 * time.Second)
		if _, err := c.sideLayout(tokensApplicationID, false); err != nil {
			return nil, errors.Join(err, c.Close())
		}
		return c, nil
	}}
	return &KnownTokens{&Tokens{s}, path}
}

// ByHash is that of Tokens.
func (k *KnownTokens) ByHash(ctx context.Context, hash record.Hash) (record.Token, bool, error) {
	if _, err := os.Stat(k.path); errors.Is(err, fs.ErrNotExist) {
		return record.Token{}, false, nil
	}
	return k.tokens.ByHash(ctx, hash)
}

// Used notes nothing.
func (*KnownTokens) Used(context.Context, uuid.UUID, time.Time) error { return nil }

// Close ends the use of the file.
func (k *KnownTokens) Close() error { return k.tokens.Close() }
