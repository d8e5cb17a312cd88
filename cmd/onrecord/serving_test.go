package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// serving is the line by which serve says where it is.
var serving = regexp.MustCompile(`https?://127\.0\.0\.1:\d+`)

// mostWait bounds how long a test waits for a server; it measures nothing.
const mostWait = 30 * time.Second

// announcement is a writer that gives away the first address written to it.
type announcement struct {
	mu      sync.Mutex
	written bytes.Buffer
	told    bool
	address chan string
}

func newAnnouncement() *announcement { return &announcement{address: make(chan string, 1)} }

func (a *announcement) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.written.Write(p)
	if found := serving.Find(a.written.Bytes()); found != nil && !a.told && bytes.HasSuffix(a.written.Bytes(), []byte("\n")) {
		a.told = true
		a.address <- string(found)
	}
	return len(p), nil
}

func (a *announcement) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.written.String()
}

// startServer runs serve in this process, on a free port and a store of its
// own, until the test ends.
func startServer(t testing.TB, args ...string) (url string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, done := newAnnouncement(), make(chan int, 1)
	var errs announcement
	args = append([]string{"serve", "--addr", "127.0.0.1:0", "--data", t.TempDir()}, args...)
	go func() { done <- run(ctx, args, &console{out: out, err: &errs}) }()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != exitDone {
			t.Errorf("serve ended with code %d: %s", code, errs.String())
		}
	})
	select {
	case url = <-out.address:
		return url
	case code := <-done:
		done <- code
		t.Fatalf("serve ended with code %d: %s", code, errs.String())
	case <-time.After(mostWait):
		t.Fatalf("serve told no address: %s", errs.String())
	}
	return ""
}

// ask posts a query and returns the answer.
func ask(t testing.TB, url, query string) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	return post(t, url, body)
}

// post sends the body of a request and returns that of the answer.
func post(t testing.TB, url string, body []byte) []byte {
	t.Helper()
	return postAs(t, url, "", body)
}

// postAs is post with a token.
func postAs(t testing.TB, url, secret string, body []byte) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if secret != "" {
		request.Header.Set("Authorization", "Bearer "+secret)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %s: %s", response.Status, answer)
	}
	return answer
}

// serveScript is a command of the scripts: it starts a server in a process of
// its own, puts its address into $URL and its first words into the file announced, and
// ends it, politely, with the script.
func serveScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("serve cannot be negated: use ! exec onrecord serve")
	}
	// The script's own commands are first on its path.
	folder, _, _ := strings.Cut(ts.Getenv("PATH"), ":")
	c := exec.Command(folder+"/onrecord", append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	c.Dir = ts.MkAbs(".")
	c.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "TMPDIR=" + ts.Getenv("TMPDIR"), "ONRECORD_DATA=" + ts.Getenv("ONRECORD_DATA")}
	out := newAnnouncement()
	c.Stdout, c.Stderr = out, out
	ts.Check(c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	ts.Defer(func() {
		ts.Check(c.Process.Signal(syscall.SIGTERM))
		if err := <-ended; err != nil {
			ts.Fatalf("serve did not end well: %v\n%s", err, out)
		}
	})
	select {
	case url := <-out.address:
		ts.Setenv("URL", url)
		ts.Check(os.WriteFile(ts.MkAbs("announced"), []byte(out.String()), 0o600))
	case err := <-ended:
		ended <- nil
		ts.Fatalf("serve ended: %v\n%s", err, out)
	case <-time.After(mostWait):
		ts.Fatalf("serve told no address:\n%s", out)
	}
}

// fetchScript is a command of the scripts: fetch FILE PATH writes the status
// and the body of an answer of the server to a file.
func fetchScript(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: fetch file path")
	}
	response, err := http.Get(ts.Getenv("URL") + args[1])
	ts.Check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(response.Status+"\n"+string(body)), 0o600))
}

// postScript is a command of the scripts: post FILE TOKEN DOCUMENT [NAME=FILE]…
// sends a document with the token in a file, - for none, and variables whose values
// are the contents of files, and writes the status and the body of the answer to a
// file.
func postScript(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: post file token document [name=file]...")
	}
	variables := map[string]string{}
	for _, v := range args[3:] {
		name, file, _ := strings.Cut(v, "=")
		variables[name] = ts.ReadFile(file)
	}
	body, err := json.Marshal(map[string]any{"query": ts.ReadFile(args[2]), "variables": variables})
	ts.Check(err)
	request, err := http.NewRequest(http.MethodPost, ts.Getenv("URL")+"/graphql", bytes.NewReader(body))
	ts.Check(err)
	request.Header.Set("Content-Type", "application/json")
	if args[1] != "-" {
		request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(ts.ReadFile(args[1])))
	}
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(response.Status+"\n"+string(answer)), 0o600))
}
