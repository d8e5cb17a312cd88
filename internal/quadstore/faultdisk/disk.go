package faultdisk

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Kind is what is done to a file.
type Kind int

// What may fail.
const (
	Write Kind = iota
	Truncate
	Sync
	Delete
)

func (k Kind) String() string { return [...]string{"write", "truncate", "sync", "delete"}[k] }

// Op is one operation on a file.
type Op struct {
	Kind Kind
	// Path is the file's.
	Path string
	// Number counts the operations of the disk, from 1.
	Number int
}

// OnLog says that the file is a write-ahead log.
func (o Op) OnLog() bool { return strings.HasSuffix(o.Path, "-wal") }

// Fate is what becomes of an operation.
type Fate int

const (
	// Done is what should be.
	Done Fate = iota
	// NoSpace is a disk that is full; of what was to be written a part is.
	NoSpace
	// Broken is an I/O error; of what was to be written a part may be.
	Broken
	// Refused is an I/O error before anything was done.
	Refused
	// Cut is the power cut, before the operation.
	Cut
)

// Disk is a file system whose operations fail when the test says so. Its methods may
// be called from several goroutines.
type Disk struct {
	name   string
	system *system

	mu     sync.Mutex
	files  map[string]*file
	random *rand.Rand
	fate   func(Op) Fate
	count  int
	cut    bool
}

// New makes a disk under a name of its own, which connections give as their VFS.
// Partial writes are drawn from the seed. Close ends it, after every connection.
func New(name string, seed uint64) (*Disk, error) {
	d := &Disk{name: name, files: map[string]*file{}, random: rand.New(rand.NewPCG(seed, 1))}
	d.fate = func(Op) Fate { return Done }
	var err error
	d.system, err = register(d)
	return d, err
}

// Default has connections use the disk that name none, from now on: a whole program can
// run on it.
func (d *Disk) Default() error { return d.system.preferred() }

// Name is the name of the VFS.
func (d *Disk) Name() string { return d.name }

// Close takes the disk away from the engine.
func (d *Disk) Close() error { return d.system.close() }

// Fail asks fate before every further operation; nil means that none fails.
func (d *Disk) Fail(fate func(Op) Fate) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if fate == nil {
		fate = func(Op) Fate { return Done }
	}
	d.fate = fate
}

// Operations is how many there were.
func (d *Disk) Operations() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count
}

// Cut ends everything: no later operation reaches a file.
func (d *Disk) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cut = true
}

// decide counts an operation and tells its fate. The caller holds the lock.
func (d *Disk) decide(kind Kind, path string) Fate {
	if d.cut {
		return Cut
	}
	d.count++
	fate := d.fate(Op{kind, path, d.count})
	d.cut = fate == Cut
	return fate
}

// at is the file of a path, as it is if it is met for the first time. The caller holds
// the lock.
func (d *Disk) at(path string) (*file, error) {
	if f, ok := d.files[path]; ok {
		return f, nil
	}
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f := newFile(content)
	f.named = []bool{err == nil}
	d.files[path] = f
	return f, nil
}

// namesDurable is a sync of the folder.
func (d *Disk) namesDurable() {
	for _, f := range d.files {
		f.named = f.named[len(f.named)-1:]
	}
}

// Sync is the system's fsync of a file that was written through the disk, or of a
// folder.
func (d *Disk) Sync(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.decide(Sync, path) != Done {
		if f, ok := d.files[path]; ok {
			f.forget()
		}
		return &fs.PathError{Op: "sync", Path: path, Err: errors.New("input/output error")}
	}
	if f, ok := d.files[path]; ok {
		f.sync()
	} else {
		d.namesDurable()
	}
	return nil
}

// Renew writes a file over with what is in it, and syncs it.
func (d *Disk) Renew(path string) error {
	d.mu.Lock()
	f, ok := d.files[path]
	if !ok || !f.named[len(f.named)-1] {
		d.mu.Unlock()
		return fs.ErrNotExist
	}
	fate := d.decide(Write, path)
	if fate == Done {
		f.write(0, slices.Clone(f.content))
	}
	d.mu.Unlock()
	if fate != Done {
		return &fs.PathError{Op: "write", Path: path, Err: errors.New("input/output error")}
	}
	return d.Sync(path)
}

// Survivors writes what may be found after a power cut into a folder.
func (d *Disk) Survivors(folder string, random *rand.Rand) error {
	pick := choiceOf(random)
	return d.leave(folder, func(f *file) ([]byte, bool) { return f.survivor(pick), f.named[pick(len(f.named))] })
}

// Killed writes what is found after a process was killed into a folder.
func (d *Disk) Killed(folder string) error {
	return d.leave(folder, func(f *file) ([]byte, bool) { return f.content, f.named[len(f.named)-1] })
}

func (d *Disk) leave(folder string, left func(*file) ([]byte, bool)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	paths := make([]string, 0, len(d.files))
	for path := range d.files {
		paths = append(paths, path)
	}
	slices.Sort(paths) // the choices are drawn in one order
	var failed []error
	for _, path := range paths {
		if content, named := left(d.files[path]); named {
			failed = append(failed, os.WriteFile(filepath.Join(folder, filepath.Base(path)), content, 0o644))
		}
	}
	return errors.Join(failed...)
}

// Dead says that the power was cut.
func (d *Disk) Dead() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cut
}
