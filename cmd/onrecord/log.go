package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"onrecord/internal/record"
)

// flushEvery is how long a line of the request log may wait to be written: one
// system call a request would be a third of what a cached answer costs.
const flushEvery = 100 * time.Millisecond

// lines gathers log lines and writes them together. What is a warning or worse
// is written at once, so that a crash cannot take it along.
type lines struct {
	mu sync.Mutex
	w  *bufio.Writer
}

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func (l *lines) flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Flush()
}

// keepFlushing writes what has gathered, again and again until the context
// ends, and then what is left.
func (l *lines) keepFlushing(ctx context.Context) error {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := l.flush(); err != nil {
				return fmt.Errorf("write the log: %w", err)
			}
		case <-ctx.Done():
			return l.flush()
		}
	}
}

// urgent writes warnings at once.
type urgent struct {
	slog.Handler
	lines *lines
}

// Handle implements slog.Handler.
func (u urgent) Handle(ctx context.Context, r slog.Record) error {
	err := u.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		err = errors.Join(err, u.lines.flush())
	}
	return err
}

// WithAttrs implements slog.Handler.
func (u urgent) WithAttrs(attrs []slog.Attr) slog.Handler {
	return urgent{u.Handler.WithAttrs(attrs), u.lines}
}

// WithGroup implements slog.Handler.
func (u urgent) WithGroup(name string) slog.Handler {
	return urgent{u.Handler.WithGroup(name), u.lines}
}

// newLogger logs to w in lines that its caller keeps flushing.
func newLogger(w io.Writer, format, level string) (*slog.Logger, *lines, error) {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		return nil, nil, fmt.Errorf("--log-level: %w: %w", record.ErrInvalid, err)
	}
	gathered := &lines{w: bufio.NewWriterSize(w, 64<<10)}
	options := &slog.HandlerOptions{Level: least}
	var handler slog.Handler = slog.NewTextHandler(gathered, options)
	if format == "json" {
		handler = slog.NewJSONHandler(gathered, options)
	}
	return slog.New(urgent{handler, gathered}), gathered, nil
}

// logger tells what goes wrong while a command goes on.
func (c *console) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
