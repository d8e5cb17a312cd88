package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
)

// dataFlag is where the store is; every command that reads or writes it has it.
type dataFlag struct {
	Data string `help:"Folder of the store; the default is ./data." default:"data" env:"ONRECORD_DATA" type:"path" placeholder:"DIR"`
}

// file is the store's one file in its folder.
func (d dataFlag) file() string { return filepath.Join(d.Data, "onrecord.db") }

// openToWrite makes the folder where there is none and takes the writer's lock. The
// logger is told of failures of the disk that lose nothing.
func (d dataFlag) openToWrite(ctx context.Context, logger *slog.Logger) (*quadstore.Store, error) {
	if err := os.MkdirAll(d.Data, 0o750); err != nil {
		return nil, fmt.Errorf("make the data folder: %w; choose another with --data", err)
	}
	return quadstore.Open(ctx, d.file(), quadstore.Options{Logger: logger})
}

// openToRead opens beside a server that may be running.
func (d dataFlag) openToRead(ctx context.Context) (*quadstore.Store, error) {
	return quadstore.Open(ctx, d.file(), quadstore.Options{ReadOnly: true})
}

// openProposals opens what waits for a review, beside the store.
func (d dataFlag) openProposals() (*quadstore.Proposals, error) {
	return quadstore.OpenProposals(filepath.Join(d.Data, "proposals.db"))
}

// withStore opens the store to write and closes it after use, whatever use
// returns.
func (d dataFlag) withStore(ctx context.Context, logger *slog.Logger, use func(*quadstore.Records) error) (err error) {
	store, err := d.openToWrite(ctx, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return use(quadstore.NewRecords(store))
}

// How much garbage may be made, in percent of what is live, before it is
// collected; GOGC in the environment comes before the second.
const (
	// At Go's 100 the memory of a start, which holds the store's dictionary beside
	// the graph, would be half as much again; collecting more often costs little,
	// because nearly all of it has no pointers to follow.
	loadingPercent = 25
	// Answers make garbage, and each collection goes through all of a graph that
	// stays: at 100 it takes a tenth of the processors, and twice the live heap, to
	// which a quote adds 670 bytes, is less than the two kilobytes that it may take.
	answeringPercent = 150
)

// openGraph loads the graph and gives the memory that only the load needed back
// to the system, so that what a server is seen to take is what it goes on taking.
func openGraph(ctx context.Context, records *quadstore.Records) (*graph.Graph, error) {
	after := debug.SetGCPercent(loadingPercent)
	if os.Getenv("GOGC") == "" {
		after = answeringPercent
	}
	defer func() {
		debug.SetGCPercent(after)
		debug.FreeOSMemory()
	}()
	return graph.Open(ctx, records)
}
