// Package validators holds the tests in which two validators, of different authors, check the document, its examples
// and the traffic. Where they disagree, one of them is wrong, or the document is not clear.
package validators
