package wrapper_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/wrapper"
)

func TestSuccessFalseUnder200IsAFailureWithItsCode(t *testing.T) {
	client := answering(t, 200, "application/json", `{"result":null,"success":false,"errors":[{"code":10005,"message":"bad request"}],"messages":[{"code":1000,"message":"remark"}]}`)
	_, err := client.List(t.Context(), video)

	failed := failureOf(t, err)
	assert.ErrorIs(t, err, wrapper.ErrProtocol)
	assert.Equal(t, 200, failed.StatusCode)
	assert.Equal(t, 10005, failed.Code)
	assert.Equal(t, "remark", failed.Messages[0].Message)
	assert.Equal(t, "listDownloads: 200 OK: bad request (code 10005), ray 8b6c3d4e5f6a7b8c-FRA", err.Error())
}

func TestAnErrorPrintsAsItsTextWhateverTheVerb(t *testing.T) {
	for status, text := range map[int]string{
		302: "302 Found: the API has no redirects, and this one was not followed",
		404: "404 Not Found: no explanation, the body is empty",
		520: "520: no explanation, the body is empty", // which has no name
	} {
		_, err := answering(t, status, "text/html", "").List(t.Context(), video)
		text = "listDownloads: " + text + ", ray 8b6c3d4e5f6a7b8c-FRA"
		failed := failureOf(t, err)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			assert.Equal(t, text, fmt.Sprintf(verb, err))
			assert.Equal(t, text, fmt.Sprintf(verb, *failed))
		}
		assert.Equal(t, `"`+text+`"`, fmt.Sprintf("%q", err))
	}
}

func TestAResultThatIsNotWhatWasAskedForIsAProtocolError(t *testing.T) {
	for name, test := range map[string]struct {
		result       string
		list, create bool // which of them refuses it
	}{
		"a text":                      {`"ok"`, true, true},
		"a bare download":             {`{"percentComplete":1,"status":"ready","url":"https://x/"}`, true, false},
		"a bare status":               {`{"status":"ready"}`, true, false},
		"a text in place of one":      {`{"default":"ready"}`, true, true},
		"no status":                   {`{"default":{"percentComplete":1}}`, true, true},
		"no status of the other":      {`{"audio":{}}`, true, true},
		"a status twice":              {`{"default":{"status":"ready","status":"error"}}`, true, true},
		"a status twice, escaped":     {`{"default":{"status":"ready","st\u0061tus":"error"}}`, true, true},
		"half a word":                 {`{"default":{"status":nulx}}`, true, true},
		"a percentage without bounds": {`{"default":{"status":"inprogress","percentComplete":1e999}}`, true, true},
		"bare, a percentage in words": {`{"status":"inprogress","percentComplete":true}`, false, true},
		"bare, no status":             {`{"percentComplete":1,"url":"https://x/"}`, false, true},
		"bare, an empty status":       {`{"percentComplete":1,"status":""}`, false, true},
		"both shapes":                 {`{"default":{"percentComplete":1,"status":"ready"},"status":"ready"}`, false, true},
		"nothing":                     {`{}`, false, true},
		"null":                        {`{"default":null}`, false, true},
		"the other type":              {`{"audio":{"percentComplete":1,"status":"ready"}}`, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			client := answering(t, 200, "application/json", `{"result":`+test.result+`,"success":true,"errors":[],"messages":[]}`)
			if test.list {
				downloads, err := client.List(t.Context(), video)
				assert.Zero(t, downloads)
				assert.ErrorIs(t, err, wrapper.ErrProtocol)
				assert.Equal(t, 200, failureOf(t, err).StatusCode)
			}
			if test.create {
				download, err := client.Create(t.Context(), video)
				assert.Zero(t, download)
				assert.ErrorIs(t, err, wrapper.ErrProtocol)
			}
		})
	}
}

func TestAPageUnder200IsAProtocolErrorThatShowsItsBeginning(t *testing.T) {
	page := "<!DOCTYPE html>\n<html>" + strings.Repeat("x", 10_000)
	_, err := answering(t, 200, "text/html; charset=UTF-8", page).List(t.Context(), video)

	assert.ErrorIs(t, err, wrapper.ErrProtocol)
	assert.Contains(t, err.Error(), `want JSON, got "text/html; charset=UTF-8", the body begins "<!DOCTYPE html>\n<html>x`)
	assert.Contains(t, err.Error(), "xxx…")
	assert.Less(t, len(err.Error()), 700)
}

func TestTheGeneratedClientGivesNoZeroValueEither(t *testing.T) {
	for name, body := range map[string]string{
		"a null result": `{"success":true,"result":null}`,
		"another type":  `{"success":true,"result":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := answering(t, 200, "application/json", body).Generated().ListDownloadsWithResponse(t.Context(), account, video)
			require.Error(t, err)
			assert.True(t, resp == nil || resp.JSON200 == nil)
		})
	}
}

func TestAPropertyThatIsNullIsUnknown(t *testing.T) {
	client := answering(t, 200, "application/json", `{"result":{"default":{"status":"ready","percentComplete":100,"url":null},"status":null},"success":true}`)
	download, err := client.Create(t.Context(), video)
	require.NoError(t, err)
	assert.Equal(t, wrapper.Download{Status: "ready", PercentComplete: 100}, download)
}

func TestTheEdgeNamesTheRayAndTheShortestPause(t *testing.T) {
	const problem = `{"error_code":1200,"title":"Busy","status":503,"ray_id":"9c1e","retry_after":1}`
	_, err := newClient(t, canned(503, problem, http.Header{"Content-Type": {"application/problem+json"}}), once).List(t.Context(), video)
	assert.Equal(t, "9c1e", failureOf(t, err).RayID)
	assert.Equal(t, time.Second, failureOf(t, err).RetryAfter)
}

func TestTheHeaderOfTheTransportStaysItsOwn(t *testing.T) {
	for name, header := range map[string]http.Header{"another type": {"Content-Type": {"text/plain"}}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			before := header.Clone()
			_, err := newClient(t, canned(200, `{"result":{},"success":true}`, header)).List(t.Context(), video)
			require.NoError(t, err)
			assert.Equal(t, before, header)
		})
	}
}

func TestAnEnvelopeIsReadWhateverItsTypeIsCalled(t *testing.T) {
	for _, contentType := range []string{"", "text/plain; charset=utf-8", "application/octet-stream", "application/vnd.api+json",
		"application/json; charset=utf-8", "Application/JSON", " application/json ;charset=utf-8"} {
		client := answering(t, 200, contentType, listBody)
		downloads, err := client.List(t.Context(), video)
		require.NoError(t, err, contentType)
		assert.Equal(t, 75.5, downloads.Default.PercentComplete)

		response, err := client.Generated().ListDownloadsWithResponse(t.Context(), account, video)
		require.NoError(t, err)
		require.NotNil(t, response.JSON200, contentType)
		assert.Equal(t, 75.5, response.JSON200.Result.Default.PercentComplete)
	}
	for _, contentType := range []string{"text/html", "TEXT/HTML; charset=utf-8"} {
		_, err := answering(t, 200, contentType, listBody).List(t.Context(), video)
		assert.ErrorIs(t, err, wrapper.ErrProtocol, contentType)
	}
}

func TestBothShapesOfACreateEndInTheSameDownload(t *testing.T) {
	want := wrapper.Download{Status: "inprogress", PercentComplete: 0, URL: "https://x/default.mp4"}
	for name, result := range map[string]string{
		"keyed":                     `{"default":{"percentComplete":0,"status":"inprogress","url":"https://x/default.mp4"}}`,
		"keyed, with the other one": `{"audio":{"percentComplete":1,"status":"ready"},"default":{"percentComplete":0,"status":"inprogress","url":"https://x/default.mp4"}}`,
		"bare":                      `{"percentComplete":0,"status":"inprogress","url":"https://x/default.mp4"}`,
		"bare, others null":         `{"audio":null,"default":null,"percentComplete":0,"status":"inprogress","url":"https://x/default.mp4"}`,
	} {
		t.Run(name, func(t *testing.T) {
			download, err := answering(t, 200, "application/json", `{"result":`+result+`,"success":true}`).Create(t.Context(), video)
			require.NoError(t, err)
			assert.Equal(t, want, download)
		})
	}
}

func TestAFailureKeepsWhatCanBeReadOfIt(t *testing.T) {
	for name, test := range map[string]struct {
		body, want string
		code       int
	}{
		"an envelope":                {`{"errors":[{"code":10000,"message":"Authentication error"}]}`, "Authentication error (code 10000)", 10000},
		"remarks in another form":    {`{"errors":[{"code":10000,"message":"Authentication error"}],"messages":["remark"]}`, "Authentication error (code 10000)", 10000},
		"a code in quotes":           {`{"errors":[{"code":"10000","message":"Authentication error"}]}`, `no explanation, the body begins "{\"errors\":[{\"code\":\"10000\",\"message\":\"Authentication error\"}]}"`, 0},
		"a source in another form":   {`{"errors":[{"code":10000,"message":"Authentication error","source":"header"}]}`, "Authentication error (code 10000)", 10000},
		"several errors":             {`{"errors":[{"code":7003,"message":"Could not route"},{"code":7000,"message":"No route"}]}`, "Could not route (code 7003)", 7003},
		"several lines":              {`{"errors":[{"code":7003,"message":"Could\nnot\u001b[31m\u2028route\u202e"}]}`, "Could not [31m route  (code 7003)", 7003},
		"no errors":                  {`{"errors":[],"success":false}`, `no explanation, the body begins "{\"errors\":[],\"success\":false}"`, 0},
		"nothing":                    {``, `no explanation, the body is empty`, 0},
		"a page":                     {`<html>`, `no explanation, the body begins "<html>"`, 0},
		"broken JSON":                {`{"errors":[{"code":1}]`, `no explanation, the body begins "{\"errors\":[{\"code\":1}]"`, 0},
		"plain text of the edge":     {"error code: 1020\n", "Cloudflare's edge refused the call, error 1020", 0},
		"a message without an end":   {`{"errors":[{"code":1000,"message":"` + strings.Repeat("é", 2000) + `"}]}`, strings.Repeat("é", 512) + "… (code 1000)", 1000},
		"a million empty messages":   {`{"errors":[` + strings.Repeat("{},", 300_000) + `{}]}`, `no explanation, the body begins "{\"errors\":[{}`, 0},
		"an explanation of the edge": {`{"title":"Error 1020","detail":"Denied","error_code":1020,"retryable":"no"}`, "Cloudflare's edge refused the call, error 1020 Error 1020 Denied", 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := answering(t, 403, "application/json", test.body).List(t.Context(), video)
			failed := failureOf(t, err)
			assert.Equal(t, 403, failed.StatusCode)
			assert.Equal(t, test.code, failed.Code)
			assert.ErrorIs(t, err, wrapper.ErrUnauthorized)
			assert.True(t, strings.HasPrefix(err.Error(), "listDownloads: 403 Forbidden: "+test.want), "%v", err)
			assert.Less(t, len(err.Error()), 1300)
		})
	}
}

func TestATransportThatReturnsNothingIsAnError(t *testing.T) {
	for name, transport := range map[string]roundTrip{
		"no response": func(*http.Request) (*http.Response, error) { return nil, nil },
		"no body":     func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, transport, once)
			_, err := client.List(t.Context(), video)
			assert.ErrorContains(t, err, "listDownloads: no response: the HTTP transport returned nothing")
		})
	}
}
