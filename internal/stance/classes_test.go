package stance

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// related is relations written as "1=2" (same), "1!2" (opposite), "1~2"
// (conflicting) and "1>2" (broader), numbered from 1.
func related(words string) []*record.ClaimRelation {
	kinds := map[string]record.ClaimRelationKind{"=": record.Same, "!": record.Opposite, "~": record.Conflicting, ">": record.Broader}
	var list []*record.ClaimRelation
	for i, word := range strings.Fields(words) {
		var from, to int
		var sign string
		if _, err := fmt.Sscanf(word, "%d%1s%d", &from, &sign, &to); err != nil || kinds[sign] == 0 {
			panic("no relation: " + word)
		}
		list = append(list, &record.ClaimRelation{
			ID:   number[record.ClaimRelation](i + 1),
			Kind: kinds[sign],
			From: number[record.Claim](from),
			To:   number[record.Claim](to),
		})
	}
	return list
}

// classOf writes the class of a claim, opposites of its representative marked.
func classOf(c Classes, claim int) string {
	var words []string
	for _, m := range c.Members(number[record.Claim](claim)) {
		word := fmt.Sprint(numberOf(m.Claim))
		if m.Exchanged {
			word = "!" + word
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestClassesOfClaims(t *testing.T) {
	for _, c := range []struct {
		rule, relations string
		claim           int
		want            string
	}{
		{"a claim alone is its own class", "", 7, "7"},
		{"SAME joins", "1=2", 2, "1 2"},
		{"OPPOSITE joins with the sides exchanged", "1!2", 1, "1 !2"},
		{"the opposite of an opposite is the same", "1!2 2!3", 1, "1 !2 3"},
		{"the opposite of the same is opposite", "1=2 3!2", 3, "1 2 !3"},
		{"two classes become one", "1=2 3!4 4=1", 3, "1 2 !3 4"},
		{"CONFLICTING joins nothing", "1~2", 1, "1"},
		{"BROADER joins nothing", "1>2", 2, "2"},
		{"what is said twice changes nothing", "1=2 2=1 1=2", 1, "1 2"},
		{"a circle that agrees", "1!2 2!3 3=1", 2, "1 !2 3"},
		{"the representative is the least", "9!4 4!6", 9, "4 !6 !9"},
		{"a claim that is the same as itself", "1=1", 1, "1"},
		{"a conflict within a class is no contradiction", "1=2 1~2", 1, "1 2"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			relations := related(c.relations)
			for range 2 {
				classes, err := Build(slices.Values(relations))
				if err != nil {
					t.Fatal(err)
				}
				if got := classOf(classes, c.claim); got != c.want {
					t.Errorf("class of %d is %q, want %q", c.claim, got, c.want)
				}
				slices.Reverse(relations)
			}
		})
	}
}

func TestOfAgreesWithMembers(t *testing.T) {
	classes, err := Build(slices.Values(related("9!4 4!6")))
	if err != nil {
		t.Fatal(err)
	}
	for claim, opposite := range map[int]bool{4: false, 6: true, 9: true} {
		root, exchanged := classes.Of(number[record.Claim](claim))
		if numberOf(root) != 4 || exchanged != opposite {
			t.Errorf("claim %d: representative %d, exchanged %v; want 4, %v", claim, numberOf(root), exchanged, opposite)
		}
	}
	if root, exchanged := classes.Of(number[record.Claim](5)); numberOf(root) != 5 || exchanged {
		t.Errorf("claim 5 is alone, yet stands under %d, exchanged %v", numberOf(root), exchanged)
	}
}

func TestAClaimThatBecomesItsOwnOppositeIsRefused(t *testing.T) {
	for _, c := range []struct {
		relations string
		refused   int
		against   []int
	}{
		{"1=2 1!2", 2, []int{1}},
		{"1!1", 1, nil},
		{"1=2 2=3 3=4 1!4", 4, []int{1, 2, 3}},
		{"1!2 2!3 3!1", 3, []int{2, 1}},
		{"1=2 2=3 1=3 4=5 1!3", 5, []int{3}},
	} {
		relations := related(c.relations)
		for range 2 {
			_, err := Build(slices.Values(relations))
			var refusal *Contradiction
			if !errors.As(err, &refusal) || !errors.Is(err, record.ErrConflict) {
				t.Fatalf("%s: error %v, want a contradiction of kind conflict", c.relations, err)
			}
			var against []int
			for _, r := range refusal.Against {
				against = append(against, numberOf(r.ID))
			}
			slices.Sort(against)
			want := slices.Sorted(slices.Values(c.against))
			if numberOf(refusal.Relation.ID) != c.refused || !slices.Equal(against, want) {
				t.Errorf("%s: relation %d is refused against %v, want %d against %v", c.relations, numberOf(refusal.Relation.ID), against, c.refused, want)
			}
			slices.Reverse(relations)
		}
	}
}

func TestContradictionNamesRelationsAndClaims(t *testing.T) {
	_, err := Build(slices.Values(related("1=2 2!1")))
	const want = "conflict: claim relation 00000000-0000-0000-0000-000000000002 " +
		"(claim 00000000-0000-0000-0000-000000000002 OPPOSITE claim 00000000-0000-0000-0000-000000000001) " +
		"would make a claim the opposite of itself, because of relation 00000000-0000-0000-0000-000000000001 " +
		"(00000000-0000-0000-0000-000000000001 SAME 00000000-0000-0000-0000-000000000002); remove or correct one of them"
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}

func TestContradictionOverAManyLinkedChainStaysShort(t *testing.T) {
	var words []string
	for i := 1; i < 500; i++ {
		words = append(words, fmt.Sprintf("%d=%d", i, i+1))
	}
	_, err := Build(slices.Values(related(strings.Join(append(words, "1!500"), " "))))
	if err == nil || len(err.Error()) > 2500 || !strings.Contains(err.Error(), "and 489 more") {
		t.Errorf("error over a chain of 499: %v", err)
	}
}
