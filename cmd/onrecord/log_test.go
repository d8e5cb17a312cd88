package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func TestLogWritesWarningsAtOnceAndTheRestInTheEnd(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		var out bytes.Buffer
		logger, lines, err := newLogger(&out, format, "info")
		if err != nil {
			t.Fatal(err)
		}
		logger = logger.With("part", "a test")
		logger.Debug("left out")
		logger.Info("an answer")
		if out.Len() > 0 {
			t.Errorf("%s: a line was written by itself: %s", format, out.String())
		}
		logger.Warn("a fault")
		if got := out.String(); !strings.Contains(got, "an answer") || !strings.Contains(got, "a fault") || strings.Contains(got, "left out") {
			t.Errorf("%s: after a warning the log says %q", format, got)
		}
		logger.Info("the last answer")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := lines.keepFlushing(ctx); err != nil || !strings.Contains(out.String(), "the last answer") {
			t.Errorf("%s: in the end the log says %q, %v", format, out.String(), err)
		}
	}
}
