package graphqlapi

import (
	"context"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// alignmentMatrix is many alignments as plain numbers, row by row.
type alignmentMatrix struct {
	Actors                       []*actorNode
	Agreed, Disagreed, Qualified [][]int32
	Scores                       [][]*float64
}

func (q *query) AlignmentMatrix(ctx context.Context, args struct {
	Actors *[]idArgument
	About  *idArgument
	AsOf   *dateArgument
	First  intArgument
}) (*alignmentMatrix, error) {
	r, err := q.requestFrom(ctx)
	if err != nil {
		return nil, err
	}
	given, err := readIDs[record.Actor]("actors", args.Actors)
	if err != nil {
		return nil, err
	}
	p, err := r.prospect(args.About, args.AsOf)
	if err != nil {
		return nil, err
	}
	first, err := args.First.between("first", usualPage, 1, largestPage)
	if err != nil {
		return nil, err
	}
	found, err := r.snapshot.AlignmentMatrix(ctx, given, p.Lens, first)
	if err != nil {
		return nil, err
	}
	return r.matrix(found), nil
}

func (r *request) matrix(found *graph.Matrix) *alignmentMatrix {
	m := &alignmentMatrix{Actors: make([]*actorNode, len(found.Actors))}
	for i, a := range found.Actors {
		n := r.actorNode(a)
		m.Actors[i] = &n
	}
	size := len(found.Actors)
	numbers, scores := make([]float64, size*size), make([]*float64, size*size)
	counts := make([]int32, 3*size*size)
	row := func() []int32 {
		r := counts[:size:size]
		counts = counts[size:]
		return r
	}
	for i := range size {
		agreed, disagreed, qualified := row(), row(), row()
		for j := range size {
			c := found.At(i, j)
			agreed[j], disagreed[j], qualified[j] = int32(c.Agreed), int32(c.Disagreed), int32(c.Qualified)
			if score, ok := c.Score(); ok {
				numbers[i*size+j] = score
				scores[i*size+j] = &numbers[i*size+j]
			}
		}
		m.Agreed, m.Disagreed, m.Qualified = append(m.Agreed, agreed), append(m.Disagreed, disagreed), append(m.Qualified, qualified)
		m.Scores = append(m.Scores, scores[i*size:(i+1)*size])
	}
	return m
}
