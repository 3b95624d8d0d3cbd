package transfer_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

const size = 300_000

func TestCutIsContinuedWhereItHappened(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(size/2)), target(t)
		result := requireFetched(t, o, path, single())
		require.Equal(t, []string{"", "bytes=150000-299999"}, o.asked())
		require.Equal(t, `"v1"`, o.header(1, "If-Range"))
		require.Zero(t, result.ResumedBytes, "nothing came from an earlier run")
	})
}

func TestNextRunContinues(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(*object)
		asked   string
		ifRange string
	}{
		"by the strong tag":                                 {func(*object) {}, "bytes=100000-299999", `"v1"`},
		"by the date where there is no tag":                 {func(o *object) { o.etag = "" }, "bytes=100000-299999", "Thu, 09 Jul 1998 16:01:40 GMT"},
		"by the date where the tag is weak":                 {func(o *object) { o.etag = `W/"v1"` }, "bytes=100000-299999", "Thu, 09 Jul 1998 16:01:40 GMT"},
		"by comparing what is there, without any validator": {func(o *object) { o.etag, o.modified = "", time.Time{} }, "bytes=0-299999", ""},
		"by comparing, where the date is too fresh to tell": {func(o *object) { o.etag, o.modified = "", time.Now() }, "bytes=0-299999", ""},
	} {
		simulate(t, name, func(t *testing.T) {
			content := media(size, 1)
			test.change(&content)
			o, path := newOrigin(t, content), target(t)
			leavePart(t, o, path, 100_000, single())
			result := requireFetched(t, o, path, single())
			assert.Equal(t, int64(100_000), result.ResumedBytes)
			assert.Equal(t, test.asked, o.asked()[2])
			assert.Equal(t, test.ifRange, o.header(2, "If-Range"))
			assert.True(t, result.Verified)
		})
	}
}

func TestOnlyTheLastMebibyteIsCompared(t *testing.T) {
	simulated(t, func(t *testing.T) {
		content := media(3<<20, 1)
		content.etag, content.modified = "", time.Time{}
		o, path := newOrigin(t, content), target(t)
		leavePart(t, o, path, 2<<20, single())
		requireFetched(t, o, path, single())
		require.Equal(t, "bytes=1048576-3145727", o.asked()[2])
	})
}

func TestPartialFileOfAnotherURLIsKeptUntilItIsReplaced(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.serveWith(serve, status(401))
		_, err := transfer.ToFile(t.Context(), originURL+"/another/video.mp4", path, o.reach(single()))
		require.ErrorIs(t, err, transfer.ErrUnauthorized)
		result := requireFetched(t, o, path, single())
		require.Equal(t, int64(100_000), result.ResumedBytes)
	})
}

func TestPartialFileOfAnotherURLIsNotUsed(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		result, err := transfer.ToFile(t.Context(), originURL+"/another/video.mp4", path, o.reach(single()))
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Zero(t, result.ResumedBytes)
	})
}

func TestHalfALineOfTheStateCostsOnlyThatLine(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		state, err := os.OpenFile(path+".part.json", os.O_APPEND|os.O_WRONLY, 0)
		require.NoError(t, err)
		_, err = state.WriteString("[100000,1")
		require.NoError(t, err)
		require.NoError(t, state.Close())
		leavePart(t, o, path, 50_000, single())
		result := requireFetched(t, o, path, single())
		require.Equal(t, int64(150_000), result.ResumedBytes)
	})
}
