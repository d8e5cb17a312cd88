package graph

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"onrecord/internal/record"
	"onrecord/internal/stance"
)

// holding is who has a slug, or declares an id.
type holding struct {
	ref    record.Ref
	number int64 // 0: as stored
	slug   string
}

// mostHolders bounds how many records of a stream that want one slug, or one
// home, are compared with one another; the others are problems all the same.
const mostHolders = 100

// eachShared goes through a pile whose notes begin with what only one record may
// have, and end with the record that has it. clash is called for each put record
// with another that has the same.
func (j *judgement) eachShared(ctx context.Context, pile int, keyOf func(item []byte) int, clash func(key []byte, holder, other holding) error) error {
	var key []byte
	var holders []holding
	settle := func() error {
		for i, h := range holders {
			if h.number == 0 {
				continue
			}
			for k, other := range holders {
				if k != i && other.ref.ID != h.ref.ID {
					if err := clash(key, h, other); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}
	for item, err := range j.bulk.Noted(ctx, pile) {
		if err != nil {
			return err
		}
		size := keyOf(item)
		if !bytes.Equal(key, item[:size]) {
			if err := settle(); err != nil {
				return err
			}
			key, holders = append(key[:0], item[:size]...), holders[:0]
		}
		rest := cut(item[size:])
		h := holding{slug: rest.text()}
		h.ref.ID, h.ref.Kind = rest.id(), record.Kind(rest.byte())
		h.number = rest.number()
		if len(holders) < mostHolders {
			holders = append(holders, h)
		}
	}
	return settle()
}

// judgeSlugs gives every slug, present or former, to one record at most.
func (j *judgement) judgeSlugs(ctx context.Context) error {
	return j.eachShared(ctx, pileSlugs, func(item []byte) int { return bytes.IndexByte(item, 0) }, func(key []byte, h, other holding) error {
		p := NumberedProblem{h.number, h.ref, record.Problem{Path: "slug", Message: fmt.Sprintf("%q already belongs to %s%s", key[1:], other.ref.ID, standing(other.number))}}
		if other.number == 0 {
			return j.noteStanding(other.ref.ID, &j.slugs, p)
		}
		// Of two in the stream the later one is in the wrong.
		if other.number < h.number {
			j.slugs.add(p)
		}
		return nil
	})
}

// standing says where a record of a stream stands in it.
func standing(number int64) string {
	if number == 0 {
		return ""
	}
	return fmt.Sprintf(", record %d", number)
}

// judgeHomes gives every record one home at most: of two dossiers, each would
// remove what the other declares.
func (j *judgement) judgeHomes(ctx context.Context) error {
	if !j.declares {
		return nil
	}
	return j.eachShared(ctx, pileHomes, func([]byte) int { return 16 }, func(key []byte, h, other holding) error {
		p := NumberedProblem{h.number, h.ref, record.Problem{Path: "declares", Message: fmt.Sprintf("%s has its home in dossier %s", uuid.UUID(key), other.slug)}}
		if other.number == 0 {
			return j.noteStanding(other.ref.ID, &j.inconsistent, p)
		}
		j.inconsistent.add(p)
		return nil
	})
}

// mostRelations is how many claim relations that join claims a graph may have for
// relations to be imported: which claims count as one is worked out in memory, in
// about 400 bytes each.
const mostRelations = 1_000_000

// judgeRelations refuses relations that would make a claim the opposite of
// itself.
func (j *judgement) judgeRelations(ctx context.Context) error {
	if !j.relates {
		return nil
	}
	relations, numbers, err := j.joining(ctx)
	if err != nil {
		return err
	}
	_, err = stance.Build(slices.Values(relations))
	contradiction, ok := err.(*stance.Contradiction)
	if !ok {
		return err
	}
	r := contradiction.Relation
	j.relations.add(NumberedProblem{numbers[r.ID], r.Ref(), record.Problem{Message: contradiction.Error()}})
	return j.relations.err()
}

// joining is the relations, as they are once the change is made, that join claims,
// and the numbers of those that are put.
func (j *judgement) joining(ctx context.Context) ([]*record.ClaimRelation, map[record.ClaimRelationID]int64, error) {
	var all []*record.ClaimRelation
	numbers := map[record.ClaimRelationID]int64{}
	for item, err := range j.bulk.Noted(ctx, pileRelations) {
		if err != nil {
			return nil, nil, err
		}
		rest := cut(item)
		r := &record.ClaimRelation{ID: record.ClaimRelationID(rest.id())}
		number := rest.number()
		r.Kind = record.ClaimRelationKind(rest.byte())
		r.From, r.To = record.ClaimID(rest.id()), record.ClaimID(rest.id())
		// The stored one, whose number is 0, comes before the one that replaces it.
		if last := len(all) - 1; last >= 0 && all[last].ID == r.ID {
			all = all[:last]
		}
		if r.Kind != record.Same && r.Kind != record.Opposite {
			continue
		}
		if len(all) == mostRelations {
			return nil, nil, fmt.Errorf("the graph would have more than %d relations that join claims: %w; import a stream without CLAIM_RELATION", mostRelations, record.ErrTooLarge)
		}
		all = append(all, r)
		if number > 0 {
			numbers[r.ID] = number
		}
	}
	return all, numbers, nil
}
