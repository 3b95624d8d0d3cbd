// Package exercise calls the operations of the document in every way that this module offers, and walks them
// against a server. It is used by the tests, never by the client.
package exercise
