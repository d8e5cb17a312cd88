package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"onrecord/internal/dossier"
	"onrecord/internal/record"
)

type checkCommand struct {
	dataFlag
	Text  string   `help:"Text of the document that the dossiers' selectors refer to; each selector is looked up in it." env:"ONRECORD_TEXT" placeholder:"FILE"`
	Files []string `arg:"" optional:"" name:"file" help:"Dossiers to check instead of the store."`
}

// Validate refuses a text that nothing would be looked up in.
func (k *checkCommand) Validate() error {
	if k.Text != "" && len(k.Files) == 0 {
		return errors.New("--text: name the dossiers whose selectors it is for")
	}
	return nil
}

// Run reports findings on standard output, one a line, and ends with exit code 3
// where any of them is an error.
func (k *checkCommand) Run(ctx context.Context, c *console) (err error) {
	if len(k.Files) == 0 {
		return k.checkStore(ctx, c)
	}
	sources, closeSources, err := readSources(k.Files)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeSources()) }()
	files, err := dossier.ReadAll(sources, nil)
	if err != nil {
		return err
	}
	return errors.Join(k.checkSelectors(c, files), k.checkRecords(ctx, c, files))
}

// checkSelectors looks up every selector of the files in the text given.
func (k *checkCommand) checkSelectors(c *console, files []*dossier.File) error {
	if k.Text == "" {
		return nil
	}
	content, err := readBounded(k.Text, record.MaxDocumentText)
	if err != nil {
		return err
	}
	text := record.NewCodePoints(string(content))
	covered := slices.DeleteFunc(slices.Clone(files), func(f *dossier.File) bool { return f.TextSHA256() != text.SHA256() })
	if len(covered) == 0 {
		return fmt.Errorf("%w: no dossier has selectors into a text of SHA-256 %s; compare the copy's sha256 in the dossier with that of %s", record.ErrInvalid, text.SHA256(), k.Text)
	}
	lost := 0
	for _, f := range covered {
		lost += reportSelectors(c, f, text)
	}
	if lost > 0 {
		return errFound
	}
	return nil
}

func reportSelectors(c *console, f *dossier.File, text *record.CodePoints) (lost int) {
	quotes := f.SealedQuotes()
	for _, q := range quotes {
		if reason := text.Verify(q); reason != "" {
			lost++
			place, _ := f.Place(q.Ref())
			fmt.Fprintf(c.out, "%s: LOST: %s\n", place, reason)
		}
	}
	fmt.Fprintf(c.out, "%s: %d selectors VERIFIED, %d LOST\n", f.Name, len(quotes)-lost, lost)
	if lost == 0 {
		fmt.Fprintf(c.out, "%s: seal %s\n", f.Name, dossier.Seal(f))
	}
	return lost
}
