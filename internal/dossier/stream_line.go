package dossier

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"onrecord/internal/record"
)

// discriminator is the field that names the kind of a line's record. It is not
// called kind, because claims, events, institutions and others have a field of
// that name already.
const discriminator = "record"

// maxLineEntries bounds the fields and list items of one line: "{}," takes three
// bytes in the file and up to a hundred in memory.
const maxLineEntries = 1 << 20

// mistake is why a line cannot be read, at a byte of it.
type mistake struct {
	at      int
	path    string
	message string
}

// within prefixes the path with the step that leads there.
func (m *mistake) within(step string) *mistake {
	switch {
	case m.path == "" || strings.HasPrefix(m.path, "["):
		m.path = step + m.path
	default:
		m.path = step + "." + m.path
	}
	return m
}

// decodeLine reads the one record of a line of valid UTF-8. It is JSON (RFC
// 8259), read more strictly than package encoding/json does: names are matched
// as they are written, none may come twice, and none may be unknown.
func decodeLine(line []byte) (record.Record, *mistake) {
	d := &lineDecoder{line: line}
	kind, wrong := d.kind()
	if wrong != nil {
		return nil, wrong
	}
	rec, err := record.New(kind)
	if err != nil {
		return nil, d.wrong("%v", err)
	}
	if wrong := lineShapes()[kind].read(d, reflect.ValueOf(rec).Elem()); wrong != nil {
		return nil, wrong
	}
	if d.peek(); d.at < len(d.line) {
		return nil, d.wrong("goes on after its record; a line is one record")
	}
	return rec, nil
}

// lineDecoder is a line and how far it was read.
type lineDecoder struct {
	line    []byte
	at      int
	entries int
}

func (d *lineDecoder) wrong(format string, args ...any) *mistake {
	return &mistake{at: d.at, message: fmt.Sprintf(format, args...)}
}

// kind looks up of which kind the record is, without going on. Writers put that
// first; where it is not, the whole line is parsed for it.
func (d *lineDecoder) kind() (record.Kind, *mistake) {
	if d.peek() != '{' {
		return 0, d.unwanted("an object with the fields of one record")
	}
	word, ok := d.firstField()
	if !ok {
		var head struct{ Record string }
		if err := json.Unmarshal(d.line, &head); err != nil {
			return 0, d.syntax(err)
		}
		word = head.Record
	}
	if word == "" {
		return 0, d.wrong("has no field %q with the kind of the record; want one of %s", discriminator, strings.Join(kindsInOrder(), ", "))
	}
	kind, ok := lineKinds()[word]
	if !ok {
		m := d.wrong("unknown kind %q of a record%s", clip(word), hint(word, kindsInOrder()))
		return 0, m.within(discriminator)
	}
	return kind, nil
}

// firstField is the kind where it stands as writers write it.
func (d *lineDecoder) firstField() (word string, ok bool) {
	rest, ok := bytes.CutPrefix(d.line[d.at:], []byte(`{"`+discriminator+`":"`))
	if !ok {
		return "", false
	}
	quoted, _, ok := bytes.Cut(rest, []byte(`"`))
	return string(quoted), ok && !bytes.ContainsRune(quoted, '\\')
}

// syntax reports what package json finds wrong with the line as a whole.
func (d *lineDecoder) syntax(err error) *mistake {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return &mistake{at: int(syntax.Offset) - 1, message: fmt.Sprintf("is not JSON: %v", err)}
	}
	return (&mistake{message: "want a text, the kind of the record"}).within(discriminator)
}

// peek is the next byte that is no white space; 0 at the end.
func (d *lineDecoder) peek() byte {
	for ; d.at < len(d.line); d.at++ {
		switch b := d.line[d.at]; b {
		case ' ', '\t', '\r':
		default:
			return b
		}
	}
	return 0
}

// each visits the members between two brackets, reading what is around them.
func (d *lineDecoder) each(open, end byte, want string, visit func() *mistake) *mistake {
	if d.peek() != open {
		return d.unwanted(want)
	}
	d.at++
	if d.peek() == end {
		d.at++
		return nil
	}
	for {
		if d.entries++; d.entries > maxLineEntries {
			return d.wrong("has more than %d fields and list items", maxLineEntries)
		}
		if wrong := visit(); wrong != nil {
			return wrong
		}
		switch d.peek() {
		case ',':
			d.at++
		case end:
			d.at++
			return nil
		default:
			return d.unwanted(fmt.Sprintf("a comma or %c", end))
		}
	}
}

// name reads the name of a field and the colon behind it.
func (d *lineDecoder) name() ([]byte, *mistake) {
	if d.peek() != '"' {
		return nil, d.unwanted("the name of a field in quotation marks")
	}
	name, wrong := d.text()
	if wrong != nil {
		return nil, wrong
	}
	if d.peek() != ':' {
		return nil, d.unwanted("a colon")
	}
	d.at++
	return name, nil
}

// text reads a string. The bytes are those of the line where nothing in it is
// escaped, so they must be copied to be kept.
func (d *lineDecoder) text() ([]byte, *mistake) {
	if d.peek() != '"' {
		return nil, d.unwanted("a text")
	}
	start, escaped := d.at, false
	for i := start + 1; i < len(d.line); i++ {
		switch b := d.line[i]; {
		case b == '\\':
			escaped = true
			i++
		case b < ' ':
			d.at = i
			return nil, d.wrong("a control character in a text; write it as \\u%04x", b)
		case b == '"':
			d.at = i + 1
			if escaped {
				return unescaped(d.line, start, d.at)
			}
			return d.line[start+1 : i], nil
		}
	}
	return nil, d.wrong("a text without an end; the line may be cut off")
}

// unescaped leaves the escapes, which are rare, to package json.
func unescaped(line []byte, start, end int) ([]byte, *mistake) {
	var s string
	if err := json.Unmarshal(line[start:end], &s); err != nil {
		return nil, &mistake{at: start, message: fmt.Sprintf("is no JSON text: %v", err)}
	}
	return []byte(s), nil
}

// number reads a JSON number as it is written.
func (d *lineDecoder) number() (string, *mistake) {
	d.peek()
	start := d.at
	for d.at < len(d.line) && strings.IndexByte("+-.0123456789Ee", d.line[d.at]) >= 0 {
		d.at++
	}
	token := d.line[start:d.at]
	if json.Valid(token) {
		return string(token), nil
	}
	d.at = start
	if b := d.peek(); b == '-' || b >= '0' && b <= '9' {
		return "", d.wrong("is %q; want a number as JSON writes it", clip(string(token)))
	}
	return "", d.unwanted("a number")
}

// yes reads one of the bare words of JSON, true or false.
func (d *lineDecoder) yes() (bool, *mistake) {
	d.peek()
	for _, word := range []string{"true", "false"} {
		if bytes.HasPrefix(d.line[d.at:], []byte(word)) {
			d.at += len(word)
			return word == "true", nil
		}
	}
	return false, d.unwanted("true or false")
}

// unwanted reports what stands here instead of what is wanted.
func (d *lineDecoder) unwanted(want string) *mistake {
	found := "a number"
	switch b := d.peek(); {
	case d.at == len(d.line) && d.at == 0:
		found = "an empty line"
	case d.at == len(d.line):
		found = "the end of the line"
	case b == '{':
		found = "an object"
	case b == '[':
		found = "a list"
	case b == '"':
		found = "a text"
	case b == 't' || b == 'f':
		found = "a yes or no"
	case b == 'n':
		return d.wrong("is empty; write a value or leave the field out")
	case b != '-' && (b < '0' || b > '9'):
		found = strconv.QuoteRune([]rune(string(d.line[d.at:min(d.at+4, len(d.line))]))[0])
	}
	return d.wrong("is %s; want %s", found, want)
}
