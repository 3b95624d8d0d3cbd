package validators

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/contract_test/internal/walk"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
)

func TestBothAcceptTheDocument(t *testing.T) {
	_, err := document.Load(openapi.Document())
	require.NoError(t, err)
	valid, errs := newPair(t).second.ValidateDocument()
	require.True(t, valid, joined(errs))
}

func TestBothAcceptEveryExample(t *testing.T) {
	both, checked := newPair(t), 0
	for _, op := range operations(t) {
		for declared, example := range calls.Examples(op) {
			t.Run(op.OperationID+" "+declared.Status+" "+example.Name, func(t *testing.T) {
				body, err := json.Marshal(example.Value)
				require.NoError(t, err)
				req := requestOf(t, op)
				require.Equal(t, findings{}, both.request(req, nil))
				require.Equal(t, findings{}, both.response(req, responseOf(req, declared.StatusCode(), declared.MediaType), body))
				checked++
			})
		}
	}
	require.NotZero(t, checked)
}

// fixture is a response from the test data of the suite.
type fixture struct {
	Name, Operation   string
	Status            int
	ContentType, Body string
}

func TestInvalidResponsesAreCheckedAlike(t *testing.T) {
	fixtures := read[[]fixture](t, "../../testdata/invalid.json")
	require.NotEmpty(t, fixtures)
	both, differ, ops := newPair(t), disagreements{}, operations(t)
	for _, f := range fixtures {
		said := checkFixture(t, both, ops, f)
		require.NotEmpty(t, said.first, f.Name)
		differ.see(fmt.Sprintf("%s %d %s", f.Operation, f.Status, f.Name), said)
	}
	differ.review(t, "invalid responses")
}

func TestRecordedResponsesAreCheckedAlike(t *testing.T) {
	files, err := filepath.Glob("../../testdata/recorded/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	both, differ, ops := newPair(t), disagreements{}, operations(t)
	for _, file := range files {
		differ.see(filepath.Base(file), checkFixture(t, both, ops, read[fixture](t, file)))
	}
	differ.review(t, "recorded responses")
}

// read decodes a file of test data.
func read[T any](t *testing.T, file string) (value T) {
	t.Helper()
	text, err := os.ReadFile(file) //nolint:gosec // test data
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &value))
	return value
}

// Each request and each response of a walk over the emulator, those that are meant to be refused too.
func TestTrafficIsCheckedAlike(t *testing.T) {
	service, err := emulator.New(emulator.WithEncodeTime(20 * time.Millisecond))
	require.NoError(t, err)
	defer service.Close() //nolint:errcheck // it has no files
	doc, err := document.Load(openapi.Document())
	require.NoError(t, err)
	both, differ := newPair(t), disagreements{}
	exchanges := 0
	observing := roundTripper(func(req *http.Request) (*http.Response, error) {
		var sent []byte
		if req.Body != nil {
			var err error
			sent, err = io.ReadAll(req.Body)
			require.NoError(t, err)
			req.Body = io.NopCloser(bytes.NewReader(sent))
		}
		resp, err := service.Transport().RoundTrip(req)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		resp.Body = io.NopCloser(bytes.NewReader(body))
		exchanges++
		differ.see("request with "+credentialOf(req), both.request(req, sent))
		said := both.response(req, resp, body)
		differ.see(fmt.Sprintf("response %d", resp.StatusCode), said)
		require.Empty(t, said.first)
		return resp, nil
	})
	report := walk.Run(t.Context(), doc, both.first, walk.Target{
		BaseURL: baseURL, Account: account, Video: video, Write: true, Transport: observing,
		Credentials: []calls.Credential{calls.Token(emulator.DefaultToken), calls.Key(emulator.DefaultEmail, emulator.DefaultKey)},
	})
	require.Empty(t, report.Deviations())
	require.Greater(t, exchanges, 50)
	differ.review(t, "traffic")
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// credentialOf names what a request is authorised by.
func credentialOf(req *http.Request) string {
	for _, credential := range calls.Refused() {
		if credential.SentIn(req.Header) {
			return credential.Name
		}
	}
	return "a good credential"
}

func checkFixture(t *testing.T, both pair, ops map[string]document.Operation, f fixture) findings {
	t.Helper()
	require.Contains(t, ops, f.Operation)
	req := requestOf(t, ops[f.Operation])
	return both.response(req, responseOf(req, f.Status, f.ContentType), []byte(f.Body))
}

// operations are those of the document by their names.
func operations(t *testing.T) map[string]document.Operation {
	t.Helper()
	doc, err := document.Load(openapi.Document())
	require.NoError(t, err)
	ops := map[string]document.Operation{}
	for _, op := range document.Operations(doc) {
		ops[op.OperationID] = op
	}
	return ops
}

func requestOf(t *testing.T, op document.Operation) *http.Request {
	t.Helper()
	path := strings.NewReplacer("{account_id}", account, "{identifier}", video, "{download_type}", "audio").Replace(op.Path)
	req, err := http.NewRequestWithContext(t.Context(), op.Method, baseURL+path, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer token")
	return req
}

func responseOf(req *http.Request, status int, contentType string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Request: req}
	if contentType != "" {
		resp.Header.Set("Content-Type", contentType)
	}
	return resp
}
