package contract_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/wrapper"
)

// What a newer service may add is a finding of the check, and no trouble for the client.
func TestClientToleratesWhatTheStrictCheckReports(t *testing.T) {
	const url = `"url":"https://example.com/default.mp4"`
	for name, test := range map[string]struct {
		result, extra string
		want          wrapper.Download
		found         string
	}{
		"an unknown status": {
			result: `{"default":{"percentComplete":5,"status":"no-such-status",` + url + `}}`,
			want:   wrapper.Download{PercentComplete: 5, Status: "no-such-status", URL: "https://example.com/default.mp4"},
			found:  "enum at /result/default/status",
		},
		"an unknown property of a download": {
			result: `{"default":{"percentComplete":5,"status":"ready","codec":{"name":"h264"},` + url + `}}`,
			want:   wrapper.Download{PercentComplete: 5, Status: gen.DownloadStatusReady, URL: "https://example.com/default.mp4"},
			found:  "undeclared at /result/default/codec",
		},
		"an unknown type of download": {
			result: `{"default":{"percentComplete":5,"status":"ready",` + url + `},"no-such-type":{"percentComplete":1,"status":"ready"}}`,
			want:   wrapper.Download{PercentComplete: 5, Status: gen.DownloadStatusReady, URL: "https://example.com/default.mp4"},
			found:  "undeclared at /result/no-such-type",
		},
		"an unknown property of the envelope": {
			result: `{"default":{"percentComplete":5,"status":"ready",` + url + `}}`,
			extra:  `,"result_info":{"page":1}`,
			want:   wrapper.Download{PercentComplete: 5, Status: gen.DownloadStatusReady, URL: "https://example.com/default.mp4"},
			found:  "undeclared at /result_info",
		},
		"a percentage out of bounds": {
			result: `{"default":{"percentComplete":250,"status":"inprogress",` + url + `}}`,
			want:   wrapper.Download{PercentComplete: 250, Status: gen.DownloadStatusInProgress, URL: "https://example.com/default.mp4"},
			found:  "maximum at /result/default/percentComplete",
		},
	} {
		t.Run(name, func(t *testing.T) {
			transport, exchanges := checked(t, roundTripper(func(req *http.Request) (*http.Response, error) {
				return newResponse(req, 200, "application/json", `{"success":true,"errors":[],"messages":[],"result":`+test.result+test.extra+`}`), nil
			}))
			client := wrapperClient(t, transport, credentials()[0])
			listed, err := client.List(t.Context(), video)
			require.NoError(t, err)
			require.Equal(t, test.want, *listed.Default)
			created, err := client.Create(t.Context(), video)
			require.NoError(t, err)
			require.Equal(t, test.want, created)
			raw, err := client.Generated().ListDownloadsWithResponse(t.Context(), account, video)
			require.NoError(t, err)
			require.Equal(t, test.want, *raw.JSON200.Result.Default)
			require.Len(t, *exchanges, 3)
			for _, exchange := range *exchanges {
				require.Len(t, exchange.Deviations, 1)
				require.Equal(t, test.found, exchange.Deviations[0].Rule+" at "+exchange.Deviations[0].Pointer)
			}
		})
	}
}

// Whoever wants new properties to pass can have that, and nothing else passes with them.
func TestUndeclaredPropertiesCanBeAllowed(t *testing.T) {
	text, err := documentText()
	require.NoError(t, err)
	lenient, err := conformance.New(conformance.WithDocument(text), conformance.AllowUndeclared())
	require.NoError(t, err)
	const open = `{"success":true,"errors":[],"messages":[],"result":{"default":{"percentComplete":5,"status":"ready","codec":"h264"}}}`
	require.Empty(t, checkResponse(t, lenient, "listDownloads", 200, "application/json", open))
	require.NotEmpty(t, checkResponse(t, newChecker(t), "listDownloads", 200, "application/json", open))
	require.NotEmpty(t, checkResponse(t, lenient, "listDownloads", 200, "application/json", `{"success":true}`))
}
