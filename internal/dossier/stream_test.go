package dossier

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

func given(records []record.Record) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func written(t interface{ Fatal(...any) }, records []record.Record) []byte {
	var out bytes.Buffer
	if err := WriteStream(&out, given(records)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t interface{ Fatal(...any) }, content []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pairs is what reading a stream gives, one entry a pair.
func readPairs(ctx context.Context, r io.Reader) (records []record.Record, errs []error) {
	for rec, err := range ReadStream(ctx, "s", r) {
		records, errs = append(records, rec), append(errs, err)
	}
	return records, errs
}

func TestStreamReadsBackWhatWasWritten(t *testing.T) {
	schema := lineSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Custom(anyRecord), 0, 4).Draw(t, "records")
		content := written(t, want)
		for _, form := range [][]byte{content, zipped(t, content), bytes.TrimSuffix(content, []byte("\n")), bytes.ReplaceAll(content, []byte("\n"), []byte("\r\n"))} {
			got, errs := readPairs(context.Background(), bytes.NewReader(form))
			for _, err := range errs {
				if err != nil {
					t.Fatal(err)
				}
			}
			if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Fatalf("wrote %s\nand read %s", content, written(t, got))
			}
		}
		for line := range bytes.Lines(content) {
			schema.accept(t, line)
		}
	})
}

// The order of the fields of an object says nothing in JSON; writers that sort
// them put the kind of the record in their midst.
func TestStreamReadsFieldsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyRecord(t)
		var fields map[string]any
		d := json.NewDecoder(bytes.NewReader(written(t, []record.Record{want})))
		d.UseNumber()
		if err := d.Decode(&fields); err != nil {
			t.Fatal(err)
		}
		sorted, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		got, errs := readPairs(context.Background(), bytes.NewReader(sorted))
		if len(got) != 1 || errs[0] != nil || !reflect.DeepEqual(got[0], want) {
			t.Fatalf("%s\nis read as %v, %v", sorted, got, errs)
		}
	})
}

const (
	topicLine = `{"record":"TOPIC","id":"0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e","slug":"trade","names":[{"language":"en","text":"Trade"}]}`
	claimLine = `{"record":"CLAIM","id":"0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e","slug":"dues","texts":[{"language":"en","text":"Dues fall"}],"kind":"CAUSAL"}`
	pollLine  = `{"record":"POLL","id":"0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e","slug":"p","texts":[{"language":"en","text":"?"}],"document":"0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e","sample":9,"answers":[{"label":"a","percent":43.5}]}`
	quoteLine = `{"record":"QUOTE","id":"0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e","speaker":"0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4f","mode":"INDIRECT","gists":[{"language":"en","text":"It is so"}],"language":"en","pullQuote":true,"document":"0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d40","verification":{"at":"2025-12-01T00:00:00Z"}}`
)

// TestStreamMistakes makes one mistake at a time in a good line.
func TestStreamMistakes(t *testing.T) {
	for name, c := range map[string]struct{ line, old, new, want string }{
		"unknown kind":           {topicLine, `"TOPIC"`, `"TOPICS"`, `s:1:1: record: unknown kind "TOPICS" of a record; did you mean TOPIC?`},
		"actor is no kind":       {topicLine, `"TOPIC"`, `"ACTOR"`, `unknown kind "ACTOR"`},
		"kind in lower case":     {topicLine, `"TOPIC"`, `"topic"`, `unknown kind "topic"`},
		"no kind":                {topicLine, `"record":"TOPIC",`, ``, `s:1:1: has no field "record" with the kind of the record`},
		"kind of another type":   {topicLine, `"TOPIC"`, `7`, `s:1:1: record: want a text`},
		"kind twice":             {topicLine, `"slug"`, `"record":"TOPIC","slug"`, `record: is here twice`},
		"field in another case":  {topicLine, `"slug"`, `"Slug"`, `s:1:63: Slug: unknown field; did you mean slug?`},
		"field of another kind":  {topicLine, `"slug"`, `"texts"`, `texts: unknown field`},
		"field twice":            {topicLine, `"slug"`, `"slug":"a","slug"`, `s:1:74: slug: is here twice`},
		"field missing":          {topicLine, `"slug":"trade",`, ``, `s:1:1: slug: missing`},
		"inner field missing":    {topicLine, `"language":"en",`, ``, `names[0].language: missing`},
		"inner field unknown":    {topicLine, `"language"`, `"lang"`, `names[0].lang: unknown field`},
		"null":                   {topicLine, `"trade"`, `null`, `s:1:70: slug: is empty; write a value or leave the field out`},
		"empty id":               {topicLine, `0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e`, ``, `id: is empty; write a value`},
		"id in upper case":       {topicLine, `7b1e`, `7B1E`, `id: invalid id`},
		"list for a text":        {topicLine, `"trade"`, `["trade"]`, `slug: is a list; want a text`},
		"text for a list":        {topicLine, `[{"language":"en","text":"Trade"}]`, `"Trade"`, `names: is a text; want a list`},
		"empty list":             {topicLine, `[{"language":"en","text":"Trade"}]`, `[]`, `names: missing`},
		"control character":      {topicLine, `Trade`, "Tr\x01de", `names[0].text: a control character in a text; write it as \u0001`},
		"escaped control":        {topicLine, `Trade`, `Tr\u0001de`, `names: contains a control`},
		"half of a pair":         {topicLine, `Trade`, `Tr\ud800de`, `names: contains a control`},
		"bad escape":             {topicLine, `Trade`, `Tr\xde`, `names[0].text: is no JSON text`},
		"not UTF-8":              {topicLine, `Trade`, "é\xff", `s:1:113: is not UTF-8`},
		"cut off":                {topicLine, `Trade"}]}`, `Tra`, `a text without an end; the line may be cut off`},
		"cut off between":        {topicLine, `Trade"}]}`, `Trade"`, `is the end of the line; want a comma or }`},
		"trailing comma":         {topicLine, `"}]}`, `"}],}`, `want the name of a field`},
		"two records":            {topicLine, `"}]}`, `"}]}{}`, `s:1:121: goes on after its record; a line is one record`},
		"an array":               {topicLine, topicLine, `[]`, `s:1:1: is a list; want an object`},
		"an empty line":          {topicLine, topicLine, ` `, `want an object with the fields of one record`},
		"unknown word":           {claimLine, `CAUSAL`, `CASUAL`, `kind: unknown value "CASUAL"; did you mean CAUSAL?`},
		"word in lower case":     {claimLine, `CAUSAL`, `causal`, `kind: unknown value "causal"`},
		"word that means no":     {claimLine, `CAUSAL`, `-`, `kind: unknown value "-"`},
		"fraction":               {pollLine, `"sample":9`, `"sample":9.5`, `sample: is 9.5; want a whole number`},
		"number that is none":    {pollLine, `43.5`, `+43`, `percent: is '+'; want a number`},
		"leading zero":           {pollLine, `43.5`, `043`, `percent: is "043"; want a number as JSON writes it`},
		"endless number":         {pollLine, `43.5`, `1e999`, `percent: is 1e999; want a smaller number`},
		"too much":               {pollLine, `43.5`, `143`, `answers[0].percent: want a share from 0 to 100`},
		"half a word":            {quoteLine, `true`, `tru`, `pullQuote: is a yes or no; want true or false`},
		"moment without a zone":  {quoteLine, `00Z`, `00`, `verification.at: is "2025-12-01T00:00:00"; want a moment such as`},
		"moment before year one": {quoteLine, `2025-12-01T00:00:00Z`, `0001-01-01T00:00:00+01:00`, `verification.at: is`},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(c.line, c.old) {
				t.Fatalf("%q is not in the line", c.old)
			}
			_, errs := readPairs(t.Context(), strings.NewReader(strings.Replace(c.line, c.old, c.new, 1)))
			if len(errs) != 1 || !errors.Is(errs[0], record.ErrInvalid) || !strings.Contains(errs[0].Error(), c.want) {
				t.Errorf("got %v, want %q of kind record.ErrInvalid", errs, c.want)
			}
		})
	}
	for _, line := range []string{topicLine, claimLine, pollLine, quoteLine, byteOrderMark + topicLine} {
		if _, errs := readPairs(t.Context(), strings.NewReader(line)); len(errs) != 1 || errs[0] != nil {
			t.Errorf("the line without a mistake: %v", errs)
		}
	}
}

// The n-th pair is line n, so that who gathers records can name their lines.
func TestStreamGoesOnAfterABadLine(t *testing.T) {
	records, errs := readPairs(t.Context(), strings.NewReader(topicLine+"\n\n{}\n"+claimLine+"\n"))
	if len(errs) != 4 || records[0] == nil || records[3] == nil || errs[0] != nil || errs[3] != nil {
		t.Fatalf("got %v, %v", records, errs)
	}
	for i, line := range map[int]string{1: "s:2:1: is an empty line", 2: `s:3:1: has no field "record"`} {
		if errs[i] == nil || !strings.HasPrefix(errs[i].Error(), line) {
			t.Errorf("%v, want %s", errs[i], line)
		}
	}
	for range ReadStream(t.Context(), "s", strings.NewReader("{}\n{}\n")) {
		break
	}
}

func TestStreamTellsAllThatIsWrongWithARecord(t *testing.T) {
	bad := strings.NewReplacer(`"trade"`, `"Trade"`, `"en"`, `"!"`).Replace(topicLine)
	_, errs := readPairs(t.Context(), strings.NewReader(topicLine+"\n"+bad))
	var wrong Errors
	if !errors.As(errs[1], &wrong) || len(wrong) != 2 || wrong[0].Path != "slug" || wrong[1].Path != "names.language" || wrong[1].Line != 2 {
		t.Errorf("got %v, want the slug and the language of line 2", errs[1])
	}
}

func TestStreamBounds(t *testing.T) {
	padded := func(n int) string { return topicLine + strings.Repeat(" ", n-len(topicLine)) }
	records, errs := readPairs(t.Context(), strings.NewReader(padded(MaxLine)+"\n"+topicLine))
	if len(records) != 2 || errs[0] != nil || errs[1] != nil {
		t.Errorf("the longest line: %v", errs)
	}
	for _, content := range []string{padded(MaxLine+1) + "\n" + topicLine, padded(2*MaxLine) + "\n", padded(MaxLine + 1)} {
		_, errs = readPairs(t.Context(), strings.NewReader(topicLine+"\n"+content))
		if len(errs) != 2 || !errors.Is(errs[1], record.ErrTooLarge) || !strings.HasPrefix(errs[1].Error(), "s:2: ") {
			t.Errorf("a line that is too long: %v", errs)
		}
	}
	many := strings.Replace(topicLine, `"names":[`, `"formerSlugs":["a"`+strings.Repeat(`,"a"`, maxLineEntries)+`],"names":[`, 1)
	if _, errs = readPairs(t.Context(), strings.NewReader(many)); !strings.Contains(fmt.Sprint(errs), "has more than 1048576 fields and list items") {
		t.Errorf("too many entries: %.300v", errs)
	}
}

func TestStreamThatBreaksOff(t *testing.T) {
	broken := errors.New("the disk is gone")
	_, errs := readPairs(t.Context(), io.MultiReader(strings.NewReader(topicLine+"\n{"), iotest.ErrReader(broken)))
	if len(errs) != 2 || !errors.Is(errs[1], broken) || errors.Is(errs[1], record.ErrInvalid) || !strings.Contains(errs[1].Error(), "line 2") {
		t.Errorf("a failing reader: %v", errs)
	}
	_, errs = readPairs(t.Context(), iotest.ErrReader(broken))
	if len(errs) != 1 || !errors.Is(errs[0], broken) || !strings.Contains(errs[0].Error(), "line 1") {
		t.Errorf("a reader that fails at once: %v", errs)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, errs = readPairs(ctx, strings.NewReader(topicLine)); len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("a cancelled context: %v", errs)
	}
	whole := zipped(t, []byte(strings.Repeat(topicLine+"\n", 3)))
	for name, damage := range map[string]func([]byte) []byte{
		"cut short":    func(b []byte) []byte { return b[:len(b)-9] },
		"header alone": func(b []byte) []byte { return b[:4] },
		"checksum":     func(b []byte) []byte { b[len(b)-5] ^= 1; return b },
	} {
		_, errs := readPairs(t.Context(), bytes.NewReader(damage(bytes.Clone(whole))))
		last := errs[len(errs)-1]
		if !errors.Is(last, record.ErrInvalid) || !strings.Contains(last.Error(), "is no whole gzip file") {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

func TestWriteStreamStopsAtTheFirstFailure(t *testing.T) {
	topic, errs := readPairs(t.Context(), strings.NewReader(topicLine))
	if errs[0] != nil {
		t.Fatal(errs)
	}
	failed := errors.New("nothing more")
	source := func(yield func(record.Record, error) bool) { _ = yield(topic[0], nil) && yield(nil, failed) }
	if err := WriteStream(io.Discard, source); !errors.Is(err, failed) {
		t.Errorf("an error of the sequence: %v", err)
	}
	reader, w := io.Pipe()
	if err := reader.CloseWithError(failed); err != nil {
		t.Fatal(err)
	}
	if err := WriteStream(w, given(topic)); !errors.Is(err, failed) {
		t.Errorf("an error of the writer: %v", err)
	}
	long := &record.Topic{Slug: strings.Repeat("a", MaxLine)}
	if err := WriteStream(io.Discard, given([]record.Record{long})); !errors.Is(err, record.ErrTooLarge) {
		t.Errorf("a line that is too long: %v", err)
	}
}

// FuzzReadStream: whatever the bytes, each line is a valid record, which is
// written and read again the same, or an error with its place.
func FuzzReadStream(f *testing.F) {
	for _, line := range []string{topicLine, claimLine, pollLine, quoteLine} {
		f.Add([]byte(line + "\n{}\n" + line))
		f.Add(zipped(f, []byte(line)))
	}
	f.Add([]byte(`{"slug":"a","record":"TOPIC"}`))
	f.Add([]byte("\ufeff{\"record\":\"DOSSIER\",\"declares\":[\"\"]}"))
	f.Fuzz(func(t *testing.T, content []byte) {
		records, errs := readPairs(t.Context(), bytes.NewReader(content))
		var good []record.Record
		for i, err := range errs {
			var wrong Errors
			switch {
			case err == nil:
				if err := records[i].Validate(); err != nil {
					t.Errorf("line %d: an invalid record: %v", i+1, err)
				}
				good = append(good, records[i])
			case errors.As(err, &wrong):
				if wrong[0].Line != i+1 || wrong[0].Column < 1 || wrong[0].Message == "" {
					t.Errorf("pair %d has the error %v", i+1, err)
				}
			case !errors.Is(err, record.ErrTooLarge):
				t.Errorf("an error of no kind: %v", err)
			}
		}
		again, errs := readPairs(t.Context(), bytes.NewReader(written(t, good)))
		if len(again) != len(good) || len(good) > 0 && !reflect.DeepEqual(again, good) {
			t.Errorf("read again: %v, %v", again, errs)
		}
	})
}
