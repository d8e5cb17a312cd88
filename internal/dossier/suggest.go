package dossier

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// nearest is the known name that most resembles a wrong one, by edit distance
// and, at equal distance, the first in the alphabet. Too far is no suggestion:
// a third of the length, at least one letter.
func nearest(wrong string, known iter.Seq[string]) (best string, ok bool) {
	if len(wrong) > maxKey {
		return "", false
	}
	least := max(1, len(wrong)/3) + 1
	for name := range known {
		if abs(len(name)-len(wrong)) >= least+1 || name == wrong {
			continue
		}
		d := distance(wrong, name)
		if d < least || d == least && ok && name < best {
			best, least, ok = name, d, true
		}
	}
	return best, ok
}

// maxKey is the longest slug, in bytes.
const maxKey = 80

// hint completes a message with the nearest known name, or with all of them
// where they are few.
func hint(wrong string, known []string) string {
	if best, ok := nearest(wrong, slices.Values(known)); ok {
		return fmt.Sprintf("; did you mean %s?", best)
	}
	if len(known) == 0 || len(known) > 40 {
		return ""
	}
	return "; want one of " + strings.Join(known, ", ")
}

// distance counts the insertions, deletions, replacements and exchanges of
// neighbours that lead from a to b (optimal string alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(n int) int { return max(n, -n) }
