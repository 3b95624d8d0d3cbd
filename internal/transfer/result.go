package transfer

// Result describes a finished transfer.
type Result struct {
	// Path is the file written by ToFile, as it was given.
	Path string
	// Bytes is the size of the whole file.
	Bytes int64
	// SHA256 is the checksum of the whole file in lower-case hexadecimal.
	SHA256 string
	// ContentType is the media type the server gave.
	ContentType string
	// ResumedBytes is how much of the file was kept from an earlier run.
	ResumedBytes int64
	// Verified says that the server promised a length and that it was met.
	Verified bool
}
