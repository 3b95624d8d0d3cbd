// Package browser tests the reference that streamdl serve shows, in a real browser. It is a module of its own, so that
// the tests of the command need none.
package browser
