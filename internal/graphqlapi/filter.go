package graphqlapi

import (
	"encoding/json"
	"slices"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// dateRangeInput is the input DateRange.
type dateRangeInput struct{ From, To *dateArgument }

// quoteFilterInput is the input QuoteFilter.
type quoteFilterInput struct {
	Speaker, Affiliation                    *[]idArgument
	Claim, Question, Topic, Event, Document *idArgument
	Position, Capacity, Mode, Act, Medium   *[]string
	Status, Verification                    *[]string
	Basis                                   *string
	FirstHand, Anonymous                    *bool
	Said, Published                         *dateRangeInput
}

// quoteListArguments are the arguments of a list of quotes that can be ordered.
type quoteListArguments struct {
	Filter  *quoteFilterInput
	OrderBy *string
	pageArguments
}

// quoteSelection is a filter as the graph reads it.
type quoteSelection struct {
	graph.QuoteFilter
	// plain says that nothing was asked for: the quotes that count, all of them.
	plain bool
	// none says that nothing can meet the filter: one of its lists is empty, which
	// the graph would take for one that was left out.
	none bool
	// text is what the seal of a cursor is made of.
	text string
}

// collector reads many arguments and keeps the first error.
type collector struct{ err error }

func collect[T any](c *collector) func(T, error) T {
	return func(value T, err error) T {
		if c.err == nil {
			c.err = err
		}
		return value
	}
}

func (in *quoteFilterInput) read() (quoteSelection, error) {
	if in == nil {
		current := graph.QuoteFilter{Statuses: []record.QuoteStatus{record.Current}}
		return quoteSelection{QuoteFilter: current, plain: true}, nil
	}
	var c collector
	f := quoteSelection{QuoteFilter: in.references(&c)}
	in.readWords(&c, &f.QuoteFilter)
	f.FirstHand, f.Anonymous = in.FirstHand, in.Anonymous
	f.Said = in.Said.read(&c, "filter.said")
	f.Published = in.Published.read(&c, "filter.published")
	f.none = hasEmpty(f.Speakers) || hasEmpty(f.Affiliations) || hasEmpty(f.Positions) || hasEmpty(f.Capacities) ||
		hasEmpty(f.Modes) || hasEmpty(f.Acts) || hasEmpty(f.Media) || hasEmpty(f.Statuses) || hasEmpty(f.Verification)
	if f.Statuses == nil {
		f.Statuses = []record.QuoteStatus{record.Current}
	}
	text, err := json.Marshal(f.QuoteFilter)
	f.text = string(text)
	return f, firstOf(c.err, err)
}

func (in *quoteFilterInput) references(c *collector) graph.QuoteFilter {
	return graph.QuoteFilter{
		Speakers:     collect[[]record.ActorID](c)(readIDs[record.Actor]("filter.speaker", in.Speaker)),
		Affiliations: collect[[]record.InstitutionID](c)(readIDs[record.Institution]("filter.affiliation", in.Affiliation)),
		Claim:        collect[record.ClaimID](c)(readID[record.Claim]("filter.claim", in.Claim)),
		Question:     collect[record.QuestionID](c)(readID[record.Question]("filter.question", in.Question)),
		Topic:        collect[record.TopicID](c)(readID[record.Topic]("filter.topic", in.Topic)),
		Event:        collect[record.EventID](c)(readID[record.Event]("filter.event", in.Event)),
		Document:     collect[record.DocumentID](c)(readID[record.Document]("filter.document", in.Document)),
	}
}

func (in *quoteFilterInput) readWords(c *collector, f *graph.QuoteFilter) {
	f.Positions = collect[[]record.Position](c)(readWords[record.Position]("filter.position", in.Position))
	f.Capacities = collect[[]record.Capacity](c)(readWords[record.Capacity]("filter.capacity", in.Capacity))
	f.Modes = collect[[]record.QuoteMode](c)(readWords[record.QuoteMode]("filter.mode", in.Mode))
	f.Acts = collect[[]record.SpeechAct](c)(readWords[record.SpeechAct]("filter.act", in.Act))
	f.Media = collect[[]record.Medium](c)(readWords[record.Medium]("filter.medium", in.Medium))
	f.Statuses = collect[[]record.QuoteStatus](c)(readWords[record.QuoteStatus]("filter.status", in.Status))
	f.Verification = collect[[]record.VerificationState](c)(readWords[record.VerificationState]("filter.verification", in.Verification))
	if in.Basis != nil {
		one := collect[[]record.Basis](c)(readWords[record.Basis]("filter.basis", &[]string{*in.Basis}))
		if len(one) == 1 {
			f.Basis = &one[0]
		}
	}
}

func (in *dateRangeInput) read(c *collector, argument string) graph.DateRange {
	if in == nil {
		return graph.DateRange{}
	}
	r := graph.DateRange{
		From: collect[record.Date](c)(readDate(argument+".from", in.From)),
		To:   collect[record.Date](c)(readDate(argument+".to", in.To)),
	}
	if c.err == nil && !r.From.IsZero() && !r.To.IsZero() && r.To.Last().Compare(r.From.First()) < 0 {
		c.err = invalid(argument, "ends (%v) before it begins (%v)", r.To, r.From)
	}
	return r
}

// hasEmpty reports whether a list was given and is empty.
func hasEmpty[T any](list []T) bool { return list != nil && len(list) == 0 }

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// only narrows a condition to one value: where the filter asks for others,
// nothing can meet both.
func only[T comparable](f *quoteSelection, given []T, value T) []T {
	if given != nil && !slices.Contains(given, value) {
		f.none = true
	}
	return []T{value}
}

// onlyID narrows an optional id likewise.
func onlyID[T any](f *quoteSelection, given, value record.ID[T]) record.ID[T] {
	if !given.IsZero() && given != value {
		f.none = true
	}
	return value
}

// quotesOf selects quotes, newest first.
func (r *request) quotesOf(f quoteSelection) graph.List[record.Quote] {
	switch {
	case f.none:
		return graph.List[record.Quote]{}
	case f.plain:
		return r.snapshot.CurrentQuotes()
	}
	return r.snapshot.Quotes(f.QuoteFilter)
}

// quotesWhere is a page of quotes by date. narrow, which may be nil, sets what
// the place of the list in the contract asks for; owner names whose list it is.
func (r *request) quotesWhere(place string, args quoteListArguments, narrow func(*quoteSelection), owner any) (*connection[record.Quote, *quoteNode], error) {
	oldest, err := oldestFirst(args.OrderBy)
	if err != nil {
		return nil, err
	}
	f, err := args.Filter.read()
	if err != nil {
		return nil, err
	}
	if narrow != nil {
		f.plain = false
		narrow(&f)
	}
	list := r.quotesOf(f)
	if oldest {
		list = list.Reversed()
	}
	return listing[record.Quote, *quoteNode]{
		items:     list,
		key:       func(q *record.Quote) sortKey { return newest(r.snapshot.SortDate(q), uuidOf(q.ID)) },
		backwards: oldest,
		seal:      sealOf(place, owner, oldest, f.text),
		show:      r.quote,
	}.page(args.pageArguments)
}

// claimFilterInput is the input ClaimFilter.
type claimFilterInput struct {
	Topic, Event, Question, About *idArgument
	Kind                          *[]string
	ContestedBy                   *[]idArgument
	WeakEvidenceOnly              *bool
}

// claimSelection is a filter as the graph reads it.
type claimSelection struct {
	graph.ClaimFilter
	none bool
	text string
}

func (in *claimFilterInput) read() (claimSelection, error) {
	if in == nil {
		return claimSelection{}, nil
	}
	var c collector
	f := claimSelection{ClaimFilter: graph.ClaimFilter{
		Topic:            collect[record.TopicID](&c)(readID[record.Topic]("filter.topic", in.Topic)),
		Event:            collect[record.EventID](&c)(readID[record.Event]("filter.event", in.Event)),
		Question:         collect[record.QuestionID](&c)(readID[record.Question]("filter.question", in.Question)),
		About:            collect[record.ActorID](&c)(readID[record.Actor]("filter.about", in.About)),
		Kinds:            collect[[]record.ClaimKind](&c)(readWords[record.ClaimKind]("filter.kind", in.Kind)),
		ContestedBy:      collect[[]record.ActorID](&c)(readIDs[record.Actor]("filter.contestedBy", in.ContestedBy)),
		WeakEvidenceOnly: in.WeakEvidenceOnly,
	}}
	f.none = hasEmpty(f.Kinds) || hasEmpty(f.ContestedBy)
	text, err := json.Marshal(f.ClaimFilter)
	f.text = string(text)
	return f, firstOf(c.err, err)
}

// actorFilterInput is the input ActorFilter.
type actorFilterInput struct {
	Topic, Event, Affiliation, SilentOn *idArgument
}

func (in *actorFilterInput) read() (graph.ActorFilter, error) {
	if in == nil {
		return graph.ActorFilter{}, nil
	}
	var c collector
	return graph.ActorFilter{
		Topic:       collect[record.TopicID](&c)(readID[record.Topic]("filter.topic", in.Topic)),
		Event:       collect[record.EventID](&c)(readID[record.Event]("filter.event", in.Event)),
		Affiliation: collect[record.InstitutionID](&c)(readID[record.Institution]("filter.affiliation", in.Affiliation)),
		SilentOn:    collect[record.ClaimID](&c)(readID[record.Claim]("filter.silentOn", in.SilentOn)),
	}, c.err
}
