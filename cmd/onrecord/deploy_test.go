package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the files for operators call must be what the program knows.
func TestDeployedCommandLines(t *testing.T) {
	unit, image := readFile(t, "deploy/onrecord.service"), readFile(t, "deploy/Dockerfile")
	starts := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/onrecord (.*)$`).FindStringSubmatch(unit)
	command := regexp.MustCompile(`(?m)^CMD (.*)$`).FindStringSubmatch(image)
	token := regexp.MustCompile(`(?m)^# +/usr/local/bin/onrecord (token .*)$`).FindStringSubmatch(unit)
	if starts == nil || command == nil || token == nil {
		t.Fatal("the command lines are not where they were")
	}
	var list []string
	if err := json.Unmarshal([]byte(command[1]), &list); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{strings.Fields(starts[1]), list, strings.Fields(token[1])} {
		var errs bytes.Buffer
		parser, err := (&console{out: &errs, err: &errs}).parser(context.Background(), func(int) { t.Errorf("%q ends", args) })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(args); err != nil {
			t.Errorf("onrecord %s: %v", strings.Join(args, " "), err)
		}
	}
}

// The image is built with the Go that the module asks for, and does not run as root.
func TestImage(t *testing.T) {
	image, module := readFile(t, "deploy/Dockerfile"), readFile(t, "../../go.mod")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(module)
	if version == nil || !strings.Contains(image, "FROM golang:"+version[1]+" AS build") {
		t.Errorf("the image is not built with Go %v", version)
	}
	if !regexp.MustCompile(`(?m)^USER [1-9]\d*:[1-9]\d*$`).MatchString(image) {
		t.Error("the image runs as root, or as a name that an empty image does not know")
	}
	for _, line := range []string{"ENTRYPOINT [\"/onrecord\"]", "FROM scratch", "VOLUME /data"} {
		if !strings.Contains(image, line+"\n") {
			t.Errorf("the image has no %s", line)
		}
	}
}

// Where systemd is installed it finds nothing to object to in the unit.
func TestUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd is not installed")
	}
	folder := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// It looks for the program as well.
	unit := strings.Replace(readFile(t, "deploy/onrecord.service"), "/usr/local/bin/onrecord serve", program+" serve", 1)
	file := filepath.Join(folder, "onrecord.service")
	if err := os.WriteFile(file, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", file).CombinedOutput(); err != nil || bytes.Contains(out, []byte("onrecord.service:")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
