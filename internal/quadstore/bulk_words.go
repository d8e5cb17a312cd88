package quadstore

import (
	"encoding/binary"
	"iter"
)

// writeWords enters the quotes that changed into the search index, in its order.
func (w *bulkWrite) writeWords() error {
	if err := w.mergeByHand(); err != nil {
		return err
	}
	if err := w.conn.exec(sqlIndexManyWords); err != nil {
		return err
	}
	count := 0
	changed := subjectsIn{packed: w.packed}
	for n, err := range ahead(w.quotes()) {
		if err != nil {
			return err
		}
		subject := n.subject
		if !changed.has(subject) {
			continue
		}
		if !w.unseen(subject) {
			if err := w.conn.exec(sqlForgetWords, int64(subject)); err != nil {
				return err
			}
		}
		if err := w.indexQuote(subject, n.words); err != nil {
			return err
		}
		if count++; count <= wordLevels && w.before.quads < fewQuads {
			if err := w.raiseWords(); err != nil {
				return err
			}
		}
	}
	if err := w.conn.exec(sqlIndexFewWords); err != nil {
		return err
	}
	return w.mergeWords(count)
}

const (
	// wordLevels is how many levels of the search index single commits write before
	// they come to what a load wrote. With eight pieces a level, that is merged, a few
	// pages a commit, for the first time after some thousand quotes.
	wordLevels = 4
	// fewQuads is up to which size of the store its whole search index is merged in
	// a few milliseconds.
	fewQuads = 100_000
)

// raiseWords merges the search index, which is small yet, into one piece on a level
// above the highest one. The engine puts what it merges last, all of the load, above
// that; it would put it on the lowest levels of a new index, to be merged with the
// next few quotes by one commit that takes as long as a load.
func (w *bulkWrite) raiseWords() error { return w.conn.exec(sqlMergeAllWords) }

// quoteWords is what a quote is found by.
type quoteWords struct {
	subject id
	words   string
}

// quotes is the words of all quotes that were put, in the order of their ids.
func (w *bulkWrite) quotes() iter.Seq2[quoteWords, error] {
	return func(yield func(quoteWords, error) bool) {
		for n, err := range w.words.sorter.sorted(w.ctx) {
			if err != nil {
				yield(quoteWords{}, err)
				return
			}
			if !yield(quoteWords{id(binary.BigEndian.Uint64(n.text)), string(n.text[8:])}, nil) {
				return
			}
		}
	}
}

// indexQuote enters the words of one quote under the id of its subject.
func (t *tx) indexQuote(subject id, words string) error {
	stmt, err := t.conn.Prepare(sqlIndexWords)
	if err != nil {
		return explain(t.conn.path, err)
	}
	stmt.BindInt64(1, int64(subject))
	stmt.BindText(2, words)
	return t.conn.each(stmt, noRows)
}

// subjectsIn goes through packed subjects beside others in the same order.
type subjectsIn struct {
	packed []byte
	at     id
}

// has must be asked in ascending order.
func (s *subjectsIn) has(subject id) bool {
	for s.at < subject && len(s.packed) > 0 {
		step, n := binary.Varint(s.packed)
		s.at, s.packed = s.at+id(step), s.packed[n:]
	}
	return s.at == subject
}
