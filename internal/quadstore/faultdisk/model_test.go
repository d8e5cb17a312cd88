package faultdisk

import (
	"bytes"
	"testing"
)

func oldest(int) int { return 0 }

func newest(n int) int { return n - 1 }

func sectors(letters string) []byte {
	var all []byte
	for _, letter := range letters {
		all = append(all, bytes.Repeat([]byte{byte(letter)}, sectorBytes)...)
	}
	return all
}

func wantLeft(t *testing.T, f *file, pick choice, letters string) {
	t.Helper()
	if got := f.survivor(pick); !bytes.Equal(got, sectors(letters)) {
		t.Errorf("%d bytes are left, want %q", len(got), letters)
	}
}

func TestWhatACutMayTake(t *testing.T) {
	f := newFile(sectors("ab"))
	f.write(sectorBytes, sectors("CD"))
	wantLeft(t, f, newest, "aCD")
	wantLeft(t, f, oldest, "ab")
	torn := 0
	wantLeft(t, f, func(n int) int { // the size is drawn first, then the sectors in order
		torn++
		return []int{1, 0, 1}[torn-1] % n
	}, "abD")
	f.sync()
	wantLeft(t, f, oldest, "aCD")
	f.truncate(sectorBytes)
	wantLeft(t, f, oldest, "aCD")
	wantLeft(t, f, newest, "a")
}

// A sync that failed is not made up for by one that succeeds, only by writing again.
func TestAFailedSyncForgets(t *testing.T) {
	f := newFile(sectors("ab"))
	other := &handle{}
	f.open[other] = true
	f.write(0, sectors("AB"))
	f.forget()
	f.sync()
	wantLeft(t, f, oldest, "ab")
	wantLeft(t, f, newest, "AB")
	f.write(0, sectors("A"))
	f.sync()
	wantLeft(t, f, oldest, "Ab")
	if !other.owed {
		t.Error("another handle is not told of the failure")
	}
}

// A write that starts within a sector keeps what is before it, as it was on the disk
// or as it is.
func TestPartsOfSectors(t *testing.T) {
	f := newFile(sectors("a"))
	f.write(sectorBytes/2, sectors("b"))
	if got := f.survivor(oldest); !bytes.Equal(got, sectors("a")) {
		t.Errorf("left are %d bytes", len(got))
	}
	want := append(append(sectors("a")[:sectorBytes/2:sectorBytes/2], sectors("b")...), []byte{}...)
	if got := f.survivor(newest); !bytes.Equal(got, want) {
		t.Errorf("left are %d bytes, want %d", len(got), len(want))
	}
}
