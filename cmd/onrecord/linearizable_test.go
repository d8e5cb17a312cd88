package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"onrecord/internal/access"
	"onrecord/internal/graph"
	"onrecord/internal/quadstore"
	"onrecord/internal/record"
	"onrecord/internal/review"
	"onrecord/internal/server"
)

// editors are clients of a server over HTTP, with the store, the graph and the
// handler that users have.
type editors struct {
	t      *testing.T
	url    string
	secret string
	topics []string // ids
	begun  time.Time

	mu  sync.Mutex
	all []porcupine.Operation
}

const topicsEdited = 3

func newEditors(t *testing.T) *editors {
	t.Helper()
	data := dataFlag{Data: t.TempDir()}
	store, err := data.openToWrite(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := data.openTokens()
	if err != nil {
		t.Fatal(err)
	}
	proposals, err := data.openProposals()
	if err != nil {
		t.Fatal(err)
	}
	records := quadstore.NewRecords(store)
	g, err := graph.Open(t.Context(), records)
	if err != nil {
		t.Fatal(err)
	}
	e := &editors{t: t, begun: time.Now()}
	e.prepare(g, tokens)
	site := &site{records: records, reviews: review.NewDesk(proposals, time.Now), base: "http://onrecord.example"}
	site.graph.Store(g)
	authenticator, err := access.NewAuthenticator(tokens, nil, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	front, err := site.front(&serveCommand{CacheMB: 1, Connections: 100}, &server.Guard{Identify: authenticator.Identify}, nil, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	served := httptest.NewServer(front)
	e.url = served.URL + "/graphql"
	t.Cleanup(func() {
		served.Close()
		for _, c := range []io.Closer{proposals, tokens, store} {
			if err := c.Close(); err != nil {
				t.Error(filepath.Base(data.Data), err)
			}
		}
	})
	return e
}

// prepare puts the topics on record that everybody will edit.
func (e *editors) prepare(g *graph.Graph, tokens *quadstore.Tokens) {
	e.t.Helper()
	var change record.Change
	for n := range topicsEdited {
		slug := fmt.Sprint("t", n)
		topic := &record.Topic{ID: record.TopicID(record.DeclaredID("topic", slug)), Slug: slug, Names: record.Texts{{Language: "en", Text: "first"}}}
		change.Put = append(change.Put, topic)
		e.topics = append(e.topics, topic.ID.String())
	}
	if _, err := commit(e.t.Context(), g, "Ada", "topics", change); err != nil {
		e.t.Fatal(err)
	}
	command := &tokenCreate{Name: "Ada", Role: "editor"}
	token, secret, err := command.token(time.Now())
	if err != nil {
		e.t.Fatal(err)
	}
	if err := tokens.Add(e.t.Context(), token); err != nil {
		e.t.Fatal(err)
	}
	e.secret = secret
}

// An operation of the record is one of these with what came of it.
type (
	reading struct{ topic int }
	writing struct {
		topic    int
		value    string
		expected int
	}
	reverting struct{ changeset string }

	outcome struct {
		// Value and Revision are what a reader saw; Changeset and Revision what was
		// made; Conflict says that nothing was.
		Value, Changeset string
		Revision         int
		Conflict         bool
	}
)

// send asks over HTTP and keeps the operation with its times.
func (e *editors) send(client int, input any, query string, in map[string]any) outcome {
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"i": in}})
	if err != nil {
		e.t.Error(err)
		return outcome{}
	}
	request, err := http.NewRequest(http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		e.t.Error(err)
		return outcome{}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+e.secret)
	called := time.Since(e.begun)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		e.t.Error(err)
		return outcome{}
	}
	answer, err := io.ReadAll(response.Body)
	returned := time.Since(e.begun)
	if err := response.Body.Close(); err != nil {
		e.t.Error(err)
	}
	came, ok := readOutcome(answer)
	if err != nil || !ok {
		e.t.Errorf("%v: %v %s", input, err, answer)
		return outcome{}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, porcupine.Operation{ClientId: client, Input: input, Output: came, Call: int64(called), Return: int64(returned)})
	return came
}

func readOutcome(answer []byte) (came outcome, ok bool) {
	var a struct {
		Data struct {
			Graph *struct{ Revision int }
			Topic *struct{ Name string }
			It    *struct {
				Changeset *struct {
					ID       string
					Revision int
				}
				Problems []struct{ Code string }
			}
		}
		Errors []any
	}
	if err := json.Unmarshal(answer, &a); err != nil || len(a.Errors) > 0 {
		return came, false
	}
	switch it := a.Data.It; {
	case it == nil:
		return outcome{Value: a.Data.Topic.Name, Revision: a.Data.Graph.Revision}, true
	case it.Changeset != nil:
		return outcome{Changeset: it.Changeset.ID, Revision: it.Changeset.Revision}, true
	case len(it.Problems) > 0 && it.Problems[0].Code == "CONFLICT":
		return outcome{Conflict: true}, true
	}
	return came, false
}

const made = "{ changeset { id revision } problems { code } }"

func (e *editors) read(client, topic int) outcome {
	return e.send(client, reading{topic}, fmt.Sprintf(`query { graph { revision } topic(slug: "t%d") { name } }`, topic), nil)
}

func (e *editors) write(client int, w writing) outcome {
	in := map[string]any{"id": e.topics[w.topic], "names": []any{map[string]any{"language": "en", "text": w.value}}}
	if w.expected > 0 {
		in["expectedRevision"] = w.expected
	}
	return e.send(client, w, "mutation ($i: EditTopicInput!) { it: editTopic(input: $i) "+made+" }", in)
}

func (e *editors) revert(client int, changeset string) outcome {
	return e.send(client, reverting{changeset}, "mutation ($i: RevertChangesetInput!) { it: revertChangeset(input: $i) "+made+" }", map[string]any{"changeset": changeset})
}

// work is what one editor does: reads, writes over what it has seen or over
// whatever there is, and takes some of it back.
func (e *editors) work(client, steps int) {
	random := rand.New(rand.NewPCG(uint64(client), 5))
	seen, own := 0, ""
	for step := range steps {
		topic := random.IntN(topicsEdited)
		var came outcome
		switch random.IntN(4) {
		case 0:
			came = e.read(client, topic)
		case 1:
			came = e.write(client, writing{topic, fmt.Sprint(client, "-", step), seen})
			own = came.Changeset
		case 2:
			came = e.write(client, writing{topic, fmt.Sprint(client, "-", step), 0})
			own = came.Changeset
		case 3:
			if own != "" {
				came = e.revert(client, own)
				own = came.Changeset
			}
		}
		seen = max(seen, came.Revision)
	}
}

// shelf is the graph as the model has it: what each topic is called, in which
// revision that was last changed, and what each changeset did.
type shelf struct {
	revision int
	values   [topicsEdited]string
	last     [topicsEdited]int
	done     []deed
}

type deed struct {
	changeset     string
	topic         int
	before, after string
}

func (s shelf) with(topic int, value string, came outcome) shelf {
	s.done = append(slices.Clip(s.done), deed{came.Changeset, topic, s.values[topic], value})
	s.revision++
	s.values[topic], s.last[topic] = value, s.revision
	return s
}

// step says whether a graph in a state may give an outcome, and in which state it is
// then.
func (s shelf) step(input any, came outcome) (bool, shelf) {
	switch in := input.(type) {
	case reading:
		return came.Revision == s.revision && came.Value == s.values[in.topic], s
	case writing:
		if clash := in.expected > 0 && s.last[in.topic] > in.expected; clash || came.Conflict {
			return clash == came.Conflict, s
		}
		return came.Revision == s.revision+1, s.with(in.topic, in.value, came)
	case reverting:
		at := slices.IndexFunc(s.done, func(d deed) bool { return d.changeset == in.changeset })
		if at < 0 {
			return false, s
		}
		d := s.done[at]
		if clash := s.values[d.topic] != d.after; clash || came.Conflict {
			return clash == came.Conflict, s
		}
		return came.Revision == s.revision+1, s.with(d.topic, d.before, came)
	}
	return false, s
}

// Whatever dozens of editors do at the same time, it is as if they had done it one
// after the other, each between sending its request and having its answer.
func TestEditorsSeeOneOrder(t *testing.T) {
	e := newEditors(t)
	const clients, steps = 24, 10
	var working sync.WaitGroup
	for client := range clients {
		working.Go(func() { e.work(client, steps) })
	}
	working.Wait()
	model := porcupine.Model{
		Init: func() any {
			return shelf{revision: 1, values: [topicsEdited]string{"first", "first", "first"}, last: [topicsEdited]int{1, 1, 1}}
		},
		Step: func(state, input, output any) (bool, any) {
			ok, next := state.(shelf).step(input, output.(outcome))
			return ok, next
		},
		// Answers tell the revision that each change made, so that two ways to one
		// revision made the same changes.
		Equal: func(a, b any) bool {
			x, y := a.(shelf), b.(shelf)
			return x.revision == y.revision && x.values == y.values && x.last == y.last
		},
		Hash: func(state any) uint64 { return uint64(state.(shelf).revision) },
	}
	if result := porcupine.CheckOperationsTimeout(model, e.all, time.Minute); result != porcupine.Ok {
		t.Errorf("%d operations in no order: %v", len(e.all), result)
	}
	counts := map[string]int{}
	for _, o := range e.all {
		counts[fmt.Sprintf("%T %t", o.Input, o.Output.(outcome).Conflict)]++
	}
	for _, kind := range []string{"main.reading false", "main.writing false", "main.writing true", "main.reverting false", "main.reverting true"} {
		if counts[kind] == 0 {
			t.Errorf("nobody did %s: %v", kind, counts)
		}
	}
	// The model tells wrong from right: what was never there, and a write over what
	// somebody else has changed since.
	for _, wrong := range [][]porcupine.Operation{
		{{Input: reading{0}, Output: outcome{Value: "never", Revision: 1}, Call: 1, Return: 2}},
		{
			{Input: writing{0, "a", 1}, Output: outcome{Changeset: "x", Revision: 2}, Call: 1, Return: 2},
			{Input: writing{0, "b", 1}, Output: outcome{Changeset: "y", Revision: 3}, Call: 3, Return: 4},
		},
	} {
		if porcupine.CheckOperationsTimeout(model, wrong, time.Minute) != porcupine.Illegal {
			t.Errorf("the model accepts %+v", wrong)
		}
	}
}
