package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"onrecord": main})
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"serve": serveScript, "fetch": fetchScript},
	})
}
