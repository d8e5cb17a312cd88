package graph

import "onrecord/internal/record"

// stanceRow is a stance without its id, see quoteRow:
//
//	0 quote  4 claim  8 position  9 certainty  10 basis  11 flags  12 condition, coder
type stanceRow string

const (
	stanceQuote     = 0
	stanceClaim     = 4
	stancePosition  = 8
	stanceCertainty = 9
	stanceBasis     = 10
	stanceFlags     = 11
	stanceHead      = 12

	stanceQualified = 1
)

func (s stanceRow) quote() (uint32, bool)       { return numberFrom(string(s), stanceQuote) }
func (s stanceRow) claim() (uint32, bool)       { return numberFrom(string(s), stanceClaim) }
func (s stanceRow) position() record.Position   { return record.Position(s[stancePosition]) }
func (s stanceRow) certainty() record.Certainty { return record.Certainty(s[stanceCertainty]) }
func (s stanceRow) basis() record.Basis         { return record.Basis(s[stanceBasis]) }
func (s stanceRow) qualified() bool             { return s[stanceFlags]&stanceQualified != 0 }

func (w *rowWriter) stance(st *record.Stance, number numbering) {
	refer(w, number, quotes, st.Quote)
	refer(w, number, claims, st.Claim)
	var flags byte
	if st.Qualified {
		flags = stanceQualified
	}
	w.bytes([]byte{byte(st.Position), byte(st.Certainty), byte(st.Basis), flags})
	w.text(st.Condition)
	w.text(st.Coder)
}

// stanceAt decodes a stance; it is nil where the number has none.
func (s *Snapshot) stanceAt(n uint32) *record.Stance {
	row := s.stanceRow(n)
	if row == "" {
		return nil
	}
	st := new(record.Stance)
	s.readStanceHead(n, row, st)
	r := rowReader{string(row[stanceHead:])}
	st.Condition = r.text()
	st.Coder = r.text()
	return st
}

// readStanceHead fills in all but the texts, which no rule of package stance
// asks for.
func (s *Snapshot) readStanceHead(n uint32, row stanceRow, st *record.Stance) {
	st.ID = record.StanceID(s.tables[stances].ids.at(n))
	quote, ok := row.quote()
	st.Quote = idOf[record.QuoteID](s, quotes, quote, ok)
	claim, ok := row.claim()
	st.Claim = idOf[record.ClaimID](s, claims, claim, ok)
	st.Position, st.Certainty, st.Basis = row.position(), row.certainty(), row.basis()
	st.Qualified = row.qualified()
}
