package graphqlapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/graph"
)

// A sortKey orders the items of one list as bytes do, the id last, so that it is
// total. A cursor holds the key and not the place, so that a list continues
// where it stopped although items came or went in between.
type sortKey []byte

// newest orders by a date of graph.Snapshot.SortDate, the latest first.
func newest(date int32, id uuid.UUID) sortKey {
	key := binary.BigEndian.AppendUint32(make(sortKey, 0, 20), ^uint32(date))
	return append(key, id[:]...)
}

// newestNamed orders by date, then by name.
func newestNamed(date int32, name string, id uuid.UUID) sortKey {
	key := binary.BigEndian.AppendUint32(make(sortKey, 0, 32), ^uint32(date))
	return append(append(append(key, name...), 0), id[:]...)
}

// alphabetic orders by a folded name.
func alphabetic(name string, id uuid.UUID) sortKey {
	key := append(make(sortKey, 0, len(name)+17), name...)
	return append(append(key, 0), id[:]...)
}

// ranked orders as graph.Rank does. Scores are never negative, so their bits
// sort as they do.
func ranked(r graph.Rank) sortKey {
	key := binary.BigEndian.AppendUint64(make(sortKey, 0, 64), ^math.Float64bits(r.Score))
	key = binary.BigEndian.AppendUint32(key, ^uint32(r.Count))
	return append(append(append(key, r.Name...), 0), r.ID[:]...)
}

// rankOf reads back what ranked wrote of a rank.
func rankOf(key sortKey) (r graph.Rank, err error) {
	const head, tail = 8 + 4, 1 + len(r.ID)
	if len(key) < head+tail || key[len(key)-tail] != 0 {
		return graph.Rank{}, errCursor("is not one of this server's")
	}
	r.Score = math.Float64frombits(^binary.BigEndian.Uint64(key))
	r.Count = int(^binary.BigEndian.Uint32(key[8:]))
	r.Name = string(key[head : len(key)-tail])
	r.ID = uuid.UUID(key[len(key)-len(r.ID):])
	return r, nil
}

// A seal ties a cursor to one list: its place in the contract, whose it is, its
// order and its filter.
type seal [8]byte

// sealOf hashes what its parts print as. They must print their contents: no
// pointers may be inside.
func sealOf(parts ...any) seal {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return seal(sum[:8])
}

// longestCursor bounds what is decoded: a name has at most 300 letters.
const longestCursor = 4096

func (s seal) encode(key sortKey) string {
	return base64.RawURLEncoding.EncodeToString(append(s[:], key...))
}

func (s seal) decode(cursor string) (sortKey, error) {
	// The decoder skips line breaks, and one place must have one cursor.
	if len(cursor) > longestCursor || strings.ContainsAny(cursor, "\r\n") {
		return nil, errCursor("is not one of this server's")
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(text) < len(s)+len(uuid.Nil) {
		return nil, errCursor("is not one of this server's")
	}
	if !bytes.Equal(text[:len(s)], s[:]) {
		return nil, errCursor("belongs to another list, or to another order or filter of it")
	}
	return text[len(s):], nil
}

func errCursor(what string) error {
	return &argumentError{codeInvalidCursor, "after: the cursor " + what + "; begin the list anew without it"}
}

// sortedBy is a list in the order of its keys, each made once.
func sortedBy[T any](list []*T, key func(*T) sortKey) pointers[T] {
	type keyed struct {
		key  sortKey
		item *T
	}
	all := make([]keyed, len(list))
	for i, item := range list {
		all[i] = keyed{key(item), item}
	}
	slices.SortFunc(all, func(a, b keyed) int { return bytes.Compare(a.key, b.key) })
	sorted := make(pointers[T], len(all))
	for i, k := range all {
		sorted[i] = k.item
	}
	return sorted
}
