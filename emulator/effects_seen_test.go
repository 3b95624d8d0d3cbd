package emulator_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

// seen is what a client sees of one request that meets a fault.
type seen struct {
	result
	err       error // instead of a response
	took      time.Duration
	inProcess bool
	truth     result // the response to the same request without the fault
	caller    *caller
}

// check is what holds of it.
type check func(t *testing.T, s seen)

func wants(checks ...check) []check { return checks }

func status(want int) check {
	return func(t *testing.T, s seen) {
		require.NoError(t, s.err)
		assert.Equal(t, want, s.StatusCode)
	}
}

func header(name string, want ...string) check {
	return func(t *testing.T, s seen) { assert.Equal(t, want, s.Header.Values(name)) }
}

func sameHeader(name, prefix string) check {
	return func(t *testing.T, s seen) { assert.Equal(t, prefix+s.truth.Header.Get(name), s.Header.Get(name)) }
}

func response(code int, mediaType, text string) check {
	return func(t *testing.T, s seen) {
		status(code)(t, s)
		header("Content-Type", mediaType)(t, s)
		assert.Equal(t, text, string(s.body))
	}
}

func failure(status, code int, message string) check {
	return response(status, "application/json",
		`{"result":null,"success":false,"errors":[{"code":`+strconv.Itoa(code)+`,"message":"`+message+`"}],"messages":[]}`)
}

func redirect(code int, change func(to *url.URL)) check {
	return func(t *testing.T, s seen) {
		status(code)(t, s)
		want := *s.truth.Request.URL
		change(&want)
		got, err := s.Location()
		require.NoError(t, err)
		assert.Equal(t, want.String(), got.String())
	}
}

func contains(text string) check {
	return func(t *testing.T, s seen) { assert.Contains(t, string(s.body), text) }
}

func length(want int64) check {
	return func(t *testing.T, s seen) { assert.Equal(t, want, s.ContentLength) }
}

func honestLength(t *testing.T, s seen) { length(int64(len(s.body)))(t, s) }

func contentRange(want string) check {
	return func(t *testing.T, s seen) {
		status(206)(t, s)
		assert.Equal(t, "bytes 10-19/8879", s.truth.Header.Get("Content-Range"))
		assert.Equal(t, want, s.Header.Get("Content-Range"))
		sameBody(t, s)
	}
}

// bodyThen says what becomes of the true body before it ends as it should, or not.
func bodyThen(end error, of func(truth string) string) check {
	return func(t *testing.T, s seen) {
		require.NoError(t, s.err)
		require.ErrorIs(t, s.result.err, end)
		assert.Equal(t, of(string(s.truth.body)), string(s.body))
	}
}

func body(of func(truth string) string) check   { return bodyThen(nil, of) }
func broken(of func(truth string) string) check { return bodyThen(io.ErrUnexpectedEOF, of) }
func sameBody(t *testing.T, s seen)             { body(all)(t, s) }

func all(truth string) string               { return truth }
func none(string) string                    { return "" }
func first(n int) func(truth string) string { return func(truth string) string { return truth[:n] } }

func unzipped(t *testing.T, s seen) {
	reader, err := gzip.NewReader(bytes.NewReader(s.body))
	require.NoError(t, err)
	content, err := io.ReadAll(reader)
	require.NoError(t, err)
	assert.Equal(t, s.truth.body, content)
}

func takes(atLeast time.Duration) check {
	return func(t *testing.T, s seen) { assert.GreaterOrEqual(t, s.took, atLeast) }
}

func noResponse(want error) check {
	return func(t *testing.T, s seen) { require.ErrorIs(t, s.err, want) }
}

// noConnection is seen as what it is in process, and as a reset over sockets.
func noConnection(isIt func(error) bool) check {
	return func(t *testing.T, s seen) {
		require.Error(t, s.err)
		assert.Equal(t, s.inProcess, isIt(s.err), "%v", s.err)
		assert.Equal(t, !s.inProcess, errors.Is(s.err, syscall.ECONNRESET), "%v", s.err)
	}
}

func deleted(t *testing.T, s seen)    { assert.Nil(t, s.caller.list(emulator.DefaultVideo).Default) }
func notDeleted(t *testing.T, s seen) { assert.NotNil(t, s.caller.list(emulator.DefaultVideo).Default) }

func gone(t *testing.T, s seen) {
	assert.Equal(t, 404, s.caller.api(http.MethodGet, emulator.DefaultVideo, "").StatusCode)
	assert.Equal(t, 404, s.caller.fetch(s.caller.fileURL(emulator.DefaultVideo, "default.mp4")).StatusCode)
}
