package wrapper_test

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestAllThatIsWrongWithTheOptionsIsInOneError(t *testing.T) {
	for name, test := range map[string]struct {
		options []wrapper.Option
		want    []string
	}{
		"nothing given":     {nil, []string{"no account id", "no credential"}},
		"no credential":     {[]wrapper.Option{wrapper.WithAccountID(account)}, []string{"no credential"}},
		"no account":        {[]wrapper.Option{wrapper.WithAPIToken("token")}, []string{"no account id"}},
		"two credentials":   {[]wrapper.Option{wrapper.WithAccountID(account), wrapper.WithAPIToken("token"), wrapper.WithAPIKey("a@b", "key")}, []string{"2 credentials"}},
		"one of them wrong": {[]wrapper.Option{wrapper.WithAccountID(account), wrapper.WithAPIToken(""), wrapper.WithAPIKey("a@b", "key")}, []string{"API token is empty", "2 credentials"}},
		"all of it": {[]wrapper.Option{
			nil, wrapper.WithAPIToken("a b"), wrapper.WithAPIKey("", "key"), wrapper.WithAccountID("a/b"), wrapper.WithBaseURL("ftp://x"), wrapper.WithHTTPClient(nil),
			wrapper.WithUserAgent("a\nb"), wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: -1}), wrapper.WithRateLimit(-1, 0), wrapper.WithRateLimit(1, 0),
		}, []string{"option is nil", "API token is empty or has characters that no token has", "API e-mail or key is empty", "no identifier has", "want http or https",
			"HTTP client is nil", "characters that no header has", "retry policy has a negative field", "rate limit of -1 calls", "rate limit of 1 calls in 0s", "2 credentials"}},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := wrapper.New(test.options...)
			assert.Nil(t, client)
			require.ErrorIs(t, err, wrapper.ErrInvalid)
			for _, want := range test.want {
				assert.ErrorContains(t, err, want)
			}
			assert.Len(t, strings.Split(err.Error(), "\n"), len(test.want))
		})
	}
}

func TestEachNegativeFieldOfARetryPolicyIsRefused(t *testing.T) {
	for name, policy := range map[string]wrapper.RetryPolicy{
		"MaxAttempts":    {MaxAttempts: -1},
		"BaseDelay":      {BaseDelay: -1},
		"MaxDelay":       {MaxDelay: -1},
		"MaxRetryAfter":  {MaxRetryAfter: -1},
		"AttemptTimeout": {AttemptTimeout: -1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wrapper.New(wrapper.WithAPIToken("token"), wrapper.WithAccountID(account), wrapper.WithRetryPolicy(policy))
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
		})
	}
}

func TestTheHTTPClientOfTheCallerIsUsedAndNeverChanged(t *testing.T) {
	server, _ := newPair(t, nil)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	given := &http.Client{Transport: server.Transport(), Jar: jar, Timeout: time.Minute}
	before := *given
	_, err = newClient(t, nil, wrapper.WithHTTPClient(given)).List(t.Context(), emulator.DefaultVideo)
	require.NoError(t, err)
	assert.Equal(t, before.Timeout, given.Timeout)
	assert.Same(t, jar, given.Jar)
	assert.Nil(t, given.CheckRedirect)
	assert.Len(t, server.Requests(), 1)
}

func TestTheTimeoutOfTheHTTPClientBoundsAnAttempt(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		server, _ := newPair(t, []emulator.Option{emulator.WithFaults("*:*:hang")})
		client := newClient(t, nil, wrapper.WithHTTPClient(&http.Client{Transport: server.Transport(), Timeout: 3 * time.Second}), once)
		start := time.Now()
		_, err := client.List(t.Context(), emulator.DefaultVideo)
		assert.Error(t, err)
		assert.Equal(t, 3*time.Second, time.Since(start))
	})
}

func TestTheUserAgentCanBeReplaced(t *testing.T) {
	server, client := newPair(t, nil, wrapper.WithUserAgent("archiver/2"))
	_, err := client.List(t.Context(), emulator.DefaultVideo)
	require.NoError(t, err)
	assert.Equal(t, "archiver/2", server.Requests()[0].Header.Get("User-Agent"))
}

func TestABaseURLMayHaveAPathAndAPort(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.example":               "https://api.example/accounts/",
		"https://api.example/":              "https://api.example/accounts/",
		"https://api.example:8443/v4":       "https://api.example:8443/v4/accounts/",
		"https://api.example/a/b/":          "https://api.example/a/b/accounts/",
		"https://API.example/a%2Fb":         "https://API.example/a%2Fb/accounts/",
		"https://[2001:db8::1]:1/client/v4": "https://[2001:db8::1]:1/client/v4/accounts/",
	} {
		t.Run(base, func(t *testing.T) {
			to := recording()
			_, err := newClient(t, to, wrapper.WithBaseURL(base)).List(t.Context(), video)
			require.NoError(t, err)
			assert.Equal(t, want+emulator.DefaultAccount+"/stream/"+video+"/downloads", to.sent[0].URL.String())
		})
	}
}

func TestACopyForAnotherAccountDiffersInNothingElse(t *testing.T) {
	server, client := newPair(t, nil)
	other := client.ForAccount("0123456789abcdef0123456789abcdef")
	_, err := other.List(t.Context(), emulator.DefaultVideo)
	assert.ErrorIs(t, err, wrapper.ErrUnauthorized)
	_, err = client.List(t.Context(), emulator.DefaultVideo)
	require.NoError(t, err)
	assert.Contains(t, server.Requests()[0].URL.Path, "/accounts/0123456789abcdef0123456789abcdef/")
	assert.Contains(t, server.Requests()[1].URL.Path, "/accounts/"+emulator.DefaultAccount+"/")
	assert.Same(t, client.Generated(), other.Generated())
}

func TestTheEnvironmentMakesAClientAndOptionsOverrideIt(t *testing.T) {
	const elsewhere = "0123456789abcdef0123456789abcdef"
	token, key := http.Header{"Authorization": {"Bearer from-env"}}, http.Header{"X-Auth-Email": {"a@b"}, "X-Auth-Key": {"from-env"}}
	for name, test := range map[string]struct {
		env     map[string]string
		options []wrapper.Option
		want    http.Header
		path    string
		problem string
	}{
		"a token":                     {map[string]string{"CLOUDFLARE_API_TOKEN": "from-env"}, nil, token, account, ""},
		"a key":                       {map[string]string{"CLOUDFLARE_EMAIL": "a@b", "CLOUDFLARE_API_KEY": "from-env"}, nil, key, account, ""},
		"a token before a key":        {map[string]string{"CLOUDFLARE_API_TOKEN": "from-env", "CLOUDFLARE_EMAIL": "a@b", "CLOUDFLARE_API_KEY": "other"}, nil, token, account, ""},
		"an option before a token":    {map[string]string{"CLOUDFLARE_API_TOKEN": "other"}, []wrapper.Option{wrapper.WithAPIKey("a@b", "from-env")}, key, account, ""},
		"an option before an account": {map[string]string{"CLOUDFLARE_API_TOKEN": "from-env"}, []wrapper.Option{wrapper.WithAccountID(elsewhere)}, token, elsewhere, ""},
		"an address":                  {map[string]string{"CLOUDFLARE_API_TOKEN": "from-env", "CLOUDFLARE_BASE_URL": "https://api.example/v9"}, nil, token, account, ""},
		"nothing but an account":      {nil, nil, nil, "", "no credential"},
		"half a key":                  {map[string]string{"CLOUDFLARE_EMAIL": "a@b"}, nil, nil, "", "API e-mail or key is empty"},
		"a line break":                {map[string]string{"CLOUDFLARE_API_TOKEN": "from-env\n"}, nil, nil, "", "characters that no token has"},
		"plain http abroad":           {map[string]string{"CLOUDFLARE_API_TOKEN": "x", "CLOUDFLARE_BASE_URL": "http://api.example"}, nil, nil, "", "is not encrypted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("CLOUDFLARE_ACCOUNT_ID", account)
			for _, variable := range []string{"CLOUDFLARE_API_TOKEN", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_KEY", "CLOUDFLARE_BASE_URL"} {
				t.Setenv(variable, test.env[variable])
			}
			to := recording()
			client, err := wrapper.NewFromEnv(append(test.options, wrapper.WithHTTPClient(&http.Client{Transport: to}))...)
			if test.problem != "" {
				assert.ErrorIs(t, err, wrapper.ErrInvalid)
				assert.ErrorContains(t, err, test.problem)
				return
			}
			require.NoError(t, err)
			_, err = client.List(t.Context(), video)
			require.NoError(t, err)
			sent := to.sent[0]
			sent.Header.Del("Accept")
			sent.Header.Del("User-Agent")
			assert.Equal(t, test.want, sent.Header)
			base := test.env["CLOUDFLARE_BASE_URL"]
			if base == "" {
				base = "https://api.cloudflare.com/client/v4"
			}
			assert.Equal(t, base+"/accounts/"+test.path+"/stream/"+video+"/downloads", sent.URL.String())
		})
	}
}

func TestAClientIsSafeForConcurrentUse(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"*:*/7:status=503", "*:*/11:reset=after"})
		together(8, func(int) {
			for range 10 {
				for _, c := range calls() {
					_, err := c.on(t.Context(), s.client.ForAccount(emulator.DefaultAccount))
					for _, kind := range kindsOf(err) {
						assert.Equal(t, wrapper.ErrNotFound, kind)
					}
				}
			}
		})
		assert.Greater(t, len(s.seen()), 8*10*5)
	})
}

func TestPlainHTTPIsRefused(t *testing.T) {
	for address, refused := range map[string]bool{
		"http://api.cloudflare.com/client/v4": true, "http://192.0.2.1:8080": true, "http://localhost.evil.example": true, "http://127.0.0.1.evil.example": true,
		"http://[2001:db8::1]/": true, "http://0.0.0.0/": true, "HTTP://api.cloudflare.com": true, "ftp://api.cloudflare.com": true, "//api.cloudflare.com": true,
		"api.cloudflare.com": true, "": true,
		"http://127.0.0.1:8080/client/v4": false, "http://127.9.9.9": false, "http://[::1]:8080/": false, "http://localhost:1": false,
	} {
		_, err := wrapper.New(wrapper.WithAPIToken(secret), wrapper.WithAccountID(account), wrapper.WithBaseURL(address))
		assert.Equal(t, refused, errors.Is(err, wrapper.ErrInvalid), address)
		assert.Equal(t, refused, err != nil, address)
	}
}

func TestPlainHTTPElsewhereNeedsAnOption(t *testing.T) {
	_, client := newPair(t, nil, wrapper.WithBaseURL("http://api.example/client/v4"), wrapper.WithPlainHTTP())
	_, err := client.List(t.Context(), emulator.DefaultVideo)
	assert.NoError(t, err)
}
