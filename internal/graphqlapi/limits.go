package graphqlapi

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"
	"github.com/graph-gophers/graphql-go/log"
)

// Limits bound what one request may cost. All of them are checked before
// anything is executed, except Time.
type Limits struct {
	// Body is the most bytes of a request: the body of a POST, the query string
	// of a GET.
	Body int64
	// Query is the most bytes of a GraphQL document.
	Query int
	// Tokens is the most lexical tokens of a document.
	Tokens int
	// Depth is the most fields inside one another. Introspection needs 15.
	Depth int
	// Selections is the most fields the operations of a document may have once
	// their fragments are spread, lists counted once.
	Selections int
	// Cost is the most fields an answer may be expected to have, lists counted by
	// their page sizes, and each search and question about agreement as some thousands of
	// fields.
	Cost int
	// Overlap is the most pairs of fields compared while checking that they can
	// be merged, which is quadratic and cannot be cancelled.
	Overlap int
	// Time is the most time to execute one operation.
	Time time.Duration
	// Patience is the most time that a client may take to receive one event of a
	// subscription, Beat the time between two signs of life, and Stream the most
	// time of one connection: who comes back shows again who they are.
	Patience, Beat, Stream time.Duration
}

// DefaultLimits allow every query a person writes and the ones that tools send
// for introspection.
func DefaultLimits() Limits {
	return Limits{
		Body:       256 << 10,
		Query:      64 << 10,
		Tokens:     8_000,
		Depth:      18,
		Selections: 10_000,
		Cost:       100_000,
		Overlap:    50_000,
		Time:       10 * time.Second,
		Patience:   10 * time.Second,
		Beat:       15 * time.Second,
		Stream:     15 * time.Minute,
	}
}

// largestPage is the most items of a list that resolve beside one another. A
// smaller parallelism would make pages of the largest size wait for themselves,
// and none at all would never begin.
const largestPage = 100

// SchemaOptions are the options that a schema must be parsed with to be safe
// behind a handler: the limits that the executor enforces, and panics whose
// text goes to the log instead of the client. UseStringDescriptions is among
// them, because without it descriptions of the contract are not seen.
func SchemaOptions(limits Limits, logger *slog.Logger) []graphql.SchemaOpt {
	return []graphql.SchemaOpt{
		graphql.UseStringDescriptions(),
		graphql.MaxQueryLength(limits.Query),
		graphql.MaxDepth(limits.Depth),
		graphql.MaxSelections(limits.Selections),
		graphql.OverlapValidationLimit(limits.Overlap),
		graphql.MaxParallelism(largestPage),
		graphql.SubscribeResolverTimeout(limits.Time),
		graphql.PanicHandler(maskedPanics{}),
		graphql.Logger(log.LoggerFunc(func(ctx context.Context, value any) {
			logger.ErrorContext(ctx, "graphql: a resolver panicked", "panic", value,
				"request", TermsOf(ctx).RequestID, "stack", string(debug.Stack()))
		})),
	}
}

// maskedPanics keeps the text of a panic from the client.
type maskedPanics struct{}

func (maskedPanics) MakePanicError(context.Context, any) *gqlerrors.QueryError {
	return &gqlerrors.QueryError{Message: "a resolver panicked", ResolverError: errPanicked}
}
