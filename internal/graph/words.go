package graph

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/tidwall/btree"

	"onrecord/internal/record"
)

// posting is one folded word and every record that a form of it names.
type posting struct {
	word string
	refs []ref // sorted
}

// wordIndex finds records by the words of their names, texts and titles. It is
// part of the snapshot, so it is never ahead of it.
type wordIndex struct {
	tree *btree.BTreeG[posting]
}

func newWordIndex() wordIndex {
	less := func(a, b posting) bool { return a.word < b.word }
	return wordIndex{btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})}
}

func (w wordIndex) draft() wordIndex { return wordIndex{w.tree.Copy()} }

// add puts a record under each of its words. The posting is replaced, not
// changed: a published snapshot may hold the old one.
func (w wordIndex) add(words []string, at ref) {
	for _, word := range words {
		p, _ := w.tree.Get(posting{word: word})
		i, found := slices.BinarySearch(p.refs, at)
		if !found {
			w.tree.Set(posting{word, slices.Insert(slices.Clone(p.refs), i, at)})
		}
	}
}

func (w wordIndex) remove(words []string, at ref) {
	for _, word := range words {
		p, _ := w.tree.Get(posting{word: word})
		i, found := slices.BinarySearch(p.refs, at)
		switch {
		case found && len(p.refs) == 1:
			w.tree.Delete(p)
		case found:
			w.tree.Set(posting{word, slices.Delete(slices.Clone(p.refs), i, i+1)})
		}
	}
}

// load takes the words of a whole graph at once: adding them one by one would
// copy the list of a frequent word once for each record.
func (w wordIndex) load(all map[string][]ref) {
	for word, refs := range all {
		slices.Sort(refs)
		w.tree.Set(posting{word, slices.Clone(slices.Compact(refs))})
	}
}

// forms are the texts a record is found by, best first, in every language,
// appended to room.
func forms(room []string, r record.Record) []string {
	switch r := r.(type) {
	case record.Actor:
		for _, n := range r.About().Names {
			room = append(room, n.Text)
		}
		return room
	case *record.Claim:
		return textsOf(room, r.Texts)
	case *record.Question:
		return textsOf(room, r.Texts)
	case *record.Topic:
		return textsOf(room, r.Names)
	case *record.Event:
		return textsOf(room, r.Names)
	case *record.Document:
		return textsOf(room, r.Titles)
	case *record.Poll:
		return textsOf(room, r.Texts)
	}
	return room
}

func textsOf(room []string, ts record.Texts) []string {
	for _, t := range ts {
		room = append(room, t.Text)
	}
	return room
}

// wordsOf are the folded words of all forms of a record, with the further forms
// that Arabic words are found by, each once.
func wordsOf(r record.Record) []string {
	var words []string
	for _, form := range forms(nil, r) {
		for _, word := range record.FoldedWords(form) {
			words = append(words, record.WordForms(word)...)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// Match is a record found by one of its names, texts or titles.
type Match struct {
	Record record.Record
	// Form is the name or text that matched, as written.
	Form string
}

// hit is a match on the way.
type hit struct {
	at ref
	// others says what sets it behind other hits: see the bits.
	others uint8
	// place is that of a record found by the name it has in the alphabet, else 0.
	place spot
	// folded and form are of a record found by another name.
	folded, form string
}

// Whole names come before beginnings, the first form of a record before others.
const (
	notPrimary uint8 = 1 << iota
	notWhole
)

// mostCandidates bounds what one search looks at, so that a search for one
// letter costs no more than another.
const mostCandidates = 20_000

// Search finds records of the given groups whose names hold every word of the
// text, each as a whole word or as the beginning of one; at most limit of them,
// whole matches first, then by name and id. complete is false where the search
// stopped at its bound.
func (s *Snapshot) Search(text string, kinds []record.Kind, limit int) (matches Matches, complete bool) {
	words := record.FoldedWords(text)
	if len(words) == 0 {
		return Matches{}, true
	}
	asked := make([][]string, len(words))
	for i, word := range words {
		asked[i] = record.WordForms(word)
	}
	refs, certain, complete := s.words.candidates(asked, wanted(kinds))
	m := matcher{asked: asked}
	var hits []hit
	for _, at := range refs {
		t, n := &s.tables[at.group()], at.number()
		// Only actors of several kinds have one numbering.
		if at.group() == actors && !slices.ContainsFunc(kinds, func(k record.Kind) bool { return k.Accepts(kindOfActor(t.boxed.at(n))) }) {
			continue
		}
		if certain {
			if h, ok := s.spelledHit(&m, at); ok {
				hits = append(hits, h)
				continue
			}
		}
		if h, ok := m.match(t.boxed.at(n)); ok {
			h.at = at
			hits = append(hits, h)
		}
	}
	return Matches{s, s.bestHits(hits, limit)}, complete
}

// spelledHit is the hit of a record that certainly matches by the only name it
// has, which is not looked at unless it may be all of what was asked for.
func (s *Snapshot) spelledHit(m *matcher, at ref) (hit, bool) {
	h := hit{at: at, others: notWhole, place: s.alphabet.place(at)}
	if !h.place.only() {
		return hit{}, false
	}
	if h.place.mayHaveWords(len(m.asked)) && m.whole(s.tables[at.group()].folded.at(at.number())) {
		h.others = 0
	}
	return h, true
}

// bestHits are the first hits in order. What is moved about while sorting is small:
// a hit's place and number, not the hit.
func (s *Snapshot) bestHits(hits []hit, limit int) []hit {
	type placed struct {
		key uint64
		at  uint32
	}
	order := make([]placed, len(hits))
	for i := range hits {
		order[i] = placed{hits[i].key(), uint32(i)}
	}
	slices.SortFunc(order, func(a, b placed) int {
		if a.key != 0 && b.key != 0 {
			return cmp.Compare(a.key, b.key)
		}
		return s.compareHits(&hits[a.at], &hits[b.at])
	})
	best := make([]hit, min(limit, len(hits)))
	for i := range best {
		best[i] = hits[order[i].at]
	}
	return best
}

// key orders hits that have a place; zero where it has none.
func (h *hit) key() uint64 {
	if h.place == 0 {
		return 0
	}
	return uint64(h.others)<<62 | h.place.step()
}

// Matches are what a search found, best first. Records are looked up as they are
// read: of five hundred ten are shown.
type Matches struct {
	s    *Snapshot
	hits []hit
}

// Len is the number of matches.
func (m Matches) Len() int { return len(m.hits) }

// ID is the id of the i-th record, from 0.
func (m Matches) ID(i int) uuid.UUID {
	at := m.hits[i].at
	return m.s.tables[at.group()].ids.at(at.number())
}

// At is the i-th match, from 0.
func (m Matches) At(i int) Match {
	h := m.hits[i]
	r := m.s.tables[h.at.group()].boxed.at(h.at.number())
	if h.form == "" {
		h.form = forms(nil, r)[0]
	}
	return Match{r, h.form}
}

// kindOfActor does not look into the record, which is somewhere else in memory.
func kindOfActor(r record.Record) record.Kind {
	switch r.(type) {
	case *record.Person:
		return record.KindPerson
	case *record.Institution:
		return record.KindInstitution
	case *record.UnnamedSource:
		return record.KindUnnamedSource
	}
	return record.KindCollective
}

func wanted(kinds []record.Kind) [groupCount]bool {
	var groups [groupCount]bool
	for _, k := range kinds {
		groups[groupOf(k)] = true
	}
	return groups
}

// candidates are the records that have a word beginning with a form of each of
// those asked for, found by way of the rarest: the others are only looked up.
// Where the words asked for begin too many words the records only may have them,
// and certain is false.
func (w wordIndex) candidates(asked [][]string, groups [groupCount]bool) (refs []ref, certain, complete bool) {
	ranges := make([]wordRange, len(asked))
	for i, forms := range asked {
		ranges[i] = w.beginning(forms)
	}
	slices.SortFunc(ranges, func(a, b wordRange) int { return cmp.Compare(a.size, b.size) })
	rarest, others := ranges[0], ranges[1:]
	certain = !slices.ContainsFunc(ranges, func(r wordRange) bool { return r.cut })
	refs, complete = rarest.refs(groups)
	for _, o := range others {
		if !o.cut {
			refs = o.among(refs)
		}
	}
	if len(refs) > mostCandidates {
		return refs[:mostCandidates], certain, false
	}
	return refs, certain, complete
}

// wordRange is the postings of the words with one beginning.
type wordRange struct {
	postings []posting
	size     int  // of all the postings together; the greatest where they are cut
	cut      bool // there are more than mostWordsBeginning
}

// mostRefs bounds how many records of one beginning are gathered, before the other
// words asked for leave out most of them.
const mostRefs = 5 * mostCandidates

// refs are the records of some groups in the range, in order.
func (r wordRange) refs(groups [groupCount]bool) (refs []ref, complete bool) {
	for _, p := range r.postings {
		for _, at := range p.refs {
			if !groups[at.group()] {
				continue
			}
			if len(refs) == mostRefs {
				return sortedRefs(refs), false
			}
			refs = append(refs, at)
		}
	}
	return sortedRefs(refs), !r.cut
}

func sortedRefs(refs []ref) []ref {
	slices.Sort(refs)
	return slices.Compact(refs)
}

// among keeps those of some records, in order, that are in the range as well. A
// beginning may be that of fifty words: each list is gone through once, beside the
// records.
func (r wordRange) among(refs []ref) []ref {
	rest := make([][]ref, len(r.postings))
	for i, p := range r.postings {
		rest[i] = p.refs
	}
	return slices.DeleteFunc(refs, func(at ref) bool {
		for i, list := range rest {
			list = skipTo(list, at)
			rest[i] = list
			if len(list) > 0 && list[0] == at {
				return false
			}
		}
		return true
	})
}

// skipTo drops what comes before a record; of lists that are read side by side
// that is seldom far.
func skipTo(list []ref, at ref) []ref {
	step := 1
	for step < len(list) && list[step] < at {
		step *= 2
	}
	from := step / 2
	n, _ := slices.BinarySearch(list[from:min(step+1, len(list))], at)
	return list[from+n:]
}

// mostWordsBeginning bounds how many words one beginning is looked up as: a single
// letter begins many thousands, and looking at each costs more than it spares.
const mostWordsBeginning = 2_000

// beginning are the words that begin with one of some forms.
func (w wordIndex) beginning(forms []string) (r wordRange) {
	for _, form := range forms {
		w.tree.Ascend(posting{word: form}, func(p posting) bool {
			if r.cut || !strings.HasPrefix(p.word, form) {
				return false
			}
			if len(r.postings) == mostWordsBeginning {
				r.cut, r.size = true, math.MaxInt
				return false
			}
			r.postings = append(r.postings, p)
			r.size += len(p.refs)
			return true
		})
	}
	return r
}

// matcher compares records with the words asked for, each given with all its
// forms.
type matcher struct {
	asked        [][]string
	forms, words []string // room, used again for each record
}

// whole reports whether a folded form has the words asked for and no others.
func (m *matcher) whole(folded string) bool {
	if strings.Count(folded, " ")+1 != len(m.asked) {
		return false
	}
	m.split(folded)
	return holdAll(m.words, m.asked, func(a, b string) bool { return a == b })
}

func (m *matcher) split(folded string) {
	m.words = m.words[:0]
	for word := range strings.FieldsSeq(folded) {
		m.words = append(m.words, word)
	}
}

// match finds the first form of a record that holds every word.
func (m *matcher) match(r record.Record) (hit, bool) {
	m.forms = forms(m.forms[:0], r)
	for i, form := range m.forms {
		folded := record.Fold(form)
		m.split(folded)
		if !holdAll(m.words, m.asked, strings.HasPrefix) {
			continue
		}
		return hit{others: bits(i > 0, notPrimary) | bits(!m.whole(folded), notWhole), form: form, folded: folded}, true
	}
	return hit{}, false
}

// holdAll reports whether each word asked for relates to one of the words.
func holdAll(words []string, asked [][]string, relates func(have, want string) bool) bool {
	for _, want := range asked {
		if !slices.ContainsFunc(words, func(have string) bool { return sharesForm(have, want, relates) }) {
			return false
		}
	}
	return true
}

// sharesForm reports whether some form of a word relates to one of those wanted.
func sharesForm(have string, wanted []string, relates func(have, want string) bool) bool {
	if slices.ContainsFunc(wanted, func(want string) bool { return relates(have, want) }) {
		return true
	}
	if have[0] < utf8.RuneSelf {
		return false // only Arabic words have further forms
	}
	for _, form := range record.WordForms(have)[1:] {
		if slices.ContainsFunc(wanted, func(want string) bool { return relates(form, want) }) {
			return true
		}
	}
	return false
}

func bits(set bool, b uint8) uint8 {
	if set {
		return b
	}
	return 0
}

func (s *Snapshot) compareHits(a, b *hit) int {
	if a.others != b.others {
		return cmp.Compare(a.others, b.others)
	}
	if c := strings.Compare(s.foldedOf(a), s.foldedOf(b)); c != 0 {
		return c
	}
	return compareIDs(s.tables[a.at.group()].ids.at(a.at.number()), s.tables[b.at.group()].ids.at(b.at.number()))
}

// foldedOf is the name that a hit was found by, folded.
func (s *Snapshot) foldedOf(h *hit) string {
	if h.place != 0 {
		return s.nameAt(h.at)
	}
	return h.folded
}

func boolFirst(a bool) int {
	if a {
		return -1
	}
	return 1
}
