package web

import (
	"onrecord/internal/record"
)

// claim answers for the page of a claim.
func (s *Site) claim(v *visit) (*page, error) {
	rec, err := v.bySlug(record.KindClaim, "claim")
	if err != nil {
		return nil, err
	}
	c := rec.(*record.Claim)
	view, err := v.reader.claim(v.ctx, c, selection{Most: mostShown})
	if err != nil {
		return nil, err
	}
	description, err := v.tongue.fill("claim.description", view.Tally.Supports, view.Tally.Opposes, view.Tally.Undecided)
	if err != nil {
		return nil, err
	}
	return &page{Template: "claim", Title: view.Text.Text, Description: description, Path: v.reader.permanent("claim", c.Slug), View: view, Dated: true}, nil
}

// front answers for the overview.
func (s *Site) front(v *visit) (*page, error) {
	return &page{Template: "front", Title: "onrecord", Path: v.reader.permanent("", ""), View: nil}, nil
}
