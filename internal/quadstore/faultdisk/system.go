package faultdisk

import (
	"fmt"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// system is a Disk as the engine sees it: the table of functions of its default file
// system with some of them replaced, and the same for each of its files.
type system struct {
	disk    *Disk
	tls     *libc.TLS
	vfs     uintptr
	name    uintptr
	under   uintptr
	methods map[uintptr]uintptr // ours for each table of the file system's
	handles map[uintptr]*handle
	// functions are called by the engine, which the collector does not know.
	functions []any
}

// handle is an open file.
type handle struct {
	path string
	file *file
	// namesItself says that the first sync is one of the folder as well.
	namesItself bool
	// owed is a failure of a sync that another handle was told of.
	owed bool
	// under are the functions of the file system.
	under uintptr
}

// at is what lies at an address of the engine's memory.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// callable is a function from its address.
func callable[F any](address uintptr) F { return *(*F)(unsafe.Pointer(&address)) }

// address keeps a function and gives what the engine calls it by.
func address[F any](s *system, f F) uintptr {
	s.functions = append(s.functions, f)
	return *(*uintptr)(unsafe.Pointer(&f))
}

func register(d *Disk) (*system, error) {
	s := &system{disk: d, tls: libc.NewTLS(), methods: map[uintptr]uintptr{}, handles: map[uintptr]*handle{}}
	if rc := lib.Xsqlite3_initialize(s.tls); rc != lib.SQLITE_OK {
		return nil, fmt.Errorf("the engine does not start: code %d", rc)
	}
	s.under = lib.Xsqlite3_vfs_find(s.tls, 0)
	s.vfs = libc.Xmalloc(s.tls, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_vfs{})))
	var err error
	if s.name, err = libc.CString(d.name); err != nil || s.vfs == 0 || s.under == 0 {
		return nil, fmt.Errorf("no file system to stand on: %v", err)
	}
	vfs := at[lib.Tsqlite3_vfs](s.vfs)
	*vfs = *at[lib.Tsqlite3_vfs](s.under)
	vfs.FpNext, vfs.FzName = 0, s.name
	vfs.FxOpen = address(s, s.open)
	vfs.FxDelete = address(s, s.remove)
	if rc := lib.Xsqlite3_vfs_register(s.tls, s.vfs, 0); rc != lib.SQLITE_OK {
		return nil, fmt.Errorf("register %s: code %d", d.name, rc)
	}
	return s, nil
}

func (s *system) preferred() error {
	if rc := lib.Xsqlite3_vfs_register(s.tls, s.vfs, 1); rc != lib.SQLITE_OK {
		return fmt.Errorf("have %s be the default: code %d", s.disk.name, rc)
	}
	return nil
}

func (s *system) close() error {
	if rc := lib.Xsqlite3_vfs_unregister(s.tls, s.vfs); rc != lib.SQLITE_OK {
		return fmt.Errorf("unregister %s: code %d", s.disk.name, rc)
	}
	for _, table := range s.methods {
		libc.Xfree(s.tls, table)
	}
	libc.Xfree(s.tls, s.vfs)
	libc.Xfree(s.tls, s.name)
	s.tls.Close()
	return nil
}

// kept are the files whose contents outlive a process.
const kept = lib.SQLITE_OPEN_MAIN_DB | lib.SQLITE_OPEN_MAIN_JOURNAL | lib.SQLITE_OPEN_WAL

func (s *system) open(tls *libc.TLS, _, name, opened uintptr, flags int32, outFlags uintptr) int32 {
	do := callable[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](at[lib.Tsqlite3_vfs](s.under).FxOpen)
	if name == 0 || flags&kept == 0 {
		return do(tls, s.under, name, opened, flags, outFlags)
	}
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	path := libc.GoString(name)
	f, err := s.disk.at(path)
	if err != nil || s.disk.cut && !f.named[len(f.named)-1] {
		return lib.SQLITE_CANTOPEN
	}
	rc := do(tls, s.under, name, opened, flags, outFlags)
	if rc != lib.SQLITE_OK {
		return rc
	}
	if !f.named[len(f.named)-1] {
		f.named = append(f.named, true)
	}
	methods := &at[lib.Tsqlite3_file](opened).FpMethods
	h := &handle{path: path, file: f, under: *methods, namesItself: flags&lib.SQLITE_OPEN_MAIN_DB == 0 && flags&lib.SQLITE_OPEN_CREATE != 0}
	f.open[h], s.handles[opened] = true, h
	*methods = s.methodsOver(*methods)
	return rc
}

// methodsOver is a table of functions with those replaced that may fail. The caller
// holds the lock.
func (s *system) methodsOver(under uintptr) uintptr {
	if ours, ok := s.methods[under]; ok {
		return ours
	}
	ours := libc.Xmalloc(s.tls, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_io_methods{})))
	m := at[lib.Tsqlite3_io_methods](ours)
	*m = *at[lib.Tsqlite3_io_methods](under)
	m.FxClose = address(s, s.shut)
	m.FxWrite = address(s, s.write)
	m.FxTruncate = address(s, s.truncate)
	m.FxSync = address(s, s.sync)
	s.methods[under] = ours
	return ours
}

func (s *system) shut(tls *libc.TLS, opened uintptr) int32 {
	s.disk.mu.Lock()
	h := s.handles[opened]
	delete(s.handles, opened)
	delete(h.file.open, h)
	s.disk.mu.Unlock()
	return callable[func(*libc.TLS, uintptr) int32](at[lib.Tsqlite3_io_methods](h.under).FxClose)(tls, opened)
}

func (s *system) write(tls *libc.TLS, opened, data uintptr, n int32, offset int64) int32 {
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	h := s.handles[opened]
	fate := s.disk.decide(Write, h.path)
	whole := n
	if fate == NoSpace || fate == Broken {
		n = s.disk.random.Int32N(n + 1)
	}
	// A disk that is full has not written all.
	if fate == NoSpace && n == whole {
		n--
	}
	if fate == Refused || fate == Cut {
		n = 0
	}
	if n > 0 {
		do := callable[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](at[lib.Tsqlite3_io_methods](h.under).FxWrite)
		if rc := do(tls, opened, data, n, offset); rc != lib.SQLITE_OK {
			return rc
		}
		h.file.write(int(offset), unsafe.Slice(at[byte](data), n))
	}
	return code(fate, lib.SQLITE_IOERR_WRITE)
}

func (s *system) truncate(tls *libc.TLS, opened uintptr, size int64) int32 {
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	h := s.handles[opened]
	fate := s.disk.decide(Truncate, h.path)
	if fate == Done || fate == NoSpace {
		do := callable[func(*libc.TLS, uintptr, int64) int32](at[lib.Tsqlite3_io_methods](h.under).FxTruncate)
		if rc := do(tls, opened, size); rc != lib.SQLITE_OK {
			return rc
		}
		h.file.truncate(int(size))
		return lib.SQLITE_OK
	}
	return code(fate, lib.SQLITE_IOERR_TRUNCATE)
}

// sync does not trouble the real disk.
func (s *system) sync(_ *libc.TLS, opened uintptr, _ int32) int32 {
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	h := s.handles[opened]
	fate := s.disk.decide(Sync, h.path)
	if fate == Cut {
		return lib.SQLITE_IOERR_FSYNC
	}
	if fate != Done {
		h.file.forget()
	}
	if failed := fate != Done || h.owed; failed {
		h.owed = false
		return lib.SQLITE_IOERR_FSYNC
	}
	h.file.sync()
	if h.namesItself {
		h.namesItself = false
		s.disk.namesDurable()
	}
	return lib.SQLITE_OK
}

func (s *system) remove(tls *libc.TLS, _, name uintptr, durably int32) int32 {
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	path := libc.GoString(name)
	if fate := s.disk.decide(Delete, path); fate != Done && fate != NoSpace {
		return lib.SQLITE_IOERR_DELETE
	}
	do := callable[func(*libc.TLS, uintptr, uintptr, int32) int32](at[lib.Tsqlite3_vfs](s.under).FxDelete)
	rc := do(tls, s.under, name, 0)
	if f, known := s.disk.files[path]; known && rc == lib.SQLITE_OK {
		f.named = append(f.named, false)
		// What comes under the name next is another file, of which a cut may leave
		// the old one.
		f.truncate(0)
	}
	if rc == lib.SQLITE_OK && durably != 0 {
		s.disk.namesDurable()
	}
	return rc
}

func code(fate Fate, broken int32) int32 {
	switch fate {
	case Done:
		return lib.SQLITE_OK
	case NoSpace:
		return lib.SQLITE_FULL
	}
	return broken
}
