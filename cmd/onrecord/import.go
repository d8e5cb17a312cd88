package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"onrecord/internal/dossier"
	"onrecord/internal/graph"
	"onrecord/internal/quads"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

type importCommand struct {
	dataFlag
	Author string   `help:"Who makes the change; the default is your user name." env:"ONRECORD_AUTHOR" placeholder:"NAME"`
	Base   string   `help:"Address under which the ids of quads are written, as given to export." env:"ONRECORD_EXPORT_BASE" placeholder:"URL"`
	Files  []string `arg:"" name:"file" help:"Dossiers (.yaml, .yml), record streams (.jsonl, .jsonl.gz) or quads (.nq)."`
}

// Help tells what an import needs beside its files.
func (*importCommand) Help() string {
	return "Dossiers are imported together, as one changeset; each other file is one of its own. What fails leaves nothing behind. " +
		"One process writes to a store: while an import runs, other writers are refused and told who holds the store, and readers see it as it was before. " +
		"A record stream of any size is sorted in temporary files beside the store: at most 1 GB of memory, and on the disk of --data about twice the size of the stream, uncompressed, for these files and as much again for the log of the one transaction that writes it, both given back at the end, beside the store itself."
}

// isQuads and isStream tell files by the end of their name; all others are
// dossiers.
func isQuads(name string) bool { return strings.EqualFold(filepath.Ext(name), ".nq") }

func isStream(name string) bool {
	return strings.EqualFold(filepath.Ext(strings.TrimSuffix(name, ".gz")), ".jsonl")
}

// Run imports dossiers together, because they may refer to one another, and
// each file of quads or records by itself.
func (i *importCommand) Run(ctx context.Context, c *console) (err error) {
	isRecords := func(name string) bool { return isQuads(name) || isStream(name) }
	dossiers := slices.DeleteFunc(slices.Clone(i.Files), isRecords)
	sources, closeSources, err := readSources(dossiers)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeSources()) }()
	return i.withStore(ctx, c.logger(), func(records *quadstore.Records) error {
		open := &destination{records: records}
		for _, name := range slices.DeleteFunc(slices.Clone(i.Files), func(name string) bool { return !isRecords(name) }) {
			if err := i.importFile(ctx, c, open, name); err != nil {
				return err
			}
		}
		if len(sources) == 0 {
			return nil
		}
		g, err := open.graph(ctx)
		if err != nil {
			return err
		}
		return importDossiers(ctx, c, g, sources, i.author())
	})
}

// destination is the store of an import, and its graph while something needs it: a
// record stream does not, and may be of a size at which the graph is in the way.
type destination struct {
	records *quadstore.Records
	loaded  *graph.Graph
}

func (o *destination) graph(ctx context.Context) (*graph.Graph, error) {
	if o.loaded != nil {
		return o.loaded, nil
	}
	g, err := openGraph(ctx, o.records)
	o.loaded = g
	return g, err
}

func (i *importCommand) importFile(ctx context.Context, c *console, o *destination, name string) error {
	if isStream(name) {
		o.loaded = nil
		return i.importStream(ctx, c, o.records, name)
	}
	g, err := o.graph(ctx)
	if err != nil {
		return err
	}
	return i.importQuads(ctx, c, g, name)
}

func (i *importCommand) author() string {
	if i.Author != "" {
		return i.Author
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "unknown"
}

// readSources reads dossiers from disk. The texts that they name lie beside
// them; a link that leads out of that folder is not followed, because a dossier
// from elsewhere could otherwise publish any file of this machine. close ends
// the use of the sources.
func readSources(names []string) (sources []dossier.Source, close func() error, err error) {
	var folders []*os.Root
	close = func() error {
		var errs []error
		for _, f := range folders {
			errs = append(errs, f.Close())
		}
		return errors.Join(errs...)
	}
	for _, name := range names {
		content, err := readBounded(name, dossier.MaxSize)
		if err != nil {
			return nil, nil, errors.Join(err, close())
		}
		folder, err := os.OpenRoot(filepath.Dir(name))
		if err != nil {
			return nil, nil, errors.Join(err, close())
		}
		folders = append(folders, folder)
		sources = append(sources, dossier.Source{Name: name, Content: content, Texts: folder.FS()})
	}
	return sources, close, nil
}

// readBounded reads a file up to a size; one that is larger is refused rather
// than cut, because half a dossier would remove the other half from the graph.
func readBounded(name string, most int64) (content []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err = io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(content)) > most {
		return nil, fmt.Errorf("%s is %w: at most %d bytes are read", name, record.ErrTooLarge, most)
	}
	return content, nil
}

// importDossiers applies the difference of all dossiers as one changeset: they
// may refer to one another in any order and move a person's home from one to
// another, and a mistake in any of them leaves the graph as it was.
func importDossiers(ctx context.Context, c *console, g *graph.Graph, sources []dossier.Source, author string) error {
	if len(sources) == 0 {
		return nil
	}
	c.progress("reading %d dossiers", len(sources))
	defer c.endProgress()
	before := g.Snapshot()
	files, err := dossier.ReadAll(sources, before)
	if err != nil {
		return err
	}
	for _, f := range files {
		for _, w := range f.Warnings {
			fmt.Fprintln(c.err, "warning:", w)
		}
	}
	change, err := dossier.Difference(before, files...)
	if err != nil {
		return err
	}
	c.progress("writing %d records", len(change.Put)+len(change.Remove))
	after, err := commit(ctx, g, author, importMessage(files), change)
	if err != nil {
		return fmt.Errorf("import: %w", labelled(err, files))
	}
	for _, f := range files {
		c.reportImport(f.Name, before, after, partOf(change, f, before))
	}
	return nil
}

// importMessage names the dossiers, the first of them where they are many.
func importMessage(files []*dossier.File) string {
	const most = 20
	var names []string
	for _, f := range files[:min(len(files), most)] {
		names = append(names, f.Dossier)
	}
	message := "import dossier " + strings.Join(names, ", ")
	if len(files) > most {
		message += fmt.Sprintf(" and %d more", len(files)-most)
	}
	return message
}

// partOf is what one file contributes to a change.
func partOf(change record.Change, f *dossier.File, before *graph.Snapshot) (part record.Change) {
	for _, r := range change.Put {
		if _, ok := f.Place(r.Ref()); ok {
			part.Put = append(part.Put, r)
		}
	}
	for _, ref := range change.Remove {
		if owner, ok := before.Owner(ref.ID); ok && owner == f.Dossier {
			part.Remove = append(part.Remove, ref)
		}
	}
	return part
}

func (c *console) reportImport(name string, before, after *graph.Snapshot, change record.Change) {
	c.endProgress()
	if before == after || change.Empty() {
		fmt.Fprintf(c.err, "%s: nothing to change\n", name)
		return
	}
	fmt.Fprintf(c.err, "%s: revision %d, %d records put, %d removed\n", name, after.Revision(), len(change.Put), len(change.Remove))
}

// changeset is a fresh one, for a change that is made now.
func changeset(author, message string) (*record.Changeset, error) {
	id, err := record.NewID()
	if err != nil {
		return nil, fmt.Errorf("%w: no randomness for an id: %w", record.ErrUnavailable, err)
	}
	return &record.Changeset{ID: record.ChangesetID(id), Author: author, Message: message, At: time.Now()}, nil
}

// commit makes a change under a fresh changeset.
func commit(ctx context.Context, g *graph.Graph, author, message string, change record.Change) (*graph.Snapshot, error) {
	by, err := changeset(author, message)
	if err != nil {
		return nil, err
	}
	return g.Commit(ctx, by, change)
}

// importQuads reads records from N-Quads, as export writes them, and puts them
// as one changeset.
func (i *importCommand) importQuads(ctx context.Context, c *console, g *graph.Graph, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var change record.Change
	for r, err := range quads.Records(quads.Contract(quads.ReadNQuads(ctx, bufio.NewReader(f)), i.Base)) {
		if err != nil {
			return fmt.Errorf("import %s: %w", name, err)
		}
		if r.Ref().Kind != record.KindChangeset {
			change.Put = append(change.Put, r)
		}
		if len(change.Put)%10_000 == 0 {
			c.progress("reading %s: %d records", name, len(change.Put))
		}
	}
	c.progress("writing %s: %d records", name, len(change.Put))
	defer c.endProgress()
	before := g.Snapshot()
	after, err := commit(ctx, g, i.author(), "import "+filepath.Base(name), change)
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	c.reportImport(name, before, after, change)
	return nil
}
