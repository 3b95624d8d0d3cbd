package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/streamdl/streamdl-go/wrapper"
)

var errDifferent = fmt.Errorf("%w: something else has this name, and the manifest does not know it: move it away, or name the files otherwise", wrapper.ErrExists)

// adopt takes a file that is there, and that the manifest does not know, for the file of a download if both are the same,
// byte for byte. It is what remains of a run whose manifest was lost.
func adopt(ctx context.Context, client *wrapper.Client, download wrapper.Download, path string, options []wrapper.FetchOption) (wrapper.FetchResult, error) {
	file, err := os.Open(path)
	if err != nil {
		return wrapper.FetchResult{}, localError("opening a file that is there", err)
	}
	defer func() { _ = file.Close() }()
	compared := &comparison{file: file}
	result, err := client.Fetch(ctx, download, compared, options...)
	switch {
	case compared.different:
		return wrapper.FetchResult{}, errDifferent
	case err != nil:
		return result, err
	}
	if _, err := io.ReadFull(file, make([]byte, 1)); !errors.Is(err, io.EOF) {
		return wrapper.FetchResult{}, errDifferent
	}
	result.Path, result.ResumedBytes = path, result.Bytes
	return result, nil
}

// isNoFile reports whether there is something that is no file, such as a folder.
func isNoFile(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && !info.Mode().IsRegular()
}

// comparison is a writer that takes only what a file has.
type comparison struct {
	file      io.Reader
	buffer    []byte
	different bool
}

func (c *comparison) Write(p []byte) (int, error) {
	if len(c.buffer) < len(p) {
		c.buffer = make([]byte, len(p))
	}
	n, err := io.ReadFull(c.file, c.buffer[:len(p)])
	if err == nil && string(c.buffer[:n]) == string(p) {
		return n, nil
	}
	c.different = err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	return 0, errDifferent
}
