package dossier

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"onrecord/internal/record"
)

const articleText = "Ann said that it was so. “No,” said Bo."

// sealable is a dossier whose text does not travel with it; seal is a line of
// the verification block, and end is the end of the first span.
func sealable(seal string, end int) Source {
	return Source{Name: "f", Content: fmt.Appendf(nil, `onrecord: 1
dossier: d
document: original
verification:
  copy: copied
  at: 2025-07-01T00:00:00Z
  %s
documents:
  original: {title: T}
  copied: {title: T, sha256: %s, republishes: original}
people: {ann: {name: Ann}, bo: {name: Bo}}
quotes:
  a: {speaker: ann, mode: INDIRECT, gist: G, at: [0, %d], sha256: %s}
  b: {speaker: bo, mode: DIRECT, fragments: ["No,"], gist: G, at: [25, 39], sha256: %s}
  c: {speaker: bo, mode: INDIRECT, gist: G}
`, seal, record.HashOf(articleText), end, record.HashOf("Ann said that it was so."), record.HashOf("“No,” said Bo."))}
}

func states(t *testing.T, f *File) (list []string) {
	for _, key := range []string{"d/a", "d/b", "d/c"} {
		list = append(list, find[*record.Quote](t, f, key).Verification.State.String())
	}
	return list
}

func TestSeal(t *testing.T) {
	open := mustRead(t, sealable("", 24))
	if got := fmt.Sprint(states(t, open)); got != "[UNVERIFIED UNVERIFIED UNVERIFIED]" {
		t.Errorf("without a seal the quotes are %s", got)
	}
	if len(open.Warnings) != 1 || open.Warnings[0].Line != 5 {
		t.Errorf("want one warning that there is no seal, got %v", open.Warnings)
	}
	text := record.NewCodePoints(articleText)
	for _, q := range open.SealedQuotes() {
		if reason := text.Verify(q); reason != "" {
			t.Fatalf("the test's own selectors are wrong: %s", reason)
		}
	}
	seal := "seal: " + Seal(open).String()

	sealed := mustRead(t, sealable(seal, 24))
	if got := fmt.Sprint(states(t, sealed)); got != "[VERIFIED VERIFIED UNVERIFIED]" || len(sealed.Warnings) > 0 {
		t.Errorf("with its seal the quotes are %s, warnings %v", got, sealed.Warnings)
	}
	v := find[*record.Quote](t, sealed, "d/a").Verification
	if v.Copy != record.DocumentID(record.DeclaredID("document", "copied")) || v.TextSHA256 != text.SHA256() || v.At.Format("2006-01-02") != "2025-07-01" {
		t.Errorf("the verification names %+v", v)
	}

	broken := mustRead(t, sealable(seal, 25))
	if got := fmt.Sprint(states(t, broken)); got != "[UNVERIFIED UNVERIFIED UNVERIFIED]" {
		t.Errorf("with a changed selector the quotes are %s", got)
	}
	if len(broken.Warnings) != 1 || broken.Warnings[0].Line != 7 || !strings.Contains(broken.Warnings[0].Message, "the seal is broken") {
		t.Errorf("want a warning at the seal, got %v", broken.Warnings)
	}
}

// TestSealCovers changes one thing at a time that a selector stands for.
func TestSealCovers(t *testing.T) {
	base := Seal(mustRead(t, sealable("", 24)))
	for _, change := range [][2]string{
		{"[0, 24]", "[1, 24]"},
		{"[0, 24]", "[0, 23]"},
		{record.HashOf(articleText).String(), record.HashOf("another text").String()},
		{record.HashOf("Ann said that it was so.").String(), record.HashOf("Ann").String()},
		{`fragments: ["No,"]`, `fragments: ["No"]`},
		{`fragments: ["No,"]`, `fragments: ["No", ","]`},
		{"  a: {speaker", "  aa: {speaker"},
	} {
		source := sealable("", 24)
		source.Content = []byte(strings.Replace(string(source.Content), change[0], change[1], 1))
		if Seal(mustRead(t, source)) == base {
			t.Errorf("%s for %s leaves the seal as it is", change[1], change[0])
		}
	}
	gist := sealable("", 24)
	gist.Content = []byte(strings.Replace(string(gist.Content), "gist: G", "gist: Another gist", 1))
	if Seal(mustRead(t, gist)) != base {
		t.Error("the editor's own words break the seal")
	}
}

// TestTextOfTheCopy: where the copy's text travels along, it is checked and no
// seal is needed.
func TestTextOfTheCopy(t *testing.T) {
	source := sealable("", 24)
	source.Texts = fstest.MapFS{"copy.txt": {Data: []byte(articleText)}}
	source.Content = []byte(strings.Replace(string(source.Content), "copied: {", "copied: {text-file: copy.txt, ", 1))
	f := mustRead(t, source)
	if got := fmt.Sprint(states(t, f)); got != "[VERIFIED VERIFIED UNVERIFIED]" || len(f.Warnings) > 0 {
		t.Errorf("the quotes are %s, warnings %v", got, f.Warnings)
	}
	if got := find[*record.Document](t, f, "copied").Text; got != articleText {
		t.Errorf("the text is stored as %q", got)
	}
	source.Content = []byte(strings.Replace(string(source.Content), "[25, 39]", "[25, 38]", 1))
	f = mustRead(t, source)
	if got := fmt.Sprint(states(t, f)); got != "[VERIFIED LOST UNVERIFIED]" {
		t.Errorf("with a wrong span the quotes are %s", got)
	}
	if len(f.Warnings) != 1 || f.Warnings[0].String() != "f:14:67: quotes.b.at" {
		t.Errorf("want a warning at the span, got %v", f.Warnings)
	}
}

func TestTextFileProblems(t *testing.T) {
	const content = head + "documents: {doc: {title: T, retrieved: 2025-01-01T00:00:00Z, text-file: %s, sha256: %s}}\n"
	texts := fstest.MapFS{
		"good.txt":   {Data: []byte(articleText)},
		"empty.txt":  {},
		"latin1.txt": {Data: []byte{'a', 0xe9}},
		"long.txt":   {Data: make([]byte, record.MaxDocumentText+1)},
		"folder/x":   {Data: []byte("x"), Mode: fs.ModePerm},
	}
	cases := map[string]string{
		"good.txt":    "",
		"empty.txt":   "the file is empty",
		"latin1.txt":  "the file is not UTF-8",
		"long.txt":    "the file is longer than 4 MiB",
		"folder":      "cannot be read",
		"gone.txt":    "there is no such file beside the dossier",
		"/etc/passwd": "want the name of a file beside the dossier",
		"../good.txt": "want the name of a file beside the dossier",
	}
	for name, want := range cases {
		_, err := Read(Source{Name: "f", Content: fmt.Appendf(nil, content, name, record.HashOf(articleText)), Texts: texts}, nil)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "f:4:73: documents.doc.text-file: ")):
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	_, err := Read(Source{Name: "f", Content: fmt.Appendf(nil, content, "good.txt", record.HashOf("other")), Texts: texts}, nil)
	if err == nil || !strings.Contains(err.Error(), "has the SHA-256 "+record.HashOf(articleText).String()) {
		t.Errorf("another hash than the text's: %v", err)
	}
}

// TestTextNeedsATime: the time of verification must not be that of the import,
// or importing twice would change every quote.
func TestTextNeedsATime(t *testing.T) {
	content := head + "documents: {doc: {title: T, text-file: t.txt}}\npeople: {ann: {name: Ann}}\n" +
		"quotes: {q: {speaker: ann, mode: INDIRECT, gist: G, at: [0, 3], sha256: " + record.HashOf("Ann").String() + "}}\n"
	_, err := Read(Source{Name: "f", Content: []byte(content), Texts: fstest.MapFS{"t.txt": {Data: []byte(articleText)}}}, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "f:4:40: documents.doc.text-file: needs `retrieved`") {
		t.Errorf("got %v", err)
	}
}

// TestUnrelatedCopyVerifiesNothing: words that stand in some text were not
// therefore printed by this document.
func TestUnrelatedCopyVerifiesNothing(t *testing.T) {
	source := sealable("", 24)
	source.Content = []byte(strings.Replace(string(source.Content), ", republishes: original", "", 1))
	_, err := Read(source, nil)
	const want = "f:5:9: verification.copy: is no copy of the dossier's document; want that document, or one that says it `republishes` it"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	back := strings.Replace(string(source.Content), "original: {title: T}", "original: {title: T, republishes: copied}", 1)
	if _, err := Read(Source{Name: "f", Content: []byte(back)}, nil); err != nil {
		t.Errorf("the copy is what the document republishes: %v", err)
	}
}
