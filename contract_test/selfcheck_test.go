package contract_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Every test and subtest asserts by way of expect, which fails one that ends without an assertion, and none is
// skipped.
func TestEveryTestAssertsAndNoneIsSkipped(t *testing.T) {
	is := expect(t)
	files, err := filepath.Glob("*_test.go")
	is.NoError(err)
	is.NotEmpty(files)
	asserting := map[string]bool{}
	var bodies []testBody
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		is.NoError(err)
		for _, declared := range parsed.Decls {
			function, isFunction := declared.(*ast.FuncDecl)
			if !isFunction {
				continue
			}
			ast.Inspect(function, func(node ast.Node) bool {
				if call, isCall := node.(*ast.CallExpr); isCall {
					is.NotContains([]string{"Skip", "Skipf", "SkipNow", "Short"}, calleeOf(call), "%s in %s", function.Name, file)
				}
				return true
			})
			asserting[function.Name.Name] = calls(function.Body, func(name string) bool { return name == "expect" })
			bodies = append(bodies, testBodies(file, function)...)
		}
	}
	is.NotEmpty(bodies)
	for _, body := range bodies {
		asserts := calls(body.block, func(name string) bool { return name == "expect" || name == "Run" || asserting[name] })
		is.True(asserts, "%s never asserts", body.name)
	}
}

type testBody struct {
	name  string
	block *ast.BlockStmt
}

// testBodies are those of a test function and of the subtests in it.
func testBodies(file string, function *ast.FuncDecl) []testBody {
	if !strings.HasPrefix(function.Name.Name, "Test") || function.Name.Name == "TestMain" {
		return nil
	}
	bodies := []testBody{{file + ": " + function.Name.Name, function.Body}}
	ast.Inspect(function.Body, func(node ast.Node) bool {
		call, isCall := node.(*ast.CallExpr)
		if !isCall || calleeOf(call) != "Run" || len(call.Args) != 2 {
			return true
		}
		if subtest, isLiteral := call.Args[1].(*ast.FuncLit); isLiteral {
			bodies = append(bodies, testBody{file + ": a subtest of " + function.Name.Name, subtest.Body})
		}
		return true
	})
	return bodies
}

func calls(block *ast.BlockStmt, wanted func(name string) bool) bool {
	found := false
	ast.Inspect(block, func(node ast.Node) bool {
		if call, isCall := node.(*ast.CallExpr); isCall {
			found = found || wanted(calleeOf(call))
		}
		return !found
	})
	return found
}

func calleeOf(call *ast.CallExpr) string {
	switch callee := call.Fun.(type) {
	case *ast.Ident:
		return callee.Name
	case *ast.SelectorExpr:
		return callee.Sel.Name
	}
	return ""
}
