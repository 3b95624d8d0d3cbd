package wrapper

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The engine has a transport of its own, which is faster for ranges side by side than the default one.
func TestFilesComeThroughTheTransportOfTheCallerOnlyIfThereIsOne(t *testing.T) {
	base := &url.URL{Scheme: "https"}
	transport := &http.Transport{}
	assert.Nil(t, config{}.files(base).Client)
	assert.Nil(t, config{httpClient: &http.Client{}}.files(base).Client)
	assert.Same(t, transport, config{httpClient: &http.Client{Transport: transport}}.files(base).Client.Transport)
	assert.False(t, config{}.files(base).AllowHTTP)
	assert.True(t, config{}.files(&url.URL{Scheme: "http"}).AllowHTTP)
}
