package check

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/google/uuid"

	"onrecord/internal/record"
)

// Graph is what is checked.
type Graph interface {
	// Each visits every record of one kind, in any order.
	Each(kind record.Kind) iter.Seq[record.Record]
	// Record finds a record of any kind.
	Record(id uuid.UUID) (record.Record, bool)
}

// Severity is how bad a finding is.
type Severity uint8

// The severities, the worst last.
const (
	Note Severity = iota
	Warning
	Error
)

func (s Severity) String() string {
	return [...]string{"NOTE", "WARNING", "ERROR"}[s]
}

// Finding is one thing that a rule found.
type Finding struct {
	Code     string
	Severity Severity
	Ref      record.Ref
	// Message names the record and says what is wrong and what to do.
	Message string
}

// Rule is what a code stands for.
type Rule struct {
	Code     string
	Severity Severity
	// Looks says what the rule looks for, in one sentence.
	Looks string
}

// Options are the choices of whoever checks.
type Options struct {
	// Most is how many findings are kept of each rule; 0 stands for 200.
	Most int
	// Label is what people call a record that has no slug, such as
	// "coalition/alwan-benefits"; it may be nil, or give "" for what it does
	// not know.
	Label func(record.Ref) string
}

const defaultMost = 200

// Report is what all rules found, by code and then by record.
type Report struct {
	Findings []Finding
	// Left is how many further findings each rule had beyond Options.Most.
	Left map[string]int
}

// Worst is the severity of the worst finding; ok is false where there is none.
func (r Report) Worst() (worst Severity, ok bool) {
	for _, f := range r.Findings {
		worst, ok = max(worst, f.Severity), true
	}
	return worst, ok
}

// rule is a Rule and how it looks.
type rule struct {
	Rule
	find func(*corpus, finder)
}

// finder takes one finding of the rule being applied.
type finder func(r record.Record, format string, args ...any)

// Rules lists every rule by its code.
func Rules() []Rule {
	var list []Rule
	for _, r := range rules() {
		list = append(list, r.Rule)
	}
	return list
}

func rules() []rule {
	all := slices.Concat(selectorRules(), orphanRules(), nameRules(), claimRules(), dateRules(), attributionRules(), structureRules())
	slices.SortFunc(all, func(a, b rule) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Run applies every rule. The same graph gives the same report. It fails only
// where the context ends.
func Run(ctx context.Context, g Graph, options Options) (Report, error) {
	c, err := gather(ctx, g, options)
	if err != nil {
		return Report{}, err
	}
	report := Report{Left: map[string]int{}}
	most := cmp.Or(options.Most, defaultMost)
	for _, rule := range rules() {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		kept := 0
		rule.find(c, func(r record.Record, format string, args ...any) {
			if kept++; kept > most {
				report.Left[rule.Code]++
				return
			}
			report.Findings = append(report.Findings, Finding{
				Code: rule.Code, Severity: rule.Severity, Ref: r.Ref(),
				Message: c.name(r) + " " + fmt.Sprintf(format, args...),
			})
		})
	}
	slices.SortStableFunc(report.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), a.Ref.Compare(b.Ref), strings.Compare(a.Message, b.Message))
	})
	return report, nil
}
