package web

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"testing/quick"

	"onrecord/internal/record"
)

// words are an enumeration's, those left out that pages do not show.
func words[W record.Word](without ...string) []string {
	return slices.DeleteFunc(record.Words[W](), func(w string) bool { return slices.Contains(without, w) })
}

func openTongues(t testing.TB) []*tongue {
	t.Helper()
	a, err := newAssets("")
	if err != nil {
		t.Fatal(err)
	}
	all, err := newTongues(a, "")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every word of the record that a page shows has a translation, so that a new one
// is seen here and not by a reader.
func TestEveryWordHasAMessage(t *testing.T) {
	groups := map[string][]string{
		"capacity": words[record.Capacity]("UNKNOWN"), "act": words[record.SpeechAct]("ASSERT"), "medium": words[record.Medium]("UNKNOWN"),
		"dateBasis": words[record.DateBasis]("PRINTED"), "status": words[record.QuoteStatus]("CURRENT"), "mode": words[record.QuoteMode](),
		"verification": words[record.VerificationState](), "hop": words[record.AttributionAct](), "correction": words[record.CorrectionKind](),
		"response": words[record.ResponseKind](), "claimKind": words[record.ClaimKind](), "verdict": words[record.Verdict](),
		"side": sideKeys, "group": sideKeys, "stance": {"possible", "probable", "certain"}, "relation": {"same", "opposite", "conflicting", "broader", "narrower"},
	}
	for _, tongue := range openTongues(t) {
		for group, keys := range groups {
			if len(keys) == 0 {
				t.Errorf("%s has no words", group)
			}
			for _, key := range keys {
				if _, err := tongue.say(group + "." + key); err != nil {
					t.Errorf("%s: %v", tongue.Code, err)
				}
			}
		}
		for n := range 12 {
			if tongue.month(uint8(n+1)) == "" {
				t.Errorf("%s: no month %d", tongue.Code, n+1)
			}
		}
		for _, c := range catalogues {
			for _, key := range append([]string{"site." + c.key}, prefixed("order.", c.orders)...) {
				if _, err := tongue.say(key); err != nil {
					t.Errorf("%s: %v", tongue.Code, err)
				}
			}
		}
	}
}

func prefixed(prefix string, keys []string) []string {
	var all []string
	for _, k := range keys {
		all = append(all, prefix+k)
	}
	return all
}

// A template that asks for a message which is not there fails for the reader who
// comes by first.
func TestTemplatesAskForMessagesThatThereAre(t *testing.T) {
	tongue, asked := openTongues(t)[0], 0
	names, err := namesIn(templateFiles, "templates")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := templateFiles.ReadFile("templates/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\b(?:t|count|fill|split) "([a-zA-Z.0-9_-]+[^.])"`).FindAllSubmatch(content, -1) {
			asked++
			if _, err := tongue.say(string(m[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if asked < 100 {
		t.Errorf("only %d messages are asked for", asked)
	}
}

func TestNumbersHaveTheirForms(t *testing.T) {
	all := openTongues(t)
	for n, want := range map[int][2]string{
		1: {"1 supports it", "واحد يؤيد"}, 2: {"2 support it", "اثنان يؤيدان"}, 3: {"3 support it", "3 يؤيدون"},
		11: {"11 support it", "11 يؤيدون"}, 12345: {"12\u202f345 support it", "12\u202f345 يؤيدون"},
	} {
		for i, tongue := range all {
			if got, err := tongue.count("group.supports", n); err != nil || got != want[i] {
				t.Errorf("%s: %d is %q, %v; want %q", tongue.Code, n, got, err, want[i])
			}
		}
	}
}

// What fills a message may look like a place to be filled.
func TestFillingsAreNotFilled(t *testing.T) {
	tongue := openTongues(t)[0]
	if got, err := tongue.fill("quote.title", "{}", "{} and {}"); err != nil || got != "{}: {} and {}" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestDatesKeepTheirPrecision(t *testing.T) {
	all := openTongues(t)
	for date, want := range map[record.Date][2]string{
		{}:                               {"", ""},
		{Year: 2025}:                     {"2025", "2025"},
		{Year: 2025, Month: 12}:          {"December 2025", "كانون الأول 2025"},
		{Year: 2025, Month: 1, Day: 2}:   {"2 January 2025", "2 كانون الثاني 2025"},
		{Year: 987, Month: 2, Day: 28}:   {"28 February 987", "28 شباط 987"},
		{Year: 9999, Month: 12, Day: 31}: {"31 December 9999", "31 كانون الأول 9999"},
	} {
		for i, tongue := range all {
			if got := tongue.date(date); got != want[i] {
				t.Errorf("%s: %v is %q, want %q", tongue.Code, date, got, want[i])
			}
		}
	}
}

func TestQualityLiesBetweenNoughtAndOne(t *testing.T) {
	for accept, want := range map[string]float64{
		"text/html": 1, "*/*": 1, "text/*;q=0.3": 0.3, "text/html;q=0.2, */*": 0.2, "*/*;q=0.8, text/html;level=1;q=0.4": 0.4,
		"application/json": 0, "": 0, "text/html;q=0": 0, "TEXT/HTML ; Q=0.5": 0.5, "text/html;q=7": 1,
	} {
		if got := qualityOf(accept, "text/html"); got != want {
			t.Errorf("%q: %v, want %v", accept, got, want)
		}
	}
	if err := quick.Check(func(accept string) bool {
		q := qualityOf(accept, "text/html")
		return q >= 0 && q <= 1
	}, nil); err != nil {
		t.Error(err)
	}
}

func FuzzQuality(f *testing.F) {
	for _, seed := range []string{"text/html;q=0.2, */*", ";;;,,,", "text/*;q=NaN", "text/html;q=1e-400"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		if q := qualityOf(accept, "text/html"); !(q >= 0 && q <= 1) {
			t.Errorf("%q has the quality %v", accept, q)
		}
	})
}

func TestTexIsEscaped(t *testing.T) {
	if got, want := escapeTeX("50% of {a_b} & \\input{x}\n#1 ~^$"), `50\% of \{a\_b\} \& \textbackslash{}input\{x\} \#1 \textasciitilde{}\textasciicircum{}\$`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, lang := range []string{"ar", "ar-SY", "fa", "he"} {
		if directionOf(lang) != "rtl" {
			t.Errorf("%s runs from left to right", lang)
		}
	}
	if got := fmt.Sprint(directionOf("ar-Latn"), directionOf("en"), directionOf("")); got != "ltr ltr auto" && got != "ltrltrauto" {
		t.Errorf("directions %s", got)
	}
}
