package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// crashVar is for how long the server is killed over and over, such as 1h; the
	// tests kill it mostKills times.
	crashVar  = "ONRECORD_CRASH"
	mostKills = 200
	// writers are how many editors send changes at a time.
	writers = 4
	// wordsOfDossier is how many quotes one dossier brings: a changeset of many
	// records, of which a part would be seen.
	wordsOfDossier = 5
)

// TestKilledServerKeepsItsWord kills the server at random moments while editors
// send it changes. After each start every change that was acknowledged is there and
// whole; one that was under way is there as a whole or not at all, and sending it
// again under its key makes it exactly once. The revisions have no gap. Now and then
// the store is checked with all its indexes, and in the end an export imported into
// an empty store gives the same export.
func TestKilledServerKeepsItsWord(t *testing.T) {
	program := filepath.Join(programs(t), "onrecord")
	launch := func(ctx context.Context, args ...string) *exec.Cmd { return exec.CommandContext(ctx, program, args...) }
	c := &crash{t: t, program: launch, server: launch, data: filepath.Join(t.TempDir(), "data"), random: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 11))}
	c.secret = editorToken(t, c.data)
	for n := range writers {
		c.writers = append(c.writers, &writer{crash: c, name: fmt.Sprint("w", n)})
	}
	kills := 0
	for end := crashEnd(t); time.Now().Before(end) && (kills < mostKills || os.Getenv(crashVar) != ""); kills++ {
		c.start()
		c.examine(100)
		c.write(time.Duration(c.random.IntN(60_000)) * time.Microsecond)
		if kills%50 == 49 {
			c.check()
		}
		if t.Failed() {
			break
		}
	}
	c.start()
	c.examine(1 << 30)
	c.kill()
	c.verify()
	t.Logf("%d kills; %d changes acknowledged; of those under way %d had been made and %d had not", kills, c.acknowledged, c.made, c.unmade)
	if c.made == 0 || c.unmade == 0 || c.acknowledged < kills {
		t.Errorf("the kills did not fall among the changes: %d acknowledged, of those under way %d made, %d not", c.acknowledged, c.made, c.unmade)
	}
}

func crashEnd(t *testing.T) time.Time {
	text := os.Getenv(crashVar)
	if text == "" {
		return time.Now().Add(10 * time.Minute)
	}
	long, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("%s=%s: %v; give a time such as 1h", crashVar, text, err)
	}
	return time.Now().Add(long)
}

// crash is one store and the server on it that is killed.
type crash struct {
	t *testing.T
	// program is what looks at the store while no server has it, server what serves.
	program, server func(ctx context.Context, args ...string) *exec.Cmd
	data            string
	secret          string
	random          *rand.Rand
	writers         []*writer
	running         *exec.Cmd
	errs            *bytes.Buffer
	url             string

	// excused are codes of errors that a change may be answered with.
	excused []string

	mu                         sync.Mutex
	acknowledged, made, unmade int
}

func (c *crash) start() {
	c.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c.running = c.server(ctx, "serve", "--no-seeds", "--addr", "127.0.0.1:0", "--data", c.data, "--log-level", "error")
	out, errs := newAnnouncement(), new(bytes.Buffer)
	c.running.Stdout, c.running.Stderr, c.errs = out, errs, errs
	if err := c.running.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(cancel)
	select {
	case c.url = <-out.address:
	case <-time.After(mostWait):
		c.t.Fatalf("the killed server does not come up again: %s", c.whereabouts())
	}
}

// whereabouts has a server that does not answer tell what it is at.
func (c *crash) whereabouts() string {
	if err := c.running.Process.Signal(syscall.SIGQUIT); err != nil {
		c.t.Error(err)
	}
	_ = c.running.Wait() // it ends with a status of its own
	return c.errs.String()
}

// kill ends the server without warning.
func (c *crash) kill() {
	if err := c.running.Process.Kill(); err != nil {
		c.t.Error(err)
	}
	if err := c.running.Wait(); err == nil {
		c.t.Error("the server ended by itself")
	}
}

// write lets all writers work until the server is killed in the middle of it.
func (c *crash) write(until time.Duration) {
	var working sync.WaitGroup
	for _, w := range c.writers {
		working.Go(w.work)
	}
	time.Sleep(until)
	c.kill()
	working.Wait()
}

// check looks at the store while no server has it: at its pages and indexes, and at
// what is on record.
func (c *crash) check() {
	c.t.Helper()
	c.command("check", "--data", c.data)
}

// verify is check, and compares the export with that of its own import.
func (c *crash) verify() {
	c.t.Helper()
	c.check()
	folder := c.t.TempDir()
	first, second, again := filepath.Join(folder, "first.nq"), filepath.Join(folder, "second.nq"), filepath.Join(folder, "again")
	c.command("export", "--data", c.data, "--output", first)
	c.command("import", "--data", again, first)
	c.command("export", "--data", again, "--output", second)
	before, err := os.ReadFile(first)
	if err != nil {
		c.t.Fatal(err)
	}
	after, err := os.ReadFile(second)
	if err != nil {
		c.t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		c.t.Fatal("the export of an import of the export is another")
	}
}

func (c *crash) command(args ...string) {
	c.t.Helper()
	if out, err := c.program(c.t.Context(), args...).CombinedOutput(); err != nil {
		c.t.Fatalf("onrecord %s: %v\n%s", args[0], err, out)
	}
}

// madeChange is a changeset as the server lists it.
type madeChange struct {
	ID       string
	Revision int
	Message  string
}

// examine compares the newest changesets with what was acknowledged, and looks at
// everything that these changed.
func (c *crash) examine(most int) {
	c.t.Helper()
	listed := c.changesets(most)
	for _, w := range c.writers {
		w.settle(listed)
	}
	for _, w := range c.writers {
		w.examine(listed, most)
	}
}

// changesets are the newest, by message.
func (c *crash) changesets(most int) map[string]madeChange {
	c.t.Helper()
	listed, after, last := map[string]madeChange{}, "", 0
	for len(listed) < most {
		var page struct {
			Changesets struct {
				Edges    []struct{ Node madeChange }
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
			}
		}
		c.query(fmt.Sprintf(`{ changesets(first: 100%s) { edges { node { id revision message } } pageInfo { hasNextPage endCursor } } }`, after), &page)
		for _, e := range page.Changesets.Edges {
			if last != 0 && e.Node.Revision != last-1 {
				c.t.Fatalf("revision %d follows %d", last, e.Node.Revision)
			}
			last = e.Node.Revision
			if twin, twice := listed[e.Node.Message]; twice {
				c.t.Fatalf("%q was made twice, in revisions %d and %d", e.Node.Message, twin.Revision, last)
			}
			listed[e.Node.Message] = e.Node
		}
		if !page.Changesets.PageInfo.HasNextPage {
			if last > 1 {
				c.t.Fatalf("the list of changesets ends with revision %d", last)
			}
			return listed
		}
		after = fmt.Sprintf(", after: %q", page.Changesets.PageInfo.EndCursor)
	}
	return listed
}

func (c *crash) query(query string, into any) {
	c.t.Helper()
	var answer struct {
		Data   json.RawMessage
		Errors []any
	}
	if err := json.Unmarshal(ask(c.t, c.url, query), &answer); err != nil || len(answer.Errors) > 0 {
		c.t.Fatalf("%s: %v %v", query, answer.Errors, err)
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		c.t.Fatal(err)
	}
}

// wanted is a change that a writer asked for. Its message and key are its name.
type wanted struct {
	name     string
	mutation string
	input    map[string]any
	// words says that it is a dossier, value what it calls the writer's topic.
	words bool
	value string
	// made is what the server acknowledged, answered the code of an error that it
	// answered with instead.
	made     madeChange
	answered string
}

// writer is an editor with a topic and dossiers of its own.
type writer struct {
	crash *crash
	name  string
	topic string
	count int
	// deeds were acknowledged; pending was not, or not yet.
	deeds   []*wanted
	pending *wanted
}

// work sends one change after the other until the server is gone.
func (w *writer) work() {
	for w.change() {
	}
}

// change sends the next change. One that is not acknowledged is pending.
func (w *writer) change() bool {
	d := w.next()
	w.pending = d
	made, err := w.send(d)
	if err == nil {
		w.acknowledge(d, made)
	}
	return err == nil
}

func (w *writer) acknowledge(d *wanted, made madeChange) {
	d.made = made
	w.pending = nil
	w.crash.mu.Lock()
	w.crash.acknowledged++
	w.crash.mu.Unlock()
	w.deeds = append(w.deeds, d)
}

// next is a dossier or, every other time, a new name of the topic.
func (w *writer) next() *wanted {
	w.count++
	name := fmt.Sprint(w.name, "-", w.count)
	d := &wanted{name: name, input: map[string]any{"key": name, "message": name}}
	names := []any{map[string]string{"language": "en", "text": name}}
	switch {
	case w.topic == "":
		d.mutation, d.value = "createTopic", name
		d.input["slug"], d.input["names"] = w.name, names
	case w.count%2 == 0:
		d.mutation, d.value = "editTopic", name
		d.input["id"], d.input["names"] = w.topic, names
	default:
		d.mutation, d.words = "applyDossier", true
		d.input["text"] = dossierOf(name)
	}
	return d
}

// dossierOf has somebody say the same thing several times.
func dossierOf(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "onrecord: 1\ndossier: %[1]s\ndocument: annals-%[1]s\ndocuments:\n  annals-%[1]s: {title: Annals, language: en, published: 2020}\n", name)
	fmt.Fprintf(&b, "people:\n  %[1]s: {name: Cy %[1]s}\nclaims:\n  tides-%[1]s: {text: The tides rise., kind: FACTUAL}\nquotes:\n", name)
	for i := range wordsOfDossier {
		fmt.Fprintf(&b, "  q%d:\n    speaker: %s\n    mode: INDIRECT\n    gist: They rise, he says.\n    stances: {a: {claim: tides-%s, position: SUPPORTS}}\n", i, name, name)
	}
	return b.String()
}

// send is an error where no answer came, which is how it is when the server is
// killed; a wrong answer fails the test.
func (w *writer) send(d *wanted) (made madeChange, err error) {
	t := w.crash.t
	kind := strings.ToUpper(d.mutation[:1]) + d.mutation[1:] + "Input"
	node := ""
	if d.value != "" {
		node = "topic { id } "
	}
	body, err := json.Marshal(map[string]any{
		"query":     fmt.Sprintf("mutation ($i: %s!) { it: %s(input: $i) { %schangeset { id revision message } problems { message } } }", kind, d.mutation, node),
		"variables": map[string]any{"i": d.input},
	})
	if err != nil {
		t.Error(err)
		return made, err
	}
	request, err := http.NewRequest(http.MethodPost, w.crash.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return made, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+w.crash.secret)
	response, err := (&http.Client{Timeout: mostWait}).Do(request)
	if err != nil {
		return made, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return made, err
	}
	var answer struct {
		Data struct {
			It struct {
				Topic     struct{ ID string }
				Changeset madeChange
				Problems  []any
			}
		}
		Errors []struct{ Extensions struct{ Code string } }
	}
	err = json.Unmarshal(text, &answer)
	if len(answer.Errors) == 1 && slices.Contains(w.crash.excused, answer.Errors[0].Extensions.Code) {
		d.answered = answer.Errors[0].Extensions.Code
		return made, errExcused
	}
	if err != nil || len(answer.Errors)+len(answer.Data.It.Problems) > 0 || answer.Data.It.Changeset.ID == "" {
		t.Errorf("%s %s: %s", d.mutation, d.name, text)
		return made, fmt.Errorf("%s", text)
	}
	if d.value != "" {
		w.topic = answer.Data.It.Topic.ID
	}
	return answer.Data.It.Changeset, nil
}

// codeRefused says that nothing of a change was made, codeUnknown that nobody can tell.
const (
	codeRefused = "UNAVAILABLE"
	codeUnknown = "OUTCOME_UNKNOWN"
)

// errExcused is the answer that a change cannot be made now, where the test allows it.
var errExcused = errors.New("the change cannot be made now")

// settle finds out what became of the change that was under way, and sends it again
// under its key.
func (w *writer) settle(listed map[string]madeChange) {
	c, d := w.crash, w.pending
	c.t.Helper()
	if d == nil {
		return
	}
	before, there := listed[d.name]
	if d.words {
		if n := w.words(d.name); there && n != wordsOfDossier || !there && n != 0 {
			c.t.Fatalf("%s: its changeset is listed: %t, and %d of its %d quotes are there", d.name, there, n, wordsOfDossier)
		}
	}
	if there {
		c.made++
	} else {
		c.unmade++
	}
	if there && d.answered == codeRefused {
		c.t.Fatalf("%s was refused, and is there", d.name)
	}
	made, err := w.send(d)
	for end := time.Now().Add(mostWait); errors.Is(err, errExcused) && time.Now().Before(end); made, err = w.send(d) {
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		c.t.Fatalf("%s, sent again: %v\n%s", d.name, err, c.whereabouts())
	}
	if there && (made.ID != before.ID || made.Revision != before.Revision) {
		c.t.Fatalf("%s was made as %+v, and sent again made %+v", d.name, before, made)
	}
	w.acknowledge(d, made)
	listed[d.name] = made
}

// words is how many quotes of a dossier's speaker there are, each with its stance.
func (w *writer) words(name string) int {
	w.crash.t.Helper()
	var found struct {
		Person *struct {
			Quotes struct {
				TotalCount int
				Edges      []struct {
					Node struct{ Stances []struct{ ID string } }
				}
			}
		}
	}
	w.crash.query(fmt.Sprintf(`{ person(slug: %q) { quotes(first: 100) { totalCount edges { node { stances { id } } } } } }`, name), &found)
	if found.Person == nil {
		return 0
	}
	for _, e := range found.Person.Quotes.Edges {
		if len(e.Node.Stances) != 1 {
			w.crash.t.Fatalf("%s: a quote with %d stances", name, len(e.Node.Stances))
		}
	}
	return found.Person.Quotes.TotalCount
}

// examine looks at the latest deeds, of which at most so many are asked for.
func (w *writer) examine(listed map[string]madeChange, most int) {
	t := w.crash.t
	t.Helper()
	latest := w.deeds[max(0, len(w.deeds)-most/writers/2):]
	value := ""
	for _, d := range latest {
		if got := listed[d.name]; got != d.made {
			t.Fatalf("%s was acknowledged as %+v, and is listed as %+v", d.name, d.made, got)
		}
		if d.words && w.words(d.name) != wordsOfDossier {
			t.Fatalf("%s was acknowledged, and %d of its %d quotes are there", d.name, w.words(d.name), wordsOfDossier)
		}
		if d.value != "" {
			value = d.value
		}
	}
	var found struct{ Topic *struct{ Name string } }
	w.crash.query(fmt.Sprintf(`{ topic(slug: %q) { name } }`, w.name), &found)
	if value != "" && (found.Topic == nil || found.Topic.Name != value) {
		t.Fatalf("the topic was called %q last, and is %+v", value, found.Topic)
	}
}
