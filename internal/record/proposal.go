package record

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// ProposalState is what became of a proposal.
type ProposalState uint8

// The values of ProposalState.
const (
	ProposalOpen     ProposalState = iota // nobody has judged it yet
	ProposalAccepted                      // its change was made
	ProposalRejected                      // its change was not made, and never will be
)

const proposalStateWords = "OPEN ACCEPTED REJECTED"

func (v ProposalState) String() string { return wordAt(proposalStateWords, uint8(v)) }

// MarshalText writes the word of the public contract.
func (v ProposalState) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word in any case; an unknown word is an error that lists the known ones.
func (v *ProposalState) UnmarshalText(text []byte) error {
	return setWord((*uint8)(v), proposalStateWords, text)
}

// Proposal is a change that somebody suggests. It is kept as it was asked for, not
// as what it would have done: what it does is worked out from the graph as it
// stands when it is looked at and when it is accepted.
type Proposal struct {
	ID uuid.UUID
	// Mutation and Input are what was asked for, the input as a JSON object.
	Mutation string
	Input    json.RawMessage
	Author   string
	Message  string
	At       time.Time
	// Base is the revision that the author saw.
	Base Revision
	// Key is what the author called the request; empty where it has no name.
	Key string

	State ProposalState
	// Judge, Reason and JudgedAt are empty while the proposal is open, Changeset
	// unless it was accepted.
	Judge     string
	Reason    string
	JudgedAt  time.Time
	Changeset ChangesetID
}

// maxProposal bounds what one proposal may ask for, in bytes.
const maxProposal = 1 << 20

// Validate reports everything wrong with a proposal.
func (p *Proposal) Validate() error {
	var c check
	c.reject(p.ID == uuid.Nil, "id", "missing")
	c.text("mutation", p.Mutation, maxName)
	c.reject(!json.Valid(p.Input), "input", "is not JSON")
	c.reject(len(p.Input) > maxProposal, "input", "is longer than a proposal may be")
	c.text("author", p.Author, maxName)
	c.text("message", p.Message, maxText)
	c.instant("at", p.At)
	c.optional("key", p.Key, maxName)
	checkWord(&c, "state", p.State)
	judged := p.State != ProposalOpen
	c.reject(judged != (p.Judge != ""), "judge", "belongs to a proposal that was judged, and to no other")
	c.optional("judge", p.Judge, maxName)
	c.optional("reason", p.Reason, maxText)
	c.reject(p.State == ProposalRejected && p.Reason == "", "reason", "missing: say why the proposal is rejected")
	c.reject((p.State == ProposalAccepted) != !p.Changeset.IsZero(), "changeset", "belongs to a proposal that was accepted, and to no other")
	return c.problems.Err()
}
