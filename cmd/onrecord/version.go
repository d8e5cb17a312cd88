package main

import (
	"fmt"
	"runtime/debug"
)

type versionCommand struct{}

// Run prints the version, and the commit where the build knows it.
func (versionCommand) Run(c *console) error {
	_, err := fmt.Fprintln(c.out, "onrecord", version())
	return err
}

// version is what the build recorded: a release's module version, otherwise the
// commit, otherwise "unreleased".
func version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "unreleased"
	}
	if v := build.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range build.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "unreleased, commit " + s.Value[:12]
		}
	}
	return "unreleased"
}
