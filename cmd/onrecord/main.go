// Command onrecord keeps and serves a graph of who said what.
//
// Exit codes: 0 done; 1 the command could not be carried out; 2 the command
// line is wrong; 3 what was checked or imported has errors.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"onrecord/internal/record"
)

// The exit codes, see the package comment.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitErrors = 3
)

// commands is the grammar of the command line. Every flag has an environment
// variable of the same name.
type commands struct {
	Serve    serveCommand    `cmd:"" help:"Serve the graph over GraphQL. An empty store gets the embedded dossiers."`
	Import   importCommand   `cmd:"" help:"Add dossiers (YAML) to the store, all of them as one changeset, or record streams (JSON Lines) or quads (N-Quads), each file as one."`
	Export   exportCommand   `cmd:"" help:"Write the graph as N-Quads in canonical order."`
	Check    checkCommand    `cmd:"" help:"Check dossiers, or the store, against the integrity rules."`
	Query    queryCommand    `cmd:"" help:"Run a Gizmo query on the store, read-only."`
	Generate generateCommand `cmd:"" help:"Write an invented graph of any size as a record stream, for measurements."`
	History  historyCommand  `cmd:"" help:"Show what was changed, by whom, when and why; or what was changed of one record."`
	Backup   backupCommand   `cmd:"" help:"Copy the store to a file, beside a server that may be writing to it."`
	Restore  restoreCommand  `cmd:"" help:"Put a backup in the place of the store."`
	Compact  compactCommand  `cmd:"" help:"Give back the disk space that the store no longer needs."`
	Token    tokenCommand    `cmd:"" help:"Make, list and revoke the tokens that let editors in."`
	Health   healthCommand   `cmd:"" help:"Ask a server whether it can answer."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// console is where a command reads and writes.
type console struct {
	out, err io.Writer
	// terminal says whether err is one, so that progress may be drawn.
	terminal bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], &console{os.Stdout, os.Stderr, isTerminal(os.Stderr)}))
}

// run parses and carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, c *console) int {
	exited, code := false, exitDone
	parser, err := c.parser(ctx, func(status int) { exited, code = true, status })
	if err != nil {
		return c.report(err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	switch {
	case exited:
		return code
	case err != nil:
		fmt.Fprintf(c.err, "onrecord: %v\nRun \"onrecord --help\" for the commands and their flags.\n", err)
		return exitUsage
	}
	return c.report(parsed.Run())
}

// parser reads command lines; exit is called where a flag such as --help ends the
// command.
func (c *console) parser(ctx context.Context, exit func(status int)) (*kong.Kong, error) {
	return kong.New(&commands{},
		kong.Name("onrecord"),
		kong.Description("A graph of expert quotes and claims: who said what, and who disagrees.\n\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 errors found in what was checked or imported."),
		kong.Writers(c.out, c.err),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(exit),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(c),
	)
}

// errFound ends a command whose findings were already printed.
var errFound = errors.New("errors were found")

// report writes what went wrong and gives the exit code.
func (c *console) report(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFound):
		return exitErrors
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(c.err, "onrecord: interrupted")
		return exitFailed
	}
	fmt.Fprintln(c.err, "onrecord:", strings.TrimSpace(err.Error()))
	if errors.Is(err, record.ErrInvalid) || errors.Is(err, record.ErrConflict) {
		return exitErrors
	}
	return exitFailed
}
