package dossier

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Bounds on a file. The entries are bounded before the file is parsed, because
// a node of the tree takes some two hundred bytes where "a," takes two.
const (
	// MaxSize is the longest dossier that is read, in bytes.
	MaxSize    = 8 << 20
	maxDepth   = 20
	maxEntries = 300_000
)

// parse reads one YAML document; nil is returned where there is none to go on
// with, and why is then in the report.
func parse(name string, content []byte, rep *report) *yaml.Node {
	start := Place{File: name, Line: 1, Column: 1}
	if at, message := refuse(content); message != "" {
		start.Line = at
		rep.add(start, "%s", message)
		return nil
	}
	var doc yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	if err := decode(decoder, &doc); err != nil {
		rep.add(parseFailure(start, err))
		return nil
	}
	var second yaml.Node
	if err := decode(decoder, &second); !errors.Is(err, io.EOF) {
		if second.Line > 0 {
			start.Line = second.Line
		}
		rep.add(start, "a dossier is one YAML document; remove what follows its end")
	}
	root := doc.Content[0]
	if at := tooDeepOrAliased(root, 0); at != nil {
		place := Place{File: name, Line: at.Line, Column: at.Column}
		if at.Kind == yaml.AliasNode {
			rep.add(place, "an alias (*%s) is not read; write the value out", clip(at.Value))
		} else {
			rep.add(place, "is nested more than %d levels deep", maxDepth)
		}
		return nil
	}
	return root
}

// decode contains the parser: it is known to panic on some malformed input, and
// a file from outside must never end the process.
func decode(decoder *yaml.Decoder, into *yaml.Node) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("yaml: %v", cause)
		}
	}()
	return decoder.Decode(into)
}

// refuse says why a content is not parsed at all, and at which line.
func refuse(content []byte) (line int, message string) {
	switch {
	case len(content) > MaxSize:
		return 1, fmt.Sprintf("is longer than %d MiB, the most that is read", MaxSize>>20)
	case !utf8.Valid(content):
		return 1 + bytes.Count(content[:firstInvalid(content)], []byte("\n")), "is not UTF-8; save the file in that encoding"
	case entries(content) > maxEntries:
		return 1, fmt.Sprintf("has more than %d entries, the most that are read", maxEntries)
	}
	return 0, ""
}

func firstInvalid(content []byte) int {
	for i := 0; i < len(content); {
		r, size := utf8.DecodeRune(content[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(content)
}

// entries is at least the number of keys and list items that YAML can find.
func entries(content []byte) (n int) {
	for i, b := range content {
		switch b {
		case '[', '{':
			n++
		case ',', ':', '-', '?':
			// Within a flow "a,b" are two items without a space between them.
			if b == ',' || i+1 == len(content) || content[i+1] <= ' ' {
				n++
			}
		}
	}
	return n
}

var failureLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// parseFailure brings an error of the parser, which knows the line alone, into
// the form of all others.
func parseFailure(at Place, err error) (place Place, format string, arg any) {
	if errors.Is(err, io.EOF) {
		return at, "is empty; a dossier begins with %s", "“onrecord: 1”"
	}
	message := err.Error()
	found := failureLine.FindStringSubmatch(message)
	if found != nil {
		message = strings.TrimPrefix(message, found[0])
		if line, err := strconv.Atoi(found[1]); err == nil {
			at.Line = line
		}
	}
	return at, "is not YAML: %s", clip(message)
}

// tooDeepOrAliased finds the first node that is nested too deep or an alias.
// Aliases are refused because a few of them can stand for billions of nodes.
func tooDeepOrAliased(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.AliasNode || depth > maxDepth {
		return n
	}
	for _, child := range n.Content {
		if found := tooDeepOrAliased(child, depth+1); found != nil {
			return found
		}
	}
	return nil
}
