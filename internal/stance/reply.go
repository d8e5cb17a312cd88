package stance

import (
	"slices"

	"onrecord/internal/record"
)

// Reply is a stated response of one actor to another, as the index takes it in.
type Reply struct {
	Response *record.Response // never nil
	Quote    *record.Quote    // the response's quote, never nil
	// Own says that By is the quote's speaker, see [Vote.Own].
	Own         bool
	Said        record.Date
	Printed     record.Date
	Corrections []*record.Correction
}

// ReplyPlace says, in the owner's numbers, where a reply stands.
type ReplyPlace struct {
	By, To    ActorNo
	Response  ResponseNo
	Utterance UtteranceNo
	// Class is that of the response's claim, where HasClass.
	Class    ClassNo
	HasClass bool
}

// reply is a standing response as one of its two actors has it.
type reply struct {
	other     ActorNo
	response  ResponseNo
	utterance UtteranceNo
	class     ClassNo
	facts     facts
	retracted int32
	hasClass  bool
	incoming  bool // the other one responds
	kind      AlignmentKind
}

func byOther(a, b reply) int {
	if c := compare(a.other, b.other); c != 0 {
		return c
	}
	return compare(a.response, b.response)
}

// AddReply enters a stated response. A comment makes no point and is passed
// over, as is what stands on no date and what answers its own speaker. The place
// must be free.
func (d *Draft) AddReply(at ReplyPlace, r *Reply) {
	v := Vote{Quote: r.Quote, Own: r.Own, Said: r.Said, Printed: r.Printed, Corrections: r.Corrections}
	kind := KindStated(r.Response.Kind)
	if kind == 0 || at.By == at.To || !v.admitted() {
		return
	}
	entry := reply{
		other: at.To, response: at.Response, utterance: at.Utterance, class: at.Class, hasClass: at.HasClass,
		facts: factsOf(whenSaid(&v), r.Own, r.Quote), retracted: firstRetraction(r.Corrections), kind: kind,
	}
	d.setReply(at.By, entry, true)
	entry.other, entry.incoming = at.By, true
	d.setReply(at.To, entry, true)
}

// RemoveReply takes a response out again, by its two actors and its number.
func (d *Draft) RemoveReply(at ReplyPlace) {
	d.setReply(at.By, reply{other: at.To, response: at.Response}, false)
	d.setReply(at.To, reply{other: at.By, response: at.Response}, false)
}

func (d *Draft) setReply(a ActorNo, r reply, in bool) {
	if d.loaded != nil && in {
		list := d.next.replies.writable(uint32(a))
		*list = append(*list, r)
		d.next.actors = max(d.next.actors, uint32(a)+1)
		return
	}
	d.arrange()
	i, found := slices.BinarySearchFunc(d.next.replies.at(uint32(a)), r, byOther)
	if found == in {
		return
	}
	list := d.next.replies.writable(uint32(a))
	if in {
		*list = slices.Insert(slices.Clone(*list), i, r)
		d.next.actors = max(d.next.actors, uint32(a)+1)
	} else {
		*list = slices.Delete(slices.Clone(*list), i, i+1)
	}
}

// stated are the replies between an actor and others that stand in a lens, in
// order of the others.
func (ix *Index) stated(a ActorNo, at lens) []reply {
	var standing []reply
	for _, r := range ix.replies.at(uint32(a)) {
		if r.facts.stands(r.retracted, at.day) && at.holdsReply(r) {
			standing = append(standing, r)
		}
	}
	return standing
}

// statedBetween is stated for one other.
func (ix *Index) statedBetween(a, b ActorNo, at lens) []reply {
	all := ix.replies.at(uint32(a))
	from, _ := slices.BinarySearchFunc(all, reply{other: b}, byOther)
	var standing []reply
	for _, r := range all[from:] {
		if r.other != b {
			break
		}
		if r.facts.stands(r.retracted, at.day) && at.holdsReply(r) {
			standing = append(standing, r)
		}
	}
	return standing
}
