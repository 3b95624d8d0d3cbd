package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

func TestServeTellsWhereTheReferenceIsAndLogsRequestsIfTold(t *testing.T) {
	t.Parallel()
	cmd := streamdl(t.TempDir(), "", "serve", "--addr", "127.0.0.1:0", "--debug", "--fault", "listDownloads:1:status=404")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	pipe, err := cmd.StderrPipe()
	require.NoError(t, err)
	stderr := bufio.NewReader(pipe)
	require.NoError(t, cmd.Start())
	listening, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	announced, err := stderr.ReadString('\n')
	require.NoError(t, err)
	baseURL := strings.TrimPrefix(strings.TrimSpace(listening), "listening on ")
	origin := strings.TrimSuffix(baseURL, emulator.BasePath)
	assert.Equal(t, "streamdl: the reference, to try calls in a browser, is on "+origin+"/\n", announced)

	for _, path := range []string{"/", "/openapi.json", "/openapi.yaml"} {
		response, err := http.Get(origin + path)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, response.StatusCode, path)
		require.NoError(t, response.Body.Close())
	}
	http.DefaultClient.CloseIdleConnections()
	assert.Equal(t, exitNotFound, codeOf(t, streamdl(t.TempDir(), baseURL, "list", emulator.DefaultVideo).Run()))
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	logged, err := io.ReadAll(stderr)
	require.NoError(t, err)
	require.NoError(t, cmd.Wait())
	assert.Regexp(t, `msg=request method=GET path=/client/v4/accounts/\w+/stream/\w+/downloads operation=listDownloads status=404 duration=\S+ fault="listDownloads:1:status=404"`, string(logged))
	assert.NotContains(t, string(logged), emulator.DefaultToken)
}
