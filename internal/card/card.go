// Package card draws cards: the pictures, 1200 by 630, by which a link is shown where
// somebody shares it. A Card says what stands on one; a Press sets it in type, which
// gives a Sheet, and prints the sheet as PNG. Whoever wants another format, such as SVG,
// draws the sheet: both show the same lines at the same places.
//
// Letters come from the fonts in this package, Latin, Greek, Cyrillic, Arabic and Hebrew
// ones. Text is shaped, ordered by the Unicode bidirectional algorithm and broken as its
// language asks (UAX 9, 14). What the fonts have no letters for is left out, whole texts
// at a time, and never shown as empty boxes or with holes in it.
package card

// Width and Height are the size of a card, in units; a picture of the usual size has a
// pixel for each.
const (
	Width  = 1200
	Height = 630
)

// Piece is a stretch of text that is ordered by itself.
type Piece struct {
	Text string
	// Dir is the direction it is read in: "ltr", "rtl", or "auto", which is that of its
	// first letter. Empty: that of the text around it, which it belongs to.
	Dir string
}

// Item is pieces that stand or fall together: where one cannot be drawn, none is.
type Item []Piece

// Text is items with something between every two.
type Text struct {
	Items   []Item
	Between string
	// Dir is that of the whole, as in Piece; empty: that of the interface.
	Dir string
}

// Plain is a text of one piece.
func Plain(text, dir string) Text { return Text{Items: []Item{{{text, ""}}}, Dir: dir} }

// Empty reports whether the text has no letters.
func (t Text) Empty() bool {
	for _, item := range t.Items {
		for _, p := range item {
			if p.Text != "" {
				return false
			}
		}
	}
	return true
}

// Card is what a card shows, from the top to the foot. The words of the interface on it
// (Kicker, Unreadable, the labels of parts, Notice) are in the language of the site.
type Card struct {
	// Dir is that of the title, "ltr" or "rtl": all lines begin at its side. Interface is
	// the direction of the interface's own words.
	Dir, Interface string
	Dark           bool
	// Kicker says what kind of thing the card shows, Cautions what is to be known
	// before its title is believed.
	Kicker, Cautions Text
	// Title is the proposition, the words or the name. It is drawn as a whole, or where
	// that cannot be, Unreadable in its place.
	Title      Text
	Unreadable string
	// Set says what letters the title is set in: those of a headline, of somebody's
	// Spoken words, or as a Label where it tells what was said.
	Set Style
	// Gloss is the title in other words. By names whoever spoke, Notes are lines on them or on the title.
	Gloss Text
	By    Text
	Notes []Text
	// Rows are things that the title is about, each with its parts.
	Rows []Row
	// Bar is drawn in proportion to its parts, with their labels below.
	Bar []Part
	// Tagline stands at the foot, or in its place Notice, which tells that the card is
	// not about now.
	Tagline, Notice string
}

// Row is one line with numbers at its end.
type Row struct {
	Text  Text
	Parts []Part
}

// Part is how many take one side. It is told by its sign and in words, never by colour
// alone.
type Part struct {
	// Role chooses the colour: supports, supports-if, undecided, mixed, opposes-if or
	// opposes.
	Role string
	// Sign is one character.
	Sign  string
	N     int
	Label string
}
