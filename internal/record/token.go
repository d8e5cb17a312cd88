package record

import (
	"time"

	"github.com/google/uuid"
)

// Role is what somebody may do. Each may do what those before may.
type Role uint8

// The values of Role.
const (
	Reader      Role = iota + 1 // read
	Contributor                 // suggest changes
	Editor                      // change the graph
	Admin                       // say who may do what
)

const roleWords = "- READER CONTRIBUTOR EDITOR ADMIN"

func (v Role) String() string { return wordAt(roleWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v Role) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *Role) UnmarshalText(text []byte) error { return setWord((*uint8)(v), roleWords, text) }

// Token is what is kept of an API token: never the secret itself.
type Token struct {
	ID uuid.UUID
	// Hash is the SHA-256 of the secret.
	Hash Hash
	// Name is under whose name changes are on record.
	Name    string
	Role    Role
	Created time.Time
	// Expires, Used and Revoked are zero where the token does not expire, was never
	// used and was not revoked. Used is right to the minute.
	Expires, Used, Revoked time.Time
}

// Stands reports whether the token lets anybody in at a time.
func (t *Token) Stands(at time.Time) bool {
	return t.Revoked.IsZero() && (t.Expires.IsZero() || at.Before(t.Expires))
}

// Validate reports everything wrong with a token that is to be made.
func (t *Token) Validate() error {
	var c check
	c.reject(t.ID == uuid.Nil, "id", "missing")
	c.reject(t.Hash.IsZero(), "hash", "missing")
	c.text("name", t.Name, maxName)
	checkWord(&c, "role", t.Role)
	c.instant("created", t.Created)
	c.reject(!t.Expires.IsZero() && !t.Expires.After(t.Created), "expires", "is not after the token is made")
	return c.problems.Err()
}
