package web

import (
	"cmp"
	"context"
	"slices"

	"onrecord/internal/graph"
	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// actorWhole is an actor with everything that is to be known of it.
type actorWhole struct {
	actorView
	// Label names the kind: a person, an armed group, a source without a name.
	Label string
	// Names are all forms of the name but the one at the head of the page.
	Names        []nameView
	SameAs       []string
	Distinct     []link
	Affiliations []*affiliationView
	Parents      []*affiliationView
	// Document is the one that an unnamed source or a collective belongs to.
	Document documentView
	// Possible are those who may be among a collective.
	Possible []link
	// Positions are by topic, those of a page; Total counts all of them.
	Positions []*topicPositions
	Total     int
	// Moves are changes of side, the newest first.
	Moves []*actorMove
	// Agrees, Disagrees and Differs are those with whom the actor has most of each.
	Agrees, Disagrees, Differs []*partnerView
	// Reported is what others say that the actor holds.
	Reported []*reportedView
	// Responses are what others state in answer to the actor.
	Responses []*responseView
	// Quotes are the actor's, the newest first; AllQuotes counts them.
	Quotes    []*printedQuote
	AllQuotes int
	// People are those of an institution now, PeopleHold where they stand by what
	// they said as its people: never its own position.
	People         []*affiliationView
	PeopleHold     []*personPosition
	Earlier, Later string
	// EarlierQuotes and LaterQuotes page through the quotes.
	EarlierQuotes, LaterQuotes string
}

// nameView is a form of a name.
type nameView struct {
	phrase
	Kind string
}

// affiliationView is a role at an institution, or an institution's place in another.
type affiliationView struct {
	Person, Institution link
	Role                phrase
	Since, Until        dateView
	// Evidence leads to a quote that prints it, one for each document.
	Evidence []link
}

// topicPositions are positions on the claims of one topic.
type topicPositions struct {
	// Topic is empty for claims that are filed under none.
	Topic     link
	Positions []*claimPosition
}

// claimPosition is a position with the claim that it is on.
type claimPosition struct {
	*positionView
	Claim link
}

// personPosition is where one of an institution's people stands.
type personPosition struct {
	Person   link
	Position *claimPosition
}

// actorMove is a change of side on a claim.
type actorMove struct {
	*moveView
	Claim link
}

// partnerView is somebody with whom an actor meets on claims.
type partnerView struct {
	Actor actorView
	// Compare leads to the two beside one another.
	Compare                              string
	Agreed, Disagreed, Qualified, Stated int
	Points                               []*pointHead
	More                                 int
}

// pointHead names what a point is about.
type pointHead struct {
	link
	Kind string
}

// How much of an actor one page shows.
const (
	mostHeld     = 30
	mostSaid     = 20
	mostPartners = 6
	mostHeads    = 3
	mostMoves    = 20
	mostPeople   = 50
	mostOfPeople = 20
)

// whereabouts is which part of an actor's lists is wanted.
type whereabouts struct{ Positions, Quotes int }

// wholeActor is the view of an actor on its own page.
func (r *reader) wholeActor(ctx context.Context, a record.Actor, at whereabouts) (*actorWhole, error) {
	v := &actorWhole{actorView: r.actorOf(a), Label: r.kindOf(a)}
	id := a.ActorID()
	for _, n := range a.About().Names {
		if n.Text != v.Text {
			v.Names = append(v.Names, nameView{phraseIn(n.Text, n.Language), r.tongue.word("name", n.Kind)})
		}
	}
	r.positionsOf(v, id, at.Positions)
	for i, s := range r.snapshot.Shifts(id, r.asOf) {
		if i == mostMoves {
			break
		}
		in := r.class(s.Claim.ID)
		v.Moves = append(v.Moves, &actorMove{r.move(&s.Shift, s.Claim.ID, in), r.claimLink(s.Claim.ID)})
	}
	r.quotesBy(v, id, at.Quotes)
	v.Reported = firstOf(r.snapshot.ReportedOf(id), mostSaid, r.reported)
	v.Responses = firstOf(r.snapshot.ResponsesTo(id), mostSaid, r.response)
	if err := r.partners(ctx, v, id); err != nil {
		return nil, err
	}
	return v, r.context(ctx, v, a)
}

func firstOf[T, V any](l graph.List[T], most int, show func(*T) V) []V {
	all := make([]V, 0, min(l.Len(), most))
	for item := range l.All() {
		if len(all) == most {
			break
		}
		all = append(all, show(item))
	}
	return all
}

func (r *reader) kindOf(a record.Actor) string {
	if i, ok := a.(*record.Institution); ok {
		return r.tongue.word("institution", i.Kind)
	}
	return r.tongue.word("actorKind", a.Ref().Kind)
}

// positionsOf fills a page of the positions, filed by the first topic of each claim.
func (r *reader) positionsOf(v *actorWhole, id record.ActorID, from int) {
	all := r.snapshot.Positions(id, graph.Scope{}, r.asOf)
	v.Total = all.Len()
	filed := map[record.TopicID]*topicPositions{}
	for i := from; i < min(from+mostHeld, v.Total); i++ {
		p := all.At(i)
		var topic record.TopicID
		if len(p.Claim.Topics) > 0 {
			topic = p.Claim.Topics[0]
		}
		under := filed[topic]
		if under == nil {
			under = &topicPositions{}
			if t := graph.Find(r.snapshot, topic); t != nil {
				under.Topic = link{r.in(t.Names), r.path("topic", t.Slug)}
			}
			filed[topic] = under
			v.Positions = append(v.Positions, under)
		}
		under.Positions = append(under.Positions, r.held(p))
	}
	slices.SortStableFunc(v.Positions, func(a, b *topicPositions) int {
		return cmp.Or(cmp.Compare(boolOf(a.Topic.Empty()), boolOf(b.Topic.Empty())), cmp.Compare(record.Fold(a.Topic.Text), record.Fold(b.Topic.Text)))
	})
}

func boolOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// held is a position with its claim.
func (r *reader) held(p *graph.Position) *claimPosition {
	return &claimPosition{r.position(p, r.class(p.Claim.ID), true), r.claimLink(p.Claim.ID)}
}

func (r *reader) quotesBy(v *actorWhole, id record.ActorID, from int) {
	all := r.snapshot.QuotesBy(id)
	v.AllQuotes = all.Len()
	for i := from; i < min(from+mostSaid, v.AllQuotes); i++ {
		v.Quotes = append(v.Quotes, r.printed(all.At(i), i+1))
	}
}

// partners finds those with whom an actor agrees, disagrees and differs most, over
// what.
func (r *reader) partners(ctx context.Context, v *actorWhole, id record.ActorID) error {
	circle, err := r.snapshot.Circle(ctx, id, graph.Lens{AsOf: r.asOf})
	if err != nil {
		return err
	}
	for _, of := range []struct {
		kind stance.AlignmentKind
		into *[]*partnerView
	}{{stance.Agreement, &v.Agrees}, {stance.Disagreement, &v.Disagrees}, {stance.Qualification, &v.Differs}} {
		for _, p := range circle.Partners(stance.Wanted{Kind: of.kind, MinShared: 1}).Page(mostPartners, nil) {
			partner, err := r.partner(ctx, v.Slug, p.Alignment, of.kind)
			if err != nil {
				return err
			}
			*of.into = append(*of.into, partner)
		}
	}
	return nil
}

func (r *reader) partner(ctx context.Context, slug string, a graph.Alignment, kind stance.AlignmentKind) (*partnerView, error) {
	v := &partnerView{Actor: r.actorOf(a.B), Agreed: a.Count.Agreed, Disagreed: a.Count.Disagreed, Qualified: a.Count.Qualified, Stated: a.Count.Stated}
	v.Compare = r.pathOfPair("compare", slug, v.Actor.Slug)
	points, err := r.snapshot.Points(ctx, a)
	if err != nil {
		return nil, err
	}
	for i := range points {
		if !points[i].Is(kind, stance.AnyBasis) {
			continue
		}
		if len(v.Points) == mostHeads {
			v.More++
			continue
		}
		v.Points = append(v.Points, r.pointHead(&points[i]))
	}
	return v, nil
}

// pointHead names a point by its question or, where that is none, by its claim or
// the claim that the first of the two speaks to.
func (r *reader) pointHead(p *graph.Point) *pointHead {
	h := &pointHead{Kind: alignmentKeys[p.Kind]}
	switch {
	case p.Question != nil:
		h.link = link{r.in(p.Question.Texts), r.path("question", p.Question.Slug)}
	case p.Claim != nil:
		h.link = r.claimLink(p.Claim.ID)
	case p.Computed():
		h.link = r.claimLink(p.Findings[0].A.Claim.ID)
	}
	return h
}

// alignmentKeys are the words of classes and messages.
var alignmentKeys = map[stance.AlignmentKind]string{stance.Agreement: "agreement", stance.Disagreement: "disagreement", stance.Qualification: "qualification"}

// context adds what an actor belongs to, and who belongs to it.
func (r *reader) context(ctx context.Context, v *actorWhole, a record.Actor) error {
	switch a := a.(type) {
	case *record.Person:
		v.SameAs = a.SameAs
		v.Affiliations = each(r.snapshot.Affiliations(a.ID), r.affiliation)
		for _, id := range a.DistinctFrom {
			v.Distinct = append(v.Distinct, r.actor(record.ActorID(id)).link)
		}
	case *record.Institution:
		v.SameAs = a.SameAs
		for _, l := range a.Parents {
			v.Parents = append(v.Parents, &affiliationView{Institution: r.institution(l.Institution), Role: plain(l.Relation), Since: r.date(l.Since), Until: r.date(l.Until)})
		}
		v.People = firstOf(r.snapshot.Memberships(a.ID), mostPeople, r.affiliation)
		return r.peopleOf(ctx, v, a)
	case *record.UnnamedSource:
		v.Document = r.document(a.Document)
		if !a.Affiliation.IsZero() {
			v.Parents = []*affiliationView{{Institution: r.institution(a.Affiliation)}}
		}
	case *record.Collective:
		v.Document = r.document(a.Document)
		for _, id := range a.PossibleMembers {
			v.Possible = append(v.Possible, r.actor(id).link)
		}
	}
	return nil
}

func (r *reader) peopleOf(ctx context.Context, v *actorWhole, i *record.Institution) error {
	all, err := r.snapshot.PeoplePositions(ctx, i.ID, graph.Scope{}, r.asOf)
	if err != nil {
		return err
	}
	for n := range all[:min(len(all), mostOfPeople)] {
		v.PeopleHold = append(v.PeopleHold, &personPosition{r.actor(all[n].Actor).link, r.held(&all[n])})
	}
	return nil
}

func (r *reader) affiliation(a *record.Affiliation) *affiliationView {
	v := &affiliationView{
		Person: r.actor(record.ActorID(a.Person)).link, Institution: r.institution(a.Institution),
		Role: plain(a.Role), Since: r.date(a.Since), Until: r.date(a.Until),
	}
	for _, id := range a.Evidence {
		q := r.quote(id)
		if q == nil || slices.ContainsFunc(v.Evidence, func(l link) bool { return l.Text == q.Document.Text }) {
			continue
		}
		v.Evidence = append(v.Evidence, link{q.Document.phrase, q.Path})
	}
	return v
}
