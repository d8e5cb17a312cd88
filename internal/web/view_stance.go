package web

import (
	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// side is a side of a claim as pages show it. It is never told by colour alone:
// Name stands in letters beside it, and Sign has a shape of its own.
type side struct {
	// Key is the word in classes and messages: "supports", "supports-if",
	// "undecided", "mixed", "opposes-if", "opposes".
	Key string
	// Sign is one character.
	Sign string
}

var sides = map[string]side{
	"supports": {"supports", "+"}, "supports-if": {"supports-if", "+"}, "undecided": {"undecided", "?"},
	"mixed": {"mixed", "±"}, "opposes-if": {"opposes-if", "−"}, "opposes": {"opposes", "−"},
}

// sideOf is the group that a position belongs to.
func sideOf(p record.Position, qualified bool) side {
	switch {
	case p == record.Supports && qualified:
		return sides["supports-if"]
	case p == record.Supports:
		return sides["supports"]
	case p == record.Opposes && qualified:
		return sides["opposes-if"]
	case p == record.Opposes:
		return sides["opposes"]
	case p == record.Undecided:
		return sides["undecided"]
	}
	return sides["mixed"]
}

// exchanged is a position seen from the opposite claim.
func exchanged(p record.Position) record.Position {
	switch p {
	case record.Supports:
		return record.Opposes
	case record.Opposes:
		return record.Supports
	}
	return p
}

// stanceView is the side that a speaker takes in a quote.
type stanceView struct {
	Side  side
	Quote *quoteView
	// Condition is what the side depends on.
	Condition phrase
	Qualified bool
	// Certainty is how sure the speaker is: "possible", "probable", "certain", or
	// empty where the words do not say.
	Certainty string
	// Inferred says that the coder inferred the side. Coder is who coded it.
	Inferred bool
	Coder    string
	// Claim is what the words are about, where that is another wording, or the
	// opposite, of the claim that was asked about.
	Claim link
}

// Hedged reports whether the speaker commits to less than the claim.
func (s *stanceView) Hedged() bool { return s.Certainty == "possible" || s.Certainty == "probable" }

// certainties are the words of classes and messages.
var certainties = map[record.Certainty]string{record.Possible: "possible", record.Probable: "probable", record.Certain: "certain"}

// class tells of each claim that counts as one with a claim whether it is the
// opposite.
type class map[record.ClaimID]bool

func (r *reader) class(id record.ClaimID) class {
	c := class{}
	for _, m := range r.snapshot.Class(id) {
		c[m.Claim] = m.Exchanged
	}
	return c
}

// stance is a stance seen from a claim, of whose class it is.
func (r *reader) stance(st *record.Stance, claim record.ClaimID, in class) *stanceView {
	p := st.Position
	if in[st.Claim] {
		p = exchanged(p)
	}
	v := &stanceView{
		Side: sideOf(p, st.Qualified), Quote: r.quote(st.Quote), Condition: plain(st.Condition), Qualified: st.Qualified,
		Certainty: certainties[st.Certainty], Inferred: st.Basis == record.Inferred, Coder: st.Coder,
	}
	if st.Claim != claim {
		v.Claim = r.claimLink(st.Claim)
	}
	return v
}

// positionView is where an actor stands on a claim, and the words that this rests
// on.
type positionView struct {
	Actor actorView
	Side  side
	Since dateView
	// Via are those who spoke for the actor.
	Via      []link
	Evidence []*stanceView
	// Earlier are standing stances that do not decide, the newest first.
	Earlier []*stanceView
	// Counted says that the tally counts the actor.
	Counted bool
}

// position is an actor's position, as graph tells it.
func (r *reader) position(p *graph.Position, in class, counted bool) *positionView {
	v := &positionView{Actor: r.actor(p.Actor), Side: sideOf(p.Side, p.Qualified && p.Side != record.MixedPosition), Since: r.date(p.Since), Counted: counted}
	for _, id := range p.Via {
		v.Via = append(v.Via, r.actor(id).link)
	}
	decides := map[record.StanceID]bool{}
	for _, st := range p.Evidence {
		decides[st.ID] = true
		v.Evidence = append(v.Evidence, r.stance(st, p.Claim.ID, in))
	}
	for i := len(p.Timeline) - 1; i >= 0; i-- {
		if st := p.Timeline[i]; !decides[st.ID] {
			v.Earlier = append(v.Earlier, r.stance(st, p.Claim.ID, in))
		}
	}
	return v
}

// moveView is a change of side between two dates.
type moveView struct {
	Actor    actorView
	From, To *stanceView
	On       dateView
}

func (r *reader) move(s *stance.Shift, claim record.ClaimID, in class) *moveView {
	return &moveView{r.actor(s.Actor), r.stance(s.From, claim, in), r.stance(s.To, claim, in), r.date(s.On)}
}

// reportedView is what somebody says that somebody else holds. It is the
// reporter's and counts nowhere.
type reportedView struct {
	Holder, Reporter actorView
	Side             side
	Claim            link
	Quote            *quoteView
}

func (r *reader) reported(p *record.ReportedPosition) *reportedView {
	v := &reportedView{Holder: r.actor(p.Holder), Side: sideOf(p.Position, false), Claim: r.claimLink(p.Claim), Quote: r.quote(p.Quote)}
	if v.Quote != nil {
		v.Reporter = v.Quote.Speaker
	}
	return v
}
