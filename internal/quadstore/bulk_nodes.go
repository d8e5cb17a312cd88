package quadstore

import (
	"bufio"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
)

// nodeRows writes how many quads more each node has, in the order of the nodes:
// it merges the objects, which come one by one, with the subjects and the few
// others.
type nodeRows struct {
	w    *bulkWrite
	rows *rows
	// object is the present one and how many quads it is the object of.
	present id
	objects int64

	subjects *bufio.Reader
	subject  id
	gained   int64
	others   []id
}

// afterAll is after every node.
const afterAll id = math.MaxInt64

func (w *bulkWrite) newNodeRows() (*nodeRows, error) {
	from, err := w.subjects.rewind()
	if err != nil {
		return nil, err
	}
	n := &nodeRows{w: w, rows: newRows(w.tx, "node", 5), subjects: from, others: slices.Sorted(maps.Keys(w.others))}
	return n, n.nextSubject()
}

func (n *nodeRows) nextSubject() error {
	s, err := readVarint(n.subjects)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		n.subject = afterAll
		return nil
	}
	if err != nil {
		return unspilled(err)
	}
	gained, err := readUvarint(n.subjects)
	n.subject, n.gained = id(s), int64(gained)
	return unspilled(err)
}

// object counts one more quad with this object.
func (n *nodeRows) object(o id) error {
	if o == n.present {
		n.objects++
		return nil
	}
	if err := n.through(o - 1); err != nil {
		return err
	}
	n.present, n.objects = o, 1
	return nil
}

// flush writes what is left.
func (n *nodeRows) flush() error {
	return errors.Join(n.through(afterAll-1), n.rows.flush())
}

// through writes all nodes up to and including the last one.
func (n *nodeRows) through(last id) error {
	for {
		next := n.subject
		if len(n.others) > 0 {
			next = min(next, n.others[0])
		}
		if n.objects > 0 {
			next = min(next, n.present)
		}
		if next > last {
			return nil
		}
		if err := n.write(next); err != nil {
			return err
		}
	}
}

func (n *nodeRows) write(node id) error {
	var d degree
	if len(n.others) > 0 && n.others[0] == node {
		d = n.w.others[node]
		n.others = n.others[1:]
	}
	if n.objects > 0 && n.present == node {
		d.o, n.objects = n.objects, 0
	}
	if n.subject == node {
		d.s = n.gained
		if err := n.nextSubject(); err != nil {
			return err
		}
	}
	if d == (degree{}) {
		return nil
	}
	if known, err := n.w.changeDegree(node, d); known || err != nil {
		return err
	}
	n.w.after.nodes++
	return n.rows.add(int64(node), d.s, d.p, d.o, d.g)
}
