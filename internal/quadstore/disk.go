package quadstore

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	// renew writes a file over with what is in it and makes it durable; nil for renew.
	renew func(path string) error
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
	return &conn{Conn: raw, disk: d, path: path, ranges: make(map[rangeKey]string)}, nil
}

// openWriting opens a file, or makes it, whose log may be that of a process that has
// died.
func (d disk) openWriting(path string) (*conn, error) {
	c, err := d.open(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		return nil, err
	}
	c.unproven = true
	return c, nil
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

// renewLog makes durable whatever the log of a database holds. A sync alone would not:
// see certain.
func (d disk) renewLog(path string) error {
	again := d.renew
	if again == nil {
		again = renew
	}
	if err := again(path + "-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the log of %s cannot be made durable: %w (%w)", path, record.ErrUnavailable, err)
	}
	return nil
}

func renew(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	piece := make([]byte, 1<<20)
	for at := int64(0); ; {
		n, err := f.ReadAt(piece, at)
		if _, err := f.WriteAt(piece[:n], at); err != nil {
			return err
		}
		if at += int64(n); errors.Is(err, io.EOF) {
			return f.Sync()
		}
		if err != nil {
			return err
		}
	}
}

func fsync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
