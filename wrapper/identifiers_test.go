package wrapper_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestAnIdentifierThatCouldChangeTheRouteIsRefused(t *testing.T) {
	for name, id := range map[string]string{
		"empty": "", "dot": ".", "dots": "..", "up": "../x", "a path": "a/b", "a query": "a?b", "a fragment": "a#f", "escaped dots": "%2e%2e",
		"an escaped slash": "a%2fb", "NUL": "a\x00b", "a line break": "a\nb", "a space": "a b", "a backslash": `a\b`, "parameters": "..;", "too long": strings.Repeat("a", 33),
		"an accent": "é", "not UTF-8": "\xff", "DEL": "\x7f", "a tab": "\t", "the root": "/", "a full-width dot": "．．", "a broken escape": "%",
	} {
		t.Run(name, func(t *testing.T) {
			client := unsendable(t)
			_, err := client.List(t.Context(), id)
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
			assert.NotRegexp(t, `[\x00-\x1f\x7f]`, err.Error())
			_, err = client.ForAccount(id).List(t.Context(), video)
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
			_, err = wrapper.New(wrapper.WithAPIToken("token"), wrapper.WithAccountID(id))
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
		})
	}
}

func TestATypeThatIsNoneIsRefused(t *testing.T) {
	client := unsendable(t)
	for _, kind := range []wrapper.DownloadType{"", "video", "Default", "..", "default/"} {
		_, err := client.CreateType(t.Context(), video, kind)
		assert.ErrorIs(t, err, wrapper.ErrInvalid)
		assert.ErrorIs(t, client.DeleteType(t.Context(), video, kind), wrapper.ErrInvalid)
		_, err = client.Wait(t.Context(), video, kind)
		assert.ErrorIs(t, err, wrapper.ErrInvalid)
	}
}

func TestAZeroClientRefusesItsCalls(t *testing.T) {
	var client wrapper.Client
	for _, c := range calls() {
		_, err := c.on(t.Context(), &client)
		assert.ErrorIs(t, err, wrapper.ErrInvalid)
	}
}

func TestAnyOtherIdentifierIsSentAsItIs(t *testing.T) {
	for _, id := range []string{emulator.DefaultVideo, "a", "...", "a.b", "~", "A-Z_0", "a:b@c", "a+b&c=d", "a,b!$'()*", `"<>^|{}` + "`[]", strings.Repeat("a", 32)} {
		to := recording()
		_, err := newClient(t, to).List(t.Context(), id)
		require.NoError(t, err, id)
		assertSegments(t, to.sent[0], "/client/v4/accounts/%s/stream/%s/downloads", emulator.DefaultAccount, id)
	}
}

// assertSegments makes sure that a path is the pattern, with one segment in place of each blank, on the wire
// and for whoever reads it there.
func assertSegments(t testing.TB, req *http.Request, pattern string, ids ...string) {
	t.Helper()
	wire, query, _ := strings.Cut(req.URL.RequestURI(), "?")
	require.Empty(t, query)
	want, got := strings.Split(pattern, "/"), strings.Split(wire, "/")
	require.Len(t, got, len(want), wire)
	for i, segment := range want {
		decoded, err := url.PathUnescape(got[i])
		require.NoError(t, err)
		if segment == "%s" {
			segment, ids = ids[0], ids[1:]
		}
		require.Equal(t, segment, decoded)
		require.NotContains(t, []string{".", ".."}, decoded)
	}
	read, err := url.ParseRequestURI(req.URL.RequestURI())
	require.NoError(t, err)
	require.Equal(t, req.URL.Path, read.Path)
	require.Equal(t, req.URL.EscapedPath(), read.EscapedPath())
}

// FuzzIdentifiers sends whatever the client accepts, each as one segment of the path.
func FuzzIdentifiers(f *testing.F) {
	for _, id := range []string{emulator.DefaultVideo, "", ".", "..", "../..", "a/b", "a?b", "a#b", "%2e%2e", "%2F", "a\x00", "é", "a b", "a;b", `a\b`, "...", "a:b"} {
		f.Add(id, emulator.DefaultAccount)
		f.Add(emulator.DefaultVideo, id)
	}
	f.Fuzz(func(t *testing.T, videoID, accountID string) {
		to := recording()
		_, err := newClient(t, to).ForAccount(accountID).List(t.Context(), videoID)
		switch {
		case err == nil:
			assertSegments(t, to.sent[0], "/client/v4/accounts/%s/stream/%s/downloads", accountID, videoID)
		case !errors.Is(err, wrapper.ErrInvalid):
			t.Fatalf("neither sent nor refused: %v", err)
		case len(to.sent) > 0:
			t.Fatalf("refused, but sent: %v", err)
		}
		if err != nil && plain(videoID) && plain(accountID) {
			t.Fatalf("refused %q and %q: %v", videoID, accountID, err)
		}
	})
}

// plain reports whether an id is of the form that the service uses.
func plain(id string) bool {
	return id != "" && len(id) <= 32 && strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyz-_") == ""
}
