package contract_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/wrapper"
)

// hostile are values that would reach another route if they were put into a path as they are.
var hostile = []string{
	"", ".", "..", "a/b", "../../user/tokens", "..%2f..", "%2e%2e", "%2F", "a?b=1", "a#b", "?", "#", "//", "a;b", `..\..`, `a\b`,
	"a b", " ", "a\x00b", "a\nb", "a\r\nX-Evil: 1", "\x7f", "ü", "％２ｅ", "a%", "%zz", strings.Repeat("a", 33), "ea95132c15732412d22c1476fa83f27a/..",
}

var errNotSent = errors.New("not sent")

// Whatever an argument is, it is one segment of the path, or nothing is sent.
func TestGeneratedClientSendsHostileArgumentsAsOneSegmentOrNotAtAll(t *testing.T) {
	for _, op := range operations(t) {
		for _, parameter := range op.PathParameters() {
			for _, value := range hostile {
				t.Run(fmt.Sprintf("%s %s %q", op.OperationID, parameter.Name, value), func(t *testing.T) {
					values := calls.OfPath(op, identifiers())[0].With(parameter.Name, value)
					var sent []*http.Request
					client := generatedClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
						sent = append(sent, req)
						return nil, errNotSent
					}))
					_, err := calls.Generated(t.Context(), client, op, values, nil)
					require.Error(t, err)
					if len(sent) == 0 {
						return
					}
					require.NotContains(t, []string{"", ".", ".."}, value)
					require.Equal(t, pathOf(op, values), sent[0].URL.EscapedPath())
					require.Empty(t, sent[0].URL.RawQuery)
					require.Empty(t, sent[0].URL.Fragment)
				})
			}
		}
	}
}

// The limits of the document are the limits of the wrapper: the longest identifier is sent, and one longer is not.
func TestWrapperTakesTheLongestIdentifierOfTheDocument(t *testing.T) {
	for _, op := range wrapped(t) {
		for _, parameter := range op.PathParameters() {
			if parameter.Schema.Value.MaxLength == nil {
				continue
			}
			t.Run(op.OperationID+" "+parameter.Name, func(t *testing.T) {
				longest := strings.Repeat("a", int(*parameter.Schema.Value.MaxLength)) //nolint:gosec // tens
				arguments := calls.OfPath(op.Operation, identifiers())[0]
				sent, err := callWith(t, op, arguments.With(parameter.Name, longest))
				require.ErrorIs(t, err, errNotSent)
				require.Equal(t, 1, sent)
				sent, err = callWith(t, op, arguments.With(parameter.Name, longest+"a"))
				require.ErrorIs(t, err, wrapper.ErrInvalid)
				require.Zero(t, sent)
			})
		}
	}
}

// callWith calls an operation through the wrapper, and counts what would have been sent.
func callWith(t *testing.T, op wrappedOperation, arguments calls.Arguments) (sent int, err error) {
	t.Helper()
	client := wrapperClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
		sent++
		return nil, errNotSent
	}), credentials()[0])
	_, err = op.call(t.Context(), client.ForAccount(arguments.Text("account_id")), arguments.Text("identifier"), gen.DownloadType(arguments.Text("download_type")))
	return sent, err
}
