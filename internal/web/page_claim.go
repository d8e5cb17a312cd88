package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// claim answers for the page of a claim, or for one side of it.
func (s *Site) claim(v *visit) (*page, error) {
	rec, err := v.bySlug(record.KindClaim, "claim")
	if err != nil {
		return nil, err
	}
	c := rec.(*record.Claim)
	sel, err := v.selection()
	if err != nil {
		return nil, err
	}
	view, err := v.reader.claim(v.ctx, c, sel)
	if err != nil {
		return nil, err
	}
	if sel.Skip > 0 && view.shown() == 0 {
		return nil, refuse(record.ErrNotFound, "beyond", sel.Skip+1)
	}
	description, err := v.describeTally(&view.Tally)
	if err != nil {
		return nil, err
	}
	p := &page{Template: "claim", Title: view.Text.Text, Description: description, Path: v.reader.permanent("claim", c.Slug), View: view, Dated: true,
		Linked: v.reader.claimLinked(view)}
	if sel.Side != "" {
		p.Template, p.NoIndex = "claim-side", true
	}
	return v.refer(p, uuid.UUID(c.ID), c.Slug, view.Text.Text)
}

// describeTally is what previews of a claim say.
func (v *visit) describeTally(t *tallyView) (string, error) {
	if t.Actors == 0 {
		return v.tongue.say("claim.nobody")
	}
	return v.tongue.fill("claim.description", t.Supports, t.Opposes, t.Undecided)
}

// selection reads which part of a claim's actors is asked for.
func (v *visit) selection() (selection, error) {
	sel := selection{Side: v.query.Get(sideParameter), Most: mostShown}
	if sel.Side != "" && !slices.Contains(sideKeys, sel.Side) && !slices.Contains(apartKeys, sel.Side) {
		return sel, refuse(record.ErrInvalid, "one-of", shorten(sel.Side), sideParameter, strings.Join(slices.Concat(sideKeys, apartKeys), ", "))
	}
	from, err := v.number(fromParameter)
	if sel.Side != "" {
		sel.Skip = from
	}
	return sel, err
}

// number reads a place in a list; 0 where the address does not give one.
func (v *visit) number(name string) (int, error) {
	text := v.query.Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1<<30 {
		return 0, refuse(record.ErrInvalid, "from", name, 0)
	}
	return n, nil
}
