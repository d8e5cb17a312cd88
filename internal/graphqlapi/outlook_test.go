package graphqlapi

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Of what proposals would do, two are worked out at once, of all requests; one more
// waits until one is done, or until who asked for it has gone.
func TestOutlooksAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := full(t)
		q := &query{outlooks: make(chan struct{}, mostOutlooks)}
		q.mutation = &mutation{query: q, now: time.Now}
		asking, leave := context.WithCancel(EditionIn(d.graph, today).Bind(t.Context()))
		defer leave()
		r, err := q.requestFrom(asking)
		if err != nil {
			t.Fatal(err)
		}
		p := record.Proposal{ID: uuid.New(), Mutation: "createTopic", Input: []byte(`{"slug": "rain", "names": [{"language": "en", "text": "Rain"}]}`), Author: "Bo", At: time.Now()}
		for range mostOutlooks {
			q.outlooks <- struct{}{}
		}
		var found *outlook
		look := func(ctx context.Context) {
			found, err = q.outlookOf(r, p).outlook(ctx)
		}
		go look(asking)
		synctest.Wait()
		if found != nil || err != nil {
			t.Fatalf("one more outlook than may be was worked out: %v, %v", found, err)
		}
		leave()
		synctest.Wait()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("who asked has gone, and the answer is %v, %v", found, err)
		}
		go look(t.Context())
		synctest.Wait()
		<-q.outlooks
		synctest.Wait()
		if err != nil || found == nil || len(found.changes) != 1 || len(found.problems) != 0 {
			t.Fatalf("when one was done: %+v, %v; want the topic", found, err)
		}
		if len(q.outlooks) != mostOutlooks-1 {
			t.Errorf("%d places are taken, want %d", len(q.outlooks), mostOutlooks-1)
		}
	})
}
