package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// file is the content of a download and what is said about it.
type file struct {
	content  Content
	etag     string
	modified time.Time // zero until it was replaced: then it is as old as the download
}

func newFile(content Content, modified time.Time) *file {
	return &file{content, `"` + fingerprint(content, modified) + `"`, modified}
}

// fingerprint distinguishes contents by their size, head and tail, without reading all of them, and one generated anew by
// its date.
func fingerprint(content Content, modified time.Time) string {
	const probe = 64 << 10
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%d %d ", content.Size(), modified.Unix()) // a hash never fails
	_, _ = io.Copy(hash, io.NewSectionReader(content, 0, probe))
	_, _ = io.Copy(hash, io.NewSectionReader(content, max(0, content.Size()-probe), probe))
	return hex.EncodeToString(hash.Sum(nil)[:16])
}
