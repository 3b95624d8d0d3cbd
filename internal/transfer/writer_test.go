package transfer_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func toWriter(t *testing.T, o *origin, options transfer.Options) (got []byte, result transfer.Result, err error) {
	t.Helper()
	var out bytes.Buffer
	result, err = transfer.ToWriter(t.Context(), o.file(), &out, o.reach(options))
	return out.Bytes(), result, err
}

func TestWriterIsGivenOneStream(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o := newOrigin(t, media(size, 1))
		got, result, err := toWriter(t, o, ranged())
		require.NoError(t, err)
		require.True(t, bytes.Equal(o.object.data, got))
		require.Equal(t, "video/mp4", result.ContentType)
		require.Equal(t, []string{""}, o.asked())
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
