package quadstore

import "iter"

// aheadBatch is how many items are handed over at once.
const aheadBatch = 512

// ahead is a sequence whose items are made in a goroutine of its own while those
// before are being used. The goroutine ends with the loop. Items must not depend
// on memory that the sequence uses again.
func ahead[T any](items iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		batches, enough, ended := make(chan []T, 4), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- send(items, batches, enough)
			close(batches)
		}()
		defer func() {
			close(enough)
			for range batches { // until the goroutine has ended
			}
		}()
		for batch := range batches {
			for _, item := range batch {
				if !yield(item, nil) {
					return
				}
			}
		}
		if err := <-ended; err != nil {
			var none T
			yield(none, err)
		}
	}
}

// send hands items over until there are no more, one fails, or enough is closed.
func send[T any](items iter.Seq2[T, error], batches chan<- []T, enough <-chan struct{}) error {
	batch := make([]T, 0, aheadBatch)
	flush := func() bool {
		select {
		case batches <- batch:
			batch = make([]T, 0, aheadBatch)
			return true
		case <-enough:
			return false
		}
	}
	for item, err := range items {
		if err != nil {
			flush()
			return err
		}
		if batch = append(batch, item); len(batch) == aheadBatch && !flush() {
			return nil
		}
	}
	flush()
	return nil
}
