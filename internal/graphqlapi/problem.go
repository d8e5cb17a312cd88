package graphqlapi

import (
	"errors"
	"slices"
	"strings"

	"onrecord/internal/graph"
	"onrecord/internal/record"
)

// problem is one thing that is wrong with an input: the editor's affair, which is
// answered with a path into the input and not as a failure of the request.
type problem struct {
	Code    code
	Message string
	Path    []string
	with    *node
}

// Node is what the input clashes with.
func (p *problem) Node() *node { return p.with }

func problemAt(c code, message string, path ...string) *problem {
	return &problem{Code: c, Message: message, Path: append([]string{"input"}, path...)}
}

func (p *problem) Error() string { return strings.Join(p.Path, ".") + ": " + p.Message }

// problems are all that is wrong with an input, as an error on the way to the
// payload.
type problems []*problem

func (ps problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "; ")
}

// atMember is an error of a kind that is the editor's as a problem with a member.
func atMember(err error, member string) error {
	switch {
	case errors.Is(err, record.ErrNotFound):
		return problemAt(codeNotFound, err.Error(), member)
	case errors.Is(err, record.ErrInvalid):
		return problemAt(codeInvalid, err.Error(), member)
	}
	return err
}

// within puts the paths of an error's problems into a member of the input.
func within(err error, member string) error {
	var one *problem
	var several problems
	if errors.As(err, &one) {
		several = problems{one}
	} else if !errors.As(err, &several) {
		return err
	}
	return several.within(member)
}

// within puts the paths of problems into a member of the input, unless they are
// there.
func (ps problems) within(member string) problems {
	for _, p := range ps {
		if len(p.Path) < 2 || p.Path[1] != member {
			p.Path = slices.Insert(p.Path, 1, member)
		}
	}
	return ps
}

// mostProblems bounds the problems of one answer.
const mostProblems = 100

// problemsOf are the problems that an error amounts to; none where it is a failure
// that the editor can do nothing about.
func (e *editing) problemsOf(err error) problems {
	var one *problem
	var several problems
	var change *record.ChangeError
	var shapes record.Problems
	switch {
	case errors.As(err, &several):
		return several
	case errors.As(err, &one):
		return problems{one}
	case errors.As(err, &change):
		return e.problemsOfChange(change)
	case errors.As(err, &shapes):
		for _, p := range shapes[:min(len(shapes), mostProblems)] {
			several = append(several, problemAt(codeInvalid, p.Message, pathInto(p.Path)...))
		}
		return several
	}
	for kind, c := range map[error]code{record.ErrInvalid: codeInvalid, record.ErrNotFound: codeNotFound, record.ErrConflict: codeConflict} {
		if errors.Is(err, kind) {
			return problems{problemAt(c, err.Error())}
		}
	}
	return nil
}

// problemsOfChange are the problems of the records that the input describes, by
// their place in it, and those of others beside these.
func (e *editing) problemsOfChange(change *record.ChangeError) (all problems) {
	c := codeInvalid
	if errors.Is(change.Kind, record.ErrConflict) {
		c = codeConflict
	}
	for _, p := range change.Problems[:min(len(change.Problems), mostProblems)] {
		found := problemAt(c, p.Message)
		if at, described := e.described[p.Ref.ID]; described {
			found.Path = slices.Concat(found.Path, at, pathInto(p.Path))
		} else if p.Path != "" {
			found.Message = p.Path + ": " + p.Message
		}
		if stored, ok := e.snapshot.Record(p.Ref.ID); ok {
			found.with = e.node(stored)
		}
		all = append(all, found)
	}
	return all
}

// pathInto takes a path of record apart: names[1].text is names, 1, text.
func pathInto(path string) []string {
	path = strings.NewReplacer("[", ".", "]", "").Replace(path)
	if path == "" {
		return nil
	}
	return strings.Split(path, ".")
}

// requestAt is the request as it is answered from another revision: a change is
// shown as it stands after it.
func (r *request) requestAt(s *graph.Snapshot) *request {
	return &request{snapshot: s, graph: r.graph, languages: r.languages, base: r.base, today: r.today}
}
