package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/internal/disk"
	"github.com/streamdl/streamdl-go/wrapper"
)

// ManifestName is the name of the manifest in the folder of an export.
const ManifestName = "streamdl-export.jsonl"

// record is a line of the manifest.
type record struct {
	Time     time.Time            `json:"time"`
	Video    string               `json:"video"`
	Type     wrapper.DownloadType `json:"type"`
	State    EventKind            `json:"state"` // Asked, Done, Skipped or Failed
	Path     string               `json:"path"`  // within the folder
	Bytes    int64                `json:"bytes"`
	SHA256   string               `json:"sha256"`
	Error    string               `json:"error"`
	Attempts int                  `json:"attempts"` // how often it was asked for, in all runs
}

// item is what a record is about.
type item struct {
	video string
	kind  wrapper.DownloadType
}

// known is what the manifest says of a file, all its lines together.
type known struct {
	path     string // since it was asked for
	bytes    int64
	sum      [32]byte
	attempts int
	done     bool
	skipped  bool
}

// manifest is the file in which an export remembers what it did. Lines are only ever appended.
type manifest struct {
	mu     sync.Mutex
	file   *os.File
	lock   *disk.Lock
	synced time.Time
	items  map[item]known
}

// syncEvery is how often lines are brought to disk. If the machine itself fails, those of the last second may be lost:
// the next run then finds files that it does not know, and compares them with those of the service.
const syncEvery = time.Second

// lockedError says that another export is running in the folder.
type lockedError string

func (e lockedError) Error() string { return string(e) }
func (lockedError) Unwrap() error   { return wrapper.ErrLocked }

func lockFailure(dir string, err error) error {
	held, ok := errors.AsType[*disk.LockedError](err)
	if !ok {
		return localError("locking the folder", err)
	}
	advice := "wait for it, or export into another one"
	if held.Leftover != "" {
		advice = "if none is, remove " + filepath.Join(dir, held.Leftover)
	}
	return lockedError("another export is running in the folder " + dir + ": " + advice)
}

// openManifest makes the folder if there is none, locks it, and reads its manifest. What it can't read it hands to warn.
func openManifest(dir string, warn func(error)) (*manifest, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // a folder of files to be read by others
		return nil, localError("making the folder", err)
	}
	path := filepath.Join(dir, ManifestName)
	file, _, err := disk.OpenOwn(path, os.O_APPEND)
	if err != nil {
		return nil, localError("opening the manifest", err)
	}
	m := &manifest{file: file, items: map[item]known{}}
	if m.lock, err = disk.Acquire(file); err != nil {
		_ = file.Close()
		return nil, lockFailure(dir, err)
	}
	if err := m.read(file, warn); err != nil {
		m.close()
		return nil, localError("reading the manifest", err)
	}
	return m, nil
}

// readManifest reads the manifest of a folder that is not to be changed, and may not exist.
func readManifest(dir string, warn func(error)) (*manifest, error) {
	m := &manifest{items: map[item]known{}}
	file, err := os.Open(filepath.Join(dir, ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, localError("opening the manifest", err)
	}
	defer func() { _ = file.Close() }()
	return m, m.read(file, warn)
}

func (m *manifest) known(about item) known {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.items[about]
}

// append writes a line.
func (m *manifest) append(r record) error {
	r.Time = time.Now().UTC()
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.add(text)
	if _, err := m.file.Write(append(text, '\n')); err != nil {
		return localError("writing the manifest", err)
	}
	if time.Since(m.synced) < syncEvery {
		return nil
	}
	m.synced = time.Now()
	return localError("writing the manifest", disk.Sync(m.file))
}

func (m *manifest) close() {
	_ = disk.Sync(m.file)
	m.lock.Release()
	_ = m.file.Close()
}

func localError(doing string, err error) error {
	if err == nil || errors.Is(err, wrapper.ErrLocal) {
		return err
	}
	return fmt.Errorf("%w: %s: %w", wrapper.ErrLocal, doing, err)
}
