package record

// Claim is a proposition in the editor's own words. Two claims are never one
// because their texts are equal: sameness is a ClaimRelation that somebody
// judged.
type Claim struct {
	ID          ClaimID    `json:"id"`
	Slug        string     `json:"slug"`
	FormerSlugs []string   `json:"formerSlugs,omitzero"`
	Texts       Texts      `json:"texts"`
	Kind        ClaimKind  `json:"kind"`
	Question    QuestionID `json:"question,omitzero"`
	Topics      []TopicID  `json:"topics,omitzero"`
	Events      []EventID  `json:"events,omitzero"`
	About       []ActorID  `json:"about,omitzero"`
}

// ClaimRelation is a judgement of how two claims stand to one another. SAME
// joins them into one class, OPPOSITE joins them with the sides exchanged.
type ClaimRelation struct {
	ID   ClaimRelationID   `json:"id"`
	Kind ClaimRelationKind `json:"kind"`
	From ClaimID           `json:"from"`
	To   ClaimID           `json:"to"`
	By   string            `json:"by,omitzero"`
	On   Date              `json:"on,omitzero"`
	Note string            `json:"note,omitzero"`
}

// Question groups claims that answer the same thing and exclude one another:
// one dispute, however many answers it has.
type Question struct {
	ID          QuestionID `json:"id"`
	Slug        string     `json:"slug"`
	FormerSlugs []string   `json:"formerSlugs,omitzero"`
	Texts       Texts      `json:"texts"`
}

// Topic is a subject that claims are filed under.
type Topic struct {
	ID          TopicID  `json:"id"`
	Slug        string   `json:"slug"`
	FormerSlugs []string `json:"formerSlugs,omitzero"`
	Names       Texts    `json:"names"`
}

func (c *Claim) Ref() Ref         { return Ref{KindClaim, [16]byte(c.ID)} }
func (r *ClaimRelation) Ref() Ref { return Ref{KindClaimRelation, [16]byte(r.ID)} }
func (q *Question) Ref() Ref      { return Ref{KindQuestion, [16]byte(q.ID)} }
func (t *Topic) Ref() Ref         { return Ref{KindTopic, [16]byte(t.ID)} }

func (c *Claim) Normalize() {
	c.FormerSlugs = sortedStrings(c.FormerSlugs)
	c.Texts = c.Texts.normalized()
	c.Topics = sortedIDs(c.Topics)
	c.Events = sortedIDs(c.Events)
	c.About = sortedIDs(c.About)
}

func (r *ClaimRelation) Normalize() {}

func (q *Question) Normalize() {
	q.FormerSlugs = sortedStrings(q.FormerSlugs)
	q.Texts = q.Texts.normalized()
}

func (t *Topic) Normalize() {
	t.FormerSlugs = sortedStrings(t.FormerSlugs)
	t.Names = t.Names.normalized()
}

func (c *Claim) References(visit func(Reference)) {
	refer(visit, "question", KindQuestion, c.Question)
	refer(visit, "topics", KindTopic, c.Topics...)
	refer(visit, "events", KindEvent, c.Events...)
	refer(visit, "about", AnyActor, c.About...)
}

func (r *ClaimRelation) References(visit func(Reference)) {
	refer(visit, "from", KindClaim, r.From)
	refer(visit, "to", KindClaim, r.To)
}

func (q *Question) References(func(Reference)) {}
func (t *Topic) References(func(Reference))    {}

func (c *Claim) Validate() error {
	var k check
	required(&k, "id", c.ID)
	checkSlugs(&k, c.Slug, c.FormerSlugs)
	k.someTexts("texts", c.Texts, maxText)
	checkWord(&k, "kind", c.Kind)
	checkIDs(&k, "topics", c.Topics)
	checkIDs(&k, "events", c.Events)
	checkIDs(&k, "about", c.About)
	return k.problems.Err()
}

func (r *ClaimRelation) Validate() error {
	var c check
	required(&c, "id", r.ID)
	checkWord(&c, "kind", r.Kind)
	required(&c, "from", r.From)
	required(&c, "to", r.To)
	c.reject(r.From == r.To && !r.From.IsZero(), "to", "a claim cannot be related to itself")
	c.optional("by", r.By, maxName)
	c.date("on", r.On)
	c.optional("note", r.Note, maxText)
	return c.problems.Err()
}

func (q *Question) Validate() error {
	var c check
	required(&c, "id", q.ID)
	checkSlugs(&c, q.Slug, q.FormerSlugs)
	c.someTexts("texts", q.Texts, maxText)
	return c.problems.Err()
}

func (t *Topic) Validate() error {
	var c check
	required(&c, "id", t.ID)
	checkSlugs(&c, t.Slug, t.FormerSlugs)
	c.someTexts("names", t.Names, maxName)
	return c.problems.Err()
}
