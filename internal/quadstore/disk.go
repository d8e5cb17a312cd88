package quadstore

import (
	"errors"
	"fmt"
	"net/url"
	"os"

	"zombiezen.com/go/sqlite"

	"onrecord/internal/record"
)

// disk is what files are opened on and made durable by. The zero value is the
// system's; tests name one that fails.
type disk struct {
	// vfs is the engine's name of its file system; empty for its default.
	vfs string
	// sync makes a file or a folder durable; nil for the system's fsync.
	sync func(path string) error
}

// open opens a file for one goroutine at a time.
func (d disk) open(path string, flags ...sqlite.OpenFlags) (*conn, error) {
	name := path
	if d.vfs != "" {
		name = (&url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"vfs": {d.vfs}}.Encode()}).String()
		flags = append(flags, sqlite.OpenURI)
	}
	raw, err := sqlite.OpenConn(name, flags...)
	if err != nil {
		return nil, explain(path, err)
	}
	return &conn{Conn: raw, path: path, ranges: make(map[rangeKey]string)}, nil
}

// syncFile makes a file or a folder durable.
func (d disk) syncFile(path string) error {
	sync := d.sync
	if sync == nil {
		sync = fsync
	}
	if err := sync(path); err != nil {
		return fmt.Errorf("%s cannot be made durable: %w (%w)", path, record.ErrUnavailable, err)
	}
	return nil
}

func fsync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
