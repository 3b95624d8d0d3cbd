package export

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/go-json-experiment/json"
)

// read takes in all lines. One that can't be read is reported, and left out; what it was about is found out anew.
func (m *manifest) read(file io.Reader, warn func(error)) error {
	reader := bufio.NewReader(file)
	for number := 1; ; number++ {
		text, err := reader.ReadBytes('\n')
		half := errors.Is(err, io.EOF)
		switch {
		case err != nil && !half:
			return err
		case half && len(text) == 0:
			return nil
		case !m.add(text):
			warn(fmt.Errorf("line %d of %s can't be read, and is left out", number, ManifestName))
		}
		if half {
			return m.endLine()
		}
	}
}

// endLine ends a line that an earlier run did not end, so that the next one is a line of its own.
func (m *manifest) endLine() error {
	if m.file == nil {
		return nil
	}
	_, err := m.file.WriteString("\n")
	return err
}

// add takes in one line, and reports whether it is one.
func (m *manifest) add(text []byte) bool {
	if len(bytes.TrimSpace(text)) == 0 {
		return true
	}
	var r record
	if err := json.Unmarshal(text, &r); err != nil || r.Video == "" || !r.Type.Valid() {
		return false
	}
	if r.Path != "" && !filepath.IsLocal(r.Path) {
		return false
	}
	about := item{r.Video, r.Type}
	k := m.items[about]
	k.attempts = max(k.attempts, r.Attempts)
	switch r.State {
	case Asked:
		if !k.done {
			k.path = r.Path
		}
	case Done:
		sum, err := hex.DecodeString(r.SHA256)
		if err != nil || len(sum) != len(k.sum) || r.Path == "" {
			return false
		}
		k.done, k.path, k.bytes, k.sum = true, r.Path, r.Bytes, [32]byte(sum)
	case Skipped:
		k.skipped = true
	case Failed:
	default:
		return false
	}
	m.items[about] = k
	return true
}
