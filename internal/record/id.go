package record

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// ID identifies a record of one kind. Ids of different kinds do not mix: an
// ID[Quote] cannot be passed where an ID[Claim] is wanted. An ActorID is made
// from the id of a person, institution, unnamed source or collective by
// conversion, because a quote can be attributed to any of them.
type ID[T any] uuid.UUID

// The ids of each kind of record.
type (
	ActorID            = ID[Actor]
	PersonID           = ID[Person]
	InstitutionID      = ID[Institution]
	UnnamedSourceID    = ID[UnnamedSource]
	CollectiveID       = ID[Collective]
	AffiliationID      = ID[Affiliation]
	DocumentID         = ID[Document]
	UtteranceID        = ID[Utterance]
	QuoteID            = ID[Quote]
	CorrectionID       = ID[Correction]
	StanceID           = ID[Stance]
	ReportedPositionID = ID[ReportedPosition]
	ResponseID         = ID[Response]
	QuestionID         = ID[Question]
	ClaimID            = ID[Claim]
	ClaimRelationID    = ID[ClaimRelation]
	TopicID            = ID[Topic]
	EventID            = ID[Event]
	ParticipationID    = ID[Participation]
	PollID             = ID[Poll]
	ReviewID           = ID[Review]
	DossierID          = ID[Dossier]
	ChangesetID        = ID[Changeset]
)

func (id ID[T]) String() string { return uuid.UUID(id).String() }

// IsZero reports whether the id is absent, which an optional reference may be.
func (id ID[T]) IsZero() bool { return id == ID[T]{} }

// Compare orders ids by their bytes, as their text sorts.
func (id ID[T]) Compare(other ID[T]) int { return bytes.Compare(id[:], other[:]) }

// MarshalText writes the canonical 36-character form; an absent id is empty.
func (id ID[T]) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return uuid.UUID(id).MarshalText()
}

// UnmarshalText reads what MarshalText writes and nothing else.
func (id *ID[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID[T]{}
		return nil
	}
	u, err := ParseUUID(string(text))
	if err != nil {
		return err
	}
	*id = ID[T](u)
	return nil
}

// ParseUUID accepts only the canonical lower-case, hyphenated form. Braces,
// upper case and the urn: prefix are refused: one thing must have one id text,
// or caches and bookmarks would hold it twice.
func ParseUUID(s string) (uuid.UUID, error) {
	u, err := uuid.Parse(s)
	if err != nil || u.String() != s || u == uuid.Nil {
		return uuid.Nil, fmt.Errorf("%w id %q: want a UUID such as 0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e", ErrInvalid, clip(s))
	}
	return u, nil
}

// namespace is fixed for ever: every id that a dossier declares depends on it,
// and two machines that import the same dossier must agree.
var namespace = uuid.MustParse("6f6e7265-636f-5264-8e61-6d6573706163")

// DeclaredID is the version 5 UUID of something that a dossier declares, from
// its kind and its slug or path of keys ("coalition/alwan-benefits"). Actors
// share one space of slugs, so callers pass the same kind word for all of them.
func DeclaredID(kind, path string) uuid.UUID {
	return uuid.NewSHA1(namespace, []byte(kind+"/"+path))
}

// NewID is a fresh version 7 UUID, for what is created through the API. It
// fails only where the system has no randomness.
func NewID() (uuid.UUID, error) { return uuid.NewV7() }

// CreatedID is the id of the n-th record, from 0, that a changeset puts on record:
// of version 7 as the changeset's own is, and the same whenever a request that was
// sent twice is asked what it made.
func CreatedID(by ChangesetID, n uint16) uuid.UUID {
	id := uuid.UUID(by)
	id[10] ^= 0xa5
	id[14] ^= byte(n >> 8)
	id[15] ^= byte(n)
	return id
}

// utteranceMask flips bits of a quote's id that carry neither version nor
// variant, so that own utterances need no stored record and no index.
var utteranceMask = uuid.UUID{0: 0x55, 1: 0xaa, 14: 0x0f, 15: 0xf0}

// OwnUtterance is the utterance of a quote that shares its speech act with no
// other. QuoteOfOwnUtterance is its inverse.
func OwnUtterance(q QuoteID) UtteranceID { return UtteranceID(xor(uuid.UUID(q))) }

// QuoteOfOwnUtterance is the quote whose own utterance this would be.
func QuoteOfOwnUtterance(u UtteranceID) QuoteID { return QuoteID(xor(uuid.UUID(u))) }

func xor(u uuid.UUID) uuid.UUID {
	for i, m := range utteranceMask {
		u[i] ^= m
	}
	return u
}

// Ref names any record: its kind and its id.
type Ref struct {
	Kind Kind
	ID   uuid.UUID
}

func (r Ref) String() string { return strings.ToLower(r.Kind.String()) + " " + r.ID.String() }

// Compare orders references by kind, then by id.
func (r Ref) Compare(other Ref) int {
	if r.Kind != other.Kind {
		return int(r.Kind) - int(other.Kind)
	}
	return bytes.Compare(r.ID[:], other.ID[:])
}

// clip keeps hostile input from filling an error message.
func clip(s string) string {
	const most = 60
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}
