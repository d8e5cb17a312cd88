package record

// The tables below fold Latin letters with diacritics to ASCII, after the
// compatibility decompositions of the Unicode Character Database; "-" stands for
// no letter, a capital for the letters of a ligature, see ligature. They are
// written out because this package uses the standard library alone.

// latinExtended is the ASCII letter of each code point from U+00C0 to U+024F.
const latinExtended = "" +
	"aaaaaaAceeeeiiiidnooooo-ouuuuyTSaaaaaaAceeeeiiiidnooooo-ouuuuyTy" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiIIjjkkklllllll" +
	"lllnnnnnnnNNooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs" +
	"bbbb---cc-ddd-ee-ffg---ikkl--nnooo--pp-----ttttuu-vyyzz---------" +
	"----ZZZLLLJJJaaiioouuuuuuuuuueaaaaAAggggkkoooo--jZZZgg--nnaaAAoo" +
	"aaaaeeeeiiiioooorrrruuuusstt--hhnd--zzaaeeooooooooyylnt---acclts" +
	"z--b--eejj-qrryy"

// latinAdditional is the ASCII letter of each code point from U+1E00 to U+1EFF.
const latinAdditional = "" +
	"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm" +
	"mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv" +
	"wwwwwwwwwwxxxxyyzzzzzzhtwyas--S-aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee" +
	"eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy----yy"

// ligature is what a capital in the tables stands for.
func ligature(b byte) string {
	switch b {
	case 'A':
		return "ae"
	case 'O':
		return "oe"
	case 'S':
		return "ss"
	case 'T':
		return "th"
	case 'N':
		return "ng"
	case 'I':
		return "ij"
	case 'Z':
		return "dz"
	case 'L':
		return "lj"
	case 'J':
		return "nj"
	}
	return string(rune(b))
}
