package transfer_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestCutIsContinuedWhereItHappened(t *testing.T) {
	dated, weak, recent := media(size, 1), media(size, 1), bare(1)
	dated.etag, weak.etag, recent.modified = "", `W/"v1"`, time.Now()
	const date = "Thu, 09 Jul 1998 16:01:40 GMT"
	trials := map[string]trial{
		"before the first byte": {answers: []answer{cut(0)}, asked: []string{"", ""}},
		"many times":            {answers: slices.Repeat([]answer{cut(50_000)}, 5), requests: 6},
	}
	for name, test := range map[string]struct {
		object
		asked, ifRange string
	}{
		"by the strong tag":                                 {media(size, 1), "bytes=100000-299999", `"v1"`},
		"by the date where there is no tag":                 {dated, "bytes=100000-299999", date},
		"by the date where the tag is weak":                 {weak, "bytes=100000-299999", date},
		"by comparing what is there, without any validator": {bare(1), "bytes=0-299999", ""},
		"by comparing, where the date is too fresh to tell": {recent, "bytes=0-299999", ""},
	} {
		trials[name] = trial{object: test.object, answers: []answer{cut(100_000)}, asked: []string{"", test.asked},
			also: func(t *testing.T, o *origin) { require.Equal(t, test.ifRange, o.header(1, "If-Range")) }}
		trials[name+", in the next run"] = trial{object: test.object, part: 100_000, resumed: 100_000, asked: []string{test.asked},
			also: func(t *testing.T, o *origin) { require.Equal(t, test.ifRange, o.header(0, "If-Range")) }}
	}
	try(t, trials)
}

func TestOnlyTheLastMebibyteIsCompared(t *testing.T) {
	content := object{data: media(3<<20, 1).data}
	try(t, map[string]trial{"in the next run": {object: content, part: 2 << 20, resumed: 2 << 20, asked: []string{"bytes=1048576-3145727"}}})
	simulate(t, "or the last two of what was written", func(t *testing.T) {
		o := newOrigin(t, object{data: media(5<<20, 1).data}, cut(4<<20))
		got, _, err := toWriter(t, o, single())
		require.NoError(t, err)
		require.True(t, bytes.Equal(o.object.data, got))
		var from int64
		_, err = fmt.Sscanf(o.asked()[1], "bytes=%d-", &from)
		require.NoError(t, err)
		require.LessOrEqual(t, from, int64(3<<20))
		require.GreaterOrEqual(t, from, int64(2<<20))
	})
}

func TestPartialFileOfAnotherURL(t *testing.T) {
	const other = originURL + "/another/video.mp4"
	simulate(t, "is kept until it is replaced", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.serveWith(serve, status(401))
		_, err := transfer.ToFile(t.Context(), other, path, o.reach(single()))
		require.ErrorIs(t, err, transfer.ErrUnauthorized)
		result := requireFetched(t, o, path, single())
		require.Equal(t, int64(100_000), result.ResumedBytes)
	})
	simulate(t, "is not used", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		result, err := transfer.ToFile(t.Context(), other, path, o.reach(single()))
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
