package web

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"onrecord/internal/record"
)

// pictureSheet is what the template of a picture draws: 1200 by 630 units.
type pictureSheet struct {
	Tongue *tongue
	Title  phrase
	// Lines is the title, broken.
	Lines []pictureLine
	Label string
	// Tally is that of a claim.
	Tally *tallyView
	Note  string
	// Size is that of the title's letters, NoteY where the note stands.
	Size, NoteY int
}

type pictureLine struct {
	Text string
	Y    int
}

// Pictures are 1200 by 630, what previews of links are cut to.
const (
	pictureWidth  = 1200
	pictureMargin = 72
)

// pictured answers with a picture of what can be embedded, as SVG.
func (s *Site) pictured() http.Handler {
	return s.answering("default-src 'none'", s.visitInFrame, func(w http.ResponseWriter, v *visit) error {
		kind := v.request.PathValue("kind")
		key, isSVG := strings.CutSuffix(v.request.PathValue("key"), ".svg")
		make, known := embedKinds[kind]
		if !known || !isSVG {
			return refuse(record.ErrNotFound, "picture")
		}
		e, err := make(s, v, strings.Split(key, "/"), usualEmbedded)
		if err != nil {
			return err
		}
		body, err := drawing(v.tongue, "picture", v.picture(e))
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", "image/svg+xml; charset=utf-8")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Content-Length", fmt.Sprint(len(body)))
		if v.request.Method == http.MethodHead {
			return nil
		}
		if _, err := w.Write(body); err != nil {
			s.config.Logger.DebugContext(v.ctx, "web: the client went away during an answer", "error", err)
		}
		return nil
	})
}

// picture is the picture of an embed.
func (v *visit) picture(e *inset) *pictureSheet {
	p := &pictureSheet{Tongue: v.tongue, Title: plain(e.Title), Size: 58}
	switch view := e.View.(type) {
	case *claimView:
		p.Title, p.Label, p.Tally = view.Text, view.Kind, &view.Tally
	case *questionView:
		p.Title, p.Label = view.Text, v.tongue.messages["question.label"]["other"]
	case *actorBrief:
		p.Title, p.Label, p.Note = view.phrase, view.Label, view.Description.Text
	case *eventBrief:
		p.Title, p.Label, p.Note = view.Name, view.Kind, view.Start.Text
	case *printedQuote:
		p.Title, p.Note = phrase{view.lead(), view.Gist.Lang, view.Gist.Dir}, view.Speaker.Text
	}
	const most = 5
	lines := broken(p.Title.Text, 34)
	if len(lines) > 3 {
		p.Size, lines = 46, broken(p.Title.Text, 43)
	}
	if len(lines) > most {
		lines = append(lines[:most-1], lines[most-1]+"…")
	}
	y := 190
	for _, l := range lines {
		p.Lines = append(p.Lines, pictureLine{l, y})
		y += p.Size * 5 / 4
	}
	p.NoteY = y + 12
	return p
}

// broken breaks a text into lines of about so many letters: what draws the picture
// measures no letters, so lines are kept short enough for wide ones.
func broken(text string, letters int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > letters {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// Start is where lines begin.
func (p *pictureSheet) Start() int {
	if p.Title.Dir == "rtl" {
		return pictureWidth - pictureMargin
	}
	return pictureMargin
}
