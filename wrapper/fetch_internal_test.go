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
	assert.Nil(t, fileOptions(config{}, base).Client)
	assert.Nil(t, fileOptions(config{httpClient: &http.Client{}}, base).Client)
	assert.Same(t, transport, fileOptions(config{httpClient: &http.Client{Transport: transport}}, base).Client.Transport)
	assert.False(t, fileOptions(config{}, base).AllowHTTP)
	assert.True(t, fileOptions(config{}, &url.URL{Scheme: "http"}).AllowHTTP)
}
