package web

import (
	"encoding/json"
	"net/http"

	"onrecord/internal/record"
)

// searchParameter is that of what is looked for.
const searchParameter = "q"

// mostFound is how many results a page shows, mostSuggested how many are suggested
// while somebody types.
const (
	mostFound     = 20
	mostSuggested = 8
)

// search answers for the results of a search.
func (s *Site) search(v *visit) (*page, error) {
	text, err := askedText(v.query.Get(searchParameter))
	if err != nil {
		return nil, err
	}
	from, err := v.number(fromParameter)
	if err != nil {
		return nil, err
	}
	view := &searchView{}
	if text != "" {
		if view, err = v.reader.search(v.ctx, s.config.Searcher, text, from, mostFound, !v.pinned); err != nil {
			return nil, err
		}
		view.Earlier, view.Later = v.beside(fromParameter, from, mostFound, view.Total)
	}
	title, err := v.tongue.say("site.search")
	return &page{Template: "search", Title: title, View: view, NoIndex: true}, err
}

// suggestion is what is suggested for the beginning of a word.
type suggestion struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
	Dir  string `json:"dir"`
	Kind string `json:"kind"`
	Path string `json:"path"`
}

// suggest answers scripts while somebody types. Names are looked up in memory; the
// words of quotes are not.
func (s *Site) suggest() http.Handler {
	return s.answer(func(w http.ResponseWriter, v *visit) error {
		text, err := askedText(v.query.Get(searchParameter))
		if err != nil {
			return err
		}
		all := []suggestion{}
		if text != "" {
			found, _ := v.reader.snapshot.Search(text, namedKinds, mostSuggested)
			for i := range found.Len() {
				item := v.reader.named(found.At(i))
				all = append(all, suggestion{item.Text, item.Lang, item.Dir, item.Kind, item.Path})
			}
		}
		w.Header().Set("Content-Type", "application/json")
		return json.NewEncoder(w).Encode(struct {
			Items []suggestion `json:"items"`
		}{all})
	})
}

// poll answers for the page of a poll.
func (s *Site) poll(v *visit) (*page, error) {
	rec, err := v.bySlug(record.KindPoll, "poll")
	if err != nil {
		return nil, err
	}
	p := rec.(*record.Poll)
	view := v.reader.poll(p)
	return &page{Template: "poll-page", Title: view.Text, Path: v.reader.permanent("poll", p.Slug), View: view}, nil
}
