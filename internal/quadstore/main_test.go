package quadstore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/cayleygraph/quad"

	"onrecord/internal/quadstore"
	"onrecord/internal/record"
)

// roleVar makes the test binary play a part in another process: some facts can
// only be shown by a process that dies, or that has fewer rights or less disk.
// pathVar is the store that it plays it on.
const (
	roleVar = "ONRECORD_TEST_ROLE"
	pathVar = "ONRECORD_TEST_STORE"
)

func TestMain(m *testing.M) {
	roles := map[string]func(context.Context, string) error{
		"load": loadUntilKilled, "commit": commitUntilKilled, "open": openAsNobody, "fill": fillSmallDisk, "import": importOntoSmallDisk,
	}
	role, playing := os.LookupEnv(roleVar)
	if !playing {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := roles[role](ctx, os.Getenv(pathVar))
	stop()
	fmt.Println("result", kindOf(err), err)
}

// kindOf names an error's kind on one line, for the parent.
func kindOf(err error) string {
	for _, kind := range []error{record.ErrLocked, record.ErrUnavailable, record.ErrCorrupt} {
		if errors.Is(err, kind) {
			return kind.Error()
		}
	}
	return "other"
}

// loadUntilKilled commits two revisions and then loads without end, in pieces
// small enough to reach the disk long before.
func loadUntilKilled(ctx context.Context, path string) error {
	s, err := quadstore.Open(ctx, path, quadstore.Options{WriteMemory: 1 << 20})
	if err != nil {
		return err
	}
	for i := range 2 {
		if _, _, err := s.Commit(ctx, quadstore.Batch{Add: claimQuads(1_000_000 + i)}); err != nil {
			return err
		}
		fmt.Println("acknowledged", i+1)
	}
	_, _, err = s.Load(ctx, &tellingReader{claimReader{claims: 1 << 40}}, "", time.Time{})
	return err
}

// tellingReader says how far it has come.
type tellingReader struct{ claimReader }

func (r *tellingReader) ReadQuad() (quad.Quad, error) {
	if r.next > 0 && r.next%50_000 == 0 {
		fmt.Println("read", r.next)
	}
	return r.claimReader.ReadQuad()
}

// commitUntilKilled commits a claim per revision and says so.
func commitUntilKilled(ctx context.Context, path string) error {
	s, err := quadstore.Open(ctx, path, quadstore.Options{})
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		rev, _, err := s.Commit(ctx, quadstore.Batch{Add: claimQuads(i)})
		if err != nil {
			return err
		}
		fmt.Println("acknowledged", rev.Number)
	}
}

// openAsNobody gives up the rights of the superuser, who may write anywhere.
func openAsNobody(ctx context.Context, path string) error {
	if os.Geteuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	s, err := quadstore.Open(ctx, path, quadstore.Options{})
	if err != nil {
		return err
	}
	return s.Close()
}

// fillSmallDisk commits until no file may grow any more.
func fillSmallDisk(ctx context.Context, path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 2 << 20, Max: 2 << 20}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	return commitUntilKilled(ctx, path)
}

// importOntoSmallDisk imports more than the largest file may hold.
func importOntoSmallDisk(ctx context.Context, path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	s, err := quadstore.Open(ctx, path, quadstore.Options{})
	if err != nil {
		return err
	}
	_, err = importTown(ctx, s, 5_000, quadstore.BulkOptions{})
	return errors.Join(err, s.Close())
}

// claimQuads is one claim of the benchmark's shape.
func claimQuads(i int) []quad.Quad {
	r := &claimReader{claims: i + 20, next: 5 * i}
	quads := make([]quad.Quad, 5)
	for part := range quads {
		q, err := r.ReadQuad()
		if err != nil {
			panic(err) // i is within the reader's claims
		}
		quads[part] = q
	}
	return quads
}
