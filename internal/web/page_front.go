package web

// front answers for the overview.
func (s *Site) front(v *visit) (*page, error) {
	return &page{Template: "front", Title: "onrecord", Path: v.reader.permanent("", ""), View: nil}, nil
}
