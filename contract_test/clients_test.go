package contract_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/wrapper"
)

func identifiers() calls.Arguments {
	return calls.Arguments{"account_id": account, "identifier": video}
}

func generatedClient(t *testing.T, transport http.RoundTripper) *gen.ClientWithResponses {
	t.Helper()
	client, err := gen.NewClientWithResponses(baseURL, gen.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	return client
}

// wrapperClient makes one attempt per call, so that a test sees what each response leads to.
func wrapperClient(t *testing.T, transport http.RoundTripper, credential calls.Credential) *wrapper.Client {
	t.Helper()
	client, err := wrapper.New(credential.Option, wrapper.WithAccountID(account), wrapper.WithBaseURL(baseURL),
		wrapper.WithHTTPClient(&http.Client{Transport: transport}), wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	return client
}

// wrappedOperation is an operation that the wrapper has a method for.
type wrappedOperation struct {
	document.Operation
	call calls.Wrapped
}

// wrapped are the operations that the wrapper has a method for. TestEveryOperationHasAWrapperMethod names those that are missing.
func wrapped(t *testing.T) []wrappedOperation {
	t.Helper()
	var all []wrappedOperation
	for _, op := range operations(t) {
		if call, has := calls.Wrapper[op.OperationID]; has {
			all = append(all, wrappedOperation{op, call})
		}
	}
	require.NotEmpty(t, all)
	return all
}

// pathOf is where an operation is, with the arguments in place, each as one segment.
func pathOf(op document.Operation, arguments calls.Arguments) string {
	path := op.Path
	for name := range arguments {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(arguments.Text(name)))
	}
	return "/client/v4" + path
}

// always responds to every request in the same way.
func always(status int, contentType, body string) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		return newResponse(req, status, contentType, body), nil
	}
}

// newResponse is a response as a transport returns it.
func newResponse(req *http.Request, status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {contentType}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: req,
	}
}
