package dossier

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/google/uuid"
	"go.yaml.in/yaml/v3"

	"onrecord/internal/record"
)

// Version is the version of the format that is read.
const Version = 1

// Source is a dossier to be read.
type Source struct {
	// Name is what errors call the file.
	Name    string
	Content []byte
	// Texts is where the files are that `text-file` names, usually the folder
	// of the dossier; nil where no texts can be had.
	Texts fs.FS
}

// Read reads one dossier. What it refers to and does not declare is looked up
// through the resolver, which may be nil. The error is of type [Errors] and
// holds everything wrong with the file.
func Read(source Source, resolver Resolver) (*File, error) {
	files, err := ReadAll([]Source{source}, resolver)
	if err != nil {
		return nil, err
	}
	return files[0], nil
}

// ReadAll reads dossiers that may refer to one another, in any order. What is
// declared twice is refused, in one file or in two. The files are those of the
// sources, in their order; on an error there are none.
func ReadAll(sources []Source, resolver Resolver) ([]*File, error) {
	return newSet(resolver).read(sources)
}

func newSet(resolver Resolver) *set {
	return &set{resolver: resolver, ids: map[uuid.UUID]Place{}, effort: maxEffort}
}

func (s *set) read(sources []Source) ([]*File, error) {
	for _, source := range sources {
		s.readers = append(s.readers, s.open(source))
	}
	for i, r := range s.readers {
		r.checkDossier(s.readers[:i])
		r.declare()
	}
	var wrong Errors
	files := make([]*File, 0, len(sources))
	for _, r := range s.readers {
		files = append(files, r.read())
	}
	s.checkNames()
	for i, r := range s.readers {
		wrong = append(wrong, r.rep.sorted()...)
		sortByPlace(r.rep.warnings)
		files[i].Warnings = r.rep.warnings
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return files, nil
}

// set is the files that are read together.
type set struct {
	readers  []*reader
	resolver Resolver
	ids      map[uuid.UUID]Place
	// effort is how many more letters may be compared to suggest names.
	effort int
	// observed is called with the fields that were asked for of each shape; it
	// lets a test compare the reader with the published schema.
	observed func(shape string, fields []string)
}

// reader reads one file.
type reader struct {
	*set
	name string
	rep  *report
	// beside is where text files are.
	beside fs.FS
	// root is nil where the file could not be parsed.
	root     *mapping
	dossier  string
	language string
	document record.DocumentID
	sections map[string][]entry
	declared map[record.Kind]map[string]declaration
	quotes   map[record.QuoteID]*record.Quote
	copies   copies
	file     *File
}

func (s *set) open(source Source) *reader {
	r := &reader{
		set: s, name: source.Name, rep: newReport(), beside: source.Texts, language: "en",
		sections: map[string][]entry{},
		declared: map[record.Kind]map[string]declaration{},
		quotes:   map[record.QuoteID]*record.Quote{},
		file:     &File{Name: source.Name, entries: map[uuid.UUID]declared{}},
	}
	if root := parse(source.Name, source.Content, r.rep); root != nil {
		r.openRoot(root)
	}
	return r
}

func (r *reader) openRoot(root *yaml.Node) {
	at := r.place(root, "")
	m := r.fields(value{root, at}, "dossier")
	if root.Kind != yaml.MappingNode || !r.readable(m) {
		return
	}
	r.root = m
	r.dossier = r.slug(m, "dossier", "slug")
	if s := m.line("language", "language"); s != "" {
		for _, p := range longRule(record.Text{Language: s, Text: "-"}) {
			r.rep.add(m.places["language"], "%s", p.Message)
		}
		r.language = s
	}
}

// checkDossier refuses a second file of one dossier: each would remove what the
// other declares.
func (r *reader) checkDossier(earlier []*reader) {
	for _, other := range earlier {
		if r.root != nil && other.root != nil && r.dossier == other.dossier && r.dossier != "" {
			r.rep.add(r.root.places["slug"], "%s is the dossier of %s already; a dossier is one file", r.dossier, other.name)
			return
		}
	}
}

// readable reports whether the file is of a version that this build knows; to
// go on otherwise would report what is right in another version.
func (r *reader) readable(m *mapping) bool {
	v, ok := m.field("onrecord", "onrecord")
	if !ok {
		m.absent("onrecord", "missing: the version of the format; write “onrecord: 1”")
		return true
	}
	if v.node.Kind == yaml.ScalarNode && v.node.Value == "1" {
		return true
	}
	r.rep.add(v.at, "is %s; this build reads version %d of the format", what(v.node), Version)
	return false
}

// slug is a required field that is a slug.
func (r *reader) slug(m *mapping, name, into string) string {
	v, ok := m.field(name, into)
	if !ok {
		m.missing(name)
		return ""
	}
	s, ok := r.line(v)
	if ok && !record.ValidSlug(s) {
		r.rep.add(v.at, "%q is no slug; %s", clip(s), slugRule)
	}
	return s
}

const slugRule = "want lower-case words of letters and digits joined by hyphens, at most 80 characters"

// read builds the records of a file whose declarations, and those of every file
// read with it, are known.
func (r *reader) read() *File {
	if r.root == nil {
		return r.file
	}
	d := &record.Dossier{ID: dossierID(r.dossier), Slug: r.dossier}
	d.Title = r.root.line("title", "title")
	d.Document = ref[record.Document](r.root, "document", "document", record.KindDocument)
	r.document = d.Document
	r.readCopy()
	r.readDocuments()
	r.readActors()
	r.readClaims()
	r.readEvents()
	r.readQuotes()
	r.readPolls()
	r.checkQuotes()
	for _, rec := range r.file.records {
		d.Declares = append(d.Declares, rec.Ref().ID)
	}
	r.file.Dossier = r.dossier
	r.root.done(d)
	r.verify()
	slices.SortFunc(r.file.records, func(a, b record.Record) int { return a.Ref().Compare(b.Ref()) })
	return r.file
}

func dossierID(slug string) record.DossierID {
	return record.DossierID(record.DeclaredID("dossier", slug))
}

// keep adds a finished record to the file.
func (r *reader) keep(rec record.Record, at Place) {
	r.file.records = append(r.file.records, rec)
	r.file.entries[rec.Ref().ID] = declared{at: at, label: r.label(rec, at)}
}

// label is what people call a record: its slug, or the dossier and the keys
// that lead to it.
func (r *reader) label(rec record.Record, at Place) string {
	steps := strings.Split(at.Path, ".")
	switch rec.Ref().Kind {
	case record.KindDossier:
		return r.dossier
	case record.KindPerson, record.KindInstitution, record.KindUnnamedSource, record.KindCollective,
		record.KindDocument, record.KindQuestion, record.KindClaim, record.KindTopic, record.KindEvent, record.KindPoll:
		return steps[len(steps)-1]
	}
	keys := []string{r.dossier}
	for i := 1; i < len(steps); i += 2 {
		keys = append(keys, steps[i])
	}
	return strings.Join(keys, "/")
}

func (s *set) notice(shape string, fields []string) {
	if s.observed != nil {
		s.observed(shape, fields)
	}
}
