package quads

import "onrecord/internal/record"

func (c *coder) profile(p *record.Profile) {
	c.slugs(&p.Slug, &p.FormerSlugs)
	c.names(&p.Names)
	c.texts(tDescription, &p.Description)
}

func (c *coder) slugs(slug *string, former *[]string) {
	c.text(tSlug, slug)
	c.unordered(tFormerSlug, former)
}

func (c *coder) person(p *record.Person) {
	identify(c, &p.ID)
	c.profile(&p.Profile)
	c.addresses(tSameAs, &p.SameAs)
	references(c, tDistinctFrom, &p.DistinctFrom)
}

func (c *coder) institution(i *record.Institution) {
	identify(c, &i.ID)
	c.profile(&i.Profile)
	word(c, tInstitutionKind, &i.Kind, institutionKinds)
	c.addresses(tSameAs, &i.SameAs)
	structured(c, tParents, typeParents, &i.Parents, parents)
	var above []record.InstitutionID
	for _, l := range i.Parents {
		above = append(above, l.Institution)
	}
	edges(c, tParent, above)
}

func parents(l *literal, list *[]record.InstitutionLink) {
	entries(l, list, func(l *literal, p *record.InstitutionLink) {
		literalID(l, "institution", &p.Institution)
		l.textAt("relation", &p.Relation)
		l.dateAt("since", &p.Since)
		l.dateAt("until", &p.Until)
	})
}

func (c *coder) unnamedSource(u *record.UnnamedSource) {
	identify(c, &u.ID)
	c.profile(&u.Profile)
	reference(c, tDocument, &u.Document)
	reference(c, tAffiliation, &u.Affiliation)
	c.count(tHeadcount, &u.Headcount)
	word(c, tReason, &u.Reason, anonymityReasons)
}

func (c *coder) collective(l *record.Collective) {
	identify(c, &l.ID)
	c.profile(&l.Profile)
	reference(c, tDocument, &l.Document)
	references(c, tPossibleMember, &l.PossibleMembers)
}

func (c *coder) affiliation(a *record.Affiliation) {
	identify(c, &a.ID)
	reference(c, tMember, &a.Person)
	reference(c, tOrganization, &a.Institution)
	c.text(tRole, &a.Role)
	c.date(tStart, &a.Since)
	c.date(tEnd, &a.Until)
	references(c, tEvidence, &a.Evidence)
}
