package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Hash is a SHA-256. The zero Hash is absent.
type Hash [sha256.Size]byte

// HashOf hashes text as it stands.
func HashOf(text string) Hash { return sha256.Sum256([]byte(text)) }

// ParseHash reads 64 lower-case hexadecimal digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) || strings.ToLower(s) != s {
		return h, fmt.Errorf("%w hash %q: want 64 lower-case hexadecimal digits of a SHA-256", ErrInvalid, clip(s))
	}
	copy(h[:], b)
	return h, nil
}

// IsZero reports whether the hash is absent.
func (h Hash) IsZero() bool { return h == Hash{} }

func (h Hash) String() string {
	if h.IsZero() {
		return ""
	}
	return hex.EncodeToString(h[:])
}

// MarshalText writes the hexadecimal digits; an absent hash is empty.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*h = Hash{}
		return nil
	}
	parsed, err := ParseHash(string(text))
	*h = parsed
	return err
}

// Quote is words, or their gist, attributed to a speaker as printed in one
// document. Indirect speech, the most frequent sort in news, is first-class.
type Quote struct {
	ID      QuoteID `json:"id"`
	Speaker ActorID `json:"speaker"`
	// PrintedName is the speaker's name as this document spells it, where that
	// is not the primary name.
	PrintedName string `json:"printedName,omitzero"`
	// Role and Affiliation are those at the time of speaking, as printed.
	Role        string        `json:"role,omitzero"`
	Affiliation InstitutionID `json:"affiliation,omitzero"`
	Capacity    Capacity      `json:"capacity,omitzero"`
	// OnBehalfOf is set only where the quote names it as the one spoken for;
	// the quote then counts for that institution as well, as one vote.
	OnBehalfOf InstitutionID `json:"onBehalfOf,omitzero"`
	Mode       QuoteMode     `json:"mode"`
	// PullQuote warns that the quotation marks may be the publisher's.
	PullQuote bool `json:"pullQuote,omitzero"`
	// Fragments are the speaker's verbatim words, in order, without marks.
	Fragments []string  `json:"fragments,omitzero"`
	Gists     Texts     `json:"gists"`
	Act       SpeechAct `json:"act,omitzero"`
	Cue       string    `json:"cue,omitzero"`
	Language  string    `json:"language"`
	// Translated says whether the words are a translation of what was said.
	Translated   Answer       `json:"translated,omitzero"`
	SaidOn       Date         `json:"saidOn,omitzero"`
	SaidOnBasis  DateBasis    `json:"saidOnBasis,omitzero"`
	Medium       Medium       `json:"medium,omitzero"`
	Document     DocumentID   `json:"document"`
	Selector     *Selector    `json:"selector,omitzero"`
	Verification Verification `json:"verification,omitzero"`
	// Utterance is absent where the quote shares its speech act with no other.
	Utterance UtteranceID `json:"utterance,omitzero"`
	// Chain leads from the speaker to the document, where it is longer than
	// that; an absent agent is a channel that the document does not give.
	Chain  []Hop     `json:"chain,omitzero"`
	Events []EventID `json:"events,omitzero"`
	Notes  []string  `json:"notes,omitzero"`
}

// Selector is a stretch of a document's text after the W3C Web Annotation
// model (TextPositionSelector and TextQuoteSelector). Start and End count
// Unicode code points from 0, End exclusive. Exact, Prefix and Suffix are absent
// where the document's text may not be stored; the hash is always there.
type Selector struct {
	Start  int32  `json:"start"`
	End    int32  `json:"end"`
	SHA256 Hash   `json:"sha256"`
	Exact  string `json:"exact,omitzero"`
	Prefix string `json:"prefix,omitzero"`
	Suffix string `json:"suffix,omitzero"`
}

// Verification says against which copy a selector was checked, and when.
type Verification struct {
	State      VerificationState `json:"state,omitzero"`
	Copy       DocumentID        `json:"copy,omitzero"`
	TextSHA256 Hash              `json:"textSha256,omitzero"`
	At         time.Time         `json:"at,omitzero"`
}

// Hop is one agent through whom an utterance reached the document.
type Hop struct {
	Agent     ActorID        `json:"agent,omitzero"`
	Act       AttributionAct `json:"act"`
	On        Date           `json:"on,omitzero"`
	Cue       string         `json:"cue,omitzero"`
	SourceURL string         `json:"sourceUrl,omitzero"`
	// Weakest marks the link that a fact-checker should doubt first.
	Weakest bool `json:"weakest,omitzero"`
}

// Utterance is a speech act that several quotes print.
type Utterance struct {
	ID      UtteranceID `json:"id"`
	Speaker ActorID     `json:"speaker"`
	SaidOn  Date        `json:"saidOn,omitzero"`
	Medium  Medium      `json:"medium,omitzero"`
}

// Correction is appended to a quote; the quote itself stays as it was.
type Correction struct {
	ID        CorrectionID   `json:"id"`
	Quote     QuoteID        `json:"quote"`
	Kind      CorrectionKind `json:"kind"`
	On        Date           `json:"on,omitzero"`
	By        ActorID        `json:"by,omitzero"`
	Reason    string         `json:"reason,omitzero"`
	SourceURL string         `json:"sourceUrl,omitzero"`
	// Replacement is the quote that carries the right words.
	Replacement QuoteID `json:"replacement,omitzero"`
}

// UtteranceID is the declared utterance, or the quote's own.
func (q *Quote) UtteranceID() UtteranceID {
	if q.Utterance.IsZero() {
		return OwnUtterance(q.ID)
	}
	return q.Utterance
}

// FirstHand reports whether no channel stands between speaker and document.
func (q *Quote) FirstHand() bool { return len(q.Chain) == 0 }

func (q *Quote) Ref() Ref      { return Ref{KindQuote, [16]byte(q.ID)} }
func (u *Utterance) Ref() Ref  { return Ref{KindUtterance, [16]byte(u.ID)} }
func (c *Correction) Ref() Ref { return Ref{KindCorrection, [16]byte(c.ID)} }

func (q *Quote) Normalize() {
	q.Fragments = ordered(q.Fragments)
	q.Gists = q.Gists.normalized()
	q.Chain = ordered(q.Chain)
	q.Events = sortedIDs(q.Events)
	q.Notes = ordered(q.Notes)
	q.Verification.At = instant(q.Verification.At)
}

func (u *Utterance) Normalize()  {}
func (c *Correction) Normalize() {}

func (q *Quote) References(visit func(Reference)) {
	refer(visit, "speaker", AnyActor, q.Speaker)
	refer(visit, "affiliation", KindInstitution, q.Affiliation)
	refer(visit, "onBehalfOf", KindInstitution, q.OnBehalfOf)
	refer(visit, "document", KindDocument, q.Document)
	refer(visit, "verification.copy", KindDocument, q.Verification.Copy)
	refer(visit, "utterance", KindUtterance, q.Utterance)
	refer(visit, "events", KindEvent, q.Events...)
	for _, h := range q.Chain {
		refer(visit, "chain.agent", AnyActor, h.Agent)
	}
}

func (u *Utterance) References(visit func(Reference)) {
	refer(visit, "speaker", AnyActor, u.Speaker)
}

func (c *Correction) References(visit func(Reference)) {
	refer(visit, "quote", KindQuote, c.Quote)
	refer(visit, "by", AnyActor, c.By)
	refer(visit, "replacement", KindQuote, c.Replacement)
}

func (q *Quote) Validate() error {
	var c check
	required(&c, "id", q.ID)
	required(&c, "speaker", q.Speaker)
	required(&c, "document", q.Document)
	q.checkWords(&c)
	q.checkEnums(&c)
	q.checkDates(&c)
	checkIDs(&c, "events", q.Events)
	c.most("chain", len(q.Chain), 20)
	for i, h := range q.Chain {
		h.check(&c, fmt.Sprintf("chain[%d]", i))
	}
	return c.problems.Err()
}

func (q *Quote) checkWords(c *check) {
	c.optional("printedName", q.PrintedName, maxName)
	c.optional("role", q.Role, maxName)
	c.optional("cue", q.Cue, maxName)
	c.someTexts("gists", q.Gists, maxText)
	c.language("language", q.Language)
	c.lines("fragments", q.Fragments, maxFragment)
	c.lines("notes", q.Notes, maxText)
	switch q.Mode {
	case Direct, Mixed:
		c.reject(len(q.Fragments) == 0, "fragments", "a direct or mixed quote needs the speaker's verbatim words")
	case Indirect, Editorial:
		c.reject(len(q.Fragments) > 0, "fragments", "only direct and mixed quotes have verbatim words")
	}
	if q.Selector != nil {
		q.Selector.check(c)
	}
}

func (q *Quote) checkEnums(c *check) {
	checkWord(c, "mode", q.Mode)
	checkWord(c, "capacity", q.Capacity)
	checkWord(c, "act", q.Act)
	checkWord(c, "medium", q.Medium)
	checkWord(c, "translated", q.Translated)
	optionalWord(c, "saidOnBasis", q.SaidOnBasis)
	checkWord(c, "verification.state", q.Verification.State)
	c.reject(q.Capacity == Personal && !q.OnBehalfOf.IsZero(), "onBehalfOf", "who speaks in a personal capacity speaks for no institution")
	verified := q.Verification.State != Unverified
	c.reject(verified && (q.Selector == nil || q.Verification.TextSHA256.IsZero()), "verification", "cannot be without a selector and the hash of the text it was checked against")
	c.reject(verified && q.Verification.Copy.IsZero(), "verification.copy", "missing: name the document whose text it was checked against")
}

func (q *Quote) checkDates(c *check) {
	c.instant("verification.at", q.Verification.At)
	c.date("saidOn", q.SaidOn)
	c.reject(q.SaidOn.IsZero() && q.SaidOnBasis != 0, "saidOnBasis", "is set although no date is")
	c.reject(!q.SaidOn.IsZero() && q.SaidOnBasis == 0, "saidOnBasis", "missing: say where the date comes from")
}

func (s *Selector) check(c *check) {
	c.reject(s.Start < 0 || s.End <= s.Start, "selector", "want 0 <= start < end, in code points")
	c.reject(s.SHA256.IsZero(), "selector.sha256", "missing")
	c.optional("selector.exact", s.Exact, maxFragment)
	c.optional("selector.prefix", s.Prefix, maxName)
	c.optional("selector.suffix", s.Suffix, maxName)
	if s.Exact != "" {
		c.reject(HashOf(s.Exact) != s.SHA256, "selector.sha256", "is not the hash of the exact words")
		c.reject(int(s.End-s.Start) != len([]rune(s.Exact)), "selector", "is not as long as the exact words")
	}
}

func (h Hop) check(c *check, path string) {
	checkWord(c, path+".act", h.Act)
	c.date(path+".on", h.On)
	c.optional(path+".cue", h.Cue, maxName)
	c.url(path+".sourceUrl", h.SourceURL)
}

func (u *Utterance) Validate() error {
	var c check
	required(&c, "id", u.ID)
	required(&c, "speaker", u.Speaker)
	c.date("saidOn", u.SaidOn)
	checkWord(&c, "medium", u.Medium)
	return c.problems.Err()
}

func (r *Correction) Validate() error {
	var c check
	required(&c, "id", r.ID)
	required(&c, "quote", r.Quote)
	checkWord(&c, "kind", r.Kind)
	c.date("on", r.On)
	c.optional("reason", r.Reason, maxText)
	c.url("sourceUrl", r.SourceURL)
	c.reject(r.Replacement == r.Quote && !r.Quote.IsZero(), "replacement", "a quote cannot replace itself")
	c.reject(r.Kind == SpeakerRetracted && r.On.IsZero(), "on", "missing: a retraction takes effect on its date")
	return c.problems.Err()
}
