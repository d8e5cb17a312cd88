package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"onrecord": main, failingProgram: mainOnFailingDisk})
}

// TestCommands types the commands as a user would; $SEEDS is the folder of the
// shipped dossiers.
func TestCommands(t *testing.T) {
	seeds, err := filepath.Abs("../../seeds")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_GOLDEN") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("SEEDS", seeds)
			e.Setenv("ONRECORD_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("ONRECORD_AUTHOR", "an editor")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"serve": serveScript, "fetch": fetchScript, "post": postScript, "code": codeScript},
	})
}

// codeScript is a command of the scripts: code N COMMAND… runs a command that
// must end with the exit code N, which scripts of users rely on.
func codeScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code number command...")
	}
	got := 0
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}
