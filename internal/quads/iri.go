package quads

import (
	"fmt"
	"strings"

	"github.com/cayleygraph/quad"

	"onrecord/internal/record"
)

const (
	urnPrefix  = "urn:uuid:"
	uuidLength = 36
	hexDigits  = "0123456789abcdef"
)

// IRI names a record in the graph: urn:uuid: and the canonical form of its id.
// Typed ids and plain UUIDs are both accepted as they are.
func IRI(id [16]byte) quad.IRI {
	b := make([]byte, 0, len(urnPrefix)+uuidLength)
	return quad.IRI(appendUUID(append(b, urnPrefix...), id))
}

func appendUUID(b []byte, id [16]byte) []byte {
	for i, x := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, hexDigits[x>>4], hexDigits[x&15])
	}
	return b
}

// ParseIRI is the id that [IRI] named. Any other value, other spellings of the
// same UUID among them, is [record.ErrInvalid].
func ParseIRI(v quad.Value) ([16]byte, error) {
	if iri, ok := v.(quad.IRI); ok && len(iri) == len(urnPrefix)+uuidLength && iri[:len(urnPrefix)] == urnPrefix {
		if id, ok := parseUUID(string(iri[len(urnPrefix):])); ok {
			return id, nil
		}
	}
	return [16]byte{}, fmt.Errorf("%w name of a record %s: want an IRI such as <urn:uuid:0190a6f2-7d3c-7b1e-9c55-3f1f6a0c2d4e>", record.ErrInvalid, shown(v))
}

// parseUUID accepts the canonical form alone. It is written out because a
// rebuild parses several million ids. The nil UUID stands for an absent
// reference and is refused.
func parseUUID(s string) (id [16]byte, ok bool) {
	if len(s) != uuidLength || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, false
	}
	wrong := byte(0)
	for i, at := range bytesOfUUID {
		high, low := hexValues[s[at]], hexValues[s[at+1]]
		wrong |= high | low
		id[i] = high<<4 | low&15
	}
	if wrong > 15 {
		return [16]byte{}, false
	}
	return id, id != [16]byte{}
}

// bytesOfUUID is where the digits of each byte begin in the canonical form.
var bytesOfUUID = [16]uint8{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// hexValues are the values of lower-case hexadecimal digits, and 255 for all other
// bytes.
var hexValues = func() (values [256]byte) {
	for c := range values {
		values[c] = 255
	}
	for v, c := range []byte(hexDigits) {
		values[c] = byte(v)
	}
	return values
}()

// shown is a value in an error message, clipped because values can be as long
// as an article.
func shown(v quad.Value) string {
	const most = 100
	s := quad.StringOf(v)
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
