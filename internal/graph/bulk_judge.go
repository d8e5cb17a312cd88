package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// judgement holds the rules of a graph against the notes of an import. They are
// those of Change.Validate, Snapshot.admit, derive and Snapshot.consistent, in
// that order: of what fails, the first is reported, as Commit does.
type judgement struct {
	bulk Bulk
	*noter
	// compared says whether notes of records have a sum.
	compared bool
	// put counts the records that are not stored as they are.
	put int64

	twice, taken, missing, slugs, relations, inconsistent StreamError
	changesetTaken                                        bool
	// reprints and standing count the notes that are made while judging.
	reprints, standing int

	// The text of the document under the present id, once a quote asked for it.
	text   *record.CodePoints
	textOf uuid.UUID
}

func newJudgement(bulk Bulk, n *noter) *judgement {
	j := &judgement{bulk: bulk, noter: n, compared: bulk.Revision() > 0}
	for _, e := range []*StreamError{&j.twice, &j.missing} {
		e.Kind = record.ErrInvalid
	}
	for _, e := range []*StreamError{&j.taken, &j.slugs, &j.relations, &j.inconsistent} {
		e.Kind = record.ErrConflict
	}
	return j
}

// judge returns the problems of the import, or what kept it from finding them.
func (j *judgement) judge(ctx context.Context) error {
	if err := j.judgeFacts(ctx); err != nil {
		return err
	}
	if err := j.twice.err(); err != nil || j.put == 0 {
		return err
	}
	for _, found := range []*StreamError{&j.taken, &j.missing} {
		if err := found.err(); err != nil {
			return err
		}
	}
	if j.changesetTaken {
		return fmt.Errorf("%w: the id of the changeset is taken; give the change a new one", record.ErrConflict)
	}
	for _, look := range []func(context.Context) error{j.judgeSlugs, j.judgeHomes, j.judgeReprints, j.judgeStanding} {
		if err := look(ctx); err != nil {
			return err
		}
	}
	if err := j.slugs.err(); err != nil {
		return err
	}
	if err := j.judgeRelations(ctx); err != nil {
		return err
	}
	return j.inconsistent.err()
}

// judgeFacts compares what there is under each id with what is expected of it.
func (j *judgement) judgeFacts(ctx context.Context) error {
	u, known := &entryUnder{}, false
	for item, err := range j.bulk.Noted(ctx, pileFacts) {
		if err != nil {
			return err
		}
		if !known || !bytes.Equal(u.id[:], item[:16]) {
			u.reset(item)
			known = true
		}
		if err := j.judgeFact(u, item); err != nil {
			return err
		}
	}
	return nil
}

func (j *judgement) judgeFact(u *entryUnder, item []byte) error {
	rest := cut(item[17:])
	switch fact(item[16]) {
	case isStored:
		j.keep(u, item)
	case isPut:
		j.judgePut(u, item)
	case isChangeset:
		j.judgeChangeset(u)
	case isOwnUtterance:
		j.judgeOwnUtterance(u, rest)
	case isReferredTo:
		j.judgeReference(u, rest)
	case isUttered:
		return j.judgeUttered(u, rest)
	case isSpeaker:
		return j.judgeVoice(u, rest)
	case isCopy:
		return j.judgeVerified(u, rest)
	}
	return nil
}

func (j *judgement) judgePut(u *entryUnder, item []byte) {
	if u.put.kind != 0 {
		var again version
		again.set(item[17:], j.compared)
		j.twice.add(NumberedProblem{again.number, u.ref(&again), record.Problem{Message: fmt.Sprintf("appears twice in one change, first as record %d; leave one of them out", u.put.number)}})
		return
	}
	j.keep(u, item)
	if u.stored.kind != 0 && u.stored.kind != u.put.kind {
		j.taken.add(NumberedProblem{u.put.number, u.ref(&u.put), record.Problem{Path: "id", Message: fmt.Sprintf("already belongs to a %s", u.stored.kind)}})
	}
	if u.changes() {
		j.put++
	}
}

// judgeChangeset looks at an id that the changeset needs, or at that of the quote
// whose own utterance it would be.
func (j *judgement) judgeChangeset(u *entryUnder) {
	j.changesetTaken = j.changesetTaken || u.after().kind != 0
}

func (j *judgement) judgeOwnUtterance(u *entryUnder, rest cut) {
	k, number, there := record.Kind(rest.byte()), rest.number(), u.after()
	ref := record.Ref{Kind: k, ID: uuid.UUID(record.OwnUtterance(record.QuoteID(u.id)))}
	if there.kind == record.KindQuote {
		j.inconsistent.add(NumberedProblem{number, ref, record.Problem{Path: "id", Message: fmt.Sprintf("belongs to the utterance of quote %s", uuid.UUID(u.id))}})
	}
	if k == record.KindQuote && there.kind != 0 {
		j.inconsistent.add(NumberedProblem{number, ref, record.Problem{Path: "id", Message: fmt.Sprintf("its own utterance would be the %s %s", there.kind, uuid.UUID(u.id))}})
	}
}

func (j *judgement) judgeReference(u *entryUnder, rest cut) {
	want, field, number := record.Kind(rest.byte()), rest.byte(), rest.number()
	if !want.Accepts(u.after().kind) {
		j.missing.add(NumberedProblem{Number: number, Problem: record.Problem{Path: j.fields[field], Message: fmt.Sprintf("there is no %s %s, neither in the stream nor in the graph", want, uuid.UUID(u.id))}})
	}
}

// judgeUttered keeps a shared utterance from carrying one speaker's words to
// another.
func (j *judgement) judgeUttered(u *entryUnder, rest cut) error {
	number, quote, speaker := rest.number(), rest.id(), rest.id()
	a := u.after()
	if a.kind != record.KindUtterance || bytes.Equal(a.body, speaker[:]) {
		return nil
	}
	return j.found(number, quote, record.Problem{Path: "utterance", Message: "its speaker is another than the quote's"})
}

// judgeVoice keeps unnamed sources and collectives within their document, or one
// that republishes it.
func (j *judgement) judgeVoice(u *entryUnder, rest cut) error {
	number, quote, document, path := rest.number(), rest.id(), rest.id(), rest.rest()
	a := u.after()
	if a.kind != record.KindUnnamedSource && a.kind != record.KindCollective || bytes.Equal(a.body, document[:]) {
		return nil
	}
	j.reprints++
	j.item = append(append(j.item[:0], document[:]...), a.body...)
	j.noter.number(number)
	j.noter.id(quote)
	j.item = append(j.item, path...)
	return j.end(pileReprints)
}

func (j *judgement) judgeReprints(ctx context.Context) error {
	if j.reprints == 0 {
		return nil
	}
	return j.underEach(ctx, pileReprints, func(u *entryUnder, rest cut) error {
		home, number, quote, path := rest.id(), rest.number(), rest.id(), string(rest.rest())
		if a := u.after(); a.kind == record.KindDocument && bytes.Equal(a.body[:16], home[:]) {
			return nil
		}
		return j.found(number, quote, record.Problem{Path: path, Message: "belongs to another document: unnamed sources and collectives are never shared between documents"})
	})
}

// judgeVerified lets nobody call a quote verified whose words are not in the copy
// it names, as far as that copy is known.
func (j *judgement) judgeVerified(u *entryUnder, rest cut) error {
	number, quote, of, words := rest.number(), rest.id(), rest.hash(), rest.rest()
	a := u.after()
	// What is stored was held against what is stored.
	if a.kind != record.KindDocument || number == 0 && u.put.kind == 0 {
		return nil
	}
	document := cut(a.body)
	document.id()
	hash, text := document.hash(), document.rest()
	if !hash.IsZero() && hash != of {
		return j.found(number, quote, record.Problem{Path: "verification", Message: fmt.Sprintf("is of another text than document %s has; check the quote against this one", uuid.UUID(u.id))})
	}
	if len(text) == 0 {
		return nil
	}
	if j.text == nil || j.textOf != u.id {
		j.text, j.textOf = record.NewCodePoints(string(text)), u.id
	}
	var v verifiable
	if err := json.Unmarshal(words, &v); err != nil {
		return fmt.Errorf("%w notes of an import: %w", record.ErrCorrupt, err)
	}
	if reason := j.text.Verify(&record.Quote{Selector: v.Selector, Fragments: v.Fragments}); reason != "" {
		return j.found(number, quote, record.Problem{Path: "verification", Message: fmt.Sprintf("says VERIFIED, but in the text of document %s %s", uuid.UUID(u.id), reason)})
	}
	return nil
}

// found is a problem of a quote. That of a stored quote is one only where the
// stream does not put another in its place.
func (j *judgement) found(number int64, quote uuid.UUID, p record.Problem) error {
	problem := NumberedProblem{number, record.Ref{Kind: record.KindQuote, ID: quote}, p}
	if number > 0 {
		j.inconsistent.add(problem)
		return nil
	}
	return j.noteStanding(quote, &j.inconsistent, problem)
}

// noteStanding notes a problem that there is only if a stored record stays as it
// is.
func (j *judgement) noteStanding(holder uuid.UUID, of *StreamError, p NumberedProblem) error {
	j.standing++
	j.item = append(j.item[:0], holder[:]...)
	j.item = append(j.item, 0)
	if of == &j.slugs {
		j.item[16] = 1
	}
	j.noter.number(p.Number)
	j.noter.id(p.Ref.ID)
	j.item = append(j.item, byte(p.Ref.Kind))
	j.item = append(append(append(j.item, p.Path...), 0), p.Message...)
	return j.end(pileStanding)
}

func (j *judgement) judgeStanding(ctx context.Context) error {
	if j.standing == 0 {
		return nil
	}
	return j.underEach(ctx, pileStanding, func(u *entryUnder, rest cut) error {
		if u.put.kind != 0 {
			return nil
		}
		of := &j.inconsistent
		if rest.byte() == 1 {
			of = &j.slugs
		}
		p := NumberedProblem{Number: rest.number()}
		p.Ref.ID = rest.id()
		p.Ref.Kind = record.Kind(rest.byte())
		p.Path, p.Message = rest.text(), string(rest.rest())
		of.add(p)
		return nil
	})
}
