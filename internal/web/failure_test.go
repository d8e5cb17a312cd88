package web

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"onrecord/internal/record"
)

// Whatever this package refuses, it tells in every language, with a place for each
// value.
func TestEveryRefusalHasAReason(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	// reasons are those that are called, with how many values; nouns are passed on to refuse.
	reasons := map[string]int{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 {
				return true
			}
			literal, ok := call.Args[1].(*ast.BasicLit)
			if !ok {
				return true
			}
			reason, _ := strconv.Unquote(literal.Value)
			switch called := call.Fun.(type) {
			case *ast.Ident:
				if called.Name == "refuse" {
					reasons[reason] = len(call.Args) - 2
				}
			case *ast.SelectorExpr:
				if called.Sel.Name == "bySlug" || called.Sel.Name == "keyed" {
					reasons[reason] = 1
				}
			}
			return true
		})
	}
	if len(reasons) < 25 {
		t.Fatalf("only %d reasons are found: %v", len(reasons), reasons)
	}
	for _, tongue := range openTongues(t) {
		for reason, values := range reasons {
			text, err := tongue.say("reason." + reason)
			if err != nil || strings.Count(text, "{}") != values {
				t.Errorf("%s: %s is %q with %d values, %v", tongue.Code, reason, text, values, err)
			}
		}
		for key := range tongue.messages {
			if reason, is := strings.CutPrefix(key, "reason."); is {
				if _, called := reasons[reason]; !called {
					t.Errorf("nothing is refused for %s", key)
				}
			}
		}
	}
}

// A reason is told in the visitor's language, with what the address holds set apart, and
// one that comes from elsewhere in English, as it is.
func TestReasonsAreTranslated(t *testing.T) {
	tongues := openTongues(t)
	refused := refuse(record.ErrInvalid, "from", "revision", 1)
	for i, want := range []phrase{
		{"revision has to be a number from 1 on.", "en", "ltr"},
		{"يجب أن يكون \u2068revision\u2069 عددًا لا يقل عن \u20681\u2069.", "ar", "rtl"},
	} {
		got, err := (&visit{tongue: tongues[i]}).explain(refused)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", tongues[i].Code, got, err)
		}
		if got, err := (&visit{tongue: tongues[i]}).explain(errors.New("the disk is full")); err != nil || got != (phrase{"the disk is full", "en", "ltr"}) {
			t.Errorf("%s: %+v, %v", tongues[i].Code, got, err)
		}
	}
	if statusOf(refused) != 400 {
		t.Errorf("status %d", statusOf(refused))
	}
}
