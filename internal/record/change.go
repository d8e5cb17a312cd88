package record

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Dossier is a file's claim to what it declares. Leaving an entry out of a
// later version of the file removes it, because no other dossier can own it.
type Dossier struct {
	ID       DossierID  `json:"id"`
	Slug     string     `json:"slug"`
	Title    string     `json:"title,omitzero"`
	Document DocumentID `json:"document,omitzero"`
	// Declares is everything whose home is this dossier, sorted.
	Declares []uuid.UUID `json:"declares,omitzero"`
}

// Changeset is who changed the graph, when, and why. Every quad carries the
// changeset that asserted it as its label.
type Changeset struct {
	ID      ChangesetID `json:"id"`
	Author  string      `json:"author"`
	Message string      `json:"message"`
	At      time.Time   `json:"at"`
	// Reviewer is who accepted what the author had suggested.
	Reviewer string `json:"reviewer,omitzero"`
	// Key is what the author called the request, so that one that is sent again is
	// made once; no two changesets of an author share one. Request is the SHA-256 of
	// what was asked under it: the same key may not ask for something else.
	Key     string `json:"key,omitzero"`
	Request Hash   `json:"request,omitzero"`
}

// RequestName is by what a changeset is found again when its request is sent
// again; empty where it has no key.
func (c *Changeset) RequestName() string { return RequestName(c.Author, c.Key) }

// RequestName joins an author and a key of the author's.
func RequestName(author, key string) string {
	if key == "" {
		return ""
	}
	return author + "\x00" + key
}

// Revision counts the changes of a graph, from 1; 0 is the empty graph.
type Revision int64

// Made is a revision, when it was made and by which changeset.
type Made struct {
	Revision  Revision
	At        time.Time
	Changeset ChangesetID
}

// Change is a set of records to store and of records to remove. It takes effect
// as a whole or not at all.
type Change struct {
	Put    []Record
	Remove []Ref
}

// Empty reports whether nothing would happen.
func (c Change) Empty() bool { return len(c.Put) == 0 && len(c.Remove) == 0 }

// Normalize normalizes every record and orders the change by kind and id, so
// that equal changes are stored in equal order.
func (c *Change) Normalize() {
	for _, r := range c.Put {
		r.Normalize()
	}
	slices.SortFunc(c.Put, func(a, b Record) int { return a.Ref().Compare(b.Ref()) })
	slices.SortFunc(c.Remove, Ref.Compare)
}

// Validate reports everything wrong with the shapes of the records and with
// the change itself, as a *ChangeError. References into the stored graph are
// not looked at.
func (c Change) Validate() error {
	e := &ChangeError{Kind: ErrInvalid}
	seen := make(map[uuid.UUID]bool, len(c.Put)+len(c.Remove))
	once := func(r Ref) {
		if seen[r.ID] {
			e.add(r, Problem{Message: "appears twice in one change"})
		}
		seen[r.ID] = true
	}
	for _, r := range c.Put {
		once(r.Ref())
		switch err := r.Validate().(type) {
		case nil:
		case Problems:
			e.add(r.Ref(), err...)
		default:
			e.add(r.Ref(), Problem{Message: err.Error()})
		}
	}
	for _, r := range c.Remove {
		once(r)
	}
	return e.Err()
}

func (e *ChangeError) add(r Ref, problems ...Problem) {
	for _, p := range problems {
		e.Problems = append(e.Problems, RefProblem{Ref: r, Problem: p})
	}
}

// Add records one more problem.
func (e *ChangeError) Add(r Ref, path, message string) {
	e.add(r, Problem{Path: path, Message: message})
}

// Err is nil where there is no problem.
func (e *ChangeError) Err() error {
	if len(e.Problems) == 0 {
		return nil
	}
	return e
}

func (d *Dossier) Ref() Ref   { return Ref{KindDossier, [16]byte(d.ID)} }
func (c *Changeset) Ref() Ref { return Ref{KindChangeset, [16]byte(c.ID)} }

func (d *Dossier) Normalize() {
	d.Declares = sortedSet(d.Declares, func(a, b uuid.UUID) int {
		return Ref{ID: a}.Compare(Ref{ID: b})
	})
}

func (c *Changeset) Normalize() { c.At = instant(c.At) }

func (d *Dossier) References(visit func(Reference)) {
	refer(visit, "document", KindDocument, d.Document)
}

func (c *Changeset) References(func(Reference)) {}

func (d *Dossier) Validate() error {
	var c check
	required(&c, "id", d.ID)
	c.slug("slug", d.Slug)
	c.optional("title", d.Title, maxName)
	c.reject(slices.Contains(d.Declares, uuid.Nil), "declares", "has an entry without an id")
	return c.problems.Err()
}

func (c *Changeset) Validate() error {
	var k check
	required(&k, "id", c.ID)
	k.text("author", c.Author, maxName)
	k.text("message", c.Message, maxText)
	k.reject(c.At.IsZero(), "at", "missing")
	k.instant("at", c.At)
	k.optional("reviewer", c.Reviewer, maxName)
	k.optional("key", c.Key, maxName)
	k.reject((c.Key == "") != c.Request.IsZero(), "request", "a key and the hash of what was asked under it belong together")
	return k.problems.Err()
}
