package review_test

import (
	"testing"

	"onrecord/internal/review"
	"onrecord/internal/review/reviewtest"
)

func TestReference(t *testing.T) {
	store := &reviewtest.Reference{}
	reviewtest.Run(t, func(*testing.T) review.Store { return store })
}
