package transfer_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestBodyLength(t *testing.T) {
	try(t, map[string]trial{
		"shorter than promised is continued": {answers: []answer{cut(size - 1)}, asked: []string{"", "bytes=299999-299999"}},
		"shorter than the range, though it ends in good order, is continued": {
			answers: []answer{cut(100_000), ending(100_000, labelled("Content-Length", ""))},
			asked:   []string{"", "bytes=100000-299999", "bytes=200000-299999"}},
		"shorter than promised is continued after a pause": {
			options: ranged(), answers: []answer{ending(5_000, labelled("Content-Length", ""))}, took: between(100*time.Millisecond, time.Second)},
		"longer than promised is an error": {
			answers: []answer{cut(100_000), longer(4)}, err: transfer.ErrProtocol, text: "more bytes than promised", kept: none},
		"longer than was promised before is an error": {
			answers: []answer{cut(100_000), after(func(o *origin) { o.object.data = append(o.object.data, 0) }, lengthless)},
			err:     transfer.ErrProtocol, text: "more bytes than promised"},
		"that is not promised leaves the result unverified": {always: lengthless, requests: 1, unproven: true},
		"that is not promised means one stream":             {options: ranged(), always: lengthless, requests: 1, unproven: true},
		"that is learnt on continuing verifies the result":  {answers: []answer{cutting(100_000, lengthless)}},
		"that is not promised is not reached before what is there": {
			answers: []answer{cutting(100_000, lengthless), ending(50_000, lengthless)}},
		// A 416 often comes without the tag, which would be no proof that the file is complete.
		"that was learnt is not exceeded by a request": {
			answers: []answer{cutting(200_000, lengthless)}, asked: []string{"", "bytes=0-"}},
	})
}

// No context ends the reading of what follows a 101.
func TestSwitchedProtocolsAreRefusedAtOnce(t *testing.T) {
	try(t, map[string]trial{"101": {text: "101", took: atOnce, always: func(o *origin, w http.ResponseWriter, _ *http.Request) {
		connection, _, _ := http.NewResponseController(w).Hijack()
		defer connection.Close()
		_, _ = io.WriteString(connection, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n")
		<-o.stop
	}}})
}

// deaf is a transport whose bodies do not heed the context of the request, but only being closed.
type deaf struct{}

func (deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	body, writer := io.Pipe()
	go func() { _, _ = writer.Write(media(100, 1).data) }()
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"video/mp4"}}, ContentLength: size, Body: body, Request: r,
	}, nil
}

func TestBodyThatHeedsNoContextIsClosed(t *testing.T) {
	options := transfer.Options{Client: &http.Client{Transport: deaf{}}}
	try(t, map[string]trial{"after a stall": {options: options, err: transfer.ErrStalled, took: between(5*30*time.Second, time.Hour)}})
}

func TestResponseThatIsNoMediaIsRefused(t *testing.T) {
	const html = "<!DOCTYPE html><html><body>Object not found</body></html>"
	trials := map[string]trial{}
	for name, response := range map[string]answer{
		"a page":                         page("text/html; charset=utf-8", html),
		"a page that claims to be video": page("video/mp4", html),
		"a page without a type":          page("", html),
		"JSON":                           page("application/json", `{"success":false,"errors":[]}`),
		"JSON that claims to be video":   page("video/mp4", `{"success":false,"errors":[]}`),
		"plain text":                     page("text/plain", "error code: 1015"),
		"XML":                            page("application/xml", "<Error/><Error/><Error/>"),
		"a playlist":                     page("application/vnd.apple.mpegurl", "#EXTM3U #EXTM3U #EXTM3U"),
		"an unreadable type":             page("html;;;", html),
		"nothing":                        page("video/mp4", ""),
		"too few bytes for a file":       page("video/mp4", "\x00\x00\x00\x08ftyp"),
		"what claims to be a page":       labelled("Content-Type", "text/html"),
		"gzip":                           labelled("Content-Encoding", "gzip"),
		"brotli":                         labelled("Content-Encoding", "br"),
	} {
		trials[name] = trial{answers: []answer{response}, err: transfer.ErrProtocol, requests: 1}
		trials[name+" in the middle"] = trial{answers: []answer{cut(100_000), response}, err: transfer.ErrProtocol}
	}
	try(t, trials)
}

func TestResponseThatMayBeMediaIsTaken(t *testing.T) {
	for _, contentType := range []string{"video/mp4", "audio/mp4", "audio/x-m4a", "application/mp4", "application/octet-stream", "binary/octet-stream", "VIDEO/MP4; codecs=avc1"} {
		simulate(t, contentType, func(t *testing.T) {
			o := newOrigin(t, media(size, 1), labelled("Content-Type", contentType))
			require.Equal(t, contentType, requireFetched(t, o, target(t), single()).ContentType)
		})
	}
}
