package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// The piles of notes. Each is sorted by the id or the slug that its notes begin
// with, so that what is to be compared stands together.
const (
	// pileFacts: what there is under an id, and what others expect of it.
	pileFacts = iota
	// pileSlugs: who has a slug.
	pileSlugs
	// pileHomes: which dossiers declare an id.
	pileHomes
	// pileRelations: relations of claims.
	pileRelations
	// pileReprints: which documents must be republications of which.
	pileReprints
	// pileStanding: problems that there are only if a stored record stays as it
	// is, under its id.
	pileStanding
)

// A fact begins with the id it is about and its sort, so what there is under an
// id comes before what is expected of it.
type fact byte

const (
	isStored fact = iota + 1
	isPut
	isChangeset
	isOwnUtterance
	isReferredTo
	isUttered
	isSpeaker
	isCopy
)

// noter notes, of each record, what the rules of a graph ask of it and of those
// it refers to. Of every record that is the 16 bytes of its id and 10 more, or 42
// where the store is not empty; of each of its references 27; of a quote with
// three of them about 200 in all. A document's text is noted whole, because quotes
// may have to be looked up in it.
type noter struct {
	bulk Bulk
	item []byte
	// fields are the names of the fields that refer to others, by number.
	fields  []string
	numbers map[string]byte
	// relates and declares say whether the stream has relations and dossiers.
	relates, declares bool
}

func (n *noter) start(id [16]byte, f fact) { n.item = append(append(n.item[:0], id[:]...), byte(f)) }

func (n *noter) number(number int64) {
	n.item = binary.BigEndian.AppendUint64(n.item, uint64(number))
}

func (n *noter) id(id [16]byte) { n.item = append(n.item, id[:]...) }

func (n *noter) end(pile int) error { return n.bulk.Note(pile, n.item) }

// stored notes a record that the store has.
func (n *noter) stored(r record.Record) error { return n.note(0, r) }

// note notes a record of the stream, or a stored one, whose number is 0.
func (n *noter) note(number int64, r record.Record) error {
	if err := n.noteRecord(number, r); err != nil {
		return err
	}
	if number > 0 {
		if err := n.noteExpectations(number, r); err != nil {
			return err
		}
	}
	if err := n.noteSlugs(number, r); err != nil {
		return err
	}
	switch r := r.(type) {
	case *record.Quote:
		return n.noteQuote(number, r)
	case *record.Dossier:
		n.declares = n.declares || number > 0
		return n.noteHomes(number, r)
	case *record.ClaimRelation:
		n.relates = n.relates || number > 0
		return n.noteRelation(number, r)
	}
	return nil
}

// noteRecord notes that there is a record, and what others may depend on in it.
func (n *noter) noteRecord(number int64, r record.Record) error {
	ref := r.Ref()
	if number == 0 {
		n.start(ref.ID, isStored)
	} else {
		n.start(ref.ID, isPut)
	}
	n.item = append(n.item, byte(ref.Kind))
	n.number(number)
	// In an empty store there is nothing that a record could equal.
	if n.bulk.Revision() > 0 {
		text, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("compare %v: %w", ref, err)
		}
		sum := sha256.Sum256(text)
		n.item = append(n.item, sum[:]...)
	}
	switch r := r.(type) {
	case *record.Utterance:
		n.id(r.Speaker)
	case *record.UnnamedSource:
		n.id(r.Document)
	case *record.Collective:
		n.id(r.Document)
	case *record.Document:
		n.id(r.RepublicationOf)
		n.item = append(append(n.item, r.SHA256[:]...), r.Text...)
	}
	return n.end(pileFacts)
}

// noteExpectations notes what a record wants to be there, and what must not be:
// the ids of quotes' own utterances are kept free.
func (n *noter) noteExpectations(number int64, r record.Record) (err error) {
	ref := r.Ref()
	if ref.Kind == record.KindQuote || n.bulk.Revision() > 0 {
		// The mask is its own inverse, so this is also the quote whose own utterance
		// the record would be.
		n.start(record.OwnUtterance(record.QuoteID(ref.ID)), isOwnUtterance)
		n.item = append(n.item, byte(ref.Kind))
		n.number(number)
		if err := n.end(pileFacts); err != nil {
			return err
		}
	}
	r.References(func(want record.Reference) {
		if err != nil {
			return
		}
		n.start(want.ID, isReferredTo)
		n.item = append(n.item, byte(want.Want), n.field(want.Field))
		n.number(number)
		err = n.end(pileFacts)
	})
	return err
}

// field is the number of a name of a field, of which there are fewer than fifty.
func (n *noter) field(name string) byte {
	if number, ok := n.numbers[name]; ok {
		return number
	}
	if n.numbers == nil {
		n.numbers = map[string]byte{}
	}
	number := byte(len(n.fields))
	n.fields = append(n.fields, name)
	n.numbers[name] = number
	return number
}

func (n *noter) noteQuote(number int64, q *record.Quote) error {
	if !q.Utterance.IsZero() {
		n.start(q.Utterance, isUttered)
		n.number(number)
		n.id(q.ID)
		n.id(q.Speaker)
		if err := n.end(pileFacts); err != nil {
			return err
		}
	}
	if err := n.noteVoice(number, q, q.Speaker, "speaker"); err != nil {
		return err
	}
	for i, h := range q.Chain {
		if h.Agent.IsZero() {
			continue
		}
		if err := n.noteVoice(number, q, h.Agent, fmt.Sprintf("chain[%d].agent", i)); err != nil {
			return err
		}
	}
	return n.noteVerified(number, q)
}

// noteVoice notes in which document somebody has a voice.
func (n *noter) noteVoice(number int64, q *record.Quote, voice record.ActorID, path string) error {
	n.start(voice, isSpeaker)
	n.number(number)
	n.id(q.ID)
	n.id(q.Document)
	n.item = append(n.item, path...)
	return n.end(pileFacts)
}

// noteVerified notes what of a quote must be found in the copy that it names.
func (n *noter) noteVerified(number int64, q *record.Quote) error {
	if q.Verification.State != record.Verified {
		return nil
	}
	words, err := json.Marshal(verifiable{q.Selector, q.Fragments})
	if err != nil {
		return fmt.Errorf("note the words of %v: %w", q.Ref(), err)
	}
	n.start(q.Verification.Copy, isCopy)
	n.number(number)
	n.id(q.ID)
	n.item = append(append(n.item, q.Verification.TextSHA256[:]...), words...)
	return n.end(pileFacts)
}

// verifiable is what of a quote is looked up in a text.
type verifiable struct {
	Selector  *record.Selector
	Fragments []string
}

// noteSlugs notes the present and former slugs of a record. Slugs have no zero
// byte, so it ends them.
func (n *noter) noteSlugs(number int64, r record.Record) error {
	slug, former := slugsOf(r)
	if slug == "" {
		return nil
	}
	for i := range 1 + len(former) {
		s := slug
		if i > 0 {
			s = former[i-1]
		}
		n.item = append(n.item[:0], byte(groupOf(r.Ref().Kind)))
		n.item = append(append(n.item, s...), 0)
		n.holder(number, r.Ref())
		if err := n.end(pileSlugs); err != nil {
			return err
		}
	}
	return nil
}

// holder ends a note with the record that holds something.
func (n *noter) holder(number int64, ref record.Ref) {
	n.id(ref.ID)
	n.item = append(n.item, byte(ref.Kind))
	n.number(number)
}

func (n *noter) noteHomes(number int64, d *record.Dossier) error {
	for _, id := range d.Declares {
		n.item = append(append(n.item[:0], id[:]...), d.Slug...)
		n.item = append(n.item, 0)
		n.holder(number, d.Ref())
		if err := n.end(pileHomes); err != nil {
			return err
		}
	}
	return nil
}

func (n *noter) noteRelation(number int64, r *record.ClaimRelation) error {
	n.item = append(n.item[:0], r.ID[:]...)
	n.number(number)
	n.item = append(n.item, byte(r.Kind))
	n.id(r.From)
	n.id(r.To)
	return n.end(pileRelations)
}

// changeset notes the id of the change itself, which must be free.
func (n *noter) changeset(by *record.Changeset) error {
	for _, id := range []uuid.UUID{uuid.UUID(by.ID), uuid.UUID(record.QuoteOfOwnUtterance(record.UtteranceID(by.ID)))} {
		n.start(id, isChangeset)
		if err := n.end(pileFacts); err != nil {
			return err
		}
	}
	return nil
}
