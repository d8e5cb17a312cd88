package record

// Stance says that in this quote its speaker takes this position on this claim.
// The edge of agreement between two people is derived from stances and never
// stored.
type Stance struct {
	ID       StanceID `json:"id"`
	Quote    QuoteID  `json:"quote"`
	Claim    ClaimID  `json:"claim"`
	Position Position `json:"position"`
	// Qualified puts a condition or scope beside the side, see Condition; it is
	// not a side of its own.
	Qualified bool      `json:"qualified,omitzero"`
	Condition string    `json:"condition,omitzero"`
	Certainty Certainty `json:"certainty,omitzero"`
	Basis     Basis     `json:"basis,omitzero"`
	Coder     string    `json:"coder,omitzero"`
}

// ReportedPosition is what the quote's speaker says that the holder holds. It
// is counted nowhere: neither as the holder's position nor as the reporter's.
type ReportedPosition struct {
	ID       ReportedPositionID `json:"id"`
	Quote    QuoteID            `json:"quote"`
	Holder   ActorID            `json:"holder"`
	Claim    ClaimID            `json:"claim"`
	Position Position           `json:"position"`
}

// Response is one speaker's stated answer to another ("Alwan agreed with
// Allawi that…"). It is kept apart from computed agreement. To is absent where
// the document does not say with whom.
type Response struct {
	ID      ResponseID   `json:"id"`
	Quote   QuoteID      `json:"quote"`
	Kind    ResponseKind `json:"kind"`
	To      ActorID      `json:"to,omitzero"`
	ToQuote QuoteID      `json:"toQuote,omitzero"`
	Claim   ClaimID      `json:"claim,omitzero"`
	Basis   Basis        `json:"basis,omitzero"`
}

func (s *Stance) Ref() Ref           { return Ref{KindStance, [16]byte(s.ID)} }
func (r *ReportedPosition) Ref() Ref { return Ref{KindReportedPosition, [16]byte(r.ID)} }
func (r *Response) Ref() Ref         { return Ref{KindResponse, [16]byte(r.ID)} }

func (s *Stance) Normalize()           {}
func (r *ReportedPosition) Normalize() {}
func (r *Response) Normalize()         {}

func (s *Stance) References(visit func(Reference)) {
	refer(visit, "quote", KindQuote, s.Quote)
	refer(visit, "claim", KindClaim, s.Claim)
}

func (r *ReportedPosition) References(visit func(Reference)) {
	refer(visit, "quote", KindQuote, r.Quote)
	refer(visit, "holder", AnyActor, r.Holder)
	refer(visit, "claim", KindClaim, r.Claim)
}

func (r *Response) References(visit func(Reference)) {
	refer(visit, "quote", KindQuote, r.Quote)
	refer(visit, "to", AnyActor, r.To)
	refer(visit, "toQuote", KindQuote, r.ToQuote)
	refer(visit, "claim", KindClaim, r.Claim)
}

func (s *Stance) Validate() error {
	var c check
	required(&c, "id", s.ID)
	required(&c, "quote", s.Quote)
	required(&c, "claim", s.Claim)
	checkWord(&c, "position", s.Position)
	checkWord(&c, "certainty", s.Certainty)
	checkWord(&c, "basis", s.Basis)
	c.optional("condition", s.Condition, maxText)
	c.optional("coder", s.Coder, maxName)
	c.reject(s.Qualified && s.Condition == "", "condition", "missing: a qualified position says what qualifies it")
	c.reject(!s.Qualified && s.Condition != "", "qualified", "must be set where a condition is given")
	c.reject(s.Qualified && s.Position != Supports && s.Position != Opposes, "qualified", "only a side can be qualified: SUPPORTS or OPPOSES")
	return c.problems.Err()
}

func (r *ReportedPosition) Validate() error {
	var c check
	required(&c, "id", r.ID)
	required(&c, "quote", r.Quote)
	required(&c, "holder", r.Holder)
	required(&c, "claim", r.Claim)
	checkWord(&c, "position", r.Position)
	return c.problems.Err()
}

func (r *Response) Validate() error {
	var c check
	required(&c, "id", r.ID)
	required(&c, "quote", r.Quote)
	checkWord(&c, "kind", r.Kind)
	checkWord(&c, "basis", r.Basis)
	c.reject(r.To.IsZero() && r.ToQuote.IsZero() && r.Claim.IsZero(), "to", "missing: a response answers somebody, a quote or a claim")
	c.reject(r.ToQuote == r.Quote && !r.Quote.IsZero(), "toQuote", "a quote cannot answer itself")
	return c.problems.Err()
}
