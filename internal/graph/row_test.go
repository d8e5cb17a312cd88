package graph

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"onrecord/internal/record"
)

// drawn sets every field of a struct by reflection, so that a field that is added
// to a record and forgotten in its row cannot stay unnoticed.
func drawn(t *rapid.T, v reflect.Value) {
	switch at := v.Addr().Interface().(type) {
	case *record.Date:
		*at = record.Date{Year: int16(rapid.IntRange(0, 9999).Draw(t, "year")), Month: uint8(rapid.IntRange(0, 12).Draw(t, "month")), Day: uint8(rapid.IntRange(0, 31).Draw(t, "day"))}
		return
	case *time.Time:
		if rapid.Bool().Draw(t, "at") {
			*at = time.UnixMilli(rapid.Int64Range(-1<<42, 1<<42).Draw(t, "millisecond")).UTC()
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			drawn(t, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			drawn(t, v.Field(i))
		}
	case reflect.Slice:
		n := rapid.IntRange(0, 3).Draw(t, "length")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			drawn(t, v.Index(i))
		}
	case reflect.Array: // an id, a hash
		// Few of them, so that some are referred to more than once.
		v.Index(0).SetUint(uint64(rapid.IntRange(0, 6).Draw(t, "id")))
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Uint8:
		v.SetUint(uint64(rapid.Byte().Draw(t, "word")))
	case reflect.Int32:
		v.SetInt(int64(rapid.Int32().Draw(t, "offset")))
	default:
		t.Fatalf("cannot draw a %v", v.Type())
	}
}

// A row says all that the record says, whatever page it is on and before and
// after the page is bound.
func TestRowsSayEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLoading()
		var want []record.Record
		for i := range rapid.IntRange(1, 12).Draw(t, "records") {
			r := []record.Record{new(record.Quote), new(record.Stance)}[i%2]
			drawn(t, reflect.ValueOf(r).Elem())
			setID(r, i)
			r.Normalize()
			if err := l.place(r); err != nil {
				t.Fatal(err)
			}
			want = append(want, r)
			expectRecords(t, l.next, want)
		}
		expectRecords(t, l.seal(), want)
	})
}

// setID gives a record an id that no other has, and that nothing refers to as
// anything else.
func setID(r record.Record, i int) {
	id := uuid.UUID{15: byte(i + 1)}
	switch r := r.(type) {
	case *record.Quote:
		r.ID = record.QuoteID(id)
	case *record.Stance:
		r.ID = record.StanceID(id)
	}
}

func expectRecords(t *rapid.T, s *Snapshot, want []record.Record) {
	for _, r := range want {
		if got, ok := s.Record(r.Ref().ID); !ok || !reflect.DeepEqual(got, r) {
			t.Fatalf("read\n%+v, wrote\n%+v", got, r)
		}
	}
}

// Filling pages and replacing rows in drafts leaves earlier snapshots alone.
func TestRowsOfDraftsLeaveOthersAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, want := newRows(), []string(nil)
		r.seal()
		for range rapid.IntRange(1, 4).Draw(t, "drafts") {
			d, next := r.draft(), slices.Clone(want)
			for range rapid.IntRange(0, 600).Draw(t, "rows") {
				i := rapid.IntRange(0, 700).Draw(t, "at")
				next = append(next, make([]string, max(0, i+1-len(next)))...)
				next[i] = rapid.StringN(0, 5, -1).Draw(t, "row")
				d.set(uint32(i), next[i])
			}
			expectRows(t, &r, want)
			d.seal()
			expectRows(t, &d, next)
			expectRows(t, &r, want)
			r, want = d, next
		}
	})
}

func expectRows(t *rapid.T, r *rows, want []string) {
	for i, row := range want {
		if got := r.at(uint32(i)); got != row {
			t.Fatalf("row %d is %q, want %q", i, got, row)
		}
	}
	if got := r.at(uint32(len(want))); got != "" {
		t.Fatalf("a row that was never set is %q", got)
	}
}
