package seeds

import (
	"strings"
	"testing"
)

type side struct {
	speaker, claim, position, certainty string
	qualified                           bool
}

// What a careful reader takes from the article where speakers meet.
func TestWhoTakesWhichSide(t *testing.T) {
	coded := readYAML[dossier](t, "coalition.yaml")
	taken := map[side]bool{}
	for _, q := range coded.Quotes.byKey {
		for _, s := range q.Stances {
			taken[side{q.Speaker, s.Claim, s.Position, s.Certainty, s.Qualified != ""}] = true
		}
	}
	for _, want := range []side{
		{"anas-shawakh", "palmyra-served-government", "SUPPORTS", "", false},
		{"tariq-hemo", "palmyra-served-government", "OPPOSES", "", false},
		{"tariq-hemo", "palmyra-served-sdf", "OPPOSES", "", false},
		{"anas-shawakh", "sdf-tried-to-gain-from-palmyra", "SUPPORTS", "", false},
		{"wael-alwan", "palmyra-strengthens-us-syria-relations", "SUPPORTS", "", false},
		{"firas-allawi", "palmyra-strengthens-us-syria-relations", "SUPPORTS", "POSSIBLE", false},
		{"firas-allawi", "palmyra-leaves-us-syria-relations-unchanged", "SUPPORTS", "", true},
		{"firas-allawi", "accession-has-negative-consequences", "OPPOSES", "", true},
		{"wael-alwan", "group-signals-presence", "SUPPORTS", "", false},
		{"firas-allawi", "group-signals-presence", "SUPPORTS", "", false},
		{"wael-alwan", "accession-brings-practical-benefits", "SUPPORTS", "", false},
		{"ammar-farhoud", "accession-brings-practical-benefits", "SUPPORTS", "", false},
		{"nawar-shaban", "accession-brings-practical-benefits", "UNDECIDED", "", false},
		{"nawar-shaban", "group-cannot-hold-territory", "SUPPORTS", "", false},
		{"ammar-farhoud", "group-cannot-hold-territory", "SUPPORTS", "", false},
		{"nawar-shaban", "group-returns-in-old-form", "OPPOSES", "PROBABLE", false},
		{"mutaz-al-sayyed", "group-returns-in-old-form", "OPPOSES", "", false},
		{"tariq-hemo", "sdf-fights-on-within-army", "SUPPORTS", "", true},
	} {
		if !taken[want] {
			t.Errorf("the dossier lacks %+v", want)
		}
	}
}

// What nobody said must not be on record as a stance.
func TestWhoTakesNoSide(t *testing.T) {
	for _, q := range readYAML[dossier](t, "coalition.yaml").Quotes.byKey {
		for _, s := range q.Stances {
			switch {
			case q.Speaker == "anas-shawakh" && s.Claim == "palmyra-served-sdf":
				t.Error("Shawakh says that the SDF tried, not that it gained")
			case q.Speaker == "sdf" && s.Claim != "accession-is-welcome":
				t.Errorf("the SDF's only position of its own is its welcome, not %s", s.Claim)
			case q.Speaker == "firas-allawi" && s.Claim == "group-attacks-to-recruit", q.Speaker == "firas-allawi" && s.Claim == "external-actors-use-group":
				t.Errorf("%s is Alwan's own point, not Allawi's", s.Claim)
			case q.Speaker == "brad-cooper" && strings.HasPrefix(s.Claim, "accession-"):
				t.Errorf("Cooper speaks of cooperation and not of what membership brings: %s", s.Claim)
			case q.Speaker == "islamic-state" && s.Claim == "group-carried-out-palmyra-attack":
				t.Error("the group has not claimed the Palmyra attack")
			}
		}
	}
}

func TestStatedResponses(t *testing.T) {
	coded := readYAML[dossier](t, "coalition.yaml").Quotes.byKey
	agreed := coded["alwan-agrees-on-presence"].Responses["presence"]
	if want := (response{"AGREES", "firas-allawi", "group-signals-presence", "EXPLICIT", "allawi-group-signals-presence"}); agreed != want {
		t.Errorf("Alwan agreed with Allawi on presence, explicitly: %+v", agreed)
	}
	disagreed := coded["hemo-served-no-one"].Responses["shawakh"]
	if want := (response{"DISAGREES", "anas-shawakh", "palmyra-served-government", "INFERRED", "shawakh-served-government"}); disagreed != want {
		t.Errorf("with whom Hemo disagreed is an inference: %+v", disagreed)
	}
}

func TestSpokenForAndSharedUtterances(t *testing.T) {
	coded := readYAML[dossier](t, "coalition.yaml").Quotes.byKey
	for key, q := range coded {
		if (q.OnBehalf != "") != (key == "cooper-cooperation-with-damascus") {
			t.Errorf("%s: only Cooper, and only on the command's cooperation, speaks for an institution: %q", key, q.OnBehalf)
		}
	}
	if a, b := coded["shaban-re-establishment-unlikely"].Utterance, coded["shaban-re-establishment-pull-quote"].Utterance; a == "" || a != b {
		t.Errorf("Shaban's pull quote repeats his sentence: %q and %q", a, b)
	}
	post, statement := coded["abdi-post-regret"].Utterance, coded["sdf-statement-condolences"].Utterance
	if post == "" || statement == "" || post == statement {
		t.Errorf("Abdi's post and the SDF's statement are two utterances: %q and %q", post, statement)
	}
}

func TestEveryClaimIsUsed(t *testing.T) {
	for _, path := range []string{"coalition.yaml", "extra/lighthouse.yaml"} {
		coded := readYAML[dossier](t, path)
		used := map[string]bool{}
		for _, q := range coded.Quotes.byKey {
			for _, s := range q.Stances {
				used[s.Claim] = true
			}
			for _, r := range q.Reported {
				used[r.Claim] = true
			}
		}
		for _, p := range coded.Polls {
			for _, a := range p.Answers {
				for _, c := range a.Claims {
					used[c.Claim] = true
				}
			}
		}
		for claim := range coded.Claims {
			if !used[claim] {
				t.Errorf("%s: nobody takes a side on %s", path, claim)
			}
			delete(used, claim)
		}
		for claim := range used {
			t.Errorf("%s: %s is not declared", path, claim)
		}
	}
}
