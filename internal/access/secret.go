package access

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"

	"onrecord/internal/record"
)

// A secret is written as its prefix, by which leaked ones are found in logs and
// repositories, and 36 bytes in URL-safe base64: 32 random ones and their CRC-32,
// by which a secret that was copied in part is told from one that was revoked.
const (
	secretPrefix  = "onr_"
	secretRandom  = 32
	secretSum     = 4
	secretLetters = (secretRandom + secretSum) * 4 / 3
)

// NewSecret makes a secret.
func NewSecret() (string, error) {
	raw := make([]byte, secretRandom, secretRandom+secretSum)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("%w: no randomness for a secret: %v", record.ErrUnavailable, err)
	}
	raw = binary.BigEndian.AppendUint32(raw, crc32.ChecksumIEEE(raw))
	return secretPrefix + base64.RawURLEncoding.EncodeToString(raw), nil
}

// WellFormed reports whether a text can be a secret at all.
func WellFormed(secret string) bool {
	letters, ok := strings.CutPrefix(secret, secretPrefix)
	if !ok || len(letters) != secretLetters {
		return false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(letters)
	return err == nil && binary.BigEndian.Uint32(raw[secretRandom:]) == crc32.ChecksumIEEE(raw[:secretRandom])
}

// HashOf is what is kept of a secret.
func HashOf(secret string) record.Hash { return record.HashOf(secret) }
