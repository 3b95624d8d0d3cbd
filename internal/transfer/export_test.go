package transfer

// File is what a partial file has to be able to do.
type File = file

// WithDisk puts wrap between a transfer and its partial file.
func WithDisk(o Options, wrap func(File) File) Options {
	o.wrapFile = wrap
	return o
}
