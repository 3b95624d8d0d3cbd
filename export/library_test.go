package export_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// library is an emulated library, and a folder to export it into.
type library struct {
	*emulator.Server
	t      *testing.T
	client *wrapper.Client
	dir    string
	events []export.Event // of the last run
}

// emulate starts an emulator whose downloads are ready at once, unless an option says otherwise.
func emulate(t *testing.T, options ...emulator.Option) *library {
	t.Helper()
	server, err := emulator.New(append([]emulator.Option{emulator.WithEncodeTime(0)}, options...)...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	l := &library{Server: server, t: t, dir: filepath.Join(t.TempDir(), "archive")}
	l.client = l.newClient()
	return l
}

func (l *library) newClient(options ...wrapper.Option) *wrapper.Client {
	l.t.Helper()
	client, err := wrapper.New(append([]wrapper.Option{
		wrapper.WithAPIToken(emulator.DefaultToken),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithHTTPClient(&http.Client{Transport: l.Transport()}),
		wrapper.WithRateLimit(0, 0),
	}, options...)...)
	require.NoError(l.t, err)
	return client
}

// signingKey reads a key of the account, as a service and a client take it.
func signingKey(t *testing.T) (emulator.Option, wrapper.Option) {
	t.Helper()
	text, err := os.ReadFile("../internal/signing/testdata/pkcs1.pem")
	require.NoError(t, err)
	key, err := wrapper.ParseSigningKey(string(text))
	require.NoError(t, err)
	return emulator.WithSigningKey(string(text)), wrapper.WithSigningKey(key.WithID("a-key"))
}

// run exports, and keeps the events.
func (l *library) run(options export.Options) (export.Summary, error) {
	l.t.Helper()
	l.events = nil
	also := options.OnEvent
	options.OnEvent = func(e export.Event) {
		l.events = append(l.events, e) // a race if there were two at a time
		if also != nil {
			also(e)
		}
	}
	return export.Run(l.t.Context(), l.client, l.dir, options)
}

// complete exports, and makes sure that nothing is missing.
func (l *library) complete(options export.Options) export.Summary {
	l.t.Helper()
	summary, err := l.run(options)
	require.NoError(l.t, err)
	require.True(l.t, summary.Complete)
	require.Zero(l.t, summary.Failed)
	require.Empty(l.t, summary.Failures)
	return summary
}

// files are the names in the folder, without the manifest.
func (l *library) files() []string {
	l.t.Helper()
	entries, err := os.ReadDir(l.dir)
	require.NoError(l.t, err)
	names := []string{}
	for _, entry := range entries {
		if entry.Name() != export.ManifestName {
			names = append(names, entry.Name())
		}
	}
	return names
}

// count is how many requests asked for one of the operations.
func (l *library) count(operations ...emulator.Operation) int {
	return len(l.Requests(operations...))
}

func (l *library) read(name string) []byte {
	l.t.Helper()
	content, err := os.ReadFile(filepath.Join(l.dir, name))
	require.NoError(l.t, err)
	return content
}

func (l *library) write(name string, content []byte) {
	l.t.Helper()
	require.NoError(l.t, os.MkdirAll(l.dir, 0o755))
	require.NoError(l.t, os.WriteFile(filepath.Join(l.dir, name), content, 0o600))
}

func (l *library) manifest() []string {
	l.t.Helper()
	return strings.SplitAfter(strings.TrimSuffix(string(l.read(export.ManifestName)), "\n"), "\n")
}
