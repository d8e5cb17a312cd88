package quads

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onrecord/internal/record"
)

func TestSorterWritesEachLineOnceInOrder(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[a-c]{0,4}\n`)
		lines := rapid.SliceOf(line).Draw(t, "lines")
		s := sorter{limit: rapid.IntRange(1, 40).Draw(t, "limit")}
		for _, l := range lines {
			if err := s.add([]byte(l)); err != nil {
				t.Fatal(err)
			}
		}
		var got strings.Builder
		if err := s.writeTo(&got); err != nil {
			t.Fatal(err)
		}
		if err := s.discard(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(lines)
		if want := strings.Join(slices.Compact(lines), ""); got.String() != want {
			t.Fatalf("sorted %q, want %q", got.String(), want)
		}
	})
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
}

func TestSorterWithoutRoom(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/missing")
	s := sorter{limit: 1}
	err := errors.Join(s.add([]byte("a\n")), s.add([]byte("b\n")))
	if !errors.Is(err, record.ErrUnavailable) {
		t.Errorf("sorting without a place for its files gives %v", err)
	}
}

func TestLinesAreBounded(t *testing.T) {
	long := strings.Repeat("x", 50)
	lines := lineReader{from: bufio.NewReaderSize(strings.NewReader("a\r\n"+long+"\n"), 16), most: 40}
	if line, err := lines.next(context.Background()); line != "a\r\n" || err != nil {
		t.Errorf("first line = %q, %v", line, err)
	}
	if _, err := lines.next(context.Background()); !errors.Is(err, record.ErrTooLarge) || lines.number != 2 {
		t.Errorf("a line of 50 bytes where 40 are allowed gives %v at line %d", err, lines.number)
	}
	last := lineReader{from: bufio.NewReaderSize(strings.NewReader(long), 16), most: 50}
	if line, err := last.next(context.Background()); line != long || err != nil {
		t.Errorf("a last line without a line feed = %q, %v", line, err)
	}
	if _, err := last.next(context.Background()); err != io.EOF {
		t.Errorf("after the last line: %v", err)
	}
}
