package check

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// desk is a graph by id.
type desk map[uuid.UUID]record.Record

func (d desk) Each(kind record.Kind) iter.Seq[record.Record] {
	return func(yield func(record.Record) bool) {
		for _, r := range d {
			if r.Ref().Kind == kind && !yield(r) {
				return
			}
		}
	}
}

func (d desk) Record(id uuid.UUID) (record.Record, bool) {
	r, ok := d[id]
	return r, ok
}

func (d desk) put(records ...record.Record) {
	for _, r := range records {
		r.Normalize()
		d[r.Ref().ID] = r
	}
}

func id[T any](word, slug string) record.ID[T] { return record.ID[T](record.DeclaredID(word, slug)) }

func actor(slug string) record.ActorID      { return id[record.Actor]("actor", slug) }
func claimID(slug string) record.ClaimID    { return id[record.Claim]("claim", slug) }
func quoteID(key string) record.QuoteID     { return id[record.Quote]("quote", key) }
func documentID(s string) record.DocumentID { return id[record.Document]("document", s) }
func questionID(s string) record.QuestionID { return id[record.Question]("question", s) }
func day(year, month, dayOf int) record.Date {
	return record.Date{Year: int16(year), Month: uint8(month), Day: uint8(dayOf)}
}

func profile(slug, name string, more ...string) record.Profile {
	p := record.Profile{Slug: slug, Names: []record.Name{{Text: name, Language: "en", Kind: record.PrimaryName}}}
	for _, n := range more {
		p.Names = append(p.Names, record.Name{Text: n, Language: "en", Kind: record.Alias})
	}
	return p
}

func person(slug, name string, more ...string) *record.Person {
	return &record.Person{ID: record.PersonID(actor(slug)), Profile: profile(slug, name, more...)}
}

func institution(slug, name string) *record.Institution {
	return &record.Institution{ID: record.InstitutionID(actor(slug)), Profile: profile(slug, name), Kind: record.Media}
}

func claim(slug string, question record.QuestionID) *record.Claim {
	return &record.Claim{ID: claimID(slug), Slug: slug, Texts: record.Texts{{Language: "en", Text: "That is " + slug}}, Kind: record.Factual, Question: question}
}

func document(slug string, published record.Date) *record.Document {
	return &record.Document{ID: documentID(slug), Slug: slug, Titles: record.Texts{{Language: "en", Text: slug}}, Language: "en", PublishedOn: published}
}

const paper = "Ann and Bo said it."

func quote(key, speaker string) *record.Quote {
	return &record.Quote{
		ID: quoteID(key), Speaker: actor(speaker), Mode: record.Indirect, Language: "en", Document: documentID("paper"),
		Gists:        record.Texts{{Language: "en", Text: key}},
		Selector:     &record.Selector{Start: 0, End: 3, SHA256: record.HashOf("Ann")},
		Verification: record.Verification{State: record.Verified, Copy: documentID("paper"), TextSHA256: record.HashOf(paper), At: time.Unix(0, 0)},
	}
}

func stance(quote, slug string, p record.Position) *record.Stance {
	return &record.Stance{ID: id[record.Stance]("stance", quote+"/"+slug+p.String()), Quote: quoteID(quote), Claim: claimID(slug), Position: p}
}

func relation(from, to string, kind record.ClaimRelationKind) *record.ClaimRelation {
	return &record.ClaimRelation{ID: id[record.ClaimRelation]("relation", from+to+kind.String()), Kind: kind, From: claimID(from), To: claimID(to)}
}

func response(quote string) *record.Response {
	return &record.Response{ID: id[record.Response]("response", quote), Quote: quoteID(quote), Kind: record.Agrees}
}

// clean is a small graph with nothing to find: Ann supports one claim, Bo
// opposes it, in one document.
func clean() desk {
	d := desk{}
	paperOf := document("paper", day(2025, 6, 10))
	paperOf.SHA256 = record.HashOf(paper)
	paperOf.Publisher = record.InstitutionID(actor("press"))
	d.put(paperOf, person("ann", "Ann Lee"), person("bo", "Bo Ek"), institution("press", "The Press"),
		claim("c", record.QuestionID{}), quote("qa", "ann"), quote("qb", "bo"),
		stance("qa", "c", record.Supports), stance("qb", "c", record.Opposes))
	return d
}

// change is a record of the clean graph, copied, to be changed and put back.
func change[T any](d desk, of record.ID[T], how func(*T)) {
	found := any(d[uuid.UUID(of)]).(*T)
	copied := *found
	how(&copied)
	d.put(any(&copied).(record.Record))
}

func run(t testing.TB, d desk, options Options) Report {
	t.Helper()
	report, err := Run(context.Background(), d, options)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestCleanGraph(t *testing.T) {
	if report := run(t, clean(), Options{}); len(report.Findings) > 0 {
		t.Errorf("found %v in a graph without faults", report.Findings)
	}
}

// labels calls quotes and such by their keys.
func labels(keys ...string) func(record.Ref) string {
	return func(ref record.Ref) string {
		for _, key := range keys {
			if uuid.UUID(quoteID(key)) == ref.ID {
				return "d/" + key
			}
		}
		return ""
	}
}

func TestRules(t *testing.T) {
	onQuote := func(how func(*record.Quote)) func(desk) {
		return func(d desk) { change(d, quoteID("qa"), how) }
	}
	speech := id[record.Utterance]("utterance", "u")
	question := &record.Question{ID: questionID("why"), Slug: "why", Texts: record.Texts{{Language: "en", Text: "Why?"}}}
	source := &record.UnnamedSource{ID: record.UnnamedSourceID(actor("source")), Profile: profile("source", "a source"), Document: documentID("other")}
	cases := map[string]struct {
		change func(desk)
		want   []string
	}{
		"lost": {onQuote(func(q *record.Quote) { q.Verification.State = record.Lost }),
			[]string{"OR001 quote d/qa is lost: its words are not at 0 to 3"}},
		"called verified": {func(d desk) {
			change(d, documentID("paper"), func(p *record.Document) { p.Text = paper })
			change(d, quoteID("qa"), func(q *record.Quote) {
				q.Selector = &record.Selector{Start: 4, End: 7, SHA256: record.HashOf("Ann")}
			})
		}, []string{"OR001 quote d/qa says VERIFIED, but in the text of its copy the hash of the span differs"}},
		"unchecked": {onQuote(func(q *record.Quote) { q.Verification = record.Verification{} }),
			[]string{"OR002 quote d/qa is unverified"}},
		"verbatim without selector": {onQuote(func(q *record.Quote) {
			q.Verification, q.Selector, q.Mode, q.Fragments = record.Verification{}, nil, record.Direct, []string{"so"}
		}), []string{"OR003 quote d/qa gives verbatim words"}},
		"indirect without selector": {onQuote(func(q *record.Quote) { q.Verification, q.Selector = record.Verification{}, nil }),
			[]string{"OR004 quote d/qa has no selector"}},
		"another text": {func(d desk) {
			change(d, documentID("paper"), func(p *record.Document) { p.SHA256 = record.HashOf("another") })
		}, []string{"OR005 quote d/q. was checked against another text than document paper", "OR005 quote d/q."}},
		"utterance without quotes": {func(d desk) { d.put(&record.Utterance{ID: speech, Speaker: actor("ann")}) },
			[]string{"OR010 utterance of ann, " + speech.String() + " has no quotes"}},
		"topic": {func(d desk) {
			d.put(&record.Topic{ID: id[record.Topic]("topic", "t"), Slug: "t", Names: record.Texts{{Language: "en", Text: "T"}}})
		}, []string{"OR011 topic t is used by no claim"}},
		"event": {func(d desk) {
			d.put(&record.Event{ID: id[record.Event]("event", "e"), Slug: "e", Names: record.Texts{{Language: "en", Text: "E"}}, Kind: record.Attack})
		}, []string{"OR012 event e is referred to by nothing"}},
		"document": {func(d desk) { d.put(document("other", record.Date{})) },
			[]string{"OR013 document other is quoted by nothing"}},
		"republication": {func(d desk) {
			other := document("other", record.Date{})
			other.RepublicationOf = documentID("paper")
			d.put(other)
		}, nil},
		"unreachable": {func(d desk) {
			d.put(person("cy", "Cy Day"), &record.Affiliation{ID: id[record.Affiliation]("affiliation", "cy"), Person: record.PersonID(actor("cy")), Institution: record.InstitutionID(actor("press"))})
		}, []string{"OR014 person cy is led to by no quote"}},
		"no answer": {func(d desk) { d.put(question) }, []string{"OR015 question why has no answers"}},
		"one answer": {func(d desk) {
			d.put(question)
			change(d, claimID("c"), func(c *record.Claim) { c.Question = question.ID })
		}, []string{"OR017 question why has one answer only"}},
		"claim without quotes": {func(d desk) { d.put(claim("d", record.QuestionID{})) },
			[]string{"OR016 claim d has no quote that takes a side"}},
		"namesakes": {func(d desk) {
			d.put(person("cy", "Cy Day", "ÁNN-LEE"), quote("qc", "cy"))
		}, []string{`OR020 person (ann and cy|cy and ann) are both called "(Ann Lee|ÁNN-LEE)"`}},
		"distinct namesakes": {func(d desk) {
			cy := person("cy", "Ann Lee")
			cy.DistinctFrom = []record.PersonID{record.PersonID(actor("ann"))}
			d.put(cy, quote("qc", "cy"))
		}, nil},
		"institutions of one name": {func(d desk) { d.put(institution("press-2", "the press"), quote("qc", "press-2")) },
			[]string{"OR021 institution (press and press-2|press-2 and press) are both called"}},
		"contradiction": {func(d desk) {
			threeClaims(d)
			d.put(relation("c", "d", record.Same), relation("d", "e", record.Opposite), relation("e", "c", record.Same))
		}, []string{"OR030 claim relation (SAME|OPPOSITE) from . to . contradicts the other relations"}},
		"opposite of an opposite": {func(d desk) {
			threeClaims(d)
			d.put(relation("c", "d", record.Opposite), relation("d", "e", record.Opposite), relation("e", "c", record.Same))
		}, nil},
		"same and conflicting": {func(d desk) {
			threeClaims(d)
			d.put(relation("c", "d", record.Opposite), relation("d", "e", record.Opposite), relation("e", "c", record.Conflicting))
		}, []string{"OR031 claim relation CONFLICTING from e to c is between claims that are the same"}},
		"same answers": {func(d desk) {
			threeClaims(d)
			d.put(question, relation("c", "d", record.Same))
			change(d, claimID("c"), func(c *record.Claim) { c.Question = question.ID })
			change(d, claimID("d"), func(c *record.Claim) { c.Question = question.ID })
		}, []string{"OR032 claim . and claim . are the same and answer one question"}},
		"related twice": {func(d desk) {
			threeClaims(d)
			d.put(relation("c", "d", record.Conflicting), relation("d", "c", record.Broader))
		}, []string{"OR033 claim relation (CONFLICTING from c to d|BROADER from d to c) stands beside claim relation"}},
		"circle": {func(d desk) {
			threeClaims(d)
			d.put(relation("c", "d", record.Broader), relation("d", "c", record.Broader), relation("d", "e", record.Broader))
		}, []string{"OR033", "OR034 claim . is on a circle", "OR034 claim . is on a circle"}},
		"one wording": {func(d desk) {
			threeClaims(d)
			change(d, claimID("d"), func(c *record.Claim) { c.Texts = record.Texts{{Language: "en", Text: "that is C."}} })
		}, []string{"OR035 claim . has the wording of claim ."}},
		"said after published": {onQuote(func(q *record.Quote) { q.SaidOn, q.SaidOnBasis = day(2025, 6, 11), record.Printed }),
			[]string{`OR040 quote d/qa was said on 2025-06-11, after document paper was published \(2025-06-10\)`}},
		"said in the month of publication": {onQuote(func(q *record.Quote) { q.SaidOn, q.SaidOnBasis = day(2025, 6, 0), record.Printed }), nil},
		"retracted before said": {func(d desk) {
			change(d, quoteID("qa"), func(q *record.Quote) { q.SaidOn, q.SaidOnBasis = day(2025, 6, 1), record.Printed })
			d.put(&record.Correction{ID: id[record.Correction]("correction", "x"), Quote: quoteID("qa"), Kind: record.SpeakerRetracted, On: day(2025, 5, 0)})
		}, []string{"OR041 correction of quote d/qa is dated 2025-05, before the quote was said"}},
		"affiliation over": {func(d desk) {
			change(d, quoteID("qa"), func(q *record.Quote) { q.Affiliation = record.InstitutionID(actor("press")) })
			d.put(&record.Affiliation{ID: id[record.Affiliation]("affiliation", "ann"), Person: record.PersonID(actor("ann")), Institution: record.InstitutionID(actor("press")), Until: day(2024, 0, 0)})
		}, []string{"OR042 quote d/qa names an affiliation with press that the speaker did not hold on 2025-06-10"}},
		"utterance of another day": {func(d desk) {
			change(d, quoteID("qa"), func(q *record.Quote) {
				q.Utterance, q.SaidOn, q.SaidOnBasis = speech, day(2025, 6, 1), record.Printed
			})
			d.put(&record.Utterance{ID: speech, Speaker: actor("ann"), SaidOn: day(2025, 6, 2)})
		}, []string{"OR043 utterance of ann, .* is dated 2025-06-02 and quote d/qa of it 2025-06-01"}},
		"copy before original": {func(d desk) {
			other := document("other", day(2025, 6, 9))
			other.RepublicationOf = documentID("paper")
			d.put(other)
		}, []string{"OR044 document other was published on 2025-06-09, before document paper"}},
		"late hop": {onQuote(func(q *record.Quote) { q.Chain = []record.Hop{{Act: record.Told, On: day(2026, 0, 0)}} }),
			[]string{"OR045 quote d/qa has a link in its chain of 2026, after"}},
		"lone pull quote": {onQuote(func(q *record.Quote) { q.PullQuote = true }),
			[]string{"OR050 quote d/qa is a pull quote alone"}},
		"another's utterance": {func(d desk) {
			change(d, quoteID("qa"), func(q *record.Quote) { q.Utterance = speech })
			d.put(&record.Utterance{ID: speech, Speaker: actor("bo")})
		}, []string{"OR051 quote d/qa shares an utterance of bo"}},
		"source of another document": {func(d desk) {
			d.put(source, document("other", record.Date{}))
			change(d, quoteID("qa"), func(q *record.Quote) { q.Chain = []record.Hop{{Agent: actor("source"), Act: record.Told}} })
		}, []string{"OR052 quote d/qa uses source, who belongs to another document"}},
		"source in a republication": {func(d desk) {
			d.put(source, document("other", record.Date{}))
			change(d, quoteID("qa"), func(q *record.Quote) { q.Chain = []record.Hop{{Agent: actor("source"), Act: record.Told}} })
			change(d, documentID("paper"), func(p *record.Document) { p.RepublicationOf = documentID("other") })
		}, nil},
		"personal for another": {onQuote(func(q *record.Quote) {
			q.Capacity, q.OnBehalfOf = record.Personal, record.InstitutionID(actor("press"))
		}), []string{"OR053 quote d/qa is personal and on behalf of press", "OR061 quote d/qa is malformed: onBehalfOf"}},
		"reports on self": {func(d desk) {
			d.put(&record.ReportedPosition{ID: id[record.ReportedPosition]("reported", "x"), Quote: quoteID("qa"), Holder: actor("ann"), Claim: claimID("c"), Position: record.Supports})
		}, []string{"OR054 reported position on c in quote d/qa is of the speaker itself"}},
		"silence with a side": {onQuote(func(q *record.Quote) { q.Act = record.Silence }),
			[]string{"OR055 quote d/qa is a silence"}},
		"answers itself": {func(d desk) {
			r := response("qa")
			r.To = actor("ann")
			d.put(r)
		}, []string{"OR056 response in quote d/qa answers its own speaker"}},
		"answers another": {func(d desk) {
			r := response("qa")
			r.To, r.ToQuote = actor("press"), quoteID("qb")
			d.put(r)
		}, []string{"OR057 response in quote d/qa answers press with a quote of bo"}},
		"both sides": {func(d desk) { d.put(stance("qa", "c", record.Opposes)) },
			[]string{"OR058 quote d/qa is both (SUPPORTS and OPPOSES|OPPOSES and SUPPORTS) on claim c"}},
		"rival answers": {func(d desk) {
			threeClaims(d)
			d.put(question, stance("qa", "d", record.Supports))
			change(d, claimID("c"), func(c *record.Claim) { c.Question = question.ID })
			change(d, claimID("d"), func(c *record.Claim) { c.Question = question.ID })
		}, []string{"OR059 quote d/qa supports claims (c and d|d and c), which exclude one another"}},
		"broken reference": {func(d desk) { delete(d, uuid.UUID(quoteID("qb"))) },
			[]string{"OR014 person bo", "OR060 stance on c in .* refers to " + quoteID("qb").String() + " as its quote, and that is not in the graph"}},
		"reference to another kind": {onQuote(func(q *record.Quote) { q.Affiliation = record.InstitutionID(actor("bo")) }),
			[]string{"OR060 quote d/qa refers to person bo as its affiliation; want another kind"}},
		"overfull poll": {func(d desk) {
			d.put(&record.Poll{ID: id[record.Poll]("poll", "p"), Slug: "p", Texts: record.Texts{{Language: "en", Text: "P?"}}, Document: documentID("paper"),
				Answers: []record.PollAnswer{{Label: "a", Percent: 60}, {Label: "b", Percent: 42}}})
		}, []string{"OR062 poll p has answers of 102.0 percent together"}},
	}
	tested := map[string]bool{}
	for name, c := range cases {
		for _, want := range c.want {
			tested[want[:5]] = true
		}
		t.Run(name, func(t *testing.T) {
			d := clean()
			c.change(d)
			expect(t, run(t, d, Options{Label: labels("qa", "qb")}).Findings, c.want)
		})
	}
	for _, rule := range Rules() {
		if !tested[rule.Code] {
			t.Errorf("no case shows what %s finds", rule.Code)
		}
	}
}

// threeClaims adds claims d and e, on which Bo takes sides.
func threeClaims(d desk) {
	d.put(claim("d", record.QuestionID{}), claim("e", record.QuestionID{}), stance("qb", "d", record.Opposes), stance("qb", "e", record.Opposes))
}

func expect(t *testing.T, found []Finding, want []string) {
	t.Helper()
	for i := range max(len(found), len(want)) {
		switch {
		case i >= len(found):
			t.Errorf("not found: %s", want[i])
		case i >= len(want):
			t.Errorf("found as well: %s %s", found[i].Code, found[i].Message)
		case !regexp.MustCompile("^" + want[i]).MatchString(found[i].Code + " " + found[i].Message):
			t.Errorf("found %s %s\nwant  %s", found[i].Code, found[i].Message, want[i])
		}
	}
}

func TestRulesAreListed(t *testing.T) {
	code := regexp.MustCompile(`^OR0[0-6][0-9]$`)
	var codes []string
	for _, r := range Rules() {
		if !code.MatchString(r.Code) || !strings.HasSuffix(r.Looks, ".") {
			t.Errorf("rule %+v", r)
		}
		codes = append(codes, r.Code)
	}
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Errorf("codes are out of order or double: %v", codes)
	}
}

func TestSameGraphSameReport(t *testing.T) {
	d := clean()
	for i := range 40 {
		d.put(person(fmt.Sprintf("p-%d", i), "Pat"), claim(fmt.Sprintf("k-%d", i), record.QuestionID{}))
	}
	first := run(t, d, Options{})
	for range 5 {
		if again := run(t, d, Options{}); !slices.Equal(first.Findings, again.Findings) {
			t.Fatal("two reports on one graph differ")
		}
	}
}

func TestReportIsBounded(t *testing.T) {
	d := clean()
	for i := range 30 {
		d.put(claim(fmt.Sprintf("k-%d", i), record.QuestionID{}))
	}
	report := run(t, d, Options{Most: 10})
	if len(report.Findings) != 10 || report.Left["OR016"] != 20 {
		t.Errorf("kept %d findings, left %v", len(report.Findings), report.Left)
	}
	if worst, ok := report.Worst(); !ok || worst != Warning {
		t.Errorf("the worst finding is a %s", worst)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, clean(), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSelectors(t *testing.T) {
	here, moved, none := quote("here", "ann"), quote("moved", "ann"), quote("none", "ann")
	moved.Selector = &record.Selector{Start: 1, End: 4, SHA256: record.HashOf("Ann")}
	none.Selector = nil
	got := Selectors(record.NewCodePoints(paper), []*record.Quote{here, moved, none})
	want := []Selection{
		{here.ID, record.Verified, ""},
		{moved.ID, record.Lost, "the hash of the span differs"},
		{none.ID, record.Unverified, "the quote has no selector"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
