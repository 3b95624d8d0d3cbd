// Package mutants proves that the contract suite can fail. Its test changes the document, the wire or the generated code
// in one small way at a time, and expects the test that it names to go red.
package mutants
