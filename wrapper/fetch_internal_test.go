package wrapper

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

// The transfer has a transport of its own, which is faster for ranges side by side than the default one.
func TestFilesComeThroughTheTransportOfTheCallerOnlyIfThereIsOne(t *testing.T) {
	files := func(opts ...Option) transfer.Options {
		client, err := New(append(opts, WithAPIToken("token"), WithAccountID("account"))...)
		require.NoError(t, err)
		return client.files
	}
	transport := &http.Transport{}
	assert.Nil(t, files().Client)
	assert.Nil(t, files(WithHTTPClient(&http.Client{})).Client)
	assert.Same(t, transport, files(WithHTTPClient(&http.Client{Transport: transport})).Client.Transport)
	assert.Nil(t, files(WithHTTPClient(&http.Client{Transport: transport}), WithHTTPClient(&http.Client{})).Client, "the last one counts")
	assert.False(t, files().AllowHTTP)
	assert.True(t, files(WithBaseURL("http://localhost")).AllowHTTP)
}
