package web

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"onrecord/internal/card"
	"onrecord/internal/record"
)

// widthParameter is how many pixels wide a PNG is; it is as high in proportion.
const widthParameter = "width"

// pictureWidths are the widths that there are, the usual one first.
var pictureWidths = []int{card.Width, card.Width / 2, card.Width / 4}

// heightOf is the height of a picture, in pixels.
func heightOf(width int) int { return (width*card.Height + card.Width/2) / card.Width }

// pictured answers with a picture of what pages are of, as SVG or PNG.
func (s *Site) pictured() http.Handler {
	return s.answering("default-src 'none'", s.visitInFrame, func(w http.ResponseWriter, v *visit) error {
		kind := v.request.PathValue("kind")
		key, isPNG := strings.CutSuffix(v.request.PathValue("key"), ".png")
		key, isSVG := strings.CutSuffix(key, ".svg")
		make, known := pictureKinds[kind]
		if !known || isPNG == isSVG {
			return refuse(record.ErrNotFound, "picture")
		}
		theme, _, err := v.embedOptions()
		if err != nil {
			return err
		}
		e, err := make(s, v, strings.Split(key, "/"), usualEmbedded)
		if err != nil {
			return err
		}
		body, mediaType, err := s.draft(v, e, theme == "dark", isPNG)
		if err != nil {
			return err
		}
		s.sendPicture(w, v, body, mediaType)
		return nil
	})
}

func (s *Site) sendPicture(w http.ResponseWriter, v *visit, body []byte, mediaType string) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if v.request.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
		s.config.Logger.DebugContext(v.ctx, "web: the client went away during an answer", "error", err)
	}
}

// draft is the picture of an embed.
func (s *Site) draft(v *visit, e *inset, dark, isPNG bool) (body []byte, mediaType string, err error) {
	draws := func(string) bool { return true }
	if isPNG {
		draws = func(text string) bool { return s.press.Draws(text, card.Spoken) }
	}
	c, err := v.card(e, draws)
	if err != nil {
		return nil, "", err
	}
	c.Dark = dark
	if isPNG {
		body, err = s.print(v, c)
		return body, "image/png", err
	}
	sheet, err := s.press.Sheet(v.ctx, c)
	if err != nil {
		return nil, "", busy(v.ctx, err)
	}
	body, err = drawing(v.tongue, "picture", sheet)
	return body, "image/svg+xml; charset=utf-8", err
}

// print is a card as PNG. It takes long to draw and depends on nothing but what the card
// shows, which few revisions change: pictures are kept by that.
func (s *Site) print(v *visit, c *card.Card) ([]byte, error) {
	width, err := v.pictureWidth()
	if err != nil {
		return nil, err
	}
	facts, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("name a card: %w", err)
	}
	sum := sha256.Sum256(facts)
	key := strconv.Itoa(width) + string(sum[:])
	if body := s.pictures.get(key); body != nil {
		return body, nil
	}
	body, err := s.press.PNG(v.ctx, c, width)
	if err != nil {
		return nil, busy(v.ctx, err)
	}
	s.pictures.put(key, body)
	return body, nil
}

// busy is an error of the press, which is the server's load where time ran out.
func busy(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: too many pictures are being drawn: %w", record.ErrUnavailable, err)
	}
	return err
}

func (v *visit) pictureWidth() (int, error) {
	text := v.query.Get(widthParameter)
	if text == "" {
		return pictureWidths[0], nil
	}
	width, err := strconv.Atoi(text)
	if err != nil || !slices.Contains(pictureWidths, width) {
		return 0, refuse(record.ErrInvalid, "one-of", shorten(text), widthParameter, strings.Trim(fmt.Sprint(pictureWidths), "[]"))
	}
	return width, nil
}

// preview is the picture that stands for a page where somebody shares its address.
type preview struct {
	Address       string
	Width, Height int
	// Alt says what it shows.
	Alt string
}

// previewOf is that of the page at a path of this site, in the words and as of the day of
// the page; nil where the path is of no page.
func (s *Site) previewOf(v *visit, path, alt string) *preview {
	if path == "" {
		return nil
	}
	kind, key, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if _, known := pictureKinds[kind]; !known || key == "" {
		kind, key = sitePicture, siteKey
	}
	options := url.Values{}
	for name, values := range v.reader.kept {
		options[name] = values
	}
	options.Set(langParameter, v.tongue.Code)
	return &preview{s.config.BaseURL + "/picture/" + kind + "/" + key + ".png?" + options.Encode(), card.Width, card.Height, alt}
}

// sentences joins two texts of which the first may lack its full stop, or end with the
// second.
func sentences(first, second string) string {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(first, "”»\")"))
	switch {
	case first == "" || second == "":
		return first + second
	case strings.HasSuffix(first, second):
		return first
	case strings.ContainsRune(".?!…؟", last):
		return first + " " + second
	}
	return first + ". " + second
}
