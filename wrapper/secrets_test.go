package wrapper_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/wrapper"
)

// secret has what a token never has, so that each way to write it differs.
const secret = `s3cr3t/T+k=n"<&>\%z-0123456789-abcdefghijklmnop`

// prints are all the ways in which a value comes out as text, of which some get around its methods.
func prints(value any) string {
	var all bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p"} {
		fmt.Fprintf(&all, verb+"\n", value)
		fmt.Fprintf(&all, verb+"\n", []any{value})
		fmt.Fprintf(&all, verb+"\n", struct{ Inner any }{value})
		fmt.Fprintf(&all, verb+"\n", struct{ inner any }{value})
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.Pointer && !v.IsNil() {
		fmt.Fprintf(&all, "%v %+v %#v\n", v.Elem(), v.Elem(), v.Elem())
	}
	encoded, _ := json.Marshal(value)
	all.Write(encoded)
	slog.New(slog.NewJSONHandler(&all, nil)).Info("", "value", value)
	slog.New(slog.NewTextHandler(&all, nil)).Info("", "value", value)
	dump(&all, reflect.ValueOf(value), map[uintptr]bool{})
	return all.String()
}

// dump follows every field and pointer, as debuggers and comparing tests do.
func dump(w io.Writer, v reflect.Value, seen map[uintptr]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return
		}
		seen[v.Pointer()] = true
		dump(w, v.Elem(), seen)
	case reflect.Interface:
		dump(w, v.Elem(), seen)
	case reflect.Struct:
		for i := range v.NumField() {
			dump(w, v.Field(i), seen)
		}
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
			fmt.Fprintf(w, "%s\n", v)
			return
		}
		for i := range v.Len() {
			dump(w, v.Index(i), seen)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			dump(w, key, seen)
			dump(w, v.MapIndex(key), seen)
		}
	case reflect.String:
		fmt.Fprintln(w, v.String())
	}
}

// forms are the secret as it may be repeated.
func forms() map[string]string {
	quoted, _ := json.Marshal(secret)
	plain := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted))
	return map[string]string{
		"plain":      secret,
		"in a query": url.QueryEscape(secret),
		"in a path":  url.PathEscape(secret),
		"in JSON":    strings.Trim(plain, `"`),
		"in base64":  base64.StdEncoding.EncodeToString([]byte(secret)),
		"for a URL":  base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
}

func assertNoSecret(t *testing.T, text string) {
	t.Helper()
	shown := forms()
	shown["a part of it"] = secret[:12]
	for name, form := range shown {
		if at := strings.Index(text, form); at >= 0 {
			t.Errorf("the secret is shown, %s: …%s…", name, text[max(0, at-100):min(len(text), at+100)])
		}
	}
}

// credentials are both ways to hold the secret.
func credentials() map[string]wrapper.Option {
	return map[string]wrapper.Option{
		"token": wrapper.WithAPIToken(secret),
		"key":   wrapper.WithAPIKey("user@example.com", secret),
	}
}

func TestAServiceThatRepeatsTheSecretDoesNotGetItIntoAnError(t *testing.T) {
	for form, text := range forms() {
		inJSON, _ := json.Marshal(text)
		if form == "in JSON" {
			inJSON = []byte(`"` + text + `"`)
		}
		message := fmt.Sprintf(`{"code":1000,"message":%s,"documentation_url":%[1]s,"source":{"pointer":%[1]s},"error_chain":[{"code":1000,"message":%[1]s}]}`, inJSON)
		for name, response := range map[string]struct {
			status      int
			contentType string
			body        string
		}{
			"a failure":              {403, "application/json", `{"errors":[` + message + `],"messages":[` + message + `]}`},
			"a failure under 200":    {200, "application/json", `{"success":false,"errors":[` + message + `],"messages":[` + message + `]}`},
			"an edge problem":        {429, "application/problem+json", fmt.Sprintf(`{"error_code":1015,"title":%s,"detail":%[1]s,"error_name":%[1]s,"ray_id":%[1]s}`, inJSON)},
			"a page":                 {403, "text/html", "<html>" + text},
			"a page of nothing else": {403, "text/html", strings.Repeat(text, 300)},
			"a page after a while":   {403, "text/html", strings.Repeat("x", 500) + text},
			"a content type":         {200, "text/" + text, "x"},
			"malformed JSON":         {200, "application/json", text},
			"a mistyped result":      {200, "application/json", `{"success":true,"result":` + string(inJSON) + `}`},
			"a mistyped number":      {200, "application/json", `{"success":true,"result":{"default":{"percentComplete":` + string(inJSON) + `}}}`},
			"a key twice":            {200, "application/json", `{"success":true,` + string(inJSON) + `:1,` + string(inJSON) + `:1}`},
			"another success":        {202, "text/plain", text},
			"a redirect":             {302, "text/plain", text},
		} {
			t.Run(form+" in "+name, func(t *testing.T) {
				var log bytes.Buffer
				header := http.Header{"Content-Type": {response.contentType}, "Cf-Ray": {text}, "Retry-After": {text}, "X-Echo": {text}, "Location": {"https://evil.example/?" + text}}
				client := newClientWith(t, wrapper.WithAPIToken(secret), roundTrip(func(req *http.Request) (*http.Response, error) {
					resp, err := canned(response.status, response.body, header)(req)
					resp.Status = text
					return resp, err
				}), once, wrapper.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
				for _, c := range calls() {
					_, err := c.on(t.Context(), client)
					if err == nil { // a deletion has a text for its result
						continue
					}
					assertNoSecret(t, err.Error())
					assertNoSecret(t, prints(err))
					assertNoSecret(t, prints(failureOf(t, err).Errors))
				}
				assertNoSecret(t, log.String())
			})
		}
	}
}

func TestATransportThatRepeatsTheSecretDoesNotGetItIntoAnError(t *testing.T) {
	for holder, credential := range credentials() {
		for name, transport := range map[string]roundTrip{
			"as its error": func(*http.Request) (*http.Response, error) {
				return nil, fmt.Errorf("malformed HTTP response %q", "HTTP/1.1 2x0 "+secret)
			},
			"in the middle of a response": func(req *http.Request) (*http.Response, error) {
				broken := io.MultiReader(strings.NewReader(`{"success"`), iotest.ErrReader(errors.New("bad chunk: "+secret)))
				return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(broken), ContentLength: -1, Request: req}, nil
			},
		} {
			t.Run(holder+" "+name, func(t *testing.T) {
				client := newClientWith(t, credential, transport, once)
				_, err := client.List(t.Context(), video)
				require.Error(t, err)
				assertNoSecret(t, err.Error())
				assertNoSecret(t, prints(err))
				assert.Contains(t, err.Error(), "REDACTED")
			})
		}
	}
}

func TestNoPrintOfAClientOrAnOptionShowsTheSecret(t *testing.T) {
	for holder, option := range credentials() {
		t.Run(holder, func(t *testing.T) {
			client := newClientWith(t, option, recording())
			assertNoSecret(t, prints(option))
			assertNoSecret(t, prints(client))
			assertNoSecret(t, prints(client.ForAccount("other")))
			assertNoSecret(t, prints(client.Generated()))
			assert.Equal(t, "wrapper.Client(account "+account+")", fmt.Sprintf("%#v", client))
			assert.Equal(t, "wrapper.Option", fmt.Sprintf("%+v", option))
		})
	}
	assert.Equal(t, "wrapper.Client(nil)", fmt.Sprint((*wrapper.Client)(nil)))
}

func TestTheResponseOfTheGeneratedClientDoesNotHoldTheSecret(t *testing.T) {
	for holder, option := range credentials() {
		t.Run(holder, func(t *testing.T) {
			var kept *http.Request
			client := newClientWith(t, option, recording())
			response, err := client.Generated().ListDownloads(t.Context(), account, video, func(_ context.Context, req *http.Request) error {
				kept = req
				return nil
			})
			require.NoError(t, err)
			assertNoSecret(t, prints(response))
			assertNoSecret(t, prints(kept))
		})
	}
}

func TestAConstructorDoesNotShowASecretThatIsInTheWrongPlace(t *testing.T) {
	for name, option := range map[string]wrapper.Option{
		"a token with a line break":     wrapper.WithAPIToken(secret + "\n"),
		"a key with a space":            wrapper.WithAPIKey("user@example.com", secret+" x"),
		"a token as the account":        wrapper.WithAccountID(secret + "0123456789"),
		"a token as the address":        wrapper.WithBaseURL(secret),
		"a token in the query":          wrapper.WithBaseURL("https://api.example/?token=" + url.QueryEscape(secret)),
		"a token as the password":       wrapper.WithBaseURL("https://user:" + url.QueryEscape(secret) + "@api.example/"),
		"a token in a path, plain http": wrapper.WithBaseURL("http://api.example/" + url.PathEscape(secret)),
		"an address that is none":       wrapper.WithBaseURL("https://api.example/%zz" + secret),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wrapper.New(wrapper.WithAccountID(account), wrapper.WithAPIToken("valid"), option)
			require.ErrorIs(t, err, wrapper.ErrInvalid)
			assertNoSecret(t, err.Error())
			assertNoSecret(t, prints(err))
		})
	}
}

// An editor of the generated client may change what it likes, but the credential stays where it belongs.
func TestAnEditorCantLeadTheCredentialElsewhere(t *testing.T) {
	for name, edit := range map[string]func(req *http.Request){
		"another host":             func(req *http.Request) { req.URL.Host = "evil.example" },
		"another host, name kept":  func(req *http.Request) { req.URL.Host, req.Host = "evil.example", "api.cloudflare.com" },
		"another name":             func(req *http.Request) { req.Host = "evil.example" },
		"another port":             func(req *http.Request) { req.URL.Host, req.Host = "api.cloudflare.com:8443", "" },
		"plain http":               func(req *http.Request) { req.URL.Scheme = "http" },
		"another URL":              func(req *http.Request) { req.URL, _ = url.Parse("https://evil.example/") },
		"an address for a proxy":   func(req *http.Request) { req.URL.Opaque = "//evil.example/" },
		"no host":                  func(req *http.Request) { req.URL.Host = "" },
		"a host that only ends so": func(req *http.Request) { req.URL.Host = "api.cloudflare.com.evil.example" },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := unsendable(t).Generated().ListDownloads(t.Context(), account, video, func(_ context.Context, req *http.Request) error {
				edit(req)
				return nil
			})
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
			assert.Equal(t, "invalid argument: listDownloads: the credential is for https://api.cloudflare.com only, nothing was sent", err.Error())
		})
	}
}

func TestExactlyOneSetOfCredentialsIsSentWhateverAnEditorAdds(t *testing.T) {
	for holder, want := range map[string]http.Header{
		"token": {"Authorization": {"Bearer " + secret}},
		"key":   {"X-Auth-Email": {"user@example.com"}, "X-Auth-Key": {secret}},
	} {
		t.Run(holder, func(t *testing.T) {
			to := recording()
			client := newClientWith(t, credentials()[holder], to)
			_, err := client.Generated().ListDownloads(t.Context(), account, video, func(_ context.Context, req *http.Request) error {
				req.Header = http.Header{
					"Authorization": {"Bearer other"}, "authorization": {"Bearer other"}, "X-Auth-Email": {"other"}, "X-AUTH-KEY": {"other"},
					"X-Auth-User-Service-Key": {"other"}, "X-Trace": {"kept"}, "User-Agent": {"kept"},
				}
				return nil
			})
			require.NoError(t, err)
			want["X-Trace"], want["User-Agent"], want["Accept"] = []string{"kept"}, []string{"kept"}, []string{"application/json"}
			assert.Equal(t, want, to.sent[0].Header)
		})
	}
}
