package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// binVar names the folder of the programs that are measured, so that runs after
// one another need not build them each time.
const binVar = "ONRECORD_BENCH_BIN"

const (
	// longestBenchmark ends a benchmark's processes even where the benchmark hangs.
	longestBenchmark = 30 * time.Minute
	// longestStart is for a server that loads the largest graph measured.
	longestStart = 5 * time.Minute
)

// programs is the folder with onrecord, built as make build does, and static.
func programs(b testing.TB) string {
	if folder := os.Getenv(binVar); folder != "" {
		return folder
	}
	folder := b.TempDir()
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-o", folder, ".", "./testdata/static")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return folder
}

// process is a server that runs beside the benchmark, as users run it.
type process struct {
	url     string
	command *exec.Cmd
	cancel  context.CancelFunc
}

// begin starts a server and returns when it has told its address. Its log goes to
// a file, as a service's does: a log that the load generator had to read would
// slow both.
func begin(b *testing.B, stdin []byte, program string, args ...string) *process {
	b.Helper()
	log, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.Context(), longestBenchmark)
	p := &process{command: exec.CommandContext(ctx, program, args...), cancel: cancel}
	out := newAnnouncement()
	p.command.Stdin, p.command.Stdout, p.command.Stderr = bytes.NewReader(stdin), out, log
	if err := errors.Join(p.command.Start(), log.Close()); err != nil {
		b.Fatal(err)
	}
	select {
	case p.url = <-out.address:
	case <-time.After(longestStart):
		p.end(b)
		b.Fatalf("%s told no address: %s", program, out)
	}
	return p
}

// end asks the process to end and waits until it has.
func (p *process) end(b *testing.B) {
	b.Helper()
	defer p.cancel()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		b.Error(err)
	}
	if err := p.command.Wait(); err != nil {
		b.Error(err)
	}
}

// beginOnrecord serves on a free port of the loopback.
func beginOnrecord(b *testing.B, folder, data string, flags ...string) *process {
	b.Helper()
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, flags...)
	return begin(b, nil, filepath.Join(folder, "onrecord"), args...)
}

// cpu is the processor time that the process has taken so far; false where the
// system does not tell it in the way of Linux.
func (p *process) cpu() (time.Duration, bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.command.Process.Pid))
	if err != nil {
		return 0, false
	}
	// The second field is the program's name in parentheses and may hold anything.
	_, rest, _ := bytes.Cut(stat, []byte(") "))
	fields := bytes.Fields(rest)
	if len(fields) < 13 {
		return 0, false
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, false
		}
		ticks += n
	}
	// Linux counts in hundredths of a second for every program, whatever its own clock.
	return time.Duration(ticks) * 10 * time.Millisecond, true
}
