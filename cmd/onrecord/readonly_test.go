package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A server that only reads shows what the one that writes to the same folder
// commits, tells those who wait of it, and refuses every change.
func TestReadOnlyServerFollowsTheWriter(t *testing.T) {
	data := t.TempDir()
	secret := editorToken(t, data)
	writer := startServer(t, "--data", data, "--no-seeds")
	reader := startServer(t, "--data", data, "--read-only")
	const mutation = `mutation { createTopic(input: {slug: "rain", names: [{text: "Rain", language: "en"}]}) { topic { id } problems { message } } }`
	body, err := json.Marshal(map[string]string{"query": mutation})
	if err != nil {
		t.Fatal(err)
	}
	if refused := post(t, reader, body); !strings.Contains(string(refused), "UNSUPPORTED") {
		t.Errorf("the reading server answers a change with %s", refused)
	}
	waiting := waitForTopic(t, reader)
	postAs(t, writer, secret, body)
	if line := <-waiting; !strings.Contains(line, `"name":"Rain"`) {
		t.Errorf("the reading server shows %s", line)
	}
	if got := string(ask(t, reader, `{ changesets { edges { node { author } } } }`)); !strings.Contains(got, "Ada Editor") {
		t.Errorf("the reading server has the history %s", got)
	}
}

// waitForTopic asks over and over until the topic is there.
func waitForTopic(t *testing.T, url string) <-chan string {
	found := make(chan string, 1)
	go func() {
		for end := time.Now().Add(mostWait); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			response, err := http.Post(url+"/graphql", "application/json", strings.NewReader(`{"query":"{ topic(slug: \"rain\") { name } }"}`))
			if err != nil {
				continue
			}
			line, _ := bufio.NewReader(response.Body).ReadString('\n')
			if response.Body.Close() == nil && strings.Contains(line, "Rain") {
				found <- line
				return
			}
		}
		found <- "nothing"
	}()
	return found
}

// A server that only reads leaves the folder as it is, and needs one.
func TestReadOnlyServerWritesNothing(t *testing.T) {
	data := t.TempDir()
	var errs bytes.Buffer
	if code := run(t.Context(), []string{"serve", "--read-only", "--addr", "127.0.0.1:0", "--data", data}, &console{out: &errs, err: &errs}); code != exitFailed || !strings.Contains(errs.String(), "onrecord.db") {
		t.Errorf("an empty folder: code %d, %s", code, errs.String())
	}
	imported(t, data, "../../seeds/extra/lighthouse.yaml")
	url := startServer(t, "--data", data, "--read-only")
	if got := string(ask(t, url, `{ person(slug: "nadia-al-qasim") { name } }`)); !strings.Contains(got, "Nadia al-Qasim") {
		t.Errorf("it shows %s", got)
	}
	for _, file := range []string{"tokens.db", "proposals.db"} {
		if _, err := os.Stat(filepath.Join(data, file)); !os.IsNotExist(err) {
			t.Errorf("%s: %v, want none", file, err)
		}
	}
	errs.Reset()
	if code := run(t.Context(), []string{"serve", "--read-only", "--closed", "--data", data}, &console{out: &errs, err: &errs}); code != exitUsage {
		t.Errorf("closed without a provider: code %d, %s", code, errs.String())
	}
}
