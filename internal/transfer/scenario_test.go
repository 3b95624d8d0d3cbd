package transfer_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/transfer"
	"github.com/streamdl/streamdl-go/internal/transfer/partial"
)

// scenario is a fetch from the emulator, over sockets, while something goes wrong. Whatever that is, the target
// is the file that the server has, or it is not there.
type scenario struct {
	before []string                                                      // faults of a first run, which leaves a partial file
	faults []string                                                      // faults of the run that counts
	set    func(*transfer.Options)                                       // options other than quick
	meddle func(t *testing.T, server *emulator.Server, path string)      // what happens between the runs
	fresh  bool                                                          // a new URL is to be had
	want   error                                                         // nil: the file is there
	text   string                                                        // is in the error
	check  func(t *testing.T, result transfer.Result, requests []string) // of a run without an error; the Range headers it sent
}

const scenarioSize = 400_000

// half breaks the first response off in its middle, and keeps the run from going on by itself.
var half = []string{"media:1:cut=50%", "media:2-:status=410"}

func TestScenarios(t *testing.T) {
	for name, s := range scenarios() {
		simulate(t, name, s.run)
	}
}

func (s scenario) run(t *testing.T) {
	server, client := serving(t)
	path := target(t)
	options := single()
	if s.set != nil {
		s.set(&options)
	}
	fetch := func(faults []string, options transfer.Options) (transfer.Result, error) {
		require.NoError(t, server.Script(faults...))
		defer server.ClearFaults()
		options.Client = client
		return transfer.ToFile(t.Context(), filmURL, path, options)
	}
	if s.before != nil {
		_, err := fetch(s.before, options)
		require.Error(t, err)
		require.FileExists(t, path+".part")
	}
	if s.meddle != nil {
		s.meddle(t, server, path)
	}
	if s.fresh {
		options.Refresh = sameURL
	}
	seen := len(server.Requests(emulator.Media))
	result, err := fetch(s.faults, options)
	if s.want == nil {
		require.NoError(t, err)
		requireServed(t, client, path, result)
		requireAlone(t, path)
		if s.check != nil {
			var ranges []string
			for _, request := range server.Requests(emulator.Media)[seen:] {
				ranges = append(ranges, request.Header.Get("Range"))
			}
			s.check(t, result, ranges[:len(ranges)-1]) // without that of requireServed
		}
		return
	}
	require.Error(t, err)
	if !errors.Is(s.want, errAny) {
		require.ErrorIs(t, err, s.want)
	}
	require.ErrorContains(t, err, s.text)
	if errors.Is(s.want, transfer.ErrLocal) && s.faults == nil {
		return // the target stays what it was
	}
	require.NoFileExists(t, path)
	result, err = fetch(nil, single())
	require.NoError(t, err, "the next run finishes")
	requireServed(t, client, path, result)
}

const filmURL = "http://files.test/film/downloads/default.mp4"

// serving has an emulator with a download that is ready, and a client that reaches it.
func serving(t *testing.T) (*emulator.Server, *http.Client) {
	t.Helper()
	server, err := emulator.New(emulator.WithEncodeTime(0), emulator.WithContent("film", gen.DownloadTypeDefault, emulator.Synthetic(scenarioSize, 1)))
	require.NoError(t, err)
	client := connect(t, server.Handler())
	api, err := gen.NewClientWithResponses("http://api.test"+emulator.BasePath, gen.WithHTTPClient(client), gen.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
		return nil
	}))
	require.NoError(t, err)
	created, err := api.CreateDownloadWithResponse(t.Context(), emulator.DefaultAccount, "film", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, created.StatusCode())
	return server, client
}

// requireServed holds the target against what the server gives to somebody who asks plainly.
func requireServed(t *testing.T, client *http.Client, path string, result transfer.Result) {
	t.Helper()
	response, err := client.Get(filmURL) //nolint:noctx // in memory
	require.NoError(t, err)
	want, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "another file than that of the server")
	digest := sha256.Sum256(want)
	require.Equal(t, hex.EncodeToString(digest[:]), result.SHA256)
	require.Equal(t, int64(len(want)), result.Bytes)
}

func scenarios() map[string]scenario {
	all := map[string]scenario{}
	for _, group := range []map[string]scenario{
		refusalScenarios(), resumeScenarios(), changeScenarios(), rangeScenarios(), bodyScenarios(), slowScenarios(), localScenarios(),
	} {
		for name, s := range group {
			all[name] = s
		}
	}
	return all
}

func refusalScenarios() map[string]scenario {
	return map[string]scenario{
		"404 just after ready":             {faults: []string{"media:1-2:status=404"}},
		"424 just after ready":             {faults: []string{"media:1-2:status=424"}},
		"404 for longer than is believed":  {faults: []string{"media:*:status=404"}, want: transfer.ErrNotFound},
		"401 of a private video":           {faults: []string{"media:*:status=401"}, want: transfer.ErrUnauthorized, text: "a private video needs a signed URL"},
		"503 twice":                        {faults: []string{"media:1-2:status=503"}},
		"429 with a hint":                  {faults: []string{"media:1:status=429,retry-after=0"}},
		"a reset before the response":      {faults: []string{"media:1:reset=before"}},
		"a signed URL that expires midway": {faults: []string{"media:1:cut=50%", "media:2:status=403"}, fresh: true, check: inRequests("", "bytes=200000-399999", "bytes=200000-399999")},
		"a signed URL that expires midway, and then leads to another file": {
			faults: []string{"media:1:cut=50%", "media:2:status=403", "media:3:replace"}, fresh: true},
		"redirects without end":     {faults: []string{"media:*:redirect=."}, want: errAny, text: "redirect"},
		"a redirect to another URL": {faults: []string{"media:1:redirect=?again"}, check: inRequests("", "")},
	}
}

func resumeScenarios() map[string]scenario {
	resumed := func(t *testing.T, result transfer.Result, _ []string) {
		t.Helper()
		assert.Equal(t, int64(scenarioSize/2), result.ResumedBytes)
		assert.True(t, result.Verified)
	}
	return map[string]scenario{
		"a cut in the middle":                   {faults: []string{"media:1:cut=50%"}, check: inRequests("", "bytes=200000-399999")},
		"a cut before the last byte":            {faults: []string{"media:1:cut=399999"}, check: inRequests("", "bytes=399999-399999")},
		"a cut of every response":               {faults: []string{"media:1-12:cut=50%"}},
		"an earlier run":                        {before: half, check: resumed},
		"an earlier run, by a weak tag":         {before: with(half, "media:*:validators=weak"), faults: []string{"media:*:validators=weak"}, check: resumed},
		"an earlier run, by the date":           {before: with(half, "media:*:validators=date"), faults: []string{"media:*:validators=date"}, check: resumed},
		"an earlier run, without any validator": {before: with(half, "media:*:validators=none"), faults: []string{"media:*:validators=none"}, check: resumed},
		"a server that ignores ranges": {before: half, faults: []string{"media:*:ignore=Range"}, check: func(t *testing.T, _ transfer.Result, requests []string) {
			t.Helper()
			assert.Len(t, requests, 1, "restarted in place")
		}},
		"a server that ignores If-Range": {before: half, faults: []string{"media:*:ignore=If-Range"}, check: resumed},
		"a state file of nonsense":       {before: half, meddle: writeState("nonsense"), check: startedOver},
		"a state file of a later format": {before: half, meddle: writeState(`{"streamdl":99}` + "\n[0,1000,5]\n"), check: startedOver},
		"no state file":                  {before: half, meddle: writeState(""), check: startedOver},
		"a partial file with other bytes": {before: half, meddle: func(t *testing.T, _ *emulator.Server, path string) {
			t.Helper()
			overwrite(100, "other bytes")(t, path+".part")
		}},
	}
}

func changeScenarios() map[string]scenario {
	replace := func(t *testing.T, server *emulator.Server, _ string) {
		t.Helper()
		require.NoError(t, server.Replace("film", gen.DownloadTypeDefault, emulator.Synthetic(scenarioSize, 2)))
	}
	return map[string]scenario{
		"replaced between two runs":                                 {before: half, meddle: replace, check: startedOver},
		"replaced between two runs, If-Range ignored":               {before: half, meddle: replace, faults: []string{"media:*:ignore=If-Range"}, check: startedOver},
		"replaced between two runs, without any validator":          {before: with(half, "media:*:validators=none"), meddle: replace, faults: []string{"media:*:validators=none"}},
		"replaced during a run":                                     {faults: []string{"media:1:cut=50%", "media:2:replace"}},
		"replaced during a run, If-Range ignored":                   {faults: []string{"media:1:cut=50%", "media:2:replace", "media:*:ignore=If-Range"}},
		"replaced during a run of several ranges":                   {set: inRanges, faults: []string{"media:4:replace"}},
		"replaced with each response":                               {faults: []string{"media:*:replace,cut=50%"}, want: transfer.ErrChanged},
		"replaced with each response, If-Range and the tag missing": {faults: []string{"media:*:replace,cut=50%,validators=none,ignore=If-Range"}, want: transfer.ErrChanged},
	}
}

func rangeScenarios() map[string]scenario {
	all := map[string]scenario{
		"416 with the true length":               {faults: []string{"media:1:cut=50%", "media:2:unsatisfiable"}},
		"416 to an earlier run's range":          {before: half, faults: []string{"media:1:unsatisfiable"}},
		"gzip on a range":                        {faults: []string{"media:1:cut=50%", "media:2:gzip"}, want: transfer.ErrProtocol, text: "encoded"},
		"one range of many that breaks off":      {set: inRanges, faults: []string{"media:3:cut=50%"}, check: repeatedOne},
		"one range of many that is refused once": {set: inRanges, faults: []string{"media:3:status=503"}, check: repeatedOne},
		"a part with another tag":                {faults: []string{"media:1:cut=50%", `media:2:header=ETag:"other"`}},
		"a range of bytes more than it says":     {faults: []string{"media:1:cut=50%", "media:2:extra=1KiB"}},
		"a range of bytes fewer than it says":    {faults: []string{"media:1:cut=50%", "media:2:short=1KiB"}},
		"an endless range of more than it says":  {faults: []string{"media:1:cut=50%", "media:2:chunked,extra=1KiB"}, want: transfer.ErrProtocol, text: "more bytes than promised"},
	}
	for _, lie := range []string{"start+1", "start-1", "end-1", "end+1", "total+7", "total=*", "none"} {
		all["a lie in Content-Range once: "+lie] = scenario{faults: []string{"media:1:cut=50%", "media:2:content-range=" + lie}}
		all["a lie in Content-Range always: "+lie] = scenario{faults: []string{"media:1:cut=50%", "media:*:content-range=" + lie}}
		all["a lie in every Content-Range of many: "+lie] = scenario{set: inRanges, faults: []string{"media:*:content-range=" + lie}}
	}
	return all
}

func bodyScenarios() map[string]scenario {
	return map[string]scenario{
		"a page under 200":                {faults: []string{"media:*:html=200"}, want: transfer.ErrProtocol},
		"a page under 200, midway":        {faults: []string{"media:1:cut=50%", "media:2:html=200"}, want: transfer.ErrProtocol},
		"JSON that says it is a video":    {faults: []string{"media:*:status=200,type=video/mp4,body=`{\"success\":false}`"}, want: transfer.ErrProtocol},
		"a whole response in gzip":        {faults: []string{"media:*:gzip"}, want: transfer.ErrProtocol},
		"no Content-Length":               {faults: []string{"media:*:chunked"}, check: unverified},
		"no Content-Length, many streams": {set: inRanges, faults: []string{"media:*:chunked,ignore=Range"}, check: unverified},
		"no Content-Length, and a cut":    {faults: []string{"media:1:chunked,cut=50%"}},
		"a name that leads elsewhere": {faults: []string{"media:*:header=Content-Disposition:attachment; filename=../x"}, check: func(t *testing.T, result transfer.Result, _ []string) {
			t.Helper()
			assert.NoFileExists(t, filepath.Join(filepath.Dir(filepath.Dir(result.Path)), "x"))
		}},
	}
}

func slowScenarios() map[string]scenario {
	return map[string]scenario{
		"a stall in the middle":             {faults: []string{"media:1:stall=50%"}, check: inRequests("", "bytes=200000-399999")},
		"a stall of every response":         {faults: []string{"media:1-10:stall=20%"}},
		"a stall before every response":     {faults: []string{"media:*:hang=before"}, want: transfer.ErrStalled},
		"a trickle once":                    {faults: []string{"media:1:rate=100"}},
		"a trickle always":                  {faults: []string{"media:*:rate=100"}, want: transfer.ErrStalled},
		"a response that is slow but comes": {faults: []string{"media:*:rate=1MiB"}, check: inRequests("")},
	}
}

func localScenarios() map[string]scenario {
	failing := func(how func(*disk)) func(*transfer.Options) {
		return func(o *transfer.Options) {
			*o = transfer.WithDisk(*o, func(f partial.Disk) partial.Disk {
				d := &disk{Disk: f}
				how(d)
				return d
			})
		}
	}
	nothing := []string{"media:*:delay=0s"} // no fault, but a run that begins
	there := func(put func(path string) error) func(*testing.T, *emulator.Server, string) {
		return func(t *testing.T, _ *emulator.Server, path string) {
			t.Helper()
			require.NoError(t, put(path))
		}
	}
	return map[string]scenario{
		"a disk that is full at the beginning": {set: failing(func(d *disk) { d.hasNoRoom = true }), faults: nothing, want: transfer.ErrLocal, text: "no space left"},
		"a disk that is full midway":           {set: failing(func(d *disk) { d.space.Store(300_000) }), faults: nothing, want: transfer.ErrLocal, text: "no space left"},
		"a disk that can't sync":               {set: failing(func(d *disk) { d.failSync = true }), faults: nothing, want: transfer.ErrLocal, text: "input/output error"},
		"a disk that can't close":              {set: failing(func(d *disk) { d.failClose = true }), faults: nothing, want: transfer.ErrLocal, text: "input/output error"},
		"a folder in place of the target":      {meddle: there(func(path string) error { return os.Mkdir(path, 0o700) }), want: transfer.ErrLocal, text: "folder"},
		"a symbolic link in its place":         {meddle: there(func(path string) error { return os.Symlink("elsewhere", path) }), want: transfer.ErrLocal, text: "symbolic link"},
		"a file in its place":                  {meddle: there(func(path string) error { return os.WriteFile(path, nil, 0o600) }), want: transfer.ErrExists},
		"a file in its place, to be replaced": {meddle: there(func(path string) error { return os.WriteFile(path, []byte("old"), 0o600) }),
			set: func(o *transfer.Options) { o.Overwrite = true }},
	}
}

// The parts of scenarios.

var errAny = errors.New("any error")

func sameURL(context.Context) (string, error) { return filmURL, nil }

func with(faults []string, more ...string) []string {
	return append(faults[:len(faults):len(faults)], more...)
}

func inRanges(o *transfer.Options) { o.Streams, o.RangeSize, o.ParallelFrom = 4, 32<<10, 64<<10 }

func inRequests(want ...string) func(*testing.T, transfer.Result, []string) {
	return func(t *testing.T, _ transfer.Result, requests []string) {
		t.Helper()
		assert.Equal(t, want, requests)
	}
}

func repeatedOne(t *testing.T, _ transfer.Result, requests []string) {
	t.Helper()
	assert.Len(t, requests, (scenarioSize+32<<10-1)/(32<<10)+1, "only the range that failed is asked for again")
}

func startedOver(t *testing.T, result transfer.Result, _ []string) {
	t.Helper()
	assert.Zero(t, result.ResumedBytes)
}

func unverified(t *testing.T, result transfer.Result, requests []string) {
	t.Helper()
	assert.False(t, result.Verified)
	assert.Len(t, requests, 1, "one stream")
}

func writeState(text string) func(*testing.T, *emulator.Server, string) {
	return func(t *testing.T, _ *emulator.Server, path string) {
		t.Helper()
		require.NoError(t, os.WriteFile(path+".part.json", []byte(text), 0o600))
	}
}
