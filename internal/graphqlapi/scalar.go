package graphqlapi

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// The scalars of answers. Each can point into a record, so that an optional
// field of a list item costs no allocation. Arguments have types of their own,
// see argument.go: what a scalar here refused while being read would reach the
// client without a code.

type (
	nodeID      uuid.UUID
	date        record.Date
	dateTime    time.Time
	webAddress  string
	languageTag string
)

// errOutputOnly says that a scalar of answers was declared as an argument.
var errOutputOnly = errors.New("this scalar is for answers only")

func (nodeID) ImplementsGraphQLType(name string) bool      { return name == "ID" }
func (date) ImplementsGraphQLType(name string) bool        { return name == "Date" }
func (dateTime) ImplementsGraphQLType(name string) bool    { return name == "DateTime" }
func (webAddress) ImplementsGraphQLType(name string) bool  { return name == "URL" }
func (languageTag) ImplementsGraphQLType(name string) bool { return name == "LanguageTag" }

func (*nodeID) UnmarshalGraphQL(any) error      { return errOutputOnly }
func (*date) UnmarshalGraphQL(any) error        { return errOutputOnly }
func (*dateTime) UnmarshalGraphQL(any) error    { return errOutputOnly }
func (*webAddress) UnmarshalGraphQL(any) error  { return errOutputOnly }
func (*languageTag) UnmarshalGraphQL(any) error { return errOutputOnly }

func (id nodeID) MarshalText() ([]byte, error) { return uuid.UUID(id).MarshalText() }
func (d date) MarshalText() ([]byte, error)    { return record.Date(d).MarshalText() }

func (t dateTime) MarshalText() ([]byte, error) {
	return time.Time(t).UTC().AppendFormat(nil, "2006-01-02T15:04:05.999Z"), nil
}

// The functions below make the null of the contract out of the zero value of a
// record, and otherwise point into the record, which never changes.

func textOrNull(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}

func dateOrNull(d *record.Date) *date {
	if d.IsZero() {
		return nil
	}
	return (*date)(d)
}

func timeOrNull(t *time.Time) *dateTime {
	if t.IsZero() {
		return nil
	}
	return (*dateTime)(t)
}

func addressOrNull(s *string) *webAddress { return (*webAddress)(textOrNull(s)) }

func hashOrNull(h record.Hash) *string {
	if h.IsZero() {
		return nil
	}
	text := h.String()
	return &text
}

func wordOrNull[W record.Word](w W) *W {
	if w == 0 {
		return nil
	}
	return &w
}

func answerOrNull(a record.Answer) *bool {
	if a == record.NotKnown {
		return nil
	}
	yes := a == record.Yes
	return &yes
}

// countOrNull is a count that the contract gives as null where it is not known
// or does not fit GraphQL's Int.
func countOrNull(n int) *int32 {
	if n <= 0 || n > 1<<31-1 {
		return nil
	}
	small := int32(n)
	return &small
}

func addresses(list []string) []webAddress {
	all := make([]webAddress, len(list))
	for i, s := range list {
		all[i] = webAddress(s)
	}
	return all
}

// orEmpty keeps a list that may not be null from being one.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
