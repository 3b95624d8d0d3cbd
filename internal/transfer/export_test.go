package transfer

import "github.com/streamdl/streamdl-go/internal/transfer/partial"

// WithDisk puts wrap between a transfer and its partial file.
func WithDisk(o Options, wrap func(partial.Disk) partial.Disk) Options {
	o.wrapDisk = wrap
	return o
}
