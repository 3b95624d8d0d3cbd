package wrapper_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// answering returns a client to whose every request the same is answered.
func answering(t testing.TB, status int, contentType, body string, opts ...wrapper.Option) *wrapper.Client {
	return answeringTo(t, wrapper.WithAPIToken(emulator.DefaultToken), status, contentType, body, "8b6c3d4e5f6a7b8c-FRA", "", opts...)
}

// answeringWith is answering with more of the header, for a client with the secret.
func answeringWith(t testing.TB, status int, contentType, body, ray, hint string) *wrapper.Client {
	return answeringTo(t, wrapper.WithAPIToken(secret), status, contentType, body, ray, hint)
}

func answeringTo(t testing.TB, credential wrapper.Option, status int, contentType, body, ray, hint string, opts ...wrapper.Option) *wrapper.Client {
	t.Helper()
	transport := roundTrip(func(req *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode:    status,
			Header:        http.Header{"Content-Type": {contentType}, "Cf-Ray": {ray}, "Retry-After": {hint}},
			Body:          io.NopCloser(strings.NewReader(body)),
			ContentLength: int64(len(body)),
			Request:       req,
		}, nil
	})
	client, err := wrapper.New(append([]wrapper.Option{credential, wrapper.WithAccountID(account),
		wrapper.WithHTTPClient(&http.Client{Transport: transport}), wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1})}, opts...)...)
	require.NoError(t, err)
	return client
}

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

func TestAResultThatIsMissingOrOfAnotherKindIsAProtocolError(t *testing.T) {
	for name, result := range map[string]string{
		"null":            `"result":null,`,
		"missing":         ``,
		"an array":        `"result":[],`,
		"a text":          `"result":"ok",`,
		"a number":        `"result":7,`,
		"true":            `"result":true,`,
		"a bare download": `"result":{"percentComplete":1,"status":"ready","url":"https://x/"},`,
		"a bare state":    `"result":{"status":"ready"},`,
		"no status":       `"result":{"default":{"percentComplete":1}},`,
		"no status, too":  `"result":{"audio":{}},`,
		"a list of them":  `"result":{"default":[]},`,
		"a text of them":  `"result":{"default":"ready"},`,
	} {
		t.Run(name, func(t *testing.T) {
			client := answering(t, 200, "application/json", `{`+result+`"success":true,"errors":[],"messages":[]}`)
			downloads, err := client.List(t.Context(), video)
			assert.Zero(t, downloads)
			assert.ErrorIs(t, err, wrapper.ErrProtocol)
			assert.Equal(t, 200, failureOf(t, err).StatusCode)
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

func TestAResponseWithMoreThanOneMeaningIsAProtocolError(t *testing.T) {
	for name, body := range map[string]string{
		"trailing data":                        `{"result":{},"success":true,"errors":[],"messages":[]}{}`,
		"trailing text":                        `{"result":{},"success":true,"errors":[],"messages":[]}x`,
		"the success twice":                    `{"success":false,"result":{},"success":true,"errors":[],"messages":[]}`,
		"the result twice":                     `{"result":{"default":{"status":"ready","percentComplete":1}},"result":{},"success":true}`,
		"a status twice":                       `{"result":{"default":{"status":"ready","status":"error"}},"success":true}`,
		"a status twice, escaped":              `{"result":{"default":{"status":"ready","st\u0061tus":"error"}},"success":true}`,
		"success in words":                     `{"result":{},"success":"true"}`,
		"success as a number":                  `{"result":{},"success":1}`,
		"success unknown":                      `{"result":{},"success":null}`,
		"no word of success":                   `{"result":{}}`,
		"not an object":                        `[]`,
		"no value at all":                      `null`,
		"a truncated response of another type": `<`,
		"a bare download in place of a list":   `{"result":{"percentComplete":1,"status":"ready"},"success":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := answering(t, 200, "application/json", body).List(t.Context(), video)
			assert.ErrorIs(t, err, wrapper.ErrProtocol)
		})
	}
}

func TestASuccessOtherThan200IsAProtocolError(t *testing.T) {
	for _, status := range []int{201, 202, 203, 204, 206, 226, 299} {
		_, err := answering(t, status, "application/json", listBody).List(t.Context(), video)
		assert.ErrorIs(t, err, wrapper.ErrProtocol)
		assert.Equal(t, status, failureOf(t, err).StatusCode)
	}
}

func TestAnUnknownStatusIsKeptAsItCame(t *testing.T) {
	client := answering(t, 200, "application/json", `{"result":{"default":{"status":"pendingUrl","percentComplete":12}},"success":true}`)
	downloads, err := client.List(t.Context(), video)
	require.NoError(t, err)
	assert.Equal(t, &wrapper.Download{Status: "pendingUrl", PercentComplete: 12}, downloads.Default)
}

func TestAPercentageOutOfRangeIsReportedAsItCame(t *testing.T) {
	for text, want := range map[string]float64{"250": 250, "-1": -1, "75.0": 75, "1e2": 100, "0": 0} {
		client := answering(t, 200, "application/json", `{"result":{"default":{"status":"inprogress","percentComplete":`+text+`}},"success":true}`)
		downloads, err := client.List(t.Context(), video)
		require.NoError(t, err)
		assert.Equal(t, want, downloads.Default.PercentComplete)
	}
}

func TestAPropertyOfAnotherTypeIsAProtocolError(t *testing.T) {
	for name, download := range map[string]string{
		"a percentage as text":   `{"status":"inprogress","percentComplete":"75.5"}`,
		"a percentage in words":  `{"status":"inprogress","percentComplete":true}`,
		"a status as a number":   `{"status":1,"percentComplete":1}`,
		"a URL as an object":     `{"status":"ready","percentComplete":1,"url":{}}`,
		"a download as a string": `"ready"`,
		"half a word":            `{"status":nulx}`,
	} {
		t.Run(name, func(t *testing.T) {
			client := answering(t, 200, "application/json", `{"result":{"default":`+download+`},"success":true}`)
			downloads, err := client.List(t.Context(), video)
			assert.ErrorIs(t, err, wrapper.ErrProtocol)
			assert.Zero(t, downloads)
			_, err = client.Create(t.Context(), video)
			assert.ErrorIs(t, err, wrapper.ErrProtocol)
		})
	}
}

func TestNamesAreTakenToTheLetter(t *testing.T) {
	client := answering(t, 200, "application/json", `{"Success":false,"success":true,"Result":null,"result":{"Default":{"status":"error"}}}`)
	downloads, err := client.List(t.Context(), video)
	require.NoError(t, err)
	assert.Equal(t, wrapper.Downloads{}, downloads)
}

func TestTheGeneratedClientGivesNoZeroValueEither(t *testing.T) {
	for name, body := range map[string]string{
		"a null result":     `{"success":true,"result":null}`,
		"no result":         `{"success":true}`,
		"success false":     `{"success":false,"result":{}}`,
		"a page":            `<html>`,
		"another type":      `{"success":true,"result":[]}`,
		"a text as percent": `{"success":true,"result":{"default":{"status":"ready","percentComplete":"1"}}}`,
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
	client := answeringWith(t, 503, "application/problem+json", `{"error_code":1200,"title":"Busy","status":503,"ray_id":"9c1e","retry_after":1}`, "", "")
	_, err := client.List(t.Context(), video)
	assert.Equal(t, "9c1e", failureOf(t, err).RayID)
	assert.Equal(t, time.Second, failureOf(t, err).RetryAfter)
}

func TestTheHeaderOfTheTransportStaysItsOwn(t *testing.T) {
	for name, header := range map[string]http.Header{"another type": {"Content-Type": {"text/plain"}}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			before := header.Clone()
			client := newClient(t, roundTrip(func(req *http.Request) (*http.Response, error) {
				body := io.NopCloser(strings.NewReader(`{"result":{},"success":true}`))
				return &http.Response{StatusCode: http.StatusOK, Header: header, Body: body, ContentLength: -1, Request: req}, nil
			}))
			_, err := client.List(t.Context(), video)
			require.NoError(t, err)
			assert.Equal(t, before, header)
		})
	}
}

func TestAnEnvelopeIsReadWhateverItsTypeIsCalled(t *testing.T) {
	const body = `{"result":{"default":{"status":"ready","percentComplete":100}},"success":true}`
	for _, contentType := range []string{"", "text/plain; charset=utf-8", "application/octet-stream", "Application/JSON", "application/vnd.api+json"} {
		downloads, err := answering(t, 200, contentType, body).List(t.Context(), video)
		require.NoError(t, err, contentType)
		assert.EqualValues(t, "ready", downloads.Default.Status)
	}
	for _, contentType := range []string{"text/html", "TEXT/HTML; charset=utf-8"} {
		_, err := answering(t, 200, contentType, body).List(t.Context(), video)
		assert.ErrorIs(t, err, wrapper.ErrProtocol, contentType)
	}
}

func TestAPercentageThatIsNoNumberIsAProtocolError(t *testing.T) {
	for _, text := range []string{`true`, `[]`, `{}`, `1e999`} {
		for _, result := range []string{`{"default":{"status":"inprogress","percentComplete":` + text + `}}`, `{"status":"inprogress","percentComplete":` + text + `}`} {
			client := answering(t, 200, "application/json", `{"result":`+result+`,"success":true}`)
			_, err := client.Create(t.Context(), video)
			assert.ErrorIs(t, err, wrapper.ErrProtocol, result)
		}
	}
}

func TestUnknownKeysAreTolerated(t *testing.T) {
	client := answering(t, 200, "application/json", `{"result":{"default":{"status":"ready","percentComplete":100,"error":"none"},"hls":{}},"success":true,"result_info":{"page":1}}`)
	downloads, err := client.List(t.Context(), video)
	require.NoError(t, err)
	assert.Equal(t, wrapper.DownloadStatus("ready"), downloads.Default.Status)
	assert.Nil(t, downloads.Audio)
}

func TestAJSONTypeInAnotherSpellingIsJSON(t *testing.T) {
	for _, contentType := range []string{"application/json", "application/json; charset=utf-8", "Application/JSON", " application/json ;charset=utf-8"} {
		client := answering(t, 200, contentType, listBody)
		_, err := client.List(t.Context(), video)
		require.NoError(t, err, contentType)

		response, err := client.Generated().ListDownloadsWithResponse(t.Context(), account, video)
		require.NoError(t, err)
		require.NotNil(t, response.JSON200, contentType)
		assert.Equal(t, 75.5, response.JSON200.Result.Default.PercentComplete)
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

func TestACreateWithoutAStateOfTheDownloadIsAProtocolError(t *testing.T) {
	for name, result := range map[string]string{
		"nothing":            `{}`,
		"the other type":     `{"audio":{"percentComplete":1,"status":"ready"}}`,
		"null":               `{"default":null}`,
		"no status":          `{"default":{"percentComplete":1}}`,
		"bare, no status":    `{"percentComplete":1,"url":"https://x/"}`,
		"bare, empty status": `{"percentComplete":1,"status":""}`,
		"both shapes":        `{"default":{"percentComplete":1,"status":"ready"},"status":"ready"}`,
		"a list":             `[{"percentComplete":1,"status":"ready"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			download, err := answering(t, 200, "application/json", `{"result":`+result+`,"success":true}`).Create(t.Context(), video)
			assert.ErrorIs(t, err, wrapper.ErrProtocol)
			assert.Zero(t, download)
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

func TestAStatusWithoutANameIsWrittenAsItsNumber(t *testing.T) {
	_, err := answering(t, 520, "text/html", "").List(t.Context(), video)
	assert.Equal(t, "listDownloads: 520: no explanation, the body is empty, ray 8b6c3d4e5f6a7b8c-FRA", err.Error())
}

func TestARedirectIsRefusedAndNothingIsSentToItsTarget(t *testing.T) {
	for _, status := range []string{"301", "302", "303", "307", "308"} {
		synctesting.Test(t, func(t *testing.T) {
			s := newService(t, []string{"*:*:redirect=https://evil.example/,status=" + status})
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			assert.ErrorIs(t, err, wrapper.ErrProtocol)
			assert.ErrorContains(t, err, "the API has no redirects, and this one was not followed")
			require.Len(t, s.seen(), 1)
			assert.Equal(t, "api.cloudflare.com", s.seen()[0].URL.Host)
		})
	}
}

func TestATransportThatReturnsNothingIsAnError(t *testing.T) {
	for name, transport := range map[string]roundTrip{
		"no response": func(*http.Request) (*http.Response, error) { return nil, nil },
		"no body":     func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, transport, wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1}))
			_, err := client.List(t.Context(), video)
			assert.ErrorContains(t, err, "listDownloads: no response: the HTTP transport returned nothing")
		})
	}
}
