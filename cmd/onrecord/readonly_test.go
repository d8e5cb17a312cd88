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

// A server that only reads lets those in who have a token, from when it is made until it
// is revoked, and writes nothing about it.
func TestReadOnlyServerKnowsTokens(t *testing.T) {
	data := t.TempDir()
	imported(t, data, "../../seeds/extra/lighthouse.yaml")
	url := startServer(t, "--data", data, "--read-only", "--closed")
	asks := func(secret string) int {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", strings.NewReader(`{"query":"{ graph { people } }"}`))
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
		return response.StatusCode
	}
	if status := asks(""); status != http.StatusUnauthorized {
		t.Errorf("nobody gets %d", status)
	}
	secret := editorToken(t, data)
	if status := asks(secret); status != http.StatusOK {
		t.Errorf("who has a token gets %d", status)
	}
	tokens, err := dataFlag{Data: data}.openTokens()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := tokens.Close(); err != nil {
			t.Error(err)
		}
	}()
	all, err := tokens.All(t.Context(), 10)
	if err != nil || len(all) != 1 || !all[0].Used.IsZero() {
		t.Fatalf("the tokens are %+v, %v; want one that was never used", all, err)
	}
	if err := tokens.Revoke(t.Context(), all[0].ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	if status := asks(secret); status != http.StatusUnauthorized {
		t.Errorf("who has a token that was revoked gets %d", status)
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
}
