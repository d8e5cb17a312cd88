package web

// front answers for the overview.
func (s *Site) front(v *visit) (*page, error) {
	view, err := v.reader.front(v.ctx)
	if err != nil {
		return nil, err
	}
	return &page{Template: "front", Kind: "website", Title: "onrecord", Description: view.Counts, Path: v.reader.permanent("", ""), View: view}, nil
}
