package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestProgressIsDrawnOnTerminalsOnly(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var out, errs bytes.Buffer
		c := &console{out: &out, err: &errs, terminal: terminal}
		args := []string{"import", "--data", t.TempDir(), "../../seeds/extra/lighthouse.yaml"}
		if code := run(t.Context(), args, c); code != exitDone {
			t.Fatal(errs.String())
		}
		if drawn := strings.Contains(errs.String(), "\r"); drawn != terminal {
			t.Errorf("terminal %v: progress drawn %v: %q", terminal, drawn, errs.String())
		}
		if out.Len() > 0 {
			t.Errorf("import wrote to standard output: %q", out.String())
		}
	}
}
