// Package conformance checks HTTP traffic with the downloads API against its OpenAPI document: each request
// that a program sends, and each response that it gets. It is for tests and for watching a service, a proxy or
// a mock; the client in [github.com/streamdl/streamdl-go/wrapper] does not need it.
//
// In a test of a client, one line is enough. Each deviation fails the test, and so does no call at all:
//
//	client := &http.Client{Transport: conformance.NewTransport(t, nil)}
//
// It is strict. What the document does not name, be it a status, a property, a header parameter or a media
// type, is a [Deviation] too, and so is JSON that could be read in two ways.
package conformance
