package quadstore

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cayleygraph/quad"
	"pgregory.net/rapid"

	"onrecord/internal/record"
)

func TestInlinedValuesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		shift := rapid.IntRange(0, 62).Draw(t, "shift")
		for _, v := range []quad.Value{quad.Int(n >> shift), quad.Time(time.Unix(n>>shift, 0)), quad.Time(time.UnixMicro(n >> shift))} {
			ref, ok := inline(v)
			if !ok {
				continue // too large; the dictionary has it
			}
			if ref >= 0 {
				t.Fatalf("%v became %d, which the dictionary may give away", v, ref)
			}
			back := ref.inlined()
			if instant, isTime := v.(quad.Time); isTime && !instant.Equal(back) || !isTime && back != v {
				t.Fatalf("%v came back as %v", v, back)
			}
		}
	})
}

func TestSmallValuesStaySmall(t *testing.T) {
	for _, v := range []quad.Value{quad.Bool(true), quad.Int(0), quad.Int(10), quad.Int(-10)} {
		if ref, ok := inline(v); !ok || ref < -128 {
			t.Errorf("%v becomes %d, which takes more than a byte", v, ref)
		}
	}
}

func FuzzSubjectsOfARevision(f *testing.F) {
	f.Add(packSubjects([]id{-5, 1, 2, 3, 1 << 40}))
	f.Add([]byte{0xff})
	f.Fuzz(func(t *testing.T, packed []byte) {
		subjects, err := unpackSubjects(packed)
		if err != nil {
			if !errors.Is(err, record.ErrCorrupt) {
				t.Fatal(err)
			}
			return
		}
		again, err := unpackSubjects(packSubjects(subjects))
		if err != nil || !slices.Equal(again, subjects) {
			t.Fatalf("%v came back as %v (%v)", subjects, again, err)
		}
	})
}
