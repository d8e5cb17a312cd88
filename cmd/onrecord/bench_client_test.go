package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// client is one connection that is kept alive. It skips over the answers' bodies,
// because a client that does more measures itself.
type client struct {
	conn   net.Conn
	answer *bufio.Reader
}

func connect(url string) (*client, error) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(longestBenchmark)); err != nil {
		return nil, err
	}
	return &client{conn, bufio.NewReaderSize(conn, 64<<10)}, nil
}

// ask sends a request and reads the answer; anything but 200, and an answer that
// begins with errors, is an error.
func (c *client) ask(asking []byte) error {
	if _, err := c.conn.Write(asking); err != nil {
		return err
	}
	length, err := c.head()
	if err != nil {
		return err
	}
	failed := []byte(`{"errors"`)
	if begin, err := c.answer.Peek(min(length, len(failed))); err != nil {
		return err
	} else if bytes.Equal(begin, failed) {
		body := make([]byte, length)
		_, err := io.ReadFull(c.answer, body)
		return errors.Join(fmt.Errorf("answered %s", body), err)
	}
	_, err = c.answer.Discard(length)
	return err
}

// head reads an answer's head and gives the length of its body.
func (c *client) head() (length int, err error) {
	status, err := c.answer.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return 0, fmt.Errorf("answered %q", status)
	}
	length = -1
	for {
		line, err := c.answer.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if len(line) == 2 {
			break
		}
		if n, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(n[:len(n)-2])); err != nil {
				return 0, err
			}
		}
	}
	if length < 0 {
		return 0, errors.New("the answer does not tell its length")
	}
	return length, nil
}

// posted is a query as a browser's script sends it, head and body, without
// compression: both sides of a comparison then send the same bytes.
func posted(b *testing.B, query string, variables map[string]any) []byte {
	b.Helper()
	body, err := json.Marshal(struct {
		Query     string         `json:"query"`
		Variables map[string]any `json:"variables,omitempty"`
	}{query, variables})
	if err != nil {
		b.Fatal(err)
	}
	return fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}
