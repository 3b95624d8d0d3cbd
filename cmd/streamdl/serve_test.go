package main

import (
	"bufio"
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

func TestServeLogsRequestsIfTold(t *testing.T) {
	t.Parallel()
	cmd := streamdl(t.TempDir(), "", "serve", "--addr", "127.0.0.1:0", "--debug", "--fault", "listDownloads:1:status=404")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	listening, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	baseURL := strings.TrimPrefix(strings.TrimSpace(listening), "listening on ")
	assert.Equal(t, exitNotFound, codeOf(t, streamdl(t.TempDir(), baseURL, "list", emulator.DefaultVideo).Run()))
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait())
	assert.Regexp(t, `msg=request method=GET path=/client/v4/accounts/\w+/stream/\w+/downloads operation=listDownloads status=404 duration=\S+ fault="listDownloads:1:status=404"`, stderr.String())
	assert.NotContains(t, stderr.String(), emulator.DefaultToken)
}

func TestServeTellsWhereTheReferenceIs(t *testing.T) {
	t.Parallel()
	cmd := streamdl(t.TempDir(), "", "serve", "--addr", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	listening, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	announced, err := bufio.NewReader(stderr).ReadString('\n')
	require.NoError(t, err)
	origin := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(listening), "listening on "), "/client/v4")
	assert.Equal(t, "streamdl: the reference, to try calls in a browser, is on "+origin+"/\n", announced)

	for _, path := range []string{"/", "/openapi.json", "/openapi.yaml"} {
		response, err := http.Get(origin + path)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, response.StatusCode, path)
		require.NoError(t, response.Body.Close())
	}
	http.DefaultClient.CloseIdleConnections()
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	assert.NoError(t, cmd.Wait())
}
