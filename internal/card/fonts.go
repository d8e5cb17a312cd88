package card

import (
	"bytes"
	"embed"
	"fmt"

	"github.com/go-text/typesetting/font"
	"golang.org/x/text/unicode/norm"
)

// fontFiles are the fonts, see fonts/README.md.
//
//go:embed fonts/*.ttf
var fontFiles embed.FS

// Style is the kind of letters that a line is set in.
type Style int

// The styles: headlines, spoken words, what stands around them, and what stands out
// of it.
const (
	Headline Style = iota
	Spoken
	Label
	Strong
)

// styleFonts are the fonts of each style; a character is drawn from the first that has
// it.
var styleFonts = [...][]string{
	Headline: {"NotoSerif-SemiBold", "NotoNaskhArabic-SemiBold", "NotoSerifHebrew-SemiBold", "NotoSansMath-Regular"},
	Spoken:   {"NotoSerif-Regular", "NotoNaskhArabic-Regular", "NotoSerifHebrew-SemiBold", "NotoSansMath-Regular"},
	Label:    {"NotoSans-Regular", "NotoSansArabic-Regular", "NotoSerifHebrew-SemiBold", "NotoSansMath-Regular"},
	Strong:   {"NotoSans-SemiBold", "NotoSansArabic-SemiBold", "NotoSerifHebrew-SemiBold", "NotoSansMath-Regular"},
}

// typecase is the fonts by style, as they are shared by all setters.
type typecase [len(styleFonts)][]*font.Font

// readFonts fails where a font is missing or broken, which tests rule out.
func readFonts() (*typecase, error) {
	var c typecase
	read := map[string]*font.Font{}
	for style, names := range styleFonts {
		for _, name := range names {
			if read[name] == nil {
				content, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
				if err != nil {
					return nil, fmt.Errorf("font %s: %w", name, err)
				}
				face, err := font.ParseTTF(bytes.NewReader(content))
				if err != nil {
					return nil, fmt.Errorf("font %s: %w", name, err)
				}
				read[name] = face.Font
			}
			c[style] = append(c[style], read[name])
		}
	}
	return &c, nil
}

// has reports whether a style has letters for a character, whole or in its parts. What
// has no shape needs none.
func (c *typecase) has(style Style, r rune) bool {
	if shapeless(r) {
		return true
	}
	parts := norm.NFD.PropertiesString(string(r)).Decomposition()
fonts:
	for _, f := range c[style] {
		if _, ok := f.Cmap.Lookup(r); ok {
			return true
		}
		if len(parts) == 0 {
			continue
		}
		for _, part := range string(parts) {
			if _, ok := f.Cmap.Lookup(part); !ok {
				continue fonts
			}
		}
		return true
	}
	return false
}

// shapeless are the characters that clean keeps and Sheet writes without a shape.
func shapeless(r rune) bool {
	return r >= 0x200b && r <= 0x200f || r == 0x061c || r == 0x2060 || r >= 0x2066 && r <= 0x2069
}
