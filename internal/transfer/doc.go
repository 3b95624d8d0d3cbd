// Package transfer moves one media file from an HTTP server to a file or a writer and never reports success for bytes
// that the server did not have as one whole.
//
// [ToFile] fetches into a partial file beside the target, which gets the target's name when every byte is present,
// hashed, held against the disk and synced. A transfer that failed goes on where it stopped, as long as the server still
// has the same object.
//
// [ToWriter] delivers the bytes once and in order. After a cut it continues by a range request; what was written is
// never written again.
//
// Transfers that run side by side share nothing. One of four streams holds about 5 MiB of memory, whatever the size of the
// file.
//
// The requests, and the check of each response, are in the package source. What is on disk is the
// matter of the package partial. Here it is decided which response may be combined with the bytes already there
// (accept.go), and what is tried again, and how often (retry.go).
package transfer
