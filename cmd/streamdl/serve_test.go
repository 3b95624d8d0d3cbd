package main

import (
	"bufio"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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
	told, err := bufio.NewReader(stderr).ReadString('\n')
	require.NoError(t, err)
	origin := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(listening), "listening on "), "/client/v4")
	assert.Equal(t, "streamdl: the reference, to try calls in a browser, is on "+origin+"/\n", told)

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
