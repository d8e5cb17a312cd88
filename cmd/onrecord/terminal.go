package main

import (
	"fmt"
	"os"

	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// progress draws one line that is drawn over; without a terminal it is silent,
// so that logs do not fill with it.
func (c *console) progress(format string, args ...any) {
	if c.terminal {
		fmt.Fprintf(c.err, "\r\x1b[K"+format, args...)
	}
}

func (c *console) endProgress() {
	if c.terminal {
		fmt.Fprint(c.err, "\r\x1b[K")
	}
}
