package contract_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
)

// What the document gives as examples of the parameters.
const (
	account = emulator.DefaultAccount
	video   = emulator.DefaultVideo
	host    = "https://api.cloudflare.com"
	baseURL = host + "/client/v4"
)

// documentText is the document that the suite checks by: the one of this module, or the file that
// STREAMDL_CONTRACT_DOCUMENT names.
var documentText = sync.OnceValues(func() ([]byte, error) {
	path := os.Getenv("STREAMDL_CONTRACT_DOCUMENT")
	if path == "" {
		return openapi.Document(), nil
	}
	return os.ReadFile(path) //nolint:gosec // named by whoever runs the tests
})

var parsedDocument = sync.OnceValues(func() (*openapi3.T, error) {
	text, err := documentText()
	if err != nil {
		return nil, err
	}
	return document.Load(text)
})

var sharedChecker = sync.OnceValues(func() (*conformance.Checker, error) {
	text, err := documentText()
	if err != nil {
		return nil, err
	}
	return conformance.New(conformance.WithDocument(text))
})

func loadDocument(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := parsedDocument()
	require.NoError(t, err)
	return doc
}

func operations(t *testing.T) []document.Operation {
	t.Helper()
	all := document.Operations(loadDocument(t))
	require.NotEmpty(t, all, "the document has no operation")
	return all
}

func operation(t *testing.T, id string) document.Operation {
	t.Helper()
	all := operations(t)
	i := slices.IndexFunc(all, func(op document.Operation) bool { return op.OperationID == id })
	require.GreaterOrEqual(t, i, 0, "the document has no operation %s", id)
	return all[i]
}

func newChecker(t *testing.T) *conformance.Checker {
	t.Helper()
	checker, err := sharedChecker()
	require.NoError(t, err)
	return checker
}

func newEmulator(t *testing.T, options ...emulator.Option) *emulator.Server {
	t.Helper()
	server, err := emulator.New(append([]emulator.Option{emulator.WithEncodeTime(20 * time.Millisecond)}, options...)...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	return server
}

// credentials are the ones that the emulator knows.
func credentials() []calls.Credential {
	return []calls.Credential{
		calls.Token(emulator.DefaultToken),
		calls.Key(emulator.DefaultEmail, emulator.DefaultKey),
	}
}

// checked puts the check between a client and a server, and keeps what it says.
func checked(t *testing.T, next http.RoundTripper) (http.RoundTripper, *[]conformance.Exchange) {
	t.Helper()
	var exchanges []conformance.Exchange
	return newChecker(t).Transport(next, func(e conformance.Exchange) { exchanges = append(exchanges, e) }), &exchanges
}

// requireDeclared makes sure that calls were made, those of an operation, and that all was as the document says.
func requireDeclared(t *testing.T, op document.Operation, exchanges []conformance.Exchange) {
	t.Helper()
	require.NotEmpty(t, exchanges)
	for _, exchange := range exchanges {
		require.Equal(t, op.OperationID, exchange.Operation)
		require.Empty(t, exchange.Deviations)
	}
}

// forEachExample runs a subtest for each example of each response, with each of the arguments.
func forEachExample(t *testing.T, op document.Operation, run func(*testing.T, document.Response, document.Example, calls.Arguments)) {
	t.Helper()
	for i, arguments := range calls.Each(op, identifiers()) {
		for declared, example := range calls.Examples(op) {
			name := fmt.Sprintf("%s %d %s %s", op.OperationID, i, declared.Status, example.Name)
			t.Run(name, func(t *testing.T) { run(t, declared, example, arguments) })
		}
	}
}

// roundTripper is a function as a transport.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
