package quadstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/quads"
	"onrecord/internal/record"
)

const (
	// mostRanked bounds how many quotes a search weighs against one another: a
	// word that a million quotes contain must not cost a million comparisons.
	mostRanked = 5_000
	// mostWords bounds a search text.
	mostWords = 12
)

// Found is a quote found by its words; a smaller rank is a better match.
type Found struct {
	Quote record.QuoteID
	Rank  float64
}

// Search finds quotes whose gists and verbatim words contain every word of the
// text, the last also as the beginning of a word: at most limit of them, best
// first by BM25, then in the order in which they were first stored. Words are
// compared folded, see record.Fold.
func (r *Records) Search(ctx context.Context, text string, limit int) ([]Found, error) {
	match := matchExpression(record.FoldedWords(text))
	if match == "" || limit < 1 {
		return nil, nil
	}
	var found []Found
	err := r.store.read(ctx, func(c *conn) error {
		defer c.interruptible(ctx)()
		stmt, err := c.Prepare(sqlSearch)
		if err != nil {
			return explain(c.path, err)
		}
		stmt.BindText(1, match)
		stmt.BindInt64(2, mostRanked)
		stmt.BindInt64(3, int64(limit))
		return c.each(stmt, func(row *sqlite.Stmt) error {
			subject, err := r.store.name(c, id(row.ColumnInt64(0)))
			if err != nil {
				return err
			}
			q, err := quads.ParseIRI(subject)
			if err != nil {
				return fmt.Errorf("search index: %w", err)
			}
			found = append(found, Found{record.QuoteID(q), row.ColumnFloat(1)})
			return nil
		})
	})
	if err != nil {
		return nil, cancelled(ctx, err)
	}
	return found, nil
}

// matchExpression asks FTS5 for all words in any of their forms. Every form is
// quoted: folded words hold letters and digits alone, so nothing of the text can
// be taken for an operator.
func matchExpression(words []string) string {
	words = words[:min(len(words), mostWords)]
	terms := make([]string, len(words))
	for i, word := range words {
		star := ""
		if i == len(words)-1 {
			star = "*"
		}
		forms := record.WordForms(word)
		for f := range forms {
			forms[f] = `"` + forms[f] + `"` + star
		}
		terms[i] = "(" + strings.Join(forms, " OR ") + ")"
	}
	return strings.Join(terms, " AND ")
}

// wordsOf is the text under which a quote is found: every form of every word.
func wordsOf(q *record.Quote) string {
	var words []string
	add := func(text string) {
		for _, word := range record.FoldedWords(text) {
			words = append(words, record.WordForms(word)...)
		}
	}
	for _, t := range q.Gists {
		add(t.Text)
	}
	for _, f := range q.Fragments {
		add(f)
	}
	return strings.Join(slices.Clip(words), " ")
}

// forgetWords takes the quotes that a change touches out of the search index.
// It runs while their subjects are still known.
func (t *tx) forgetWords(change record.Change) error {
	for _, ref := range change.Remove {
		if ref.Kind == record.KindQuote {
			if err := t.forgetQuote(ref); err != nil {
				return err
			}
		}
	}
	for _, r := range change.Put {
		if r.Ref().Kind == record.KindQuote {
			if err := t.forgetQuote(r.Ref()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) forgetQuote(ref record.Ref) error {
	if t.virgin() {
		return nil
	}
	n, err := t.conn.idOf(quads.IRI(ref.ID))
	if err != nil || n == 0 {
		return err
	}
	return t.conn.exec(sqlForgetWords, int64(n))
}

// indexWords enters the quotes of a change under the ids of their subjects.
func (t *tx) indexWords(change record.Change) error {
	count := 0
	for _, r := range change.Put {
		q, ok := r.(*record.Quote)
		if !ok {
			continue
		}
		n, err := t.conn.idOf(quads.IRI(q.ID))
		if err != nil {
			return err
		}
		if err := t.indexQuote(n, wordsOf(q)); err != nil {
			return err
		}
		count++
	}
	return t.mergeWords(count)
}

const (
	// mergeEvery is after how many revisions the search index is merged a little.
	mergeEvery = 8
	// mergedPages is how many pages a quote merges: its part of each of the levels
	// through which its words will pass.
	mergedPages = 2
	// mergeAllFrom is the number of quotes from which the whole index is merged.
	mergeAllFrom = 1000
)

// mergeWords does a change's part of keeping the search index in few pieces. The
// engine's own way is to let 64 pages come together and then merge some hundred at
// once, which makes one commit in sixty take twenty times as long as the others.
// After many quotes it merges everything: large pieces left behind would be merged
// at once, seconds long, by one of the few commits that come next. It is due by
// revision, quotes or none: where quotes and stances come by turns, the revisions that
// bring quotes may never be among those that merge.
func (t *tx) mergeWords(quotes int) error {
	if quotes < mergeEvery && t.revision%mergeEvery != 0 {
		return nil
	}
	if err := t.mergeByHand(); err != nil {
		return err
	}
	if quotes < mergeAllFrom {
		return t.conn.exec(sqlMergeWords, int64(mergedPages*max(quotes, mergeEvery)))
	}
	return t.conn.exec(sqlMergeAllWords)
}

// mergeByHand turns off what mergeWords does instead, in a file that says otherwise.
func (t *tx) mergeByHand() error {
	done, err := t.conn.has(sqlIsMergedByHand)
	if err != nil || done {
		return err
	}
	for _, setting := range []string{sqlMergeByHand, sqlMergeEights, sqlMergeLate} {
		if err := t.conn.exec(setting); err != nil {
			return err
		}
	}
	return nil
}
