package graphqlapi

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// codeInvalidCursor tells a client to begin the list anew, which is not what it
// would do about another wrong argument.
const codeInvalidCursor code = "INVALID_CURSOR"

// An argumentError is an argument that cannot be served. It is of kind
// record.ErrInvalid and brings its code along.
type argumentError struct {
	code    code
	message string
}

func (e *argumentError) Error() string { return e.message }
func (e *argumentError) Unwrap() error { return record.ErrInvalid }

// Extensions are what the executor puts beside the message.
func (e *argumentError) Extensions() map[string]any {
	return map[string]any{"code": string(e.code)}
}

func invalid(argument, format string, args ...any) error {
	return &argumentError{codeInvalid, argument + ": " + fmt.Sprintf(format, args...)}
}

// The types of arguments take whatever the executor hands them and are read by
// the resolver: an error during reading would end the whole selection beside it
// and carry neither a path nor a code.

type (
	idArgument   struct{ text string }
	dateArgument struct{ text string }
	// intArgument tells an argument that is left out, or null, from one that is
	// given.
	intArgument struct{ given any }
)

func (idArgument) ImplementsGraphQLType(name string) bool   { return name == "ID" }
func (dateArgument) ImplementsGraphQLType(name string) bool { return name == "Date" }
func (intArgument) ImplementsGraphQLType(name string) bool  { return name == "Int" }

func (a *idArgument) UnmarshalGraphQL(input any) error {
	a.text = fmt.Sprint(input)
	return nil
}

func (a *dateArgument) UnmarshalGraphQL(input any) error {
	a.text = fmt.Sprint(input)
	return nil
}

func (a *intArgument) UnmarshalGraphQL(input any) error {
	a.given = input
	return nil
}

// Nullable makes the executor hand over null as well.
func (*intArgument) Nullable() {}

// String is the argument as given, for the seal of a cursor; empty where it is
// left out.
func (a *idArgument) String() string {
	if a == nil {
		return ""
	}
	return a.text
}

func readUUID(argument string, a idArgument) (uuid.UUID, error) {
	id, err := record.ParseUUID(a.text)
	if err != nil {
		return uuid.Nil, invalid(argument, "%v", err)
	}
	return id, nil
}

// readID reads an optional id; left out it is zero.
func readID[T any](argument string, a *idArgument) (record.ID[T], error) {
	if a == nil {
		return record.ID[T]{}, nil
	}
	id, err := readUUID(argument, *a)
	return record.ID[T](id), err
}

// mostValues is the most values that one list of a filter may hold.
const mostValues = 100

// readIDs reads an optional list of ids; left out it is nil, and an empty list,
// which nothing meets, is not.
func readIDs[T any](argument string, list *[]idArgument) ([]record.ID[T], error) {
	if list == nil {
		return nil, nil
	}
	if err := checkLength(argument, len(*list)); err != nil {
		return nil, err
	}
	ids := make([]record.ID[T], len(*list))
	for i, a := range *list {
		id, err := readUUID(fmt.Sprintf("%s[%d]", argument, i), a)
		if err != nil {
			return nil, err
		}
		ids[i] = record.ID[T](id)
	}
	return ids, nil
}

func checkLength(argument string, n int) error {
	if n > mostValues {
		return invalid(argument, "has %d values, at most %d are allowed", n, mostValues)
	}
	return nil
}

// readDate reads an optional date; left out it is zero.
func readDate(argument string, a *dateArgument) (record.Date, error) {
	if a == nil {
		return record.Date{}, nil
	}
	d, err := record.ParseDate(a.text)
	if err != nil {
		return record.Date{}, invalid(argument, "%v", err)
	}
	return d, nil
}

// readWords reads an optional list of values of an enumeration, as readIDs does.
func readWords[W any, P interface {
	*W
	encoding.TextUnmarshaler
}](argument string, list *[]string) ([]W, error) {
	if list == nil {
		return nil, nil
	}
	if err := checkLength(argument, len(*list)); err != nil {
		return nil, err
	}
	words := make([]W, len(*list))
	for i, text := range *list {
		if err := P(&words[i]).UnmarshalText([]byte(text)); err != nil {
			return nil, invalid(argument, "%v", err)
		}
	}
	return words, nil
}

// Bounds of `first`.
const (
	usualPage   = 20
	usualSearch = 10
)

// pageArguments are the arguments of every connection.
type pageArguments struct {
	First intArgument
	After *string
}

// size is how many items are wanted.
func (a pageArguments) size(usual int) (int, error) {
	if a.First.given == nil {
		return usual, nil
	}
	n, ok := a.First.value()
	if !ok || n < 1 || n > largestPage {
		return 0, invalid("first", "want a number from 1 to %d, not %v", largestPage, a.First.given)
	}
	return n, nil
}

// value reads the number, which comes as an int32 from a document and as a
// json.Number or a float64 from variables.
func (a intArgument) value() (n int, ok bool) {
	switch v := a.given.(type) {
	case int32:
		return int(v), true
	case int:
		return v, true
	case float64:
		return int(v), v == math.Trunc(v) && math.Abs(v) <= math.MaxInt32
	case json.Number:
		n, err := strconv.Atoi(v.String())
		return n, err == nil
	}
	return 0, false
}

// oldestFirst reads an order by date: it says whether the earliest come first.
func oldestFirst(orderBy *string) (bool, error) {
	switch {
	case orderBy == nil, *orderBy == "NEWEST":
		return false, nil
	case *orderBy == "OLDEST":
		return true, nil
	}
	return false, invalid("orderBy", "want NEWEST or OLDEST, not %q", *orderBy)
}
