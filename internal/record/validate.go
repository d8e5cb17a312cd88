package record

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds on what one record may hold, in Unicode code points or entries.
const (
	maxSlug     = 80
	maxName     = 300
	maxText     = 4_000
	maxFragment = 20_000
	maxURL      = 2_000
	maxList     = 1_000
	// MaxDocumentText is the longest document text that is stored, in bytes.
	MaxDocumentText = 4 << 20
)

var (
	slugPattern     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	languagePattern = regexp.MustCompile(`^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$`)
)

// ValidSlug reports whether s can be a slug or a short key: lower-case words of
// letters and digits joined by hyphens, at most 80 characters.
func ValidSlug(s string) bool { return len(s) <= maxSlug && slugPattern.MatchString(s) }

// check collects the problems of one record.
type check struct{ problems Problems }

func (c *check) add(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (c *check) reject(wrong bool, path, message string) {
	if wrong {
		c.add(path, "%s", message)
	}
}

func required[T any](c *check, path string, id ID[T]) {
	c.reject(id.IsZero(), path, "missing")
}

func checkWord[W Word](c *check, path string, v W) {
	if !validWord(v) {
		c.add(path, "want one of %s", strings.Join(Words[W](), ", "))
	}
}

// optionalWord accepts zero as "not set".
func optionalWord[W Word](c *check, path string, v W) {
	if v != 0 {
		checkWord(c, path, v)
	}
}

func (c *check) slug(path, s string) {
	c.reject(!ValidSlug(s), path, "want lower-case words of letters and digits joined by hyphens, at most 80 characters")
}

func (c *check) most(path string, n, most int) {
	if n > most {
		c.add(path, "has %d entries, at most %d are kept", n, most)
	}
}

// checkIDs checks a list of references. An absent id is no entry: its quad could
// not be read back, so the store would not open again.
func checkIDs[T any](c *check, path string, ids []ID[T]) {
	c.most(path, len(ids), maxList)
	c.reject(slices.ContainsFunc(ids, ID[T].IsZero), path, "has an entry without an id")
}

// instant refuses times that neither RFC 3339 nor a quad can tell.
func (c *check) instant(path string, t time.Time) {
	year := t.UTC().Year()
	c.reject(year < 1 || year > 9999, path, "want a time in the years 1 to 9999")
}

func (c *check) text(path, s string, most int) {
	if strings.TrimSpace(s) == "" {
		c.add(path, "missing")
		return
	}
	c.optional(path, s, most)
}

// optional checks a text that may be empty. Control and bidirectional override
// characters are refused: they could make a name read as another.
func (c *check) optional(path, s string, most int) {
	switch {
	case !utf8.ValidString(s):
		c.add(path, "is not valid UTF-8")
	case utf8.RuneCountInString(s) > most:
		c.add(path, "is longer than %d characters", most)
	case strings.ContainsFunc(s, deceptive):
		c.add(path, "contains a control or bidirectional override character")
	}
}

func deceptive(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFFFD
}

func (c *check) language(path, tag string) {
	c.reject(!languagePattern.MatchString(tag) || len(tag) > 35, path, `want a language tag (BCP 47) such as "en" or "ar"`)
}

func (c *check) texts(path string, ts Texts, most int) {
	c.most(path, len(ts), maxList)
	seen := map[string]bool{}
	for _, t := range ts {
		c.language(path+".language", t.Language)
		c.text(path, t.Text, most)
		tag := strings.ToLower(t.Language)
		c.reject(seen[tag], path, "has two texts in one language ("+t.Language+")")
		seen[tag] = true
	}
}

func (c *check) someTexts(path string, ts Texts, most int) {
	c.reject(len(ts) == 0, path, "missing")
	c.texts(path, ts, most)
}

func (c *check) lines(path string, list []string, most int) {
	c.most(path, len(list), maxList)
	for i, s := range list {
		c.text(fmt.Sprintf("%s[%d]", path, i), s, most)
	}
}

// url accepts absolute http and https addresses only: anything else in a link
// could run code in a reader's browser.
func (c *check) url(path, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || !utf8.ValidString(s) || len(s) > maxURL || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		c.add(path, "want an absolute http or https address of at most %d characters, without a user name", maxURL)
		return
	}
	c.reject(strings.ContainsFunc(s, unicode.IsSpace), path, "an address has no spaces")
}

func (c *check) urls(path string, list []string) {
	c.most(path, len(list), maxList)
	for i, s := range list {
		c.reject(s == "", path, "an empty address")
		c.url(fmt.Sprintf("%s[%d]", path, i), s)
	}
}

func (c *check) date(path string, d Date) {
	c.reject(!d.valid(), path, "is not a date that exists")
}

func (c *check) period(path string, since, until Date) {
	c.date(path, since)
	c.date(path, until)
	if !since.IsZero() && !until.IsZero() && until.Last().Compare(since.First()) < 0 {
		c.add(path, "ends (%s) before it begins (%s)", until, since)
	}
}

func checkActor[T any](id ID[T], p *Profile) check {
	var c check
	required(&c, "id", id)
	checkSlugs(&c, p.Slug, p.FormerSlugs)
	c.texts("description", p.Description, maxText)
	c.most("names", len(p.Names), maxList)
	primary := map[string]bool{}
	for _, n := range p.Names {
		c.text("names", n.Text, maxName)
		checkWord(&c, "names.kind", n.Kind)
		if n.Language != "" {
			c.language("names.language", n.Language)
		}
		if n.Kind == PrimaryName {
			tag := strings.ToLower(n.Language)
			c.reject(primary[tag], "names", "has two primary names in one language")
			primary[tag] = true
		}
	}
	c.reject(len(primary) == 0, "names", "has no primary name")
	return c
}

func checkSlugs(c *check, slug string, former []string) {
	c.slug("slug", slug)
	c.most("formerSlugs", len(former), maxList)
	for _, f := range former {
		c.slug("formerSlugs", f)
		c.reject(f == slug, "formerSlugs", "repeats the present slug")
	}
}
