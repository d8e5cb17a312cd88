package record

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"

	"github.com/google/uuid"
)

// Redirected is a copy of a record whose references to one record lead to another.
// The copy shares nothing with the record that is changed.
func Redirected(r Record, from, to uuid.UUID) Record {
	redirected := reflect.New(reflect.TypeOf(r).Elem())
	redirected.Elem().Set(reflect.ValueOf(r).Elem())
	redirect(redirected.Elem(), from, to)
	made := redirected.Interface().(Record)
	made.Normalize()
	return made
}

// Copied is a copy of a record that shares nothing with it.
func Copied(r Record) Record { return Redirected(r, uuid.Nil, uuid.Nil) }

// redirect changes what v holds, copying lists and what pointers lead to first. An
// absent reference is none, also where from is absent.
// The id of the record itself, the field ID, refers to nothing.
func redirect(v reflect.Value, from, to uuid.UUID) {
	switch v.Kind() {
	case reflect.Array:
		if from != uuid.Nil && v.Type().ConvertibleTo(reflect.TypeFor[uuid.UUID]()) && v.Convert(reflect.TypeFor[uuid.UUID]()).Interface() == from {
			v.Set(reflect.ValueOf(to).Convert(v.Type()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "ID" && f.Name != "Declares" {
				redirect(v.Field(i), from, to)
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		items := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(items, v)
		for i := range items.Len() {
			redirect(items.Index(i), from, to)
		}
		v.Set(items)
	case reflect.Pointer:
		if !v.IsNil() {
			copied := reflect.New(v.Type().Elem())
			copied.Elem().Set(v.Elem())
			redirect(copied.Elem(), from, to)
			v.Set(copied)
		}
	}
}

// Undone is a record as it stands now, less what one change did to it: every
// member of its JSON that the change altered and nobody has since is as it was
// before. Members that were altered again stay. All three are of one kind.
func Undone(before, after, now Record) (Record, error) {
	was, err := members(before)
	if err != nil {
		return nil, err
	}
	became, err := members(after)
	if err != nil {
		return nil, err
	}
	is, err := members(now)
	if err != nil {
		return nil, err
	}
	for name := range merged(was, became) {
		old, had := was[name]
		altered := string(old) != string(became[name])
		if altered && string(is[name]) == string(became[name]) {
			if is[name] = old; !had {
				delete(is, name)
			}
		}
	}
	return fromMembers(now.Ref().Kind, is)
}

// merged are the names of both.
func merged(a, b map[string]json.RawMessage) map[string]json.RawMessage {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func members(r Record) (map[string]json.RawMessage, error) {
	var all map[string]json.RawMessage
	text, err := json.Marshal(r)
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("%w record %v: %v", ErrCorrupt, r.Ref(), err)
	}
	return all, nil
}

func fromMembers(k Kind, all map[string]json.RawMessage) (Record, error) {
	r, err := New(k)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(all)
	if err == nil {
		err = json.Unmarshal(text, r)
	}
	if err != nil {
		return nil, fmt.Errorf("%w %v: %v", ErrCorrupt, k, err)
	}
	r.Normalize()
	return r, nil
}

// RefersTo reports whether a record refers to another.
func RefersTo(r Record, id uuid.UUID) bool {
	found := false
	r.References(func(to Reference) { found = found || to.ID == id })
	return found
}
