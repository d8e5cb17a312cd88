package quadstore_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

func expectRefusal(t *testing.T, err error, kind error, words ...string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("got %v, want kind %q", err, kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not name %q", err, w)
		}
	}
}

func TestOpenRefusesWhatIsNotAStore(t *testing.T) {
	for name, test := range map[string]struct {
		content func(t *testing.T, path string)
		opts    quadstore.Options
		want    error
	}{
		"text":                 {writeBytes("not a database, just a text that is long enough to have a header of its own ...................."), quadstore.Options{}, record.ErrCorrupt},
		"another program's":    {writeSQL("PRAGMA application_id = 77; CREATE TABLE theirs (x)"), quadstore.Options{}, record.ErrCorrupt},
		"anonymous database":   {writeSQL("CREATE TABLE theirs (x)"), quadstore.Options{}, record.ErrCorrupt},
		"a newer layout":       {writeSQL("PRAGMA application_id = 0x6f526563; PRAGMA user_version = 99; CREATE TABLE state (x)"), quadstore.Options{}, record.ErrUnsupported},
		"ours without tables":  {writeSQL("PRAGMA application_id = 0x6f526563; PRAGMA user_version = 1"), quadstore.Options{}, record.ErrCorrupt},
		"empty, for reading":   {writeBytes(""), quadstore.Options{ReadOnly: true}, record.ErrCorrupt},
		"nothing, for reading": {func(*testing.T, string) {}, quadstore.Options{ReadOnly: true}, record.ErrNotFound},
		"a directory":          {func(t *testing.T, path string) { mkdir(t, path) }, quadstore.Options{}, record.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "graph.db")
			test.content(t, path)
			before := content(t, path)
			_, err := quadstore.Open(t.Context(), path, test.opts)
			expectRefusal(t, err, test.want, "graph.db")
			if after := content(t, path); !bytes.Equal(before, after) {
				t.Error("the refused file was changed")
			}
			if test.opts.ReadOnly {
				return
			}
			// The lock of the refused opening must be gone.
			if _, err := quadstore.Open(t.Context(), path, test.opts); errors.Is(err, record.ErrLocked) {
				t.Errorf("a second attempt: %v", err)
			}
		})
	}
}

func mkdir(t *testing.T, path string) {
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

func writeBytes(text string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func writeSQL(script string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(sqlitex.ExecuteScript(c, script, nil), c.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// content is nil for what is no regular file.
func content(t *testing.T, path string) []byte {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.IsDir() {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestDamageIsReported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	s, err := quadstore.Open(t.Context(), path, quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = s.Load(t.Context(), &claimReader{claims: 4000}, "", time.Time{})
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	file := content(t, path)
	for at := 64 << 10; at < len(file); at += 8 << 10 { // the start of every page but the first
		copy(file[at:at+64], bytes.Repeat([]byte{0xA5}, 64))
	}
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, quadstore.Options{})
	_, err = s.Entities(t.Context(), claimIRI(3999))
	expectRefusal(t, err, record.ErrCorrupt, "graph.db", "backup")
	expectRefusal(t, s.Verify(t.Context()), record.ErrCorrupt, "graph.db")
	if s.ValueOf(claimIRI(3999)) != nil || !errors.Is(s.Err(), record.ErrCorrupt) {
		t.Errorf("ValueOf cannot say it, Err must: %v", s.Err())
	}
}

func TestSecondWriter(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "graph.db")
	s := openAt(t, path, quadstore.Options{})
	link := filepath.Join(dir, "other name.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	holder := fmt.Sprintf("process %d ", os.Getpid())
	for _, name := range []string{path, link} {
		_, err := quadstore.Open(t.Context(), name, quadstore.Options{})
		expectRefusal(t, err, record.ErrLocked, holder, "graph.db")
	}
	share(t, dir)
	if out := play(t, "open", path); !strings.HasPrefix(out, "result locked") || !strings.Contains(out, holder) {
		t.Errorf("in another process: %s", out)
	}
	commit(t, s, quadstore.Batch{Add: claimQuads(1)})
	expectLive(t, s, claimQuads(1)...)
}

// share lets another user see a temporary directory and write into it.
func share(t *testing.T, dir string) {
	t.Helper()
	if err := errors.Join(os.Chmod(filepath.Dir(dir), 0o755), os.Chmod(dir, 0o777)); err != nil {
		t.Fatal(err)
	}
	lock := filepath.Join(dir, "graph.db.lock")
	if err := os.Chmod(lock, 0o666); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}

// play runs a role in another process and returns its last line.
func play(t *testing.T, role, path string) string {
	t.Helper()
	cmd := inRole(t, role, path)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("role %s: %v: %s", role, err, out)
	}
	text := strings.TrimSpace(string(out))
	return text[strings.LastIndex(text, "\n")+1:]
}

func inRole(t *testing.T, role, path string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), roleVar+"="+role, pathVar+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

func TestReadOnlyDirectory(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "graph.db")
	s, err := quadstore.Open(t.Context(), path, quadstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, quadstore.Batch{Add: claimQuads(1)})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(filepath.Dir(dir), 0o755), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, filepath.Join(dir, "new.db")} {
		if out := play(t, "open", name); !strings.HasPrefix(out, "result unavailable") || !strings.Contains(out, dir) {
			t.Errorf("opening %s: %s", name, out)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	expectLive(t, openAt(t, path, quadstore.Options{}), claimQuads(1)...)
}

func TestQuota(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	s := openAt(t, path, quadstore.Options{MaxBytes: 1 << 20})
	var err error
	acknowledged := 0
	for err == nil {
		if _, _, err = s.Commit(t.Context(), quadstore.Batch{Add: claimQuads(acknowledged)}); err == nil {
			acknowledged++
		}
	}
	expectRefusal(t, err, record.ErrUnavailable, "graph.db", "full")
	if _, _, err := s.Load(t.Context(), &claimReader{claims: 20_000}, "", time.Time{}); !errors.Is(err, record.ErrUnavailable) {
		t.Errorf("a load: %v", err)
	}
	if quads := len(live(t, s)); acknowledged == 0 || quads != 5*acknowledged {
		t.Errorf("%d quads, want those of %d acknowledged claims", quads, acknowledged)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, quadstore.Options{})
	commit(t, s, quadstore.Batch{Add: claimQuads(acknowledged)})
	if quads := len(live(t, s)); quads != 5*(acknowledged+1) {
		t.Errorf("with room again %d quads, want %d", quads, 5*(acknowledged+1))
	}
}

// A file size limit is the smallest disk: the log hits it as well as the file.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	cmd := inRole(t, "fill", path)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !strings.Contains(string(out), "result unavailable") || !strings.Contains(string(out), "graph.db") {
		t.Errorf("it ends with %s", out[max(0, len(out)-300):])
	}
	acknowledged := strings.Count(string(out), "acknowledged")
	s := openAt(t, path, quadstore.Options{})
	if quads := len(live(t, s)); acknowledged == 0 || quads != 5*acknowledged {
		t.Errorf("%d quads, want those of %d acknowledged claims", quads, acknowledged)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestKilledInTheMiddleOfALoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	kill(t, "load", path, "read 150000")
	s := openAt(t, path, quadstore.Options{})
	expectLive(t, s, append(claimQuads(1_000_000), claimQuads(1_000_001)...)...)
	if at, err := s.Revision(t.Context()); at != 2 || err != nil {
		t.Errorf("revision %d (%v), want the second, the last acknowledged", at, err)
	}
	commit(t, s, quadstore.Batch{Add: claimQuads(5)})
}

func TestKilledBetweenCommits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	acknowledged := kill(t, "commit", path, "acknowledged 57")
	s := openAt(t, path, quadstore.Options{})
	at, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// One more may have become durable just before it could be acknowledged.
	if at < int64(acknowledged) {
		t.Errorf("revision %d, but %d were acknowledged", at, acknowledged)
	}
	if quads := len(live(t, s)); int64(quads) != 5*at {
		t.Errorf("%d quads at revision %d, want whole claims", quads, at)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// kill plays a role until it prints a line, kills it without warning and returns
// how many revisions it acknowledged.
func kill(t *testing.T, role, path, until string) (acknowledged int) {
	t.Helper()
	cmd := inRole(t, role, path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	met := false
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		if strings.HasPrefix(scanner.Text(), "acknowledged") {
			acknowledged++
		}
		if scanner.Text() == until && !met {
			met = true
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !met || !errors.As(err, &exit) {
		t.Fatalf("role %s ended by itself: %v", role, err)
	}
	return acknowledged
}
