package contract_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/internal/exercise"
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
					is := expect(t)
					values := map[string]string{"account_id": account, "identifier": video, "download_type": "audio"}
					values[parameter.Name] = value
					var sent []*http.Request
					client := generatedClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
						sent = append(sent, req)
						return nil, errNotSent
					}))
					_, err := exercise.Generated(t.Context(), client, op, values, nil)
					is.Error(err)
					if len(sent) == 0 {
						return
					}
					is.NotContains([]string{"", ".", ".."}, value)
					is.Equal(segments(op, values), strings.Split(sent[0].URL.EscapedPath(), "/"))
					is.Empty(sent[0].URL.RawQuery)
					is.Empty(sent[0].URL.Fragment)
				})
			}
		}
	}
}

// segments is the path that an operation must be sent to.
func segments(op document.Operation, values map[string]string) []string {
	all := strings.Split("/client/v4"+op.Path, "/")
	for i, segment := range all {
		if name, isParameter := strings.CutPrefix(segment, "{"); isParameter {
			all[i] = percentEncoded(values[strings.TrimSuffix(name, "}")])
		}
	}
	return all
}

// percentEncoded escapes what may not stand in a segment (RFC 3986, section 3.3).
func percentEncoded(value string) string {
	var b strings.Builder
	for i := range len(value) {
		c := value[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if letter || strings.IndexByte("-._~$&+:=@", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// The wrapper refuses them all, and says so before anything is sent.
func TestWrapperRefusesHostileArguments(t *testing.T) {
	methods := exercise.WrapperMethods()
	for _, op := range operations(t) {
		for _, value := range hostile {
			call := func(ctx context.Context, account, video string, kind gen.DownloadType) (sent int, err error) {
				client := wrapperClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
					sent++
					return nil, errNotSent
				}), credentials()[0])
				_, err = methods[op.OperationID](ctx, client.ForAccount(account), video, kind)
				return sent, err
			}
			t.Run(fmt.Sprintf("%s %q", op.OperationID, value), func(t *testing.T) {
				is := expect(t)
				sent, err := call(t.Context(), account, value, wrapper.Audio)
				is.ErrorIs(err, wrapper.ErrInvalid, "as the video")
				is.Zero(sent)
				sent, err = call(t.Context(), value, video, wrapper.Audio)
				is.ErrorIs(err, wrapper.ErrInvalid, "as the account")
				is.Zero(sent)
				if op.PathParameters()[len(op.PathParameters())-1].Name == "download_type" {
					sent, err = call(t.Context(), account, video, gen.DownloadType(value))
					is.ErrorIs(err, wrapper.ErrInvalid, "as the type")
					is.Zero(sent)
				}
			})
		}
	}
}

// The limits of the document are the limits of the wrapper: the longest identifier is sent, and one longer is not.
func TestWrapperTakesTheLongestIdentifierOfTheDocument(t *testing.T) {
	for _, op := range operations(t) {
		for _, parameter := range op.PathParameters() {
			if parameter.Schema.Value.MaxLength == nil {
				continue
			}
			t.Run(op.OperationID+" "+parameter.Name, func(t *testing.T) {
				is := expect(t)
				longest := strings.Repeat("a", int(*parameter.Schema.Value.MaxLength)) //nolint:gosec // tens
				for _, id := range []string{longest, longest + "a"} {
					sent := 0
					client := wrapperClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
						sent++
						return nil, errNotSent
					}), credentials()[0])
					arguments := map[string]string{"account_id": account, "identifier": video, parameter.Name: id}
					_, err := exercise.WrapperMethods()[op.OperationID](t.Context(), client.ForAccount(arguments["account_id"]), arguments["identifier"], wrapper.Audio)
					is.Error(err)
					is.Equal(id != longest, errors.Is(err, wrapper.ErrInvalid))
					is.Equal(id == longest, sent == 1)
				}
			})
		}
	}
}
