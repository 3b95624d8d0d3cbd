package conformance_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
)

// A letter is a call, in upper case where it is sent and in lower case where it ends; C is a creation,
// X one that is refused, and T makes a token.
func TestPercentagesMayFallOnlyAfterSomethingChanged(t *testing.T) {
	for name, test := range map[string]struct {
		calls    string
		percents map[rune]string // the percentages in the responses
		fell     string          // the responses that are reported
	}{
		"rising":  {"GgHhIi", map[rune]string{'g': "10", 'h': "50", 'i': "50"}, ""},
		"falling": {"GgHhIi", map[rune]string{'g': "10", 'h': "50", 'i': "40"}, "i"},
		"falling, and below the highest ever since": {"GgHhIi", map[rune]string{'g': "50", 'h': "40", 'i': "45"}, "hi"},
		"after a creation":                          {"GgCcHhIi", map[rune]string{'g': "50", 'h': "5", 'i': "4"}, "i"},
		"in another order":                          {"GHhg", map[rune]string{'g': "10", 'h': "50"}, ""},
		"in another order, then falling":            {"GHhgIi", map[rune]string{'g': "10", 'h': "50", 'i': "40"}, "i"},
		"falling while another waits":               {"GHhIig", map[rune]string{'g': "60", 'h': "50", 'i': "40"}, "i"},
		"a creation begins and ends meanwhile":      {"GgHCch", map[rune]string{'g': "50", 'h': "5"}, ""},
		"as it was before a creation ended":         {"CHchIi", map[rune]string{'h': "50", 'i': "5"}, ""},
		"a creation begins meanwhile":               {"GgHChc", map[rune]string{'g': "50", 'h': "5"}, ""},
		"a creation ends meanwhile":                 {"CGgHch", map[rune]string{'g': "50", 'h': "5"}, ""},
		"all of it during a creation":               {"CGgHhc", map[rune]string{'g': "50", 'h': "5"}, ""},
		"before and after the end of a creation":    {"CGgcHh", map[rune]string{'g': "50", 'h': "5"}, ""},
		"a token is made":                           {"GgTtHh", map[rune]string{'g': "50", 'h': "40"}, "h"},
		"a creation is refused":                     {"GgXxHh", map[rune]string{'g': "50", 'h': "40"}, "h"},
		"unreadable in between":                     {"GgHhIi", map[rune]string{'g': "50", 'h': `"60"`, 'i': "40"}, "i"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.fell, fallen(t, test.calls, test.percents))
		})
	}
}

func fallen(t *testing.T, calls string, percents map[rune]string) (fell string) {
	t.Helper()
	const callHeader = "Call"
	type call struct{ sent, respond, ended chan struct{} }
	all := map[rune]call{}
	for _, letter := range calls {
		all[letter] = call{make(chan struct{}), make(chan struct{}), make(chan struct{})}
	}
	var reported []conformance.Deviation // calls end one at a time
	transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
		letter := rune(req.Header.Get(callHeader)[0])
		close(all[letter].sent)
		<-all[letter].respond
		percent, ok := percents[letter]
		if !ok {
			percent = "0"
		}
		body := strings.Replace(none, "{}", `{"default":{"percentComplete":`+percent+`,"status":"inprogress"}}`, 1)
		status := http.StatusOK
		if letter == 'x' {
			status = http.StatusConflict
		}
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
	}), func(e conformance.Exchange) { reported = e.Deviations })
	for _, letter := range calls {
		lower := unicode.ToLower(letter)
		if letter == lower {
			close(all[letter].respond)
			<-all[letter].ended
			if len(reported) > 0 && reported[0].Rule == conformance.RuleProgress {
				fell += string(letter)
			}
			continue
		}
		req := request(t, map[bool]string{true: http.MethodPost}[strings.ContainsRune("CXT", letter)], list)
		if letter == 'T' {
			req.URL.Path = strings.Replace(list, "/downloads", "/token", 1)
		}
		req.Header.Set(callHeader, string(lower))
		go func() {
			defer close(all[lower].ended)
			resp, err := transport.RoundTrip(req)
			if err == nil {
				_ = resp.Body.Close()
			}
		}()
		<-all[lower].sent
	}
	return fell
}
