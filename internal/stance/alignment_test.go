package stance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// The actors of the rules, and their places in a world.
const (
	alwan = iota
	allawi
	commander
	command // an institution, for which the commander speaks
	experts // a collective
	official
)

// scene is a world told by hand. Claims are 1 to 8.
func scene(told ...func(*world)) *world {
	w := &world{
		kinds: [worldActors]record.Kind{record.KindPerson, record.KindPerson, record.KindPerson, record.KindInstitution, record.KindCollective, record.KindUnnamedSource},
		ids:   sequence(worldActors),
		names: []string{"Alwan", "Allawi", "commander", "command", "experts", "official"},
	}
	for _, tell := range told {
		tell(w)
	}
	return w
}

// says puts one stance on record, in a quote of its own unless an option says
// otherwise.
func says(actor, claim int, side record.Position, more ...func(*quoted)) func(*world) {
	return func(w *world) {
		w.serial += 2
		q := &quoted{number: w.serial, said: day("2025-12-01")}
		q.quote = &record.Quote{ID: number[record.Quote](w.serial), Speaker: w.ID(ActorNo(actor)), Mode: record.Indirect}
		q.stances = []*record.Stance{{ID: number[record.Stance](w.serial), Claim: number[record.Claim](claim), Position: side}}
		for _, change := range more {
			change(q)
		}
		w.quotes = append(w.quotes, q)
	}
}

func responds(actor, to, claim int, kind record.ResponseKind, more ...func(*quoted)) func(*world) {
	return func(w *world) {
		says(actor, 1, yes, append(more, func(q *quoted) {
			r := &record.Response{ID: number[record.Response](q.number), Kind: kind}
			if claim > 0 {
				r.Claim = number[record.Claim](claim)
			}
			q.stances, q.responses, q.to = nil, []*record.Response{r}, []int{to}
		})...)(w)
	}
}

func relate(kind record.ClaimRelationKind, from, to int) func(*world) {
	return func(w *world) {
		w.serial++
		w.relations = append(w.relations, &record.ClaimRelation{ID: number[record.ClaimRelation](w.serial), Kind: kind, From: number[record.Claim](from), To: number[record.Claim](to)})
	}
}

func asks(question int, claims ...int) func(*world) {
	return func(w *world) {
		for _, c := range claims {
			w.questions[c] = question
		}
	}
}

func onCondition(q *quoted) { q.stances[0].Qualified = true }
func perhaps(q *quoted)     { q.stances[0].Certainty = record.Possible }
func surely(q *quoted)      { q.stances[0].Certainty = record.Certain }
func inPrivate(q *quoted)   { q.quote.Capacity = record.Personal }
func byPublisher(q *quoted) { q.quote.Mode = record.Editorial }
func forTheCommand(q *quoted) {
	q.quote.OnBehalfOf = record.InstitutionID(number[record.Actor](100 + command + 1))
}
func inUtterance(n int) func(*quoted) {
	return func(q *quoted) { q.quote.Utterance = number[record.Utterance](n) }
}
func onDay(s string) func(*quoted) { return func(q *quoted) { q.said = day(s) } }
func takenBack(s string) func(*quoted) {
	return func(q *quoted) {
		q.corrections = append(q.corrections, &record.Correction{Kind: record.SpeakerRetracted, On: day(s)})
	}
}
func miscoded(q *quoted) {
	q.corrections = append(q.corrections, &record.Correction{Kind: record.CoderError})
}

// meeting of two, in a line: each point's kind, by how many findings it rests,
// and the responses listed there. "->" is stated by the first of the two.
func between(t *testing.T, w *world, a, b int, l Lens) string {
	t.Helper()
	points, err := fill(w.tell()).Points(t.Context(), ActorNo(a), ActorNo(b), l)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, p := range points {
		line := p.Kind.String()
		if !p.Computed() {
			line += " stated"
		}
		if len(p.Findings) > 1 {
			line += fmt.Sprint(" of ", len(p.Findings))
		}
		for _, f := range p.Findings {
			if len(f.Relations) > 0 {
				line += " by relation"
			}
			if len(f.Questions) > 0 {
				line += " by question"
			}
		}
		for _, s := range p.Stated {
			line += map[bool]string{false: " ->", true: " <-"}[s.FromB] + s.Kind.String()
		}
		words = append(words, line)
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

func TestAlignmentRules(t *testing.T) {
	for _, rule := range []struct {
		name  string
		world *world
		want  string
	}{
		{"both support", scene(says(alwan, 1, yes), says(allawi, 1, yes)), "AGREEMENT"},
		{"both oppose", scene(says(alwan, 1, no), says(allawi, 1, no)), "AGREEMENT"},
		{"one supports what the other opposes", scene(says(alwan, 1, yes), says(allawi, 1, no)), "DISAGREEMENT"},
		{"no position is no point", scene(says(alwan, 1, yes), says(allawi, 2, yes)), ""},
		{"one is qualified", scene(says(alwan, 1, yes), says(allawi, 1, yes, onCondition)), "QUALIFICATION"},
		{"one is qualified on the other side", scene(says(alwan, 1, yes), says(allawi, 1, no, onCondition)), "QUALIFICATION"},
		{"one is mixed", scene(says(alwan, 1, yes), says(alwan, 1, no), says(allawi, 1, no)), "QUALIFICATION"},
		{"one is mixed and the other undecided", scene(says(alwan, 1, yes), says(alwan, 1, no), says(allawi, 1, unk)), "QUALIFICATION"},
		{"undecided against a side", scene(says(alwan, 1, unk), says(allawi, 1, yes)), "QUALIFICATION"},
		{"both undecided is no point", scene(says(alwan, 1, unk), says(allawi, 1, unk)), ""},
		{"may and may not are compatible", scene(says(alwan, 1, yes, perhaps), says(allawi, 1, no, perhaps)), "QUALIFICATION"},
		{"may against is not", scene(says(alwan, 1, yes, perhaps), says(allawi, 1, no, surely)), "DISAGREEMENT"},
		{"may and will agree", scene(says(alwan, 1, yes, perhaps), says(allawi, 1, yes, surely)), "AGREEMENT"},

		{"the same claim in two wordings", scene(relate(record.Same, 1, 2), says(alwan, 1, yes), says(allawi, 2, yes)), "AGREEMENT"},
		{"a claim and its opposite", scene(relate(record.Opposite, 1, 2), says(alwan, 1, yes), says(allawi, 2, yes)), "DISAGREEMENT"},
		{"a broader claim joins nothing", scene(relate(record.Broader, 1, 2), says(alwan, 1, yes), says(allawi, 2, yes)), ""},
		{"both support conflicting claims", scene(relate(record.Conflicting, 1, 2), says(alwan, 1, yes), says(allawi, 2, yes)), "DISAGREEMENT by relation"},
		{"conflicting claims, one qualified", scene(relate(record.Conflicting, 1, 2), says(alwan, 1, yes), says(allawi, 2, yes, onCondition)), "QUALIFICATION by relation"},
		{"conflicting claims, one only possible", scene(relate(record.Conflicting, 1, 2), says(alwan, 1, yes, perhaps), says(allawi, 2, yes)), "QUALIFICATION by relation"},
		{"both may oppose conflicting claims", scene(relate(record.Conflicting, 1, 2), says(alwan, 1, no), says(allawi, 2, no)), ""},
		{"supporting one and opposing the other of two conflicting claims", scene(relate(record.Conflicting, 1, 2), says(alwan, 1, yes), says(allawi, 2, no)), ""},
		{"undecided about a conflicting claim", scene(relate(record.Conflicting, 1, 2), says(alwan, 1, yes), says(allawi, 2, unk)), ""},
		{"a conflict with the opposite of what is opposed", scene(relate(record.Opposite, 1, 3), relate(record.Conflicting, 3, 2), says(alwan, 1, no), says(allawi, 2, yes)), "DISAGREEMENT by relation"},
		{"a conflict adds no point where there is one", scene(relate(record.Conflicting, 1, 2), says(alwan, 1, yes), says(allawi, 1, no), says(allawi, 2, yes)), "DISAGREEMENT of 2 by relation"},

		{"two answers to one question", scene(asks(1, 1, 2), says(alwan, 1, yes), says(allawi, 2, yes)), "DISAGREEMENT by question"},
		{"two answers, one qualified", scene(asks(1, 1, 2), says(alwan, 1, yes, onCondition), says(allawi, 2, yes)), "QUALIFICATION by question"},
		{"answers to two questions", scene(asks(1, 1), asks(2, 2), says(alwan, 1, yes), says(allawi, 2, yes)), ""},
		{"answers of one class to two questions", scene(asks(1, 1), asks(2, 2, 4), relate(record.Opposite, 1, 2), says(alwan, 1, no), says(allawi, 4, yes)), "DISAGREEMENT by question"},
		{"an answer to another question of the class, on the other side", scene(asks(1, 1), asks(2, 2, 4), relate(record.Opposite, 1, 2), says(alwan, 1, yes), says(allawi, 4, yes)), ""},
		{"one point per question", scene(asks(1, 1, 2, 3), says(alwan, 1, yes), says(allawi, 1, no), says(alwan, 2, no), says(allawi, 2, no)), "DISAGREEMENT of 2"},
		{"the least agreeing kind of a question stands", scene(asks(1, 1, 2), says(alwan, 1, no), says(allawi, 1, no), says(alwan, 2, yes), says(allawi, 2, yes, onCondition)), "QUALIFICATION of 2"},
		{"one point per class where there is no question", scene(says(alwan, 1, yes), says(allawi, 1, yes), says(alwan, 2, yes), says(allawi, 2, no)), "AGREEMENT, DISAGREEMENT"},

		{"one shared utterance is no point", scene(says(alwan, 1, yes, inUtterance(900)), says(allawi, 1, yes, inUtterance(900))), ""},
		{"a shared utterance and one of each", scene(says(alwan, 1, yes, inUtterance(900)), says(allawi, 1, yes, inUtterance(900)), says(alwan, 1, yes), says(allawi, 1, yes)), "AGREEMENT"},
		{"a shared utterance on two answers", scene(asks(1, 1, 2), says(alwan, 1, yes, inUtterance(900)), says(allawi, 2, yes, inUtterance(900))), ""},

		{"the newest position counts", scene(says(alwan, 1, yes, onDay("2025-01-01")), says(alwan, 1, no), says(allawi, 1, no)), "AGREEMENT"},
		{"what was taken back does not", scene(says(alwan, 1, yes, onDay("2025-01-01")), says(alwan, 1, no, takenBack("2025-12-02")), says(allawi, 1, no)), "DISAGREEMENT"},
		{"a coder's error never counts", scene(says(alwan, 1, yes, miscoded), says(allawi, 1, no)), ""},
		{"the publisher's own voice never counts", scene(says(alwan, 1, yes, byPublisher), says(allawi, 1, no)), ""},

		{"a stated response by itself", scene(responds(alwan, allawi, 0, record.Agrees)), "AGREEMENT stated ->AGREEMENT"},
		{"it is directed", scene(responds(allawi, alwan, 1, record.Disagrees)), "DISAGREEMENT stated <-DISAGREEMENT"},
		{"it is listed at the computed point of its claim", scene(says(alwan, 1, yes), says(allawi, 1, yes), responds(alwan, allawi, 1, record.Agrees)), "AGREEMENT ->AGREEMENT"},
		{"it is listed at the computed point of its question", scene(asks(1, 1, 2), says(alwan, 1, yes), says(allawi, 1, yes), responds(alwan, allawi, 2, record.Agrees)), "AGREEMENT ->AGREEMENT"},
		{"stated and computed clash, and both are told", scene(says(alwan, 1, yes), says(allawi, 1, yes), responds(alwan, allawi, 1, record.Disagrees)), "AGREEMENT ->DISAGREEMENT"},
		{"it stands beside points on other claims", scene(says(alwan, 1, yes), says(allawi, 1, yes), responds(alwan, allawi, 2, record.Disagrees)), "AGREEMENT, DISAGREEMENT stated ->DISAGREEMENT"},
		{"two printings of one response are one", scene(responds(alwan, allawi, 1, record.Agrees, inUtterance(900)), responds(alwan, allawi, 1, record.Agrees, inUtterance(900))), "AGREEMENT stated ->AGREEMENT ->AGREEMENT"},
		{"a comment is no point", scene(responds(alwan, allawi, 1, record.CommentsOn)), ""},
		{"a response that was taken back", scene(responds(alwan, allawi, 1, record.Agrees, takenBack("2025-12-03"))), ""},
	} {
		t.Run(rule.name, func(t *testing.T) {
			if got := between(t, rule.world, alwan, allawi, Lens{}); got != rule.want {
				t.Errorf("got %q, want %q", got, rule.want)
			}
			mirrored := strings.NewReplacer("->", "<-", "<-", "->").Replace(rule.want)
			if got := between(t, rule.world, allawi, alwan, Lens{}); got != mirrored {
				t.Errorf("the other way round: got %q, want %q", got, mirrored)
			}
		})
	}
}

func TestAlignmentOfInstitutions(t *testing.T) {
	for _, rule := range []struct {
		name  string
		world *world
		a, b  int
		want  string
	}{
		{"a quote counts for the institution it names", scene(says(commander, 1, yes, forTheCommand), says(alwan, 1, yes)), command, alwan, "AGREEMENT"},
		{"and for none that it does not name", scene(says(commander, 1, yes), says(alwan, 1, yes)), command, alwan, ""},
		{"who speaks for it does not agree with it by the same words", scene(says(commander, 1, yes, forTheCommand)), commander, command, ""},
		{"its own statement comes before an official's", scene(says(command, 1, yes, onDay("2025-01-01")), says(commander, 1, no, forTheCommand), says(alwan, 1, yes)), command, alwan, "AGREEMENT"},
		{"so it can disagree with its official", scene(says(command, 1, yes), says(commander, 1, no, forTheCommand)), command, commander, "DISAGREEMENT"},
		{"a personal capacity never counts for it", scene(says(commander, 1, yes, forTheCommand, inPrivate), says(alwan, 1, yes)), command, alwan, ""},
		{"but for the person", scene(says(commander, 1, yes, forTheCommand, inPrivate), says(alwan, 1, yes)), commander, alwan, "AGREEMENT"},
		{"an unnamed source speaks for no institution", scene(says(official, 1, yes, forTheCommand), says(alwan, 1, yes)), command, alwan, ""},
	} {
		t.Run(rule.name, func(t *testing.T) {
			if got := between(t, rule.world, rule.a, rule.b, Lens{}); got != rule.want {
				t.Errorf("got %q, want %q", got, rule.want)
			}
		})
	}
}

func TestAlignmentAsOfADate(t *testing.T) {
	w := scene(
		says(alwan, 1, yes, onDay("2024-03-01")), says(alwan, 1, no, onDay("2025-06-10")),
		says(allawi, 1, yes, onDay("2024-02"), takenBack("2025-09-01")),
	)
	for asOf, want := range map[string]string{
		"2024-02-28": "", // February counts at its end, and Alwan had not spoken
		"2024-12":    "AGREEMENT",
		"2025-06":    "DISAGREEMENT",
		"2025-08-31": "DISAGREEMENT",
		"2025-09-01": "",
		"":           "",
	} {
		if got := between(t, w, alwan, allawi, Lens{AsOf: day(asOf)}); got != want {
			t.Errorf("as of %q: got %q, want %q", asOf, got, want)
		}
	}
}

func TestAlignmentInAScope(t *testing.T) {
	w := scene(says(alwan, 1, yes), says(allawi, 1, yes), says(alwan, 2, yes), says(allawi, 2, no), responds(alwan, allawi, 0, record.Agrees))
	for _, c := range []struct {
		scope Scope
		want  string
	}{
		{ScopeOf([]ClassNo{1}), "AGREEMENT"},
		{ScopeOf([]ClassNo{3, 2}), "DISAGREEMENT"},
		{ScopeOf(nil), ""},
		{Scope{}, "AGREEMENT, AGREEMENT stated ->AGREEMENT, DISAGREEMENT"},
	} {
		if got := between(t, w, alwan, allawi, Lens{Scope: c.scope}); got != c.want {
			t.Errorf("in %v: got %q, want %q", c.scope, got, c.want)
		}
	}
}

func TestScoreNeedsTwoUtterancesOfEachSide(t *testing.T) {
	for _, c := range []struct {
		world *world
		want  string
	}{
		{scene(says(alwan, 1, yes), says(allawi, 1, yes)), "none"},
		{scene(says(alwan, 1, yes), says(alwan, 2, yes), says(allawi, 1, yes, inUtterance(900)), says(allawi, 2, yes, inUtterance(900))), "none"},
		{scene(says(alwan, 1, yes), says(alwan, 2, yes), says(allawi, 1, yes), says(allawi, 2, yes)), "1"},
		{scene(says(alwan, 1, yes), says(alwan, 2, yes), says(alwan, 3, yes), says(allawi, 1, yes), says(allawi, 2, no), says(allawi, 3, yes, onCondition)), "0"},
		{scene(responds(alwan, allawi, 0, record.Agrees), responds(allawi, alwan, 0, record.Agrees), responds(alwan, allawi, 0, record.Agrees)), "none"},
	} {
		sum, err := fill(c.world.tell()).Between(t.Context(), alwan, allawi, Lens{})
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		if score, ok := sum.Score(); ok {
			got = fmt.Sprint(score)
		}
		if got != c.want {
			t.Errorf("%+v: score %s, want %s", sum, got, c.want)
		}
	}
}

func TestRankingsLeaveOutWhoCannotBeTold(t *testing.T) {
	w := scene(says(alwan, 1, yes), says(allawi, 1, yes), says(command, 1, yes), says(experts, 1, yes), says(official, 1, yes))
	ix := fill(w.tell())
	everybody := KindsOf(record.KindPerson, record.KindInstitution, record.KindCollective, record.KindUnnamedSource)
	for _, c := range []struct {
		of    ActorNo
		kinds Kinds
		want  string
	}{
		{alwan, 0, "Allawi, command"},
		{alwan, KindsOf(record.KindPerson), "Allawi"},
		{alwan, everybody, "Allawi, command, experts, official"},
		{experts, 0, ""},
	} {
		circle, err := ix.Circle(t.Context(), w, c.of, Around{Kinds: c.kinds})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range circle.Ranked(Wanted{Kind: Agreement}).Page(10, nil) {
			names = append(names, w.Name(p.B))
		}
		if got := strings.Join(names, ", "); got != c.want {
			t.Errorf("those who agree with %s: %q, want %q", w.Name(c.of), got, c.want)
		}
	}
}

// One point out of one ranks below nine out of ten.
func TestRankingIsByTheLowerBound(t *testing.T) {
	told := []func(*world){says(commander, 8, yes)}
	for c := 1; c <= 8; c++ {
		told = append(told, says(alwan, c, yes))
		if c <= 7 {
			told = append(told, says(allawi, c, yes))
		}
	}
	w := scene(append(told, says(allawi, 8, no))...)
	circle, err := fill(w.tell()).Circle(t.Context(), w, alwan, Around{})
	if err != nil {
		t.Fatal(err)
	}
	page := circle.Ranked(Wanted{Kind: Agreement}).Page(2, nil)
	if len(page) != 2 || page[0].B != allawi || page[1].B != commander {
		t.Errorf("ranking is %+v, want Allawi before the commander", page)
	}
}

// Two who never spoke to the same question are led to one another by a third.
func TestPathOfDisagreement(t *testing.T) {
	w := scene(says(alwan, 1, yes), says(commander, 1, no), says(commander, 2, yes), says(allawi, 2, no))
	ix := fill(w.tell())
	route := Route{From: alwan, To: allawi, Through: []AlignmentKind{Disagreement}, MaxLength: 3}
	path, err := ix.Path(t.Context(), w, route)
	if want := []ActorNo{alwan, commander, allawi}; err != nil || !slices.Equal(path, want) {
		t.Errorf("path %v, %v, want %v", path, err, want)
	}
	route.Excluding = []ActorNo{commander}
	if path, err := ix.Path(t.Context(), w, route); err != nil || path != nil {
		t.Errorf("path without the commander: %v, %v", path, err)
	}
	route.Excluding, route.MaxLength = nil, 1
	if path, err := ix.Path(t.Context(), w, route); err != nil || path != nil {
		t.Errorf("path of one hop: %v, %v", path, err)
	}
}

func TestQuestionsBeyondTheBoundAreRefused(t *testing.T) {
	a := gather(planted{actors: 50, claims: 10, camps: 2, positions: 5, loyal: 0.9}, 1)
	lens := Lens{}
	if _, err := a.index.Circle(t.Context(), a, 0, Around{MaxWalk: a.index.Cost(0, lens)}); err != nil {
		t.Errorf("within the bound: %v", err)
	}
	if _, err := a.index.Circle(t.Context(), a, 0, Around{MaxWalk: a.index.Cost(0, lens) - 1}); !errors.Is(err, record.ErrTooLarge) {
		t.Errorf("circle: %v", err)
	}
	thin := gather(planted{actors: 50, claims: 40, camps: 2, positions: 2, loyal: 0.9}, 1)
	far := ActorNo(1) // one with whom there is no point to be seen at once
	for thin.index.between(0, far, lens.focus()).Agreed > 0 {
		far++
	}
	if _, err := thin.index.Path(t.Context(), thin, Route{From: 0, To: far, Through: []AlignmentKind{Agreement}, MaxLength: 4, MaxWalk: 1}); !errors.Is(err, record.ErrTooLarge) {
		t.Errorf("path: %v", err)
	}
	if _, err := a.index.Camps(t.Context(), a, a, Sides{MaxWalk: 1}); !errors.Is(err, record.ErrTooLarge) {
		t.Errorf("camps: %v", err)
	}
	if _, err := a.index.Camps(t.Context(), a, a, Sides{MaxActors: MostInCamps + 1}); !errors.Is(err, record.ErrInvalid) {
		t.Errorf("camps of too many: %v", err)
	}
}

// fading is a context that is out after it was asked some times.
type fading struct {
	context.Context
	left int
}

func (f *fading) Err() error {
	if f.left--; f.left < 0 {
		return context.Canceled
	}
	return nil
}

// Every query gives up wherever on its way the context is out, and leaves the
// index fit for the next one.
func TestCancelledQuestionsStop(t *testing.T) {
	a := gather(planted{actors: 120, claims: 40, camps: 2, positions: 10, loyal: 0.9}, 1)
	past := Lens{AsOf: day("2025-06")}
	for name, ask := range map[string]func(context.Context) error{
		"circle": func(ctx context.Context) error {
			_, err := a.index.Circle(ctx, a, 0, Around{Lens: past})
			return err
		},
		"matrix": func(ctx context.Context) error {
			_, err := a.index.Matrix(ctx, []ActorNo{0, 1, 2, 3}, Lens{})
			return err
		},
		"path": func(ctx context.Context) error {
			_, err := a.index.Path(ctx, a, Route{From: 0, To: 1, Through: []AlignmentKind{Qualification}, MaxLength: 4})
			return err
		},
		"camps": func(ctx context.Context) error {
			_, err := a.index.Camps(ctx, a, a, Sides{})
			return err
		},
		"as of": func(ctx context.Context) error {
			_, err := a.index.AsOf(ctx, day("2025-06"))
			return err
		},
	} {
		for left := 0; ; left = left*2 + 1 {
			f := &fading{t.Context(), left}
			err := ask(f)
			if f.left >= 0 && err == nil {
				break // it was asked less often than that
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("%s, out after %d looks: %v", name, left, err)
			}
		}
		if err := ask(t.Context()); err != nil {
			t.Errorf("%s afterwards: %v", name, err)
		}
	}
}
