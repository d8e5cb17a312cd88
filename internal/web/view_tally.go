package web

import "onrecord/internal/stance"

// tallyView is how many actors stand on which side, and the bar that shows it.
type tallyView struct {
	stance.Tally
	// Parts are the sides that somebody takes, in the order of the bar.
	Parts []tallyPart
}

// tallyPart is one side in the bar. Units of the bar are thousandths of its
// width, from the start of the line.
type tallyPart struct {
	side
	N        int
	X, Width int
	// Mirrored is where it begins on a line that runs from right to left.
	Mirrored int
}

// barWidth is the width of a tally's bar, barGap that between two sides.
const (
	barWidth = 1000
	barGap   = 6
)

func tallyOf(t stance.Tally) tallyView {
	v := tallyView{Tally: t}
	for _, part := range []tallyPart{
		{side: sides["supports"], N: t.Supports - t.SupportsQualified},
		{side: sides["supports-if"], N: t.SupportsQualified},
		{side: sides["undecided"], N: t.Undecided},
		{side: sides["mixed"], N: t.Mixed},
		{side: sides["opposes-if"], N: t.OpposesQualified},
		{side: sides["opposes"], N: t.Opposes - t.OpposesQualified},
	} {
		if part.N > 0 {
			v.Parts = append(v.Parts, part)
		}
	}
	room, before := barWidth-barGap*max(0, len(v.Parts)-1), 0
	for i := range v.Parts {
		p := &v.Parts[i]
		p.X = before*room/t.Actors + i*barGap
		before += p.N
		p.Width = before*room/t.Actors + i*barGap - p.X
		p.Mirrored = barWidth - p.X - p.Width
	}
	return v
}
