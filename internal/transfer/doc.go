// Package transfer moves one media file from an HTTP server to a file or a
// writer and never reports success for bytes that the server did not have as
// one whole.
//
// [ToFile] keeps its state beside the target: target.part holds the bytes,
// target.part.json says which object they belong to and which spans of it are
// there, each span with a checksum. The target's own name appears only when
// every byte is present, hashed and synced. A failed or killed transfer goes
// on where it stopped, as long as the server still has the same object.
//
// [ToWriter] delivers the bytes once and in order. After a cut it continues by
// a range request; what was written is never written again.
//
// A request is built, sent and judged in request.go. Which reply may be
// combined with the bytes already there is decided in validator.go. What is
// tried again, and how often, is decided in retry.go.
package transfer
