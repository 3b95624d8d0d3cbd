package contract_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// A fault is no reason to break the document, unless that is what it is for: an effect that the real service may have on a
// list of both downloads leaves a response as declared.
func TestFaultsThatTheServiceMayHaveKeepToTheDocument(t *testing.T) {
	for _, effect := range []string{
		"status=503", "status=418", "code=10005,status=400", "message=so,status=500", "processed,status=500", "throttle", "ban", "gone", "block=1m",
		"ignore=Authorization", "retry-after=5", "retry-after=5,status=429", "header=X-Any:1", "percent=40", "state=inprogress",
		`set=result.default.url="https://example.com"`, "size=1MiB", "gzip", "chunked", "rate=64KiB", "delay=1ms", "stall=50%/1ms", "connections=1",
	} {
		t.Run(effect, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				server := newEmulator(t, emulator.WithEncodeTime(0))
				transport, exchanges := checked(t, server.Transport())
				client := wrapperClient(t, transport, credentials()[0])
				for _, kind := range []gen.DownloadType{wrapper.Default, wrapper.Audio} {
					_, err := client.CreateType(t.Context(), video, kind)
					require.NoError(t, err)
				}
				require.NoError(t, server.Script("listDownloads:*:"+effect))
				_, _ = client.List(t.Context(), video) // the wrapper has tests of its own for what it makes of it
				require.Len(t, *exchanges, 3)
				require.NoError(t, (*exchanges)[2].Err)
				require.Empty(t, (*exchanges)[2].Deviations)
			})
		})
	}
}
