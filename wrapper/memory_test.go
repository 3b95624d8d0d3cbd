package wrapper_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/wrapper"
)

const (
	hostile   = 256 << 20
	allowance = 4 << 20
)

// pour writes a JSON text of that length, which it does not hold.
func pour(w io.Writer, length int) {
	block := bytes.Repeat([]byte("x"), 64<<10)
	_, err := w.Write([]byte(`{"result":"`))
	for sent := 0; sent < length && err == nil; sent += len(block) {
		_, err = w.Write(block)
	}
}

// zipped is such a text, compressed.
func zipped(length int) []byte {
	var b bytes.Buffer
	compressor := gzip.NewWriter(&b)
	pour(compressor, length) // to memory it can't fail
	_ = compressor.Close()
	return b.Bytes()
}

// allocated is how much a function allocates, with all that goes on meanwhile.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A response of 256 MiB is refused when 1 MiB of it was read. What is measured is everything that the process
// allocates, the server included.
func TestAHostileResponseIsRefusedWithinFourMebibytes(t *testing.T) {
	bomb := bytes.Repeat(zipped(1<<20), hostile>>20)
	for name, serve := range map[string]http.HandlerFunc{
		"of unknown length": func(w http.ResponseWriter, _ *http.Request) { pour(w, hostile) },
		"of known length": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(hostile))
			pour(w, hostile)
		},
		"compressed": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		},
		"under a failing status": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			pour(w, hostile)
		},
		"compressed, under a failing status": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write(bomb)
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				serve(w, req)
			}))
			defer server.Close()
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			client := newClient(t, transport, wrapper.WithBaseURL(server.URL), once)

			var err error
			bytes := allocated(func() { _, err = client.List(t.Context(), video) })
			assert.ErrorIs(t, err, wrapper.ErrProtocol)
			assert.ErrorContains(t, err, "the response is larger than 1048576 bytes")
			t.Logf("%.2f MiB allocated", float64(bytes)/(1<<20))
			assert.LessOrEqual(t, bytes, uint64(allowance))
		})
	}
}

// Responses of a size that is allowed, made to take as much memory as possible.
func TestAResponseOfAnAllowedSizeCantBeMadeToTakeMuchMemory(t *testing.T) {
	const size = (1 << 20) - 100
	fill := func(piece string) string { return strings.TrimSuffix(strings.Repeat(piece, size/len(piece)), ",") }
	for name, response := range map[string]struct {
		status int
		body   string
	}{
		"errors without end":       {403, `{"errors":[` + fill("{},") + `]}`},
		"numbers without end":      {200, `{"success":true,"result":[` + fill("0,") + `]}`},
		"objects without end":      {200, `{"success":true,"result":{"default":[` + fill("{},") + `]}}`},
		"objects with keys":        {200, `{"success":true,"result":[` + fill(`{"a":0},`) + `]}`},
		"escapes without end":      {200, `{"success":true,"result":"` + fill(`\n`) + `"}`},
		"keys with escapes":        {200, `{"success":true,"result":[` + fill(`{"\n":0},`) + `]}`},
		"brackets without end":     {200, fill("[")},
		"one long number":          {200, `{"success":true,"result":{"default":{"percentComplete":` + fill("9") + `}}}`},
		"messages under success":   {200, `{"success":true,"result":{},"messages":[` + fill("{},") + `]}`},
		"errors under success":     {200, `{"success":false,"errors":[` + fill("{},") + `]}`},
		"one long text as failure": {500, fill("x")},
	} {
		t.Run(name, func(t *testing.T) {
			client := answering(t, response.status, "application/json", response.body)
			var err error
			bytes := allocated(func() { _, err = client.List(t.Context(), video) })
			require.Error(t, err)
			assert.Less(t, len(err.Error()), 2048)
			t.Logf("%.2f MiB allocated", float64(bytes)/(1<<20))
			assert.LessOrEqual(t, bytes, uint64(24<<20))
		})
	}
}
