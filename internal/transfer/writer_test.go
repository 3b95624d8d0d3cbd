package transfer_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestWriterThatGetsNothingIsToldTheStatus(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o := newOrigin(t, media(size, 1), status(http.StatusRequestedRangeNotSatisfiable, "Content-Range", "bytes */300000"))
		_, err := transfer.ToWriter(context.Background(), o.file(), &bytes.Buffer{}, o.reach(single()))
		require.ErrorContains(t, err, "416")
		require.NotErrorIs(t, err, transfer.ErrChanged)
	})
}

func toWriter(t *testing.T, o *origin, options transfer.Options) (got []byte, result transfer.Result, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out bytes.Buffer
	result, err = transfer.ToWriter(ctx, o.file(), &out, o.reach(options))
	return out.Bytes(), result, err
}

func TestWriterGetsEveryByteOnce(t *testing.T) {
	bare := func(o *object) { o.etag, o.modified = "", time.Time{} }
	for name, test := range map[string]struct {
		change func(*object)
		script []answer
		asked  []string
	}{
		"in one request":                           {nil, nil, []string{""}},
		"after a cut":                              {nil, []answer{cut(size / 2)}, []string{"", "bytes=150000-299999"}},
		"after a cut before the first byte":        {nil, []answer{cut(0)}, []string{"", ""}},
		"after many cuts":                          {nil, slices.Repeat([]answer{cut(50_000)}, 5), nil},
		"after a cut, by the date":                 {func(o *object) { o.etag = "" }, []answer{cut(100_000)}, []string{"", "bytes=100000-299999"}},
		"after a cut, by comparing":                {bare, []answer{cut(100_000)}, []string{"", "bytes=0-299999"}},
		"after a cut, from a server without range": {nil, []answer{cut(100_000), rangeless}, []string{"", "bytes=100000-299999"}},
		"after a cut, from a server with neither range nor validator": {
			bare, []answer{cut(100_000), rangeless}, []string{"", "bytes=0-299999"}},
		"after a response that started elsewhere": {
			nil, []answer{cut(100_000), labelled("Content-Range", "bytes 5-200004/300000")}, nil},
		"after a response that had lost its tag": {nil, []answer{cut(100_000), labelled("ETag", "")}, nil},
		"after two wrong ranges, from a whole response": {
			nil, []answer{cut(100_000), labelled("Content-Range", ""), labelled("Content-Range", "")},
			[]string{"", "bytes=100000-299999", "bytes=100000-299999", ""}},
		"after a replacement that came before the first byte": {
			nil, []answer{cut(0), after(func(o *origin) { o.replace(media(size, 2)) }, serve)}, []string{"", ""}},
	} {
		simulate(t, name, func(t *testing.T) {
			content := media(size, 1)
			if test.change != nil {
				test.change(&content)
			}
			o := newOrigin(t, content, test.script...)
			got, result, err := toWriter(t, o, ranged())
			require.NoError(t, err)
			require.True(t, bytes.Equal(o.object.data, got))
			require.Equal(t, sum(got), result.SHA256)
			require.Equal(t, int64(size), result.Bytes)
			require.True(t, result.Verified)
			require.Equal(t, "video/mp4", result.ContentType)
			if test.asked != nil {
				require.Equal(t, test.asked, o.asked())
			}
		})
	}
}

func TestWriterComparesOnlyTheLastMebibyte(t *testing.T) {
	simulated(t, func(t *testing.T) {
		content := media(5<<20, 1)
		content.etag, content.modified = "", time.Time{}
		o := newOrigin(t, content, cut(4<<20))
		got, _, err := toWriter(t, o, single())
		require.NoError(t, err)
		require.True(t, bytes.Equal(content.data, got))
		var from int64
		_, err = fmt.Sscanf(o.asked()[1], "bytes=%d-", &from)
		require.NoError(t, err)
		require.LessOrEqual(t, from, int64(3<<20))
		require.GreaterOrEqual(t, from, int64(2<<20))
	})
}

func TestWriterIsNotGivenTwoObjects(t *testing.T) {
	bare := func(seed byte) object {
		content := media(size, seed)
		content.etag, content.modified = "", time.Time{}
		return content
	}
	longer := media(size*2, 1)
	longer.etag = `"v1"`
	stripped := media(size, 2)
	stripped.etag, stripped.modified = "", time.Time{}
	for name, test := range map[string]struct {
		before, after object
		second        answer
	}{
		"another tag":                              {media(size, 1), media(size, 2), serve},
		"another tag, If-Range ignored":            {media(size, 1), media(size, 2), ignoringIfRange},
		"another size under the same tag":          {media(size, 1), longer, serve},
		"no validators, other bytes":               {bare(1), bare(2), serve},
		"no validators, other bytes, no ranges":    {bare(1), bare(2), rangeless},
		"validators lost, other bytes, no ranges":  {media(size, 1), stripped, rangeless},
		"everything gone: 416 for an empty object": {media(size, 1), media(size, 1), status(416, "Content-Range", "bytes */0")},
	} {
		simulate(t, name, func(t *testing.T) {
			o := newOrigin(t, test.before, cut(100_000), after(func(o *origin) { o.replace(test.after) }, test.second))
			got, _, err := toWriter(t, o, single())
			require.ErrorIs(t, err, transfer.ErrChanged)
			require.True(t, bytes.Equal(test.before.data[:100_000], got), "only bytes of the first object were written")
		})
	}
}

func TestWriterWithEverythingThereAndARangeNotSatisfiable(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o := newOrigin(t, media(size, 1), cutting(100_000, lengthless), status(416, "Content-Range", "bytes */100000", "ETag", `"v1"`))
		got, result, err := toWriter(t, o, single())
		require.NoError(t, err)
		require.Equal(t, o.object.data[:100_000], got)
		require.True(t, result.Verified)
	})
}

func TestWriterFailureIsReported(t *testing.T) {
	for name, w := range map[string]io.Writer{
		"an error":      writerFunc(func([]byte) (int, error) { return 0, io.ErrClosedPipe }),
		"a short write": writerFunc(func(p []byte) (int, error) { return len(p) / 2, nil }),
	} {
		simulate(t, name, func(t *testing.T) {
			o := newOrigin(t, media(size, 1))
			_, err := transfer.ToWriter(t.Context(), o.file(), w, o.reach(single()))
			require.ErrorIs(t, err, transfer.ErrLocal)
			require.Len(t, o.asked(), 1)
		})
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
