package dossier

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"onrecord/internal/record"
)

// WriteStream writes records as a record stream, in their order; equal records
// give equal bytes. [ReadStream] reads back what was written where the records
// are valid and normalized. An error of the sequence ends the writing and is
// returned; so does a record whose line would be longer than [MaxLine], as
// record.ErrTooLarge.
func WriteStream(w io.Writer, records iter.Seq2[record.Record, error]) error {
	out := newStreamWriter(w)
	for rec, err := range records {
		if err != nil {
			return err
		}
		if err := out.write(rec); err != nil {
			return err
		}
	}
	return out.flush()
}

type streamWriter struct {
	out  *bufio.Writer
	line bytes.Buffer
	json *json.Encoder
}

func newStreamWriter(w io.Writer) *streamWriter {
	s := &streamWriter{out: bufio.NewWriterSize(w, readAhead)}
	s.json = json.NewEncoder(&s.line)
	s.json.SetEscapeHTML(false)
	return s
}

func (s *streamWriter) write(rec record.Record) error {
	s.line.Reset()
	if err := s.json.Encode(rec); err != nil {
		return fmt.Errorf("write %s: %w", rec.Ref(), err)
	}
	head := `{"` + discriminator + `":"` + rec.Ref().Kind.String() + `",`
	if len(head)+s.line.Len() > MaxLine {
		return fmt.Errorf("write %s: its line is %w: a record has at most %d MiB", rec.Ref(), record.ErrTooLarge, MaxLine>>20)
	}
	// What follows is an object, so its own bracket is left out.
	if _, err := s.out.WriteString(head); err != nil {
		return fmt.Errorf("write %s: %w", rec.Ref(), err)
	}
	if _, err := s.out.Write(s.line.Bytes()[1:]); err != nil {
		return fmt.Errorf("write %s: %w", rec.Ref(), err)
	}
	return nil
}

func (s *streamWriter) flush() error {
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("write the end of the stream: %w", err)
	}
	return nil
}
