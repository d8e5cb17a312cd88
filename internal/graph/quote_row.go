package graph

import (
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// quoteRow is a quote without its id: a head of fixed places, which is all that
// lists, counts and filters read, and a tail of what only the quote itself shows.
//
//	 0 speaker       16 utterance       28 verification's state
//	 4 affiliation   20 date of speech  29 translated
//	 8 on behalf of  24 mode            30 basis of the date
//	12 document      25 capacity        31 flags
//	                 26 act
//	                 27 medium
//
// References are numbers of their groups plus one; 0 is absent. The tail begins
// with the selector, where there is one, so that its start is at a fixed place.
type quoteRow string

const (
	quoteSpeaker    = 0
	quoteAt         = 4
	quoteFor        = 8
	quoteDocument   = 12
	quoteUtterance  = 16
	quoteSaidOn     = 20
	quoteMode       = 24
	quoteCapacity   = 25
	quoteAct        = 26
	quoteMedium     = 27
	quoteState      = 28
	quoteTranslated = 29
	quoteBasis      = 30
	quoteFlags      = 31
	quoteHead       = 32
)

const (
	quotePulled   = 1 << iota // a pull quote
	quoteSelected             // has a selector
	quoteChecked              // has a verification with details
	quoteRelayed              // has a chain
)

func (q quoteRow) speaker() (uint32, bool)     { return numberFrom(string(q), quoteSpeaker) }
func (q quoteRow) affiliation() (uint32, bool) { return numberFrom(string(q), quoteAt) }
func (q quoteRow) onBehalfOf() (uint32, bool)  { return numberFrom(string(q), quoteFor) }
func (q quoteRow) document() (uint32, bool)    { return numberFrom(string(q), quoteDocument) }
func (q quoteRow) utterance() (uint32, bool)   { return numberFrom(string(q), quoteUtterance) }
func (q quoteRow) saidOn() record.Date         { return dateFrom(field32(string(q), quoteSaidOn)) }
func (q quoteRow) mode() record.QuoteMode      { return record.QuoteMode(q[quoteMode]) }
func (q quoteRow) capacity() record.Capacity   { return record.Capacity(q[quoteCapacity]) }
func (q quoteRow) act() record.SpeechAct       { return record.SpeechAct(q[quoteAct]) }
func (q quoteRow) medium() record.Medium       { return record.Medium(q[quoteMedium]) }
func (q quoteRow) firstHand() bool             { return q[quoteFlags]&quoteRelayed == 0 }

func (q quoteRow) state() record.VerificationState {
	return record.VerificationState(q[quoteState])
}

func dateField(d record.Date) uint32 {
	return uint32(uint16(d.Year))<<16 | uint32(d.Month)<<8 | uint32(d.Day)
}

func dateFrom(v uint32) record.Date {
	return record.Date{Year: int16(v >> 16), Month: uint8(v >> 8), Day: uint8(v)}
}

// numbering gives the numbers of what a row refers to.
type numbering func(g group, id uuid.UUID) uint32

// refer writes a reference that may be absent.
func refer[I ~[16]byte](w *rowWriter, number numbering, g group, id I) {
	if id == (I{}) {
		w.fixed32(0)
		return
	}
	w.fixed32(number(g, uuid.UUID(id)) + 1)
}

// write appends the row of a quote.
func (w *rowWriter) quote(q *record.Quote, number numbering) {
	refer(w, number, actors, q.Speaker)
	refer(w, number, actors, q.Affiliation)
	refer(w, number, actors, q.OnBehalfOf)
	refer(w, number, documents, q.Document)
	refer(w, number, utterances, q.Utterance)
	w.fixed32(dateField(q.SaidOn))
	w.bytes([]byte{
		byte(q.Mode), byte(q.Capacity), byte(q.Act), byte(q.Medium), byte(q.Verification.State),
		byte(q.Translated), byte(q.SaidOnBasis), quoteFlagsOf(q),
	})
	if q.Selector != nil {
		w.selector(q.Selector)
	}
	if quoteFlagsOf(q)&quoteChecked != 0 {
		w.verification(&q.Verification, number)
	}
	if len(q.Chain) > 0 {
		w.chain(q.Chain, number)
	}
	w.text(q.PrintedName)
	w.text(q.Role)
	w.texts(q.Fragments)
	w.gists(q.Gists)
	w.text(q.Cue)
	w.text(q.Language)
	w.count(len(q.Events))
	for _, e := range q.Events {
		refer(w, number, events, e)
	}
	w.texts(q.Notes)
}

func quoteFlagsOf(q *record.Quote) (flags byte) {
	if q.PullQuote {
		flags |= quotePulled
	}
	if q.Selector != nil {
		flags |= quoteSelected
	}
	if q.Verification != (record.Verification{State: q.Verification.State}) {
		flags |= quoteChecked
	}
	if len(q.Chain) > 0 {
		flags |= quoteRelayed
	}
	return flags
}

func (w *rowWriter) selector(s *record.Selector) {
	w.fixed32(uint32(s.Start))
	w.fixed32(uint32(s.End))
	w.bytes(s.SHA256[:])
	w.text(s.Exact)
	w.text(s.Prefix)
	w.text(s.Suffix)
}

func (w *rowWriter) verification(v *record.Verification, number numbering) {
	refer(w, number, documents, v.Copy)
	w.bytes(v.TextSHA256[:])
	if v.At.IsZero() {
		w.byte(0)
		return
	}
	w.byte(1)
	w.fixed64(uint64(v.At.UnixMilli()))
}

func (w *rowWriter) chain(hops []record.Hop, number numbering) {
	w.count(len(hops))
	for _, h := range hops {
		refer(w, number, actors, h.Agent)
		w.byte(byte(h.Act))
		w.fixed32(dateField(h.On))
		w.text(h.Cue)
		w.text(h.SourceURL)
		w.byte(0)
		if h.Weakest {
			w.out[len(w.out)-1] = 1
		}
	}
}

func (w *rowWriter) gists(ts record.Texts) {
	w.count(len(ts))
	for _, t := range ts {
		w.text(t.Language)
		w.text(t.Text)
	}
}

// idOf is the id behind an optional number.
func idOf[I ~[16]byte](s *Snapshot, g group, n uint32, ok bool) I {
	if !ok {
		return I{}
	}
	return I(s.tables[g].ids.at(n))
}

// quoteAt decodes a quote; it is nil where the number has none.
func (s *Snapshot) quoteAt(n uint32) *record.Quote {
	row := s.quoteRow(n)
	if row == "" {
		return nil
	}
	q := new(record.Quote)
	s.readQuoteHead(n, row, q)
	flags := row[quoteFlags]
	r := rowReader{string(row[quoteHead:])}
	if flags&quoteSelected != 0 {
		q.Selector = r.selector()
	}
	if flags&quoteChecked != 0 {
		s.readVerification(&r, &q.Verification)
	}
	if flags&quoteRelayed != 0 {
		q.Chain = s.readChain(&r)
	}
	q.PrintedName = r.text()
	q.Role = r.text()
	q.Fragments = r.texts()
	q.Gists = r.gists()
	q.Cue = r.text()
	q.Language = r.text()
	if n := r.count(); n > 0 {
		q.Events = make([]record.EventID, n)
		for i := range q.Events {
			q.Events[i] = readID[record.EventID](s, &r, events)
		}
	}
	q.Notes = r.texts()
	return q
}

// readQuoteHead fills in what the head says, which is all that the rules of
// package stance ask of a quote.
func (s *Snapshot) readQuoteHead(n uint32, row quoteRow, q *record.Quote) {
	optional := func(at int) (uint32, bool) { return numberFrom(string(row), at) }
	q.ID = record.QuoteID(s.tables[quotes].ids.at(n))
	speaker, ok := optional(quoteSpeaker)
	q.Speaker = idOf[record.ActorID](s, actors, speaker, ok)
	affiliation, ok := optional(quoteAt)
	q.Affiliation = idOf[record.InstitutionID](s, actors, affiliation, ok)
	institution, ok := optional(quoteFor)
	q.OnBehalfOf = idOf[record.InstitutionID](s, actors, institution, ok)
	document, ok := optional(quoteDocument)
	q.Document = idOf[record.DocumentID](s, documents, document, ok)
	utterance, ok := optional(quoteUtterance)
	q.Utterance = idOf[record.UtteranceID](s, utterances, utterance, ok)
	q.SaidOn = row.saidOn()
	q.Mode, q.Capacity, q.Act, q.Medium = row.mode(), row.capacity(), row.act(), row.medium()
	q.Verification.State = row.state()
	q.Translated = record.Answer(row[quoteTranslated])
	q.SaidOnBasis = record.DateBasis(row[quoteBasis])
	q.PullQuote = row[quoteFlags]&quotePulled != 0
}

func readID[I ~[16]byte](s *Snapshot, r *rowReader, g group) I {
	v := r.fixed32()
	return idOf[I](s, g, v-1, v != 0)
}

func (r *rowReader) selector() *record.Selector {
	s := &record.Selector{Start: int32(r.fixed32()), End: int32(r.fixed32())}
	copy(s.SHA256[:], r.bytes(len(s.SHA256)))
	s.Exact = r.text()
	s.Prefix = r.text()
	s.Suffix = r.text()
	return s
}

func (s *Snapshot) readVerification(r *rowReader, v *record.Verification) {
	v.Copy = readID[record.DocumentID](s, r, documents)
	copy(v.TextSHA256[:], r.bytes(len(v.TextSHA256)))
	if r.byte() != 0 {
		v.At = time.UnixMilli(int64(r.fixed64())).UTC()
	}
}

func (s *Snapshot) readChain(r *rowReader) []record.Hop {
	hops := make([]record.Hop, r.count())
	for i := range hops {
		h := &hops[i]
		h.Agent = readID[record.ActorID](s, r, actors)
		h.Act = record.AttributionAct(r.byte())
		h.On = dateFrom(r.fixed32())
		h.Cue = r.text()
		h.SourceURL = r.text()
		h.Weakest = r.byte() != 0
	}
	return hops
}

func (r *rowReader) gists() record.Texts {
	n := r.count()
	if n == 0 {
		return nil
	}
	ts := make(record.Texts, n)
	for i := range ts {
		ts[i].Language = r.text()
		ts[i].Text = r.text()
	}
	return ts
}
