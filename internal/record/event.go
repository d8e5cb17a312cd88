package record

// Event is something that happened. It asserts no one's part in it: that is
// what participations are for.
type Event struct {
	ID          EventID   `json:"id"`
	Slug        string    `json:"slug"`
	FormerSlugs []string  `json:"formerSlugs,omitzero"`
	Names       Texts     `json:"names"`
	Kind        EventKind `json:"kind"`
	Start       Date      `json:"start,omitzero"`
	End         Date      `json:"end,omitzero"`
	Place       string    `json:"place,omitzero"`
	PartOf      EventID   `json:"partOf,omitzero"`
}

// Participation is an actor's part in an event according to its evidence.
type Participation struct {
	ID       ParticipationID `json:"id"`
	Event    EventID         `json:"event"`
	Actor    ActorID         `json:"actor"`
	Role     string          `json:"role"`
	Evidence []QuoteID       `json:"evidence"`
}

func (e *Event) Ref() Ref         { return Ref{KindEvent, [16]byte(e.ID)} }
func (p *Participation) Ref() Ref { return Ref{KindParticipation, [16]byte(p.ID)} }

func (e *Event) Normalize() {
	e.FormerSlugs = sortedStrings(e.FormerSlugs)
	e.Names = e.Names.normalized()
}

func (p *Participation) Normalize() { p.Evidence = sortedIDs(p.Evidence) }

func (e *Event) References(visit func(Reference)) {
	refer(visit, "partOf", KindEvent, e.PartOf)
}

func (p *Participation) References(visit func(Reference)) {
	refer(visit, "event", KindEvent, p.Event)
	refer(visit, "actor", AnyActor, p.Actor)
	refer(visit, "evidence", KindQuote, p.Evidence...)
}

func (e *Event) Validate() error {
	var c check
	required(&c, "id", e.ID)
	checkSlugs(&c, e.Slug, e.FormerSlugs)
	c.someTexts("names", e.Names, maxName)
	checkWord(&c, "kind", e.Kind)
	c.period("start", e.Start, e.End)
	c.optional("place", e.Place, maxName)
	c.reject(e.PartOf == e.ID && !e.ID.IsZero(), "partOf", "an event cannot be part of itself")
	return c.problems.Err()
}

func (p *Participation) Validate() error {
	var c check
	required(&c, "id", p.ID)
	required(&c, "event", p.Event)
	required(&c, "actor", p.Actor)
	c.text("role", p.Role, maxName)
	c.reject(len(p.Evidence) == 0, "evidence", "missing: the graph itself asserts no one's part in an event")
	checkIDs(&c, "evidence", p.Evidence)
	return c.problems.Err()
}
