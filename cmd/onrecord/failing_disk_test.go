package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"onrecord/internal/quadstore/faultdisk"
)

const (
	// failingProgram is onrecord on a disk that does what the file says that
	// faultsVar names.
	failingProgram = "onrecord-on-a-failing-disk"
	faultsVar      = "ONRECORD_FAULTS"
	// faultRounds is how often each kind of failure comes, the last time
	// with the server killed.
	faultRounds = 3
)

// The failures that a disk may be told.
const (
	healthy  = "healthy"
	full     = "full"
	broken   = "broken"
	unsynced = "unsynced"
	fitful   = "fitful"
)

// mainOnFailingDisk is main with the disk under every file of the engine failing as it
// is told.
func mainOnFailingDisk() {
	disk, err := faultdisk.New("failing", uint64(os.Getpid()))
	if err == nil {
		err = disk.Default()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	told, random := os.Getenv(faultsVar), rand.New(rand.NewPCG(uint64(os.Getpid()), 2))
	disk.Fail(func(op faultdisk.Op) faultdisk.Fate { return fateOf(told, op, random) })
	main()
	runtime.KeepAlive(disk) // the engine calls its functions, which the collector does not see
}

// fateOf reads what the disk is told now. What cannot be read is an order that is being
// replaced.
func fateOf(told string, op faultdisk.Op, random *rand.Rand) faultdisk.Fate {
	order, err := os.ReadFile(told)
	if err != nil {
		return faultdisk.Done
	}
	switch fault := string(order); {
	case fault == full && op.Kind == faultdisk.Write:
		return faultdisk.NoSpace
	case fault == broken && op.Kind == faultdisk.Write:
		return faultdisk.Broken
	case fault == unsynced && op.Kind == faultdisk.Sync:
		return faultdisk.Broken
	case fault == fitful && random.IntN(8) == 0:
		return []faultdisk.Fate{faultdisk.NoSpace, faultdisk.Broken, faultdisk.Refused}[random.IntN(3)]
	}
	return faultdisk.Done
}

// TestServerOnFailingDisk has editors change things while the disk of their server
// fails: full, broken, not syncing, and now and then. Whoever is not told that a change
// was made is told that it was not, or that nobody knows; reading goes on. When the disk
// is well again, without a hand, every acknowledged change is there and whole, nothing is
// there of one that was refused, and what is sent again under its key is made once. The
// same holds when the server is killed while the disk fails.
func TestServerOnFailingDisk(t *testing.T) {
	told := filepath.Join(t.TempDir(), "faults")
	program := func(ctx context.Context, args ...string) *exec.Cmd { return onrecord(ctx, t, args...) }
	server := func(ctx context.Context, args ...string) *exec.Cmd {
		c := onrecord(ctx, t, args...)
		c.Args[0] = failingProgram
		c.Env = append(os.Environ(), faultsVar+"="+told)
		return c
	}
	c := &crash{t: t, program: program, server: server, data: filepath.Join(t.TempDir(), "data"), random: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 12)), excused: []string{codeRefused, codeUnknown}}
	c.secret = editorToken(t, c.data)
	for n := range writers {
		c.writers = append(c.writers, &writer{crash: c, name: fmt.Sprint("w", n)})
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the server said: %s", c.errs.String())
		}
	})
	c.start()
	answered := map[string]int{}
	for round := range faultRounds {
		for _, fault := range []string{full, broken, unsynced, fitful} {
			c.disturbed(told, fault, answered)
			if round == faultRounds-1 {
				c.kill()
			}
			tell(t, told, healthy)
			if round == faultRounds-1 {
				c.start()
			}
			c.examine(100)
			if t.Failed() {
				t.Fatalf("after the disk was %s", fault)
			}
		}
	}
	c.examine(1 << 30)
	c.kill()
	c.verify()
	t.Logf("%d changes acknowledged; refused and unknown: %v; %d had been made, %d not", c.acknowledged, answered, c.made, c.unmade)
	if answered[codeRefused] == 0 || c.acknowledged < 10*faultRounds {
		t.Errorf("the failures did not fall among the changes: %d acknowledged, %v", c.acknowledged, answered)
	}
}

// disturbed has the writers work for a while, in the middle of which the disk begins to
// fail, and somebody read all the time.
func (c *crash) disturbed(told, fault string, answered map[string]int) {
	c.t.Helper()
	end := time.Now().Add(500 * time.Millisecond)
	var working sync.WaitGroup
	for _, w := range c.writers {
		working.Go(func() {
			for time.Now().Before(end) && w.change() {
			}
		})
	}
	time.Sleep(time.Duration(c.random.IntN(100_000)) * time.Microsecond)
	tell(c.t, told, fault)
	for time.Now().Before(end) {
		c.changesets(20)
		time.Sleep(5 * time.Millisecond)
	}
	working.Wait()
	for _, w := range c.writers {
		if w.pending != nil {
			answered[w.pending.answered]++
		}
	}
}

// tell gives the disk an order, as a whole.
func tell(t *testing.T, told, order string) {
	t.Helper()
	if err := os.WriteFile(told+".new", []byte(order), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(told+".new", told); err != nil {
		t.Fatal(err)
	}
}
