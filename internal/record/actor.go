package record

// Person is a human being who speaks in their own name.
type Person struct {
	ID PersonID `json:"id"`
	Profile
	// SameAs are addresses of the person elsewhere (Wikidata, ORCID).
	SameAs []string `json:"sameAs,omitzero"`
	// DistinctFrom are people of similar name who are known to be others.
	DistinctFrom []PersonID `json:"distinctFrom,omitzero"`
}

// Institution is a body that can speak, or for which somebody can.
type Institution struct {
	ID InstitutionID `json:"id"`
	Profile
	Kind    InstitutionKind   `json:"kind"`
	SameAs  []string          `json:"sameAs,omitzero"`
	Parents []InstitutionLink `json:"parents,omitzero"`
}

// InstitutionLink says that an institution belongs to another for some time.
// Nothing that the lower one says climbs to the upper.
type InstitutionLink struct {
	Institution InstitutionID `json:"institution"`
	Relation    string        `json:"relation"`
	Since       Date          `json:"since,omitzero"`
	Until       Date          `json:"until,omitzero"`
}

// UnnamedSource is "a US official": somebody of one document. Two of them are
// never taken for one across documents, and none counts for an institution.
type UnnamedSource struct {
	ID UnnamedSourceID `json:"id"`
	Profile
	Document    DocumentID    `json:"document"`
	Affiliation InstitutionID `json:"affiliation,omitzero"`
	// Headcount is how many people the document says they are; 0: not said.
	Headcount int             `json:"headcount,omitzero"`
	Reason    AnonymityReason `json:"reason,omitzero"`
}

// Collective is "experts interviewed by the paper". Its possible members may
// already be counted one by one, so it is left out of tallies and alignments.
type Collective struct {
	ID CollectiveID `json:"id"`
	Profile
	Document        DocumentID `json:"document"`
	PossibleMembers []ActorID  `json:"possibleMembers,omitzero"`
}

// Affiliation is a role of a person at an institution, bounded in time.
type Affiliation struct {
	ID          AffiliationID `json:"id"`
	Person      PersonID      `json:"person"`
	Institution InstitutionID `json:"institution"`
	Role        string        `json:"role,omitzero"`
	Since       Date          `json:"since,omitzero"`
	Until       Date          `json:"until,omitzero"`
	Evidence    []QuoteID     `json:"evidence,omitzero"`
}

// Held reports whether the affiliation may have held on date d: an open end
// holds, and so does any overlap of reduced-precision dates.
func (a *Affiliation) Held(d Date) bool { return within(d, a.Since, a.Until) }

// Held reports whether the link may have held on date d.
func (l InstitutionLink) Held(d Date) bool { return within(d, l.Since, l.Until) }

func within(d, since, until Date) bool {
	if d.IsZero() {
		return true
	}
	started := since.IsZero() || since.First().Compare(d.Last()) <= 0
	ended := !until.IsZero() && until.Last().Compare(d.First()) < 0
	return started && !ended
}

func (p *Person) Ref() Ref        { return Ref{KindPerson, [16]byte(p.ID)} }
func (i *Institution) Ref() Ref   { return Ref{KindInstitution, [16]byte(i.ID)} }
func (u *UnnamedSource) Ref() Ref { return Ref{KindUnnamedSource, [16]byte(u.ID)} }
func (c *Collective) Ref() Ref    { return Ref{KindCollective, [16]byte(c.ID)} }
func (a *Affiliation) Ref() Ref   { return Ref{KindAffiliation, [16]byte(a.ID)} }

func (p *Person) ActorID() ActorID        { return ActorID(p.ID) }
func (i *Institution) ActorID() ActorID   { return ActorID(i.ID) }
func (u *UnnamedSource) ActorID() ActorID { return ActorID(u.ID) }
func (c *Collective) ActorID() ActorID    { return ActorID(c.ID) }

func (p *Person) Normalize() {
	p.normalize()
	p.SameAs = sortedStrings(p.SameAs)
	p.DistinctFrom = sortedIDs(p.DistinctFrom)
}

func (i *Institution) Normalize() {
	i.normalize()
	i.SameAs = sortedStrings(i.SameAs)
	i.Parents = sortedSet(i.Parents, compareLinks)
}

func compareLinks(a, b InstitutionLink) int {
	if c := a.Institution.Compare(b.Institution); c != 0 {
		return c
	}
	if c := a.Since.Compare(b.Since); c != 0 {
		return c
	}
	return compareStrings(a.Relation, b.Relation, a.Since.String()+a.Until.String(), b.Since.String()+b.Until.String())
}

func (u *UnnamedSource) Normalize() { u.normalize() }

func (c *Collective) Normalize() {
	c.normalize()
	c.PossibleMembers = sortedIDs(c.PossibleMembers)
}

func (a *Affiliation) Normalize() { a.Evidence = sortedIDs(a.Evidence) }

func (p *Person) References(visit func(Reference)) {
	refer(visit, "distinctFrom", KindPerson, p.DistinctFrom...)
}

func (i *Institution) References(visit func(Reference)) {
	for _, l := range i.Parents {
		refer(visit, "parents", KindInstitution, l.Institution)
	}
}

func (u *UnnamedSource) References(visit func(Reference)) {
	refer(visit, "document", KindDocument, u.Document)
	refer(visit, "affiliation", KindInstitution, u.Affiliation)
}

func (c *Collective) References(visit func(Reference)) {
	refer(visit, "document", KindDocument, c.Document)
	refer(visit, "possibleMembers", AnyActor, c.PossibleMembers...)
}

func (a *Affiliation) References(visit func(Reference)) {
	refer(visit, "person", KindPerson, a.Person)
	refer(visit, "institution", KindInstitution, a.Institution)
	refer(visit, "evidence", KindQuote, a.Evidence...)
}

func (p *Person) Validate() error {
	c := checkActor(p.ID, &p.Profile)
	c.urls("sameAs", p.SameAs)
	checkIDs(&c, "distinctFrom", p.DistinctFrom)
	for _, other := range p.DistinctFrom {
		c.reject(other == p.ID, "distinctFrom", "a person cannot be distinct from itself")
	}
	return c.problems.Err()
}

func (i *Institution) Validate() error {
	c := checkActor(i.ID, &i.Profile)
	checkWord(&c, "kind", i.Kind)
	c.urls("sameAs", i.SameAs)
	c.most("parents", len(i.Parents), maxList)
	for _, l := range i.Parents {
		required(&c, "parents.institution", l.Institution)
		c.reject(l.Institution == i.ID, "parents", "an institution cannot be its own parent")
		c.text("parents.relation", l.Relation, maxName)
		c.period("parents", l.Since, l.Until)
	}
	return c.problems.Err()
}

func (u *UnnamedSource) Validate() error {
	c := checkActor(u.ID, &u.Profile)
	required(&c, "document", u.Document)
	c.reject(u.Headcount < 0 || u.Headcount > 1_000_000, "headcount", "want a number of people from 0 (not said) to 1000000")
	checkWord(&c, "reason", u.Reason)
	return c.problems.Err()
}

func (l *Collective) Validate() error {
	c := checkActor(l.ID, &l.Profile)
	required(&c, "document", l.Document)
	checkIDs(&c, "possibleMembers", l.PossibleMembers)
	return c.problems.Err()
}

func (a *Affiliation) Validate() error {
	var c check
	required(&c, "id", a.ID)
	required(&c, "person", a.Person)
	required(&c, "institution", a.Institution)
	c.optional("role", a.Role, maxName)
	c.period("since", a.Since, a.Until)
	checkIDs(&c, "evidence", a.Evidence)
	return c.problems.Err()
}

func sortedStrings(list []string) []string {
	return sortedSet(list, func(a, b string) int { return compareStrings(a, b, "", "") })
}
