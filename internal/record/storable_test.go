package record_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// eachField visits the fields of a record and of the structs in it, with the
// path by which problems name them.
func eachField(v reflect.Value, path string, visit func(reflect.Value, string)) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := strings.TrimSuffix(f.Tag.Get("json"), ",omitzero")
		if path != "" && name != "" {
			name = path + "." + name
		}
		visit(v.Field(i), name)
		if f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[time.Time]() {
			eachField(v.Field(i), name, visit)
		}
	}
}

func eachKind(t *testing.T, visit func(record.Kind, reflect.Value, func(path string) bool)) {
	t.Helper()
	for k := record.KindPerson; k < record.AnyActor; k++ {
		r, err := record.New(k)
		if err != nil {
			t.Fatal(err)
		}
		refused := func(path string) bool {
			problems, _ := r.Validate().(record.Problems)
			for _, p := range problems {
				if p.Path == path {
					return true
				}
			}
			return false
		}
		visit(k, reflect.ValueOf(r).Elem(), refused)
	}
}

func TestNoListHoldsAnAbsentID(t *testing.T) {
	lists := 0
	eachKind(t, func(k record.Kind, r reflect.Value, refused func(string) bool) {
		eachField(r, "", func(v reflect.Value, path string) {
			if v.Kind() != reflect.Slice || !v.Type().Elem().ConvertibleTo(reflect.TypeFor[uuid.UUID]()) {
				return
			}
			lists++
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			if !refused(path) {
				t.Errorf("%s.%s may hold an absent id, whose quad cannot be read back", k, path)
			}
		})
	})
	if lists < 10 {
		t.Errorf("only %d lists of ids were found", lists)
	}
}

func TestNoTimeLiesBeyondRFC3339(t *testing.T) {
	times := 0
	eachKind(t, func(k record.Kind, r reflect.Value, refused func(string) bool) {
		eachField(r, "", func(v reflect.Value, path string) {
			if v.Type() != reflect.TypeFor[time.Time]() {
				return
			}
			times++
			for _, year := range []int{0, 10_000} {
				v.Set(reflect.ValueOf(time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)))
				if !refused(path) {
					t.Errorf("%s.%s may lie in the year %d, which no export can write", k, path, year)
				}
			}
		})
	})
	if times < 3 {
		t.Errorf("only %d times were found", times)
	}
}

func TestLanguagesAreComparedInAnyCase(t *testing.T) {
	topic := &record.Topic{ID: record.TopicID(record.DeclaredID("topic", "t")), Slug: "t", Names: record.Texts{{Language: "en", Text: "Dues"}, {Language: "EN", Text: "Fees"}}}
	if topic.Validate() == nil {
		t.Error("a topic has two English names")
	}
	person := &record.Person{ID: record.PersonID(record.DeclaredID("actor", "a")), Profile: record.Profile{Slug: "a", Names: []record.Name{
		{Text: "Ada", Language: "en", Kind: record.PrimaryName}, {Text: "Bo", Language: "EN", Kind: record.PrimaryName},
	}}}
	if person.Validate() == nil {
		t.Error("a person has two primary names in English")
	}
}

func TestNormalizingACopyLeavesThePublishedPollAlone(t *testing.T) {
	published := &record.Poll{Answers: []record.PollAnswer{{Label: "yes", Claims: make([]record.PollClaim, 1, 2)}}}
	shallow := *published
	shallow.Normalize()
	if cap(published.Answers[0].Claims) != 2 {
		t.Error("a reader's poll was written to")
	}
}
