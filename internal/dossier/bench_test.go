package dossier

import (
	"bytes"
	"testing"
)

// BenchmarkRead reads a dossier of some two hundred quotes, about 100 KB.
func BenchmarkRead(b *testing.B) {
	var content bytes.Buffer
	content.WriteString(head + doc + "people: {ann: {name: Ann Lee}}\nclaims: {c: {text: It is so., kind: FACTUAL}}\nquotes:\n")
	for i := range 200 {
		content.WriteString("  q-" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + `:
    speaker: ann
    role: researcher at the institute
    mode: MIXED
    act: PREDICT
    cue: said
    fragments: [the words as they were printed in the paper]
    gist: A sentence of about the usual length that tells what was said, in other words.
    at: [3551, 3890]
    sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    said: 2025-12-18
    stances:
      a: {claim: c, position: SUPPORTS, certainty: PROBABLE}
`)
	}
	source := Source{Name: "bench.yaml", Content: content.Bytes()}
	b.SetBytes(int64(content.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(source, nil); err != nil {
			b.Fatal(err)
		}
	}
}
