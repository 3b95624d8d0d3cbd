package export

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/streamdl/streamdl-go/wrapper"
)

// errInTheWay: something that is no file has the name of the metadata of a video.
var errInTheWay = fmt.Errorf("%w: writing metadata: something else has its name", wrapper.ErrLocal)

// writeMetadata writes what the service says of a video, unless it was written before.
func writeMetadata(path string, video wrapper.Video) error {
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
		return nil
	} else if err == nil {
		return fmt.Errorf("%w: %s", errInTheWay, filepath.Base(path))
	}
	text, err := json.Marshal(video, jsontext.WithIndent("  "), json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("%w: the metadata of video %s: %w", wrapper.ErrProtocol, video.UID, err)
	}
	unfinished := path + ".part"
	err = os.WriteFile(unfinished, append(text, '\n'), 0o644) //nolint:gosec // a file to be read by others
	if err == nil {
		err = os.Rename(unfinished, path)
	}
	return localError("writing metadata", err)
}
