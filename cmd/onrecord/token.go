package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/access"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// tokenCommand makes and revokes what lets people in. Tokens have a file of their
// own, so that all of it works beside a running server, which heeds it at once.
type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make a token and print its secret, which is shown once and kept nowhere."`
	List   tokenList   `cmd:"" help:"List the tokens, without their secrets."`
	Revoke tokenRevoke `cmd:"" help:"End a token for good. A running server refuses it from the next request on."`
}

type tokenCreate struct {
	dataFlag
	Name    string `help:"Who it is for: the name under which changes are on record." required:"" placeholder:"NAME"`
	Role    string `help:"What it allows: reader, contributor, editor or admin; the default is reader." default:"reader" placeholder:"ROLE"`
	Expires string `help:"For how long, such as 90d or 12h; the default is for ever." placeholder:"TIME"`
}

// openTokens opens the tokens beside the store, in a folder that nobody else may
// look into.
func (d dataFlag) openTokens() (*quadstore.Tokens, error) {
	if err := os.MkdirAll(d.Data, 0o750); err != nil {
		return nil, fmt.Errorf("make the data folder: %w; choose another with --data", err)
	}
	return quadstore.OpenTokens(filepath.Join(d.Data, "tokens.db"))
}

// readTokens are those that somebody else writes.
func (d dataFlag) readTokens() *quadstore.KnownTokens {
	return quadstore.ReadTokens(filepath.Join(d.Data, "tokens.db"))
}

func (d dataFlag) withTokens(use func(*quadstore.Tokens) error) (err error) {
	tokens, err := d.openTokens()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tokens.Close()) }()
	return use(tokens)
}

// Run makes the token first and prints after: a secret that was shown and does not
// work would be looked into for long.
func (t *tokenCreate) Run(ctx context.Context, c *console) error {
	token, secret, err := t.token(time.Now())
	if err != nil {
		return err
	}
	return t.withTokens(func(tokens *quadstore.Tokens) error {
		if err := tokens.Add(ctx, token); err != nil {
			return fmt.Errorf("make the token: %w", err)
		}
		fmt.Fprintf(c.err, "token %s for %s (%s)\n", token.ID, token.Name, token.Role)
		_, err := fmt.Fprintln(c.out, secret)
		return err
	})
}

func (t *tokenCreate) token(now time.Time) (token record.Token, secret string, err error) {
	token = record.Token{Name: t.Name, Created: now}
	if err := token.Role.UnmarshalText([]byte(t.Role)); err != nil {
		return token, "", fmt.Errorf("--role: %w", err)
	}
	if t.Expires != "" {
		lasts, err := parseLong(t.Expires)
		if err != nil {
			return token, "", fmt.Errorf("--expires: %w", err)
		}
		token.Expires = now.Add(lasts)
	}
	if token.ID, err = record.NewID(); err != nil {
		return token, "", fmt.Errorf("%w: no randomness for an id: %v", record.ErrUnavailable, err)
	}
	secret, err = access.NewSecret()
	token.Hash = access.HashOf(secret)
	return token, secret, err
}

// parseLong reads a duration that may be of days.
func parseLong(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil && n > 0 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	} else if d, err := time.ParseDuration(text); err == nil && d > 0 {
		return d, nil
	}
	return 0, fmt.Errorf("%w time %q: want a number of days such as 90d, or hours such as 12h", record.ErrInvalid, text)
}

type tokenList struct{ dataFlag }

// mostListed is far more than anybody has.
const mostListed = 10_000

func (t *tokenList) Run(ctx context.Context, c *console) error {
	return t.withTokens(func(tokens *quadstore.Tokens) error {
		all, err := tokens.All(ctx, mostListed)
		if err != nil {
			return fmt.Errorf("list the tokens: %w", err)
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tNAME\tROLE\tCREATED\tEXPIRES\tLAST USED\tSTATE")
		for _, token := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", token.ID, token.Name, token.Role,
				minute(token.Created), minute(token.Expires), minute(token.Used), stateOf(token, time.Now()))
		}
		return w.Flush()
	})
}

func minute(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func stateOf(token record.Token, now time.Time) string {
	switch {
	case !token.Revoked.IsZero():
		return "revoked"
	case !token.Stands(now):
		return "expired"
	}
	return "valid"
}

type tokenRevoke struct {
	dataFlag
	ID string `arg:"" help:"Which, as token list shows it."`
}

func (t *tokenRevoke) Run(ctx context.Context, c *console) error {
	id, err := uuid.Parse(t.ID)
	if err != nil {
		return fmt.Errorf("%w id %q: want one that onrecord token list shows", record.ErrInvalid, t.ID)
	}
	return t.withTokens(func(tokens *quadstore.Tokens) error {
		if err := tokens.Revoke(ctx, id, time.Now()); err != nil {
			return fmt.Errorf("revoke: %w; onrecord token list shows those there are", err)
		}
		_, err := fmt.Fprintf(c.err, "token %s is revoked\n", id)
		return err
	})
}
