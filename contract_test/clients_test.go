package contract_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/exercise"
	"github.com/streamdl/streamdl-go/wrapper"
)

func identifiers() map[string]string {
	return map[string]string{"account_id": account, "identifier": video}
}

func generatedClient(t *testing.T, transport http.RoundTripper) *gen.ClientWithResponses {
	t.Helper()
	client, err := gen.NewClientWithResponses(baseURL, gen.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	return client
}

// wrapperClient makes one attempt per call, so that a test sees what each reply leads to.
func wrapperClient(t *testing.T, transport http.RoundTripper, credential exercise.Credential) *wrapper.Client {
	t.Helper()
	client, err := wrapper.New(credential.Option, wrapper.WithAccountID(account), wrapper.WithBaseURL(baseURL),
		wrapper.WithHTTPClient(&http.Client{Transport: transport}), wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	return client
}

// replying is a handler that always gives the same JSON.
func replying(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// response is a reply as a transport returns it.
func response(req *http.Request, status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {contentType}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: req,
	}
}
