package contract_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each of these tests can't be red. Some say so at their end, and the run says so of the others.
func TestTestsThatCannotFailAreFound(t *testing.T) {
	const silent, nothing = "the test ended without an assertion: it can't fail", "T asserted nothing"
	for name, test := range map[string]struct {
		body      func(l *ledger, t *fakeTest)
		errors    []string // of the test
		complaint []string // of the run
	}{
		"asserts": {body: func(l *ledger, t *fakeTest) {
			l.expect(t).True(true)
		}},
		"asserts in a subtest": {body: func(l *ledger, t *fakeTest) {
			t.run("s", func(t *fakeTest) { l.expect(t).True(true) })
		}},
		"loops over nothing": {complaint: []string{nothing}, body: func(l *ledger, t *fakeTest) {
			for range []int{1}[:0] {
				t.run("s", func(t *fakeTest) { l.expect(t).True(true) })
			}
		}},
		"returns before it expects": {complaint: []string{nothing}, body: func(l *ledger, t *fakeTest) {
			if t.name == "T" {
				return
			}
			l.expect(t).True(true)
		}},
		"expects in a closure that is never called": {complaint: []string{nothing}, body: func(l *ledger, t *fakeTest) {
			_ = func() { l.expect(t).True(true) }
		}},
		"expects, and asserts nothing": {errors: []string{silent}, complaint: []string{nothing}, body: func(l *ledger, t *fakeTest) {
			l.expect(t)
		}},
		"asserts about nothing": {errors: []string{silent}, complaint: []string{nothing}, body: func(l *ledger, t *fakeTest) {
			is := l.expect(t)
			for range []int{} {
				is.True(true)
			}
		}},
		"has a subtest that asserts nothing": {errors: []string{silent}, body: func(l *ledger, t *fakeTest) {
			l.expect(t).True(true)
			t.run("s", func(t *fakeTest) { l.expect(t) })
		}},
		"skips before it expects": {complaint: []string{nothing}, body: func(_ *ledger, t *fakeTest) {
			t.skipped = true
		}},
		"skips by another name": {complaint: []string{"T was skipped"}, body: func(l *ledger, t *fakeTest) {
			l.expect(t).True(true)
			skip := func() { t.skipped = true }
			skip()
		}},
		"has a subtest that skips": {complaint: []string{"T/s was skipped"}, body: func(l *ledger, t *fakeTest) {
			l.expect(t).True(true)
			t.run("s", func(t *fakeTest) {
				l.expect(t)
				t.skipped = true
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			is := expect(t)
			l, fake := newLedger(), &fakeTest{name: "T"}
			test.body(l, fake)
			fake.end()
			is.Equal(test.errors, fake.errors)
			is.Equal(test.complaint, l.complaints([]string{"T"}))
		})
	}
}

// The run says so indeed: of one test alone, when all are asked for, and not when it was told to take that test only.
func TestRunFailsIfATestAssertedNothing(t *testing.T) {
	is := expect(t)
	self, err := os.Executable()
	is.NoError(err)
	run := func(environment string) (string, error) {
		command := exec.CommandContext(t.Context(), self, "-test.run", "^TestEveryOperationHasAWrapperMethod$") //nolint:gosec // this test
		command.Env = append(os.Environ(), environment)
		output, err := command.CombinedOutput()
		return string(output), err
	}
	output, err := run(judgeAnyRun + "=")
	is.NoError(err, output)
	is.NotContains(output, "self-check")
	output, err = run(judgeAnyRun + "=1")
	is.ErrorContains(err, "exit status 1")
	is.Contains(output, "self-check: TestRunFailsIfATestAssertedNothing asserted nothing\n")
	is.NotContains(output, "TestEveryOperationHasAWrapperMethod")
}

// What a run can't see is told from the source: a subtest begins with expect, so that it can't return before it, and
// nothing that skips is mentioned.
func TestSubtestsBeginWithExpectAndNoneSkips(t *testing.T) {
	is := expect(t)
	files, err := parseTests()
	is.NoError(err)
	for name, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.SelectorExpr:
				is.NotContains([]string{"Skip", "Skipf", "SkipNow", "Short"}, node.Sel.Name, name)
			case *ast.CallExpr:
				if body := subtestOf(node); body != nil {
					is.True(beginsWithExpect(body), "a subtest in %s does not begin with expect: %s", name, place(body))
				}
			}
			return true
		})
	}
}

var fileSet = token.NewFileSet()

func place(node ast.Node) string { return fmt.Sprint("line ", fileSet.Position(node.Pos()).Line) }

func parseTests() (map[string]*ast.File, error) {
	names, err := filepath.Glob("*_test.go")
	files := map[string]*ast.File{}
	for _, name := range names {
		if files[name], err = parser.ParseFile(fileSet, name, nil, 0); err != nil {
			return nil, err
		}
	}
	return files, err
}

// testNames are the tests of the suite.
func testNames() ([]string, error) {
	files, err := parseTests()
	var names []string
	for _, file := range files {
		for _, declared := range file.Decls {
			function, is := declared.(*ast.FuncDecl)
			if is && strings.HasPrefix(function.Name.Name, "Test") && function.Name.Name != "TestMain" {
				names = append(names, function.Name.Name)
			}
		}
	}
	slices.Sort(names)
	return names, err
}

func subtestOf(call *ast.CallExpr) *ast.BlockStmt {
	callee, is := call.Fun.(*ast.SelectorExpr)
	if !is || callee.Sel.Name != "Run" || len(call.Args) != 2 {
		return nil
	}
	if subtest, is := call.Args[1].(*ast.FuncLit); is {
		return subtest.Body
	}
	return nil
}

// beginsWithExpect also takes a subtest that is all in a function that it calls.
func beginsWithExpect(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	expects := false
	ast.Inspect(body.List[0], func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncLit, *ast.BlockStmt:
			return false // it need not be run
		case *ast.Ident:
			expects = expects || node.Name == "expect" || (node.Name == "run" && len(body.List) == 1)
		}
		return true
	})
	return expects
}

// fakeTest is a test that is not part of the run.
type fakeTest struct {
	name     string
	errors   []string
	skipped  bool
	cleanups []func()
}

func (f *fakeTest) Helper()                           {}
func (f *fakeTest) Name() string                      { return f.name }
func (f *fakeTest) Skipped() bool                     { return f.skipped }
func (f *fakeTest) Failed() bool                      { return len(f.errors) > 0 }
func (f *fakeTest) FailNow()                          {}
func (f *fakeTest) Error(args ...any)                 { f.errors = append(f.errors, fmt.Sprint(args...)) }
func (f *fakeTest) Errorf(format string, args ...any) { f.Error(fmt.Sprintf(format, args...)) }
func (f *fakeTest) Cleanup(do func())                 { f.cleanups = append(f.cleanups, do) }

func (f *fakeTest) end() {
	for _, do := range f.cleanups {
		do()
	}
}

func (f *fakeTest) run(name string, body func(*fakeTest)) {
	subtest := &fakeTest{name: f.name + "/" + name}
	body(subtest)
	subtest.end()
	f.errors = append(f.errors, subtest.errors...)
}
