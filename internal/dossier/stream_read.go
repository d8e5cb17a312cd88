package dossier

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"

	"onrecord/internal/record"
)

// MaxLine is the longest line of a record stream, in bytes without its line
// feed. The longest text of a document fits, unless most of it is escaped.
const MaxLine = 16 << 20

// readAhead is what is read from a stream at once, in bytes; a line that is
// longer is put together in a buffer of its own.
const readAhead = 256 << 10

// ReadStream reads a record stream, plain or compressed with gzip: the n-th
// pair is that of line n, either the record, valid and normalized, or the error.
// Records come as they stand in the file; whether their references lead anywhere
// is not looked at. name is what errors call the file. Memory is bounded by the
// longest line, whatever the length of the stream.
//
// A line that is no record gives [Errors], of kind record.ErrInvalid, with
// everything that is wrong with it as far as it could be read; whoever goes on
// iterating gets the next line. After any other error there is nothing more: a
// line over [MaxLine] (record.ErrTooLarge), a stream that breaks off, or ctx
// ending.
func ReadStream(ctx context.Context, name string, r io.Reader) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		in, err := openStream(name, r)
		if err != nil {
			yield(nil, err)
			return
		}
		for {
			line, err := in.next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(in.decode(line)) {
				return
			}
		}
	}
}

// stream is a file of lines and how far it was read.
type stream struct {
	name   string
	zipped bool
	in     *bufio.Reader
	// long holds a line that does not fit into the read buffer.
	long []byte
	// number is that of the line read last, from 1.
	number int
}

func openStream(name string, r io.Reader) (*stream, error) {
	s := &stream{name: name, in: bufio.NewReaderSize(r, readAhead)}
	magic, err := s.in.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		s.number = 1
		return nil, s.broken(err)
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return s, nil
	}
	s.zipped, s.number = true, 1
	unzipped, err := gzip.NewReader(s.in)
	if err != nil {
		return nil, s.broken(err)
	}
	s.in, s.number = bufio.NewReaderSize(unzipped, readAhead), 0
	return s, nil
}

// next is the next line without its line feed, valid until the next call.
// io.EOF is the end of the stream; a last line may lack its line feed.
func (s *stream) next(ctx context.Context) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", s.name, err)
	}
	s.number++
	line, err := s.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = s.longLine(line)
	}
	switch {
	case err == nil:
		line = line[:len(line)-1]
	case !errors.Is(err, io.EOF):
		return nil, s.broken(err)
	case len(line) == 0:
		return nil, io.EOF
	}
	if len(line) > MaxLine {
		return nil, fmt.Errorf("%s:%d: the line is %w: a record has at most %d MiB", s.name, s.number, record.ErrTooLarge, MaxLine>>20)
	}
	return line, nil
}

// longLine goes on with a line until its end, or until it is too long.
func (s *stream) longLine(start []byte) ([]byte, error) {
	s.long = append(s.long[:0], start...)
	for len(s.long) <= MaxLine+1 {
		part, err := s.in.ReadSlice('\n')
		s.long = append(s.long, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return s.long, err
		}
	}
	return s.long, nil
}

// broken names the line at which reading failed. A damaged archive is wrong
// input; any other failure is that of the reader.
func (s *stream) broken(err error) error {
	var corrupt flate.CorruptInputError
	damaged := errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.As(err, &corrupt)
	if s.zipped && damaged {
		return s.wrong(0, "", fmt.Sprintf("is no whole gzip file (%v); compress it again", err))
	}
	return fmt.Errorf("read %s, line %d: %w", s.name, s.number, err)
}

// wrong is an error about the present line, column counting from 0.
func (s *stream) wrong(column int, path, message string) error {
	return Errors{{Place: Place{File: s.name, Line: s.number, Column: column + 1, Path: path}, Message: message}}
}

// byteOrderMark begins the files of some editors and says nothing in UTF-8.
const byteOrderMark = "\ufeff"

// decode makes the record of a line.
func (s *stream) decode(line []byte) (record.Record, error) {
	if s.number == 1 {
		line = bytes.TrimPrefix(line, []byte(byteOrderMark))
	}
	if !utf8.Valid(line) {
		return nil, s.wrong(utf8.RuneCount(line[:firstInvalid(line)]), "", "is not UTF-8; write the file in that encoding")
	}
	rec, found := decodeLine(line)
	if found != nil {
		return nil, s.wrong(utf8.RuneCount(line[:found.at]), found.path, found.message)
	}
	if err := rec.Validate(); err != nil {
		return nil, s.invalid(err)
	}
	rec.Normalize()
	return rec, nil
}

// invalid reports what is wrong with a record that could be read.
func (s *stream) invalid(err error) error {
	var problems record.Problems
	if !errors.As(err, &problems) {
		return fmt.Errorf("%s:%d: %w", s.name, s.number, err)
	}
	var wrong Errors
	for _, p := range problems[:min(len(problems), maxErrors)] {
		wrong = append(wrong, Error{Place: Place{File: s.name, Line: s.number, Column: 1, Path: p.Path}, Message: p.Message})
	}
	return wrong
}
