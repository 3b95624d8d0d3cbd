package export

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/wrapper"
)

// Whatever is in a manifest, it can be read, names nothing outside of the folder, and can be gone on with.
func FuzzManifest(f *testing.F) {
	const line = `{"time":"2026-01-01T00:00:00Z","video":"v","type":"default","state":"asked","path":"v.mp4","bytes":0,"sha256":"","error":"","attempts":1}`
	for _, text := range []string{"", "\n", line, line + "\n" + line[:40], `{"video":"v","type":"audio","state":"done","path":"../v"}`, "\x00\xff"} {
		f.Add([]byte(text))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, ManifestName), content, 0o600))
		m, err := openManifest(dir, func(error) {})
		require.NoError(t, err)
		defer func() { _ = m.file.Close() }()
		defer m.lock.Release()
		for _, known := range m.items {
			require.True(t, known.path == "" || filepath.IsLocal(known.path), known.path)
		}
		before := len(m.items)
		m.synced = time.Now() // nothing here ends the machine, and a sync takes longer than all the rest
		require.NoError(t, m.append(record{Video: "another video", Type: wrapper.Default, State: Asked, Path: "v.mp4", Attempts: 1}))
		again, err := readManifest(dir, func(error) {})
		require.NoError(t, err)
		require.NotEmpty(t, again.items[item{"another video", wrapper.Default}].path)
		require.InDelta(t, before+1, len(again.items), 1)
	})
}
