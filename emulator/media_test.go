package emulator_test

import (
	"bytes"
	"crypto/sha256"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

// ready returns a caller of an emulator in which the downloads of all given videos are ready.
func ready(t *testing.T, videos []string, options ...emulator.Option) *caller {
	t.Helper()
	c := inProcess(t, append(options, emulator.WithEncodeTime(0))...)
	for _, video := range videos {
		c.api(http.MethodPost, video, "")
		c.api(http.MethodPost, video, "/audio")
	}
	return c
}

func TestARangeIsServedWhenItsValidatorHolds(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) { // so that the date stays
		content := "0123456789"
		c := ready(t, []string{someVideo}, emulator.WithContent(someVideo, gen.DownloadTypeDefault, strings.NewReader(content)))
		url := c.fileURL(someVideo, "default.mp4")
		whole := c.fetch(url)
		etag, date := whole.Header.Get("ETag"), whole.Header.Get("Last-Modified")
		assert.Equal(t, content, string(whole.body))
		assert.Equal(t, "video/mp4", whole.Header.Get("Content-Type"))
		assert.Equal(t, "bytes", whole.Header.Get("Accept-Ranges"))
		assert.Equal(t, int64(10), whole.ContentLength)
		assert.NotEmpty(t, etag)
		assert.NotEmpty(t, date)

		tests := map[string]struct {
			header http.Header
			status int
			body   string
		}{
			"a range":       {http.Header{"Range": {"bytes=2-4"}}, 206, "234"},
			"the same ETag": {http.Header{"Range": {"bytes=7-"}, "If-Range": {etag}}, 206, "789"},
			"another ETag":  {http.Header{"Range": {"bytes=7-"}, "If-Range": {`"other"`}}, 200, content},
			"the same date": {http.Header{"Range": {"bytes=7-"}, "If-Range": {date}}, 206, "789"},
			"another date":  {http.Header{"Range": {"bytes=7-"}, "If-Range": {"Sat, 01 Jan 2000 00:00:01 GMT"}}, 200, content},
			"past the end":  {http.Header{"Range": {"bytes=10-"}}, 416, ""},
			"unchanged":     {http.Header{"If-None-Match": {etag}}, 304, ""},
		}
		for name, test := range tests {
			a := c.do(http.MethodGet, url, test.header, "")
			assert.Equal(t, test.status, a.StatusCode, name)
			if test.body != "" {
				assert.Equal(t, test.body, string(a.body), name)
			}
		}
		head := c.do(http.MethodHead, url, http.Header{}, "")
		assert.Equal(t, int64(10), head.ContentLength)
		assert.Empty(t, head.body)
	})
}

func TestFilesThatAreNotThere(t *testing.T) {
	c := ready(t, []string{emulator.DefaultVideo, "failing"}, emulator.WithFailing("failing"))
	for name, url := range map[string]string{
		"unknown video": c.fileURL(someVideo, "default.mp4"),
		"unknown file":  c.fileURL(emulator.DefaultVideo, "other.mp4"),
		"failed":        c.fileURL("failing", "default.mp4"),
	} {
		a := c.fetch(url)
		assert.Equal(t, http.StatusNotFound, a.StatusCode, name)
		assert.Equal(t, "text/html", a.Header.Get("Content-Type"), name)
		assert.Equal(t, "<html><body>Object not found</body></html>", string(a.body), name)
	}
}

func TestAFileMayAppearLaterThanItsDownloadIsReady(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		c := inProcess(t, emulator.WithEncodeTime(10*time.Second), emulator.WithFileDelay(5*time.Second))
		c.api(http.MethodPost, emulator.DefaultVideo, "")
		time.Sleep(14 * time.Second)
		assert.Equal(t, gen.DownloadStatusReady, c.list(emulator.DefaultVideo).Default.Status)
		assert.Equal(t, http.StatusNotFound, c.fetch(c.fileURL(emulator.DefaultVideo, "default.mp4")).StatusCode)
		time.Sleep(time.Second)
		assert.Equal(t, http.StatusOK, c.fetch(c.fileURL(emulator.DefaultVideo, "default.mp4")).StatusCode)
	})
}

func TestAFileCanBeNamed(t *testing.T) {
	c := ready(t, []string{emulator.DefaultVideo})
	long := strings.Repeat("a", 120)
	tests := map[string]struct {
		file, query string
		want        string // Content-Disposition, or empty when the name is refused
	}{
		"a name":                {"default.mp4", "my-video_1", `attachment; filename="my-video_1.mp4"`},
		"a name with extension": {"default.mp4", "MY_VIDEO.mp4", `attachment; filename="MY_VIDEO.mp4"`},
		"a name of a sound":     {"audio.m4a", "sound", `attachment; filename="sound.m4a"`},
		"the longest name":      {"default.mp4", long, `attachment; filename="` + long + `.mp4"`},
		"a name too long":       {"default.mp4", long + "a", ""},
		"another extension":     {"default.mp4", "video.mov", ""},
		"a path":                {"default.mp4", "a%2Fvideo", ""},
		"a quote":               {"default.mp4", "a%22b", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := c.fetch(c.fileURL(emulator.DefaultVideo, test.file) + "?filename=" + test.query)
			assert.Equal(t, test.want, a.Header.Get("Content-Disposition"))
			assert.Equal(t, test.want == "", a.StatusCode == http.StatusBadRequest)
		})
	}
	assert.Empty(t, c.fetch(c.fileURL(emulator.DefaultVideo, "default.mp4")).Header.Values("Content-Disposition"))
}

func TestAResponseThatHasBegunKeepsTheContentThatItBeganWith(t *testing.T) {
	old, replacement := emulator.Synthetic(1<<20, 1), emulator.Synthetic(1<<20, 2)
	c := ready(t, []string{someVideo}, emulator.WithContent(someVideo, gen.DownloadTypeDefault, old))
	url := c.fileURL(someVideo, "default.mp4")
	begun, err := c.begin(t.Context(), url)
	require.NoError(t, err)
	defer begun.Body.Close()

	require.NoError(t, c.server.Replace(someVideo, gen.DownloadTypeDefault, replacement))
	assert.Equal(t, sum(t, old), sum(t, begun.Body))
	next := c.fetch(url)
	assert.Equal(t, sum(t, replacement), sum(t, bytes.NewReader(next.body)))
	assert.NotEqual(t, begun.Header.Get("ETag"), next.Header.Get("ETag"))
	assert.NotEqual(t, begun.Header.Get("Last-Modified"), next.Header.Get("Last-Modified"))

	require.NoError(t, c.server.Replace(someVideo, gen.DownloadTypeDefault, replacement))
	assert.NotEqual(t, next.Header.Get("ETag"), c.fetch(url).Header.Get("ETag"), "the same content, generated anew")

	require.Error(t, c.server.Replace("unknown", gen.DownloadTypeDefault, old))
	require.Error(t, c.server.Replace(someVideo, "subtitles", old))
}

func TestAFileOfOnesOwnIsServed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.m4a")
	require.NoError(t, os.WriteFile(path, []byte("own content"), 0o600))
	c := ready(t, []string{someVideo}, emulator.WithFile(someVideo, gen.DownloadTypeAudio, path))
	assert.Equal(t, "own content", string(c.fetch(c.fileURL(someVideo, "audio.m4a")).body))
	assert.Equal(t, "ftyp", string(c.fetch(c.fileURL(someVideo, "default.mp4")).body[4:8]))
}

func TestSyntheticContentIsTheSameFromAnyPlace(t *testing.T) {
	content := emulator.Synthetic(10_000, 7)
	whole, err := io.ReadAll(content)
	require.NoError(t, err)
	assert.Len(t, whole, 10_000)
	assert.Equal(t, "\x00\x00\x00\x18ftypisom", string(whole[:12]))
	for _, part := range [][2]int64{{0, 1}, {3, 30}, {21, 8}, {24, 24}, {4095, 4097}, {9_993, 7}} {
		got, err := io.ReadAll(io.NewSectionReader(content, part[0], part[1]))
		require.NoError(t, err)
		assert.Equal(t, whole[part[0]:part[0]+part[1]], got, "%v", part)
	}
	another, err := io.ReadAll(emulator.Synthetic(10_000, 8))
	require.NoError(t, err)
	assert.NotEqual(t, whole[24:1024], another[24:1024])
}

func TestATransferOfManyGigabytesTakesNoMemory(t *testing.T) {
	const size = 8 << 40
	c := ready(t, []string{someVideo}, emulator.WithContent(someVideo, gen.DownloadTypeDefault, emulator.Synthetic(size, 1)))
	a := c.do(http.MethodGet, c.fileURL(someVideo, "default.mp4"), http.Header{"Range": {"bytes=-100"}}, "")
	assert.Equal(t, "bytes 8796093022108-8796093022207/8796093022208", a.Header.Get("Content-Range"))
	assert.Len(t, a.body, 100)
}

func sum(t *testing.T, r io.Reader) [32]byte {
	t.Helper()
	hash := sha256.New()
	_, err := io.Copy(hash, r)
	require.NoError(t, err)
	return [32]byte(hash.Sum(nil))
}
