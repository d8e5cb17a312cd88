package access

import (
	"fmt"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"onrecord/internal/record"
)

// Rate is how many requests are let through: PerMinute in the long run, and Burst
// at once. A zero Rate lets everything through.
type Rate struct{ PerMinute, Burst int }

// Allowance is what a limit says of one request.
type Allowance struct {
	Allowed bool
	// Limit is the burst, Remaining how many more would be let through now.
	Limit, Remaining int
	// Reset is when all of Limit is there again, Retry when one more is.
	Reset, Retry time.Duration
}

// mostLimited bounds how many clients are told apart at a time. Who is forgotten
// begins anew, which costs less than remembering everybody.
const mostLimited = 100_000

// Limiter bounds the requests of each client. It is safe for use by several
// goroutines.
type Limiter struct {
	mu   sync.Mutex
	each *lru.Cache[string, *rate.Limiter]
	rate Rate
	now  func() time.Time
}

// NewLimiter bounds each client by a rate. A rate below zero is record.ErrInvalid.
func NewLimiter(r Rate, now func() time.Time) (*Limiter, error) {
	if r.PerMinute < 0 || r.Burst < 0 || r.PerMinute > 0 && r.Burst == 0 {
		return nil, fmt.Errorf("%w rate: want requests a minute and a burst above 0, or neither", record.ErrInvalid)
	}
	each, err := lru.New[string, *rate.Limiter](mostLimited)
	if err != nil {
		return nil, fmt.Errorf("%w rate: %v", record.ErrInvalid, err)
	}
	return &Limiter{each: each, rate: r, now: now}, nil
}

// Allow counts one request of a client; unlimited says that there is no limit.
func (l *Limiter) Allow(client string) (a Allowance, unlimited bool) {
	if l.rate.PerMinute == 0 {
		return Allowance{Allowed: true}, true
	}
	now, perSecond := l.now(), float64(l.rate.PerMinute)/60
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, known := l.each.Get(client)
	if !known {
		bucket = rate.NewLimiter(rate.Limit(perSecond), l.rate.Burst)
		l.each.Add(client, bucket)
	}
	a = Allowance{Allowed: bucket.AllowN(now, 1), Limit: l.rate.Burst}
	left := bucket.TokensAt(now)
	a.Remaining = max(0, int(left))
	a.Reset = seconds((float64(l.rate.Burst) - left) / perSecond)
	if !a.Allowed {
		a.Retry = seconds((1 - left) / perSecond)
	}
	return a, false
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
