package graphqlapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// input is the one argument of a mutation as it was sent. It is not unpacked into
// a struct: what was left out, which stays as it is, must be told from null,
// which takes away.
type input map[string]any

func (input) ImplementsGraphQLType(name string) bool { return strings.HasSuffix(name, "Input") }

func (in *input) UnmarshalGraphQL(value any) error {
	members, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("an input is %T, want an object", value)
	}
	*in = members
	return nil
}

// inputArguments are the arguments of every mutation.
type inputArguments struct{ Input input }

// text is a member that is a text; empty where it is left out or null.
func (in input) text(name string) string {
	text, _ := in[name].(string)
	return text
}

func (in input) flag(name string, otherwise bool) bool {
	if set, ok := in[name].(bool); ok {
		return set
	}
	return otherwise
}

// id reads a member that is an id.
func (in input) id(name string) (uuid.UUID, error) {
	id, err := record.ParseUUID(fmt.Sprint(in[name]))
	if err != nil {
		return uuid.Nil, problemAt(codeInvalid, err.Error(), name)
	}
	return id, nil
}

// of are the members that belong to a record: those that say how and why the
// mutation is made do not.
func (in input) of(kept ...string) input {
	members := maps.Clone(in)
	for _, name := range slices.Concat([]string{"id", "message", "key", "expectedRevision"}, kept) {
		delete(members, name)
	}
	return members
}

// answers are the members that are true, false or not known, which the contract
// has as a Boolean that may be null.
var answers = []string{"translated", "selfSelected"}

// onto lays the members over a record, nil for a new one, and gives the record
// that this makes, under the id: what is given replaces the member as a whole,
// null takes it away. Members have the names that they have in the JSON of records.
// Its error is [problems].
func (in input) onto(k record.Kind, id uuid.UUID, base record.Record) (record.Record, error) {
	members, err := membersOf(base)
	if err != nil {
		return nil, err
	}
	var found problems
	for _, name := range slices.Sorted(maps.Keys(in)) {
		value := in[name]
		if value == nil {
			delete(members, name)
			continue
		}
		if answer, ok := value.(bool); ok && slices.Contains(answers, name) {
			value = map[bool]string{true: "YES", false: "NO"}[answer]
		}
		if members[name], err = json.Marshal(value); err != nil {
			return nil, fmt.Errorf("%w input: %s cannot be written as JSON: %v", record.ErrInvalid, name, err)
		}
		if p := wrongMember(k, name, members[name]); p != nil {
			found = append(found, p)
		}
	}
	if len(found) > 0 {
		return nil, found
	}
	if members["id"], err = json.Marshal(id.String()); err != nil {
		return nil, err
	}
	return recordFrom(k, members)
}

func membersOf(r record.Record) (map[string]json.RawMessage, error) {
	members := map[string]json.RawMessage{}
	if r == nil {
		return members, nil
	}
	text, err := json.Marshal(r)
	if err == nil {
		err = json.Unmarshal(text, &members)
	}
	if err != nil {
		return nil, fmt.Errorf("%w record %v: it cannot be written as JSON: %v", record.ErrCorrupt, r.Ref(), err)
	}
	return members, nil
}

// recordFrom reads a new record. It shares nothing with one that readers hold.
func recordFrom(k record.Kind, members map[string]json.RawMessage) (record.Record, error) {
	r, err := record.New(k)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(members)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, problemAt(codeInvalid, err.Error())
	}
	return r, nil
}

// wrongMember reads one member by itself, so that what is wrong with it can be
// said of it, and of the place in it where it is a list.
func wrongMember(k record.Kind, name string, value json.RawMessage) *problem {
	err := readMember(k, name, value)
	if err == nil {
		return nil
	}
	var items []json.RawMessage
	if json.Unmarshal(value, &items) == nil {
		for i, item := range items {
			if err := readMember(k, name, slices.Concat([]byte("["), item, []byte("]"))); err != nil {
				return problemAt(codeInvalid, withoutJSON(err), name, fmt.Sprint(i))
			}
		}
	}
	return problemAt(codeInvalid, withoutJSON(err), name)
}

func readMember(k record.Kind, name string, value json.RawMessage) error {
	r, err := record.New(k)
	if err != nil {
		return err
	}
	text, err := json.Marshal(map[string]json.RawMessage{name: value})
	if err != nil {
		return err
	}
	return json.Unmarshal(text, r)
}

// withoutJSON is what is wrong with a value, in words of the contract.
func withoutJSON(err error) string {
	message := err.Error()
	if strings.HasPrefix(message, "json: ") {
		return "has a value of another kind than the schema says"
	}
	return message
}
