package contract_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/contract_test/internal/walk"
	"github.com/streamdl/streamdl-go/emulator"
)

// The server that the environment names keeps to the document; without one, the emulator over a socket. With -v,
// the report says what was seen and what was not:
//
//	go test ./contract_test -run TestServerKeepsToTheDocument -v -count=1
//
// Without -count=1, go test may repeat what it printed last time: it does not know that the server is another.
//
//	STREAMDL_CONTRACT_BASE_URL   where the API begins, such as https://api.cloudflare.com/client/v4
//	STREAMDL_CONTRACT_VIDEO      a video that may be used
//	STREAMDL_CONTRACT_WRITE      1 also creates and deletes downloads of that video, and makes tokens for it
//	STREAMDL_CONTRACT_PAUSE      between two lists of a download that is being generated; 1s by default
//	CLOUDFLARE_ACCOUNT_ID        its account
//	CLOUDFLARE_API_TOKEN         a token, or
//	CLOUDFLARE_EMAIL with CLOUDFLARE_API_KEY; both ways are used if both are there
func TestServerKeepsToTheDocument(t *testing.T) {
	report := walkServer(t, os.Getenv)
	t.Log("\n" + report.String())
	require.Empty(t, report.Deviations(), "deviations from the document")
	require.Empty(t, report.Failures(), "calls that ended otherwise than they should")
}

// walkServer walks the server that the environment names.
func walkServer(t *testing.T, env func(string) string) *walk.Report {
	t.Helper()
	target := targetOf(t, env)
	text, err := documentText()
	require.NoError(t, err)
	checker, err := conformance.New(conformance.WithDocument(text), conformance.WithBasePath(basePath(t, target.BaseURL)))
	require.NoError(t, err)
	return walk.Run(t.Context(), loadDocument(t), checker, target)
}

// targetOf reads the environment.
func targetOf(t *testing.T, env func(string) string) walk.Target {
	t.Helper()
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment}
	t.Cleanup(transport.CloseIdleConnections)
	address := env("STREAMDL_CONTRACT_BASE_URL")
	if address == "" {
		local, err := newEmulator(t).Start()
		require.NoError(t, err)
		return walk.Target{BaseURL: local, Account: account, Video: video, Credentials: credentials(), Write: true, Transport: transport, Pause: 10 * time.Millisecond}
	}
	target := walk.Target{
		BaseURL: strings.TrimSuffix(address, "/"), Account: env("CLOUDFLARE_ACCOUNT_ID"), Video: env("STREAMDL_CONTRACT_VIDEO"),
		Write: env("STREAMDL_CONTRACT_WRITE") == "1", Transport: transport, Pause: time.Second,
	}
	if pause := env("STREAMDL_CONTRACT_PAUSE"); pause != "" {
		var err error
		target.Pause, err = time.ParseDuration(pause)
		require.NoError(t, err)
	}
	if token := env("CLOUDFLARE_API_TOKEN"); token != "" {
		target.Credentials = append(target.Credentials, calls.Token(token))
	}
	if email, key := env("CLOUDFLARE_EMAIL"), env("CLOUDFLARE_API_KEY"); email != "" && key != "" {
		target.Credentials = append(target.Credentials, calls.Key(email, key))
	}
	require.NotEmpty(t, target.Account, "CLOUDFLARE_ACCOUNT_ID is not set")
	require.NotEmpty(t, target.Video, "STREAMDL_CONTRACT_VIDEO is not set")
	require.NotEmpty(t, target.Credentials, "neither CLOUDFLARE_API_TOKEN nor CLOUDFLARE_EMAIL with CLOUDFLARE_API_KEY is set")
	return target
}

func basePath(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err, "the base URL")
	return req.URL.Path
}

// A server is checked wherever on its host the API begins, and found out there.
func TestServerIsCheckedWhereverTheAPIBegins(t *testing.T) {
	for _, path := range []string{"", "/", "/v4", "/client/v4/"} {
		for _, spec := range []string{"listDownloads:*:delay=0s", "listDownloads:*:percent=250"} {
			t.Run(path+" "+spec, func(t *testing.T) {
				service := newEmulator(t, emulator.WithFaults(spec))
				base := strings.TrimSuffix(path, "/")
				mounted := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					r.URL.Path = emulator.BasePath + strings.TrimPrefix(r.URL.Path, base)
					r.URL.RawPath = ""
					service.Handler().ServeHTTP(w, r)
				}))
				defer mounted.Close()
				environment := map[string]string{
					"STREAMDL_CONTRACT_BASE_URL": mounted.URL + path, "STREAMDL_CONTRACT_VIDEO": video, "STREAMDL_CONTRACT_WRITE": "1",
					"STREAMDL_CONTRACT_PAUSE": "10ms", "CLOUDFLARE_ACCOUNT_ID": account, "CLOUDFLARE_API_TOKEN": emulator.DefaultToken,
				}
				report := walkServer(t, func(name string) string { return environment[name] })
				require.Empty(t, report.Failures())
				if strings.HasSuffix(spec, "=250") {
					require.Contains(t, strings.Join(report.Deviations(), "\n"), "percentComplete: maximum")
				} else {
					require.Empty(t, report.Deviations())
				}
			})
		}
	}
}

// By default the walk changes nothing on the server.
func TestWalkOnlyReadsUnlessToldOtherwise(t *testing.T) {
	server := newEmulator(t)
	target := emulatorTarget(server)
	target.Write = false
	report := walk.Run(t.Context(), loadDocument(t), newChecker(t), target)
	require.Empty(t, report.Deviations())
	require.Empty(t, report.Failures())
	require.NotEmpty(t, server.Requests())
	for _, request := range server.Requests() {
		require.Equal(t, http.MethodGet, request.Method)
	}
	require.Contains(t, report.NotSeen(), "createDownload 200 application/json")
}

// A server that repeats what it was sent, wherever it can, gets no credential into the report.
func TestReportNeverShowsACredential(t *testing.T) {
	const token, key, email = "secret-token", "secret-key", "secret@example.com"
	const all = token + " " + key + " " + email + " Bearer " + token
	echo := roundTripper(func(req *http.Request) (*http.Response, error) {
		resp := newResponse(req, http.StatusOK, "application/json",
			`{"success":"`+all+`","`+all+`":1,"result":{"default":{"status":"`+all+`"}},"errors":[{"code":1000,"message":"`+all+`"}],"messages":"`+all+`"}`)
		resp.Header["Retry-After"], resp.Header["Location"] = []string{all}, []string{"/" + all}
		if req.Method == http.MethodPost {
			resp.StatusCode = http.StatusBadRequest
		}
		return resp, nil
	})
	report := walk.Run(t.Context(), loadDocument(t), newChecker(t), walk.Target{
		BaseURL: baseURL, Account: account, Video: video, Write: true, Transport: echo,
		Credentials: []calls.Credential{calls.Token(token), calls.Key(email, key)},
	})
	require.NotEmpty(t, report.Deviations())
	require.NotEmpty(t, report.Failures())
	for _, secret := range []string{token, key, email} {
		require.NotContains(t, report.String(), secret)
	}
}

// A server that takes any credential is found out.
func TestWalkFindsIgnoredAuthentication(t *testing.T) {
	server := newEmulator(t)
	server.Inject(emulator.Fault{Operation: emulator.ListDownloads, Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
			next.ServeHTTP(w, r)
		})
	}})
	target := emulatorTarget(server)
	target.Write = false
	report := walk.Run(t.Context(), loadDocument(t), newChecker(t), target)
	require.Contains(t, report.Failures(), "listDownloads with no credential: status 200, want a refusal")
}
