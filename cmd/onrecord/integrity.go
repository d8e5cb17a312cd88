package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/check"
	"onrecord/internal/dossier"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// checkStore applies the integrity rules to the stored graph, beside a server
// that may be writing to it.
func (k *checkCommand) checkStore(ctx context.Context, c *console) (err error) {
	store, err := k.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Verify(ctx); err != nil {
		return err
	}
	g, err := openGraph(ctx, quadstore.NewRecords(store))
	if err != nil {
		return err
	}
	report, err := check.Run(ctx, g.Snapshot(), check.Options{})
	if err != nil {
		return err
	}
	return c.reportFindings(report, func(record.Ref) string { return k.Data })
}

// corpus is the records of dossiers that are not imported anywhere.
type corpus map[uuid.UUID]record.Record

// Each visits every record of one kind.
func (all corpus) Each(k record.Kind) iter.Seq[record.Record] {
	return func(yield func(record.Record) bool) {
		for r := range maps.Values(all) {
			if k.Accepts(r.Ref().Kind) && !yield(r) {
				return
			}
		}
	}
}

// Record finds a record of any kind.
func (all corpus) Record(id uuid.UUID) (record.Record, bool) {
	r, ok := all[id]
	return r, ok
}

// checkRecords applies the integrity rules to dossiers as if they were a graph
// of their own, and names each finding's place.
func (k *checkCommand) checkRecords(ctx context.Context, c *console, files []*dossier.File) error {
	all := corpus{}
	for _, f := range files {
		for _, r := range f.Records() {
			all[r.Ref().ID] = r
		}
		for _, w := range f.Warnings {
			fmt.Fprintln(c.out, "WARNING", w)
		}
	}
	label := func(ref record.Ref) string {
		for _, f := range files {
			if l := f.Label(ref); l != "" {
				return l
			}
		}
		return ""
	}
	report, err := check.Run(ctx, all, check.Options{Label: label})
	if err != nil {
		return err
	}
	return c.reportFindings(report, func(ref record.Ref) string {
		for _, f := range files {
			if place, ok := f.Place(ref); ok {
				return place.String()
			}
		}
		return ""
	})
}

// reportFindings writes one finding a line and fails where one is an error.
func (c *console) reportFindings(report check.Report, where func(record.Ref) string) error {
	counts := map[check.Severity]int{}
	for _, f := range report.Findings {
		counts[f.Severity]++
		fmt.Fprintf(c.out, "%s %s %s: %s\n", f.Severity, f.Code, where(f.Ref), f.Message)
	}
	for _, code := range slices.Sorted(maps.Keys(report.Left)) {
		fmt.Fprintf(c.out, "%s: %d more\n", code, report.Left[code])
	}
	fmt.Fprintf(c.out, "%d errors, %d warnings, %d notes\n", counts[check.Error], counts[check.Warning], counts[check.Note])
	if counts[check.Error] > 0 {
		return errFound
	}
	return nil
}
