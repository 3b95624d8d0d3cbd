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
	"sync"
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
	valid, errs := newJudges(t).second.ValidateDocument()
	require.True(t, valid, joined(errs))
}

func TestBothAcceptEveryExample(t *testing.T) {
	judges, judged := newJudges(t), 0
	for _, op := range operations(t) {
		for _, reply := range op.DeclaredResponses() {
			for _, example := range document.Examples(reply.Media) {
				t.Run(op.OperationID+" "+reply.Status+" "+example.Name, func(t *testing.T) {
					body, err := json.Marshal(example.Value)
					require.NoError(t, err)
					req := requestOf(t, op)
					require.Equal(t, opinion{}, judges.request(req, nil))
					require.Equal(t, opinion{}, judges.reply(req, responseOf(req, reply.StatusCode(), reply.MediaType), body))
					judged++
				})
			}
		}
	}
	require.NotZero(t, judged)
}

// fixture is a reply from the test data of the suite.
type fixture struct {
	Name, Operation   string
	Status            int
	ContentType, Body string
}

func TestInvalidRepliesAreJudgedAlike(t *testing.T) {
	text, err := os.ReadFile("../../testdata/invalid.json")
	require.NoError(t, err)
	var fixtures []fixture
	require.NoError(t, json.Unmarshal(text, &fixtures))
	require.NotEmpty(t, fixtures)
	judges, table, ops := newJudges(t), reviewed(t, "invalid replies"), operations(t)
	for _, f := range fixtures {
		said := judgeFixture(t, judges, ops, f)
		require.NotEmpty(t, said.first, f.Name)
		table.judge(t, fmt.Sprintf("%s %d %s", f.Operation, f.Status, f.Name), said)
	}
}

func TestRecordedRepliesAreJudgedAlike(t *testing.T) {
	files, err := filepath.Glob("../../testdata/recorded/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	judges, table, ops := newJudges(t), reviewed(t, "recorded replies"), operations(t)
	for _, file := range files {
		text, err := os.ReadFile(file) //nolint:gosec // test data
		require.NoError(t, err)
		var f fixture
		require.NoError(t, json.Unmarshal(text, &f))
		table.judge(t, filepath.Base(file), judgeFixture(t, judges, ops, f))
	}
}

// Each request and each reply of a walk over the emulator, those that are meant to be refused too.
func TestTrafficIsJudgedAlike(t *testing.T) {
	service, err := emulator.New(emulator.WithEncodeTime(20 * time.Millisecond))
	require.NoError(t, err)
	defer service.Close() //nolint:errcheck // it has no files
	doc, err := document.Load(openapi.Document())
	require.NoError(t, err)
	judges, table := newJudges(t), reviewed(t, "traffic")
	exchanges := 0
	var one sync.Mutex
	judging := roundTripper(func(req *http.Request) (*http.Response, error) {
		sent := bodyOf(t, req)
		resp, err := service.Transport().RoundTrip(req)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		resp.Body = io.NopCloser(bytes.NewReader(body))
		one.Lock()
		defer one.Unlock()
		exchanges++
		table.judge(t, "request: "+describe(req), judges.request(req, sent))
		said := judges.reply(req, resp, body)
		table.judge(t, fmt.Sprintf("reply %d: %s", resp.StatusCode, describe(req)), said)
		require.Empty(t, said.first)
		return resp, nil
	})
	report := walk.Run(t.Context(), doc, judges.first, walk.Target{
		BaseURL: baseURL, Account: account, Video: video, Write: true, Transport: judging,
		Credentials: []calls.Credential{calls.Token(emulator.DefaultToken), calls.Key(emulator.DefaultEmail, emulator.DefaultKey)},
	})
	require.Empty(t, report.Deviations())
	require.Greater(t, exchanges, 50)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// describe names a request by its operation and by what is special about it.
func describe(req *http.Request) string {
	path := strings.TrimPrefix(req.URL.Path, "/client/v4")
	path = strings.NewReplacer(account, "ACCOUNT", video, "VIDEO").Replace(path)
	credential := "no credential"
	switch {
	case req.Header.Get("Authorization") == "Bearer":
		credential = "malformed token"
	case req.Header.Get("Authorization") != "":
		credential = "token"
	case req.Header.Get("X-Auth-Key") != "" && req.Header.Get("X-Auth-Email") != "":
		credential = "key and e-mail"
	case req.Header.Get("X-Auth-Key") != "":
		credential = "key alone"
	case req.Header.Get("X-Auth-Email") != "":
		credential = "e-mail alone"
	}
	return req.Method + " " + path + " with " + credential
}

func judgeFixture(t *testing.T, judges judges, ops map[string]document.Operation, f fixture) opinion {
	t.Helper()
	require.Contains(t, ops, f.Operation)
	req := requestOf(t, ops[f.Operation])
	return judges.reply(req, responseOf(req, f.Status, f.ContentType), []byte(f.Body))
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

// bodyOf reads the body of a request, and leaves the request as it was.
func bodyOf(t *testing.T, req *http.Request) []byte {
	t.Helper()
	if req.Body == nil {
		return nil
	}
	body, err := io.ReadAll(req.Body)
	require.NoError(t, err)
	req.Body = io.NopCloser(bytes.NewReader(body))
	return body
}

func responseOf(req *http.Request, status int, contentType string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Request: req}
	if contentType != "" {
		resp.Header.Set("Content-Type", contentType)
	}
	return resp
}
