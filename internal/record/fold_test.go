package record_test

import (
	"slices"
	"testing"

	"onrecord/internal/record"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Tariq Hemo", "tariq hemo"},
		{"  Nawar   Shaban-Qabakiibo ", "nawar shaban qabakiibo"},
		{"Hôtel Ångström Łódź Straße Æsir", "hotel angstrom lodz strasse aesir"},
		{"Sana’a al-Mustafa's", "sanaa al mustafas"},
		{"ʿAbdī", "abdi"},
		{"كِتَابٌ", "كتاب"},
		{"أحمد إلى آخر", "احمد الي اخر"},
		{"سوريــة", "سوريه"},
		{"١٣ December", "13 december"},
		{"e\u0301", "e"},
		{"", ""},
		{"\"*()", ""},
	} {
		if got := record.Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzFoldIsStable(f *testing.F) {
	for _, s := range []string{"Tariq Hemo", "كِتَابٌ", "Łódź", "\xff", "ﷺ", "ǆ", "Ɋ", "İ", "\u212a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := record.Fold(s)
		if twice := record.Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
	})
}

func TestWordFormsMeet(t *testing.T) {
	meet := func(a, b string) bool {
		for _, f := range record.WordForms(a) {
			if slices.Contains(record.WordForms(b), f) {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"الشرع", "شرع", true},
		{"وائل", "وائل", true},
		{"والشرع", "شرع", true},
		{"للدراسات", "دراسات", true},
		{"لدمشق", "دمشق", true},
		{"دمشق", "حلب", false},
		{"the", "he", false},
	} {
		if got := meet(record.Fold(c.a), record.Fold(c.b)); got != c.want {
			t.Errorf("%s and %s meet: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
