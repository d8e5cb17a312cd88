package dossier

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"
)

// draws is a sequence of random numbers. Package rand promises the numbers of a
// PCG for ever, but not what its methods for ranges make of them, so the few
// that generated streams need are here.
type draws struct{ pcg *rand.PCG }

// drawsOf is the sequence of a seed and a section. Each section of a generated
// stream has its own, so that one can be understood without the others.
func drawsOf(seed, section uint64) draws { return draws{rand.NewPCG(seed, section)} }

// below is a number from 0 to n-1.
func (d draws) below(n uint64) uint64 {
	high, _ := bits.Mul64(d.pcg.Uint64(), n)
	return high
}

// upTo is a number from 1 to n.
func (d draws) upTo(n int) int { return 1 + int(d.below(uint64(n))) }

// popularity draws numbers from 1 to n of which the first are the most likely:
// the weight of k is proportional to (k+offset)^-1.1, the law of Zipf and
// Mandelbrot.
type popularity struct {
	// sums[k-1] is the sum of the weights of 1 to k.
	sums []uint64
	// guide leads from the high bits of a sum to where it is found in sums, or a
	// little before; a search from the middle takes ten times as long.
	guide []int32
	shift int
}

// newPopularity makes the weights whole numbers: rounded, they are the same on
// every machine, although the last bit of a power may differ.
func newPopularity(n int, offset float64) popularity {
	p := popularity{sums: make([]uint64, n)}
	sum := uint64(0)
	for i := range n {
		share := math.Pow((1+offset)/(float64(i+1)+offset), 1.1)
		sum += uint64(math.Floor((1<<28)*share + 0.5))
		p.sums[i] = sum
	}
	p.shift = bits.Len64(sum) - bits.Len(uint(n)) - 1
	for i, s := range p.sums {
		for uint64(len(p.guide))<<p.shift < s {
			p.guide = append(p.guide, int32(i))
		}
	}
	return p
}

func (p popularity) draw(d draws) int {
	at := d.below(p.sums[len(p.sums)-1])
	i := p.guide[at>>p.shift]
	for p.sums[i] <= at {
		i++
	}
	return int(i) + 1
}

// The invented language of generated streams has 20,000 words, of two
// syllables and, from the 2,501st on, of three.
const (
	wordCount  = 20_000
	shortWords = 50 * 50
	consonants = "bdflmnrstv"
	vowels     = "aeiou"
)

// inventedWord is the k-th word, from 1. The factors are prime to the moduli, so
// no word comes twice and neighbours do not begin alike.
func inventedWord(k int) string {
	var b strings.Builder
	if k > shortWords {
		j := 7919 * k % (shortWords * 50)
		writeSyllable(&b, j/shortWords)
		k = j
	} else {
		k = 1009 * k
	}
	writeSyllable(&b, k/50%50)
	writeSyllable(&b, k%50)
	return b.String()
}

func writeSyllable(b *strings.Builder, s int) {
	b.WriteByte(consonants[s/5])
	b.WriteByte(vowels[s%5])
}

// language writes texts in the invented language.
type language struct {
	words   []string
	capital []string
	popularity
	buffer []byte
}

func newLanguage() *language {
	l := &language{popularity: newPopularity(wordCount, 3)}
	for k := range wordCount {
		word := inventedWord(k + 1)
		l.words = append(l.words, word)
		l.capital = append(l.capital, strings.ToUpper(word[:1])+word[1:])
	}
	return l
}

// phrase is a number of words, the first with a capital.
func (l *language) phrase(d draws, words int) string {
	l.buffer = append(l.buffer[:0], l.capital[l.draw(d)-1]...)
	for range words - 1 {
		l.buffer = append(append(l.buffer, ' '), l.words[l.draw(d)-1]...)
	}
	return string(l.buffer)
}

// text is sentences that end with the word that reaches a length, in bytes
// without the last full stop. A sentence ends after a word in one of twelve
// cases.
func (l *language) text(d draws, least int) string {
	l.buffer = append(l.buffer[:0], l.capital[l.draw(d)-1]...)
	for len(l.buffer) < least {
		if d.below(12) == 0 {
			l.buffer = append(append(l.buffer, ". "...), l.capital[l.draw(d)-1]...)
		} else {
			l.buffer = append(append(l.buffer, ' '), l.words[l.draw(d)-1]...)
		}
	}
	return string(append(l.buffer, '.'))
}
