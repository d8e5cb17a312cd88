package quads

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

// maxLine is the longest line that is read, in bytes: the longest text of a
// document, were it all escapes of six bytes.
const maxLine = 6*record.MaxDocumentText + 4096

// ReadNQuads reads N-Quads (RDF 1.1) as they come. Literals in the canonical
// form of xsd:integer, xsd:boolean, xsd:double and xsd:dateTime become native
// values. The first error ends the sequence: a line that is no statement
// ([record.ErrInvalid]) or is longer than 24 MiB ([record.ErrTooLarge]), both
// with the number of the line, a failing reader, or the end of ctx.
func ReadNQuads(ctx context.Context, r io.Reader) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		lines := lineReader{from: bufio.NewReaderSize(r, 64<<10), most: maxLine}
		for {
			line, err := lines.next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			q, ok := quad.Quad{}, true
			if err == nil {
				q, ok, err = ParseNQuad(line)
			}
			if err != nil {
				yield(quad.Quad{}, fmt.Errorf("line %d: %w", lines.number, err))
				return
			}
			if ok && !yield(q, nil) {
				return
			}
		}
	}
}

// A lineReader reads lines of bounded length.
type lineReader struct {
	from   *bufio.Reader
	most   int
	number int
	buffer []byte
}

// next is the next line with its end; io.EOF where there is none.
func (l *lineReader) next(ctx context.Context) (string, error) {
	l.number++
	if err := ctx.Err(); err != nil {
		return "", err
	}
	l.buffer = l.buffer[:0]
	for {
		part, err := l.from.ReadSlice('\n')
		l.buffer = append(l.buffer, part...)
		switch {
		case len(l.buffer) > l.most:
			return "", fmt.Errorf("%w: it has more than %d bytes", record.ErrTooLarge, l.most)
		case err == nil, errors.Is(err, io.EOF) && len(l.buffer) > 0:
			return string(l.buffer), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
}

// ParseNQuad reads one line, with or without its end. It reports false for a line that is empty or a
// comment.
func ParseNQuad(line string) (quad.Quad, bool, error) {
	p := parser{rest: strings.TrimRight(line, "\r\n")}
	p.space()
	if p.rest == "" || p.rest[0] == '#' {
		return quad.Quad{}, false, nil
	}
	q, err := p.statement()
	if err != nil {
		column := len(strings.TrimRight(line, "\r\n")) - len(p.rest) + 1
		return quad.Quad{}, false, fmt.Errorf("%w N-Quads at column %d: %w", record.ErrInvalid, column, err)
	}
	return q, true, nil
}

// A parser reads the terms of one statement from the front of rest.
type parser struct{ rest string }

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t") }

func (p *parser) statement() (q quad.Quad, err error) {
	if q.Subject, err = p.node("subject", true); err != nil {
		return q, err
	}
	if q.Predicate, err = p.node("predicate", false); err != nil {
		return q, err
	}
	if q.Object, err = p.object(); err != nil {
		return q, err
	}
	p.space()
	if !strings.HasPrefix(p.rest, ".") {
		if q.Label, err = p.node("label", true); err != nil {
			return q, err
		}
	}
	return q, p.end()
}

// end is the full stop, after which only a comment may follow.
func (p *parser) end() error {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, ".")
	if !ok {
		return errors.New("want a full stop")
	}
	p.rest = rest
	p.space()
	if p.rest != "" && p.rest[0] != '#' {
		return errors.New("want nothing but a comment after the full stop")
	}
	return nil
}

func (p *parser) object() (quad.Value, error) {
	p.space()
	if strings.HasPrefix(p.rest, `"`) {
		return p.literal()
	}
	return p.node("object", true)
}

func (p *parser) node(place string, blank bool) (quad.Value, error) {
	p.space()
	switch {
	case strings.HasPrefix(p.rest, "<"):
		return p.iri()
	case blank && strings.HasPrefix(p.rest, "_:"):
		n := blankLength(p.rest[2:])
		if n == 0 {
			return nil, errors.New("want the label of a blank node")
		}
		label := quad.BNode(strings.Clone(p.rest[2 : 2+n]))
		p.rest = p.rest[2+n:]
		return label, nil
	}
	return nil, fmt.Errorf("want the %s", place)
}

func (p *parser) iri() (quad.Value, error) {
	end := strings.IndexByte(p.rest, '>')
	if end < 0 {
		return nil, errors.New("want > at the end of the IRI")
	}
	text, err := unescape(p.rest[1:end], false)
	if err != nil {
		return nil, err
	}
	if !validIRI(text) {
		return nil, errors.New("want an absolute IRI")
	}
	p.rest = p.rest[end+1:]
	return quad.IRI(text), nil
}

func (p *parser) literal() (quad.Value, error) {
	end := 1
	for end < len(p.rest) && p.rest[end] != '"' {
		if p.rest[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(p.rest) {
		return nil, errors.New(`want " at the end of the literal`)
	}
	text, err := unescape(p.rest[1:end], true)
	if err != nil {
		return nil, err
	}
	p.rest = p.rest[end+1:]
	switch {
	case strings.HasPrefix(p.rest, "@"):
		return p.inLanguage(text)
	case strings.HasPrefix(p.rest, "^^"):
		return p.typed(text)
	}
	return quad.String(text), nil
}

func (p *parser) inLanguage(text string) (quad.Value, error) {
	end := 1
	for end < len(p.rest) && strings.IndexByte(" \t.<_#", p.rest[end]) < 0 {
		end++
	}
	tag := strings.Clone(p.rest[1:end])
	if !validLanguage(tag) {
		return nil, errors.New("want a language tag after @")
	}
	p.rest = p.rest[end:]
	return quad.LangString{Value: quad.String(text), Lang: tag}, nil
}

func (p *parser) typed(text string) (quad.Value, error) {
	p.rest = p.rest[2:]
	if !strings.HasPrefix(p.rest, "<") {
		return nil, errors.New("want the IRI of a datatype after ^^")
	}
	v, err := p.iri()
	if err != nil {
		return nil, err
	}
	return typedValue(text, v.(quad.IRI)), nil
}
