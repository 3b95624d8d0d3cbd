package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

func TestAFaultHappensToTheRequestsThatItNames(t *testing.T) {
	tests := map[string]string{ // a dot is a reply without the fault
		"1":     "x.........",
		"3":     "..x.......",
		"2-4":   ".xxx......",
		"7-":    "......xxxx",
		"*":     "xxxxxxxxxx",
		"*/4":   "x...x...x.",
		"2-/3":  ".x..x..x..",
		"2-6/2": ".x.x.x....",
		"1-1":   "x.........",
	}
	for occurrence, want := range tests {
		t.Run(occurrence, func(t *testing.T) {
			c := inProcess(t)
			c.api(http.MethodGet, emulator.DefaultVideo, "") // before it was injected, so it doesn't count
			require.NoError(t, c.server.Script("listDownloads:"+occurrence+":status=503"))
			var got strings.Builder
			for range want {
				c.fetch(c.fileURL(emulator.DefaultVideo, "default.mp4")) // neither do others
				got.WriteByte(map[int]byte{200: '.', 503: 'x'}[c.api(http.MethodGet, emulator.DefaultVideo, "").StatusCode])
			}
			assert.Equal(t, want, got.String())
			c.server.ClearFaults()
			assert.Equal(t, 200, c.api(http.MethodGet, emulator.DefaultVideo, "").StatusCode)
		})
	}
}

func TestAFaultOfEveryOperationCountsAllRequests(t *testing.T) {
	c := inProcess(t, emulator.WithFaults("*:3-4:status=418"))
	assert.Equal(t, 200, c.api(http.MethodPost, emulator.DefaultVideo, "").StatusCode)
	assert.Equal(t, 404, c.do(http.MethodGet, c.base+"/nowhere", c.auth, "").StatusCode)
	assert.Equal(t, 418, c.fetch(c.fileURL(emulator.DefaultVideo, "default.mp4")).StatusCode)
	assert.Equal(t, 418, c.do(http.MethodGet, c.base+"/nowhere", c.auth, "").StatusCode)
}

func TestTheFirstOfSeveralFaultsIsTheOutermost(t *testing.T) {
	c := inProcess(t, emulator.WithFaults("listDownloads:1:status=500", "listDownloads:*:status=502,header=A:b"))
	first, second := c.api(http.MethodGet, emulator.DefaultVideo, ""), c.api(http.MethodGet, emulator.DefaultVideo, "")
	assert.Equal(t, 500, first.StatusCode)
	assert.Equal(t, 502, second.StatusCode)
}

func TestTheOrderInWhichEffectsAreWrittenDoesNotMatter(t *testing.T) {
	for _, effects := range []string{"retry-after=7,code=971,status=429,append=!", "append=!,status=429,code=971,retry-after=7"} {
		c := inProcess(t, emulator.WithFaults("listDownloads:1:"+effects))
		a := c.api(http.MethodGet, emulator.DefaultVideo, "")
		assert.Equal(t, 429, a.StatusCode)
		assert.Equal(t, "7", a.Header.Get("Retry-After"))
		assert.Regexp(t, `"code":971.*!$`, string(a.body))
	}
}

func TestAFaultCanBeAnyHandler(t *testing.T) {
	c := inProcess(t)
	c.server.Inject(emulator.Fault{
		Operation: emulator.CreateDownload, From: 2, To: 2,
		Wrap: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("X-Attempt", "second")
				next.ServeHTTP(w, r)
			})
		},
	})
	assert.Empty(t, c.api(http.MethodPost, emulator.DefaultVideo, "").Header.Get("X-Attempt"))
	assert.Equal(t, "second", c.api(http.MethodPost, emulator.DefaultVideo, "").Header.Get("X-Attempt"))
}

func TestAnUnsatisfiableRangeIsSoWhateverItsValidator(t *testing.T) {
	c := ready(t, []string{emulator.DefaultVideo}, emulator.WithFaults("media:1:unsatisfiable"))
	header := http.Header{"Range": {"bytes=1-"}, "If-Range": {`"other"`}}
	a := c.do(http.MethodGet, c.fileURL(emulator.DefaultVideo, "default.mp4"), header, "")
	assert.Equal(t, http.StatusRequestedRangeNotSatisfiable, a.StatusCode)
}

func TestAFaultIsWrittenAsItWasRead(t *testing.T) {
	tests := map[string]string{
		"media:1:cut=50%":                   "",
		"listDownloads:2-3:status=503":      "",
		"createDownload:4-:reset=after":     "",
		"*:*:delay=1s,header=A:b":           "",
		"media:*/5:stall=1KiB/2s":           "",
		"media:2-9/3:body=`a,b`,type=x/y":   "",
		"deleteDownloads:1-1: hang , gzip ": "deleteDownloads:1: hang , gzip ",
		"media:1-/1:gzip":                   "media:*:gzip",
	}
	for spec, want := range tests {
		fault, err := emulator.ParseFault(spec)
		require.NoError(t, err)
		if want == "" {
			want = spec
		}
		assert.Equal(t, want, fault.String())
	}
	assert.Equal(t, "media:3-:custom", emulator.Fault{Operation: emulator.Media, From: 3}.String())
}

func TestAFaultThatCannotBeReadSaysWhy(t *testing.T) {
	tests := map[string]string{
		"":                                   "want operation:occurrence:effects",
		"media:cut=50%":                      "want operation:occurrence:effects",
		"fetch:1:cut=50%":                    `unknown operation "fetch"`,
		"media::cut=50%":                     `occurrence "": "" is no count`,
		"media:0:cut=50%":                    `"0" is no count`,
		"media:x:cut=50%":                    `"x" is no count`,
		"media:3-2:cut=50%":                  "ends before it begins",
		"media:1/0:cut=50%":                  `"0" is no count`,
		"media:*/x:cut=50%":                  `"x" is no count`,
		"media:99999999999:cut=50%":          "is no count",
		"media:1:":                           `unknown effect ""`,
		"media:1:cut=50%,":                   `unknown effect ""`,
		"media:1:cutt=50%":                   `unknown effect "cutt"`,
		"media:1:cut":                        `effect cut: "" is no size`,
		"media:1:cut=101%":                   "want 0% to 100%",
		"media:1:cut=NaN%":                   "want 0% to 100%",
		"media:1:cut=-1":                     "is no size",
		"media:1:cut=1KB":                    "is no size",
		"media:1:cut=9000000TiB":             "is no size",
		"media:1:stall=1/x":                  "is no duration",
		"media:1:delay=-1s":                  "is no duration",
		"media:1:delay=5":                    "is no duration",
		"media:1:rate=fast":                  "is no size",
		"media:1:status=99":                  "want 200 to 599",
		"media:1:status=600":                 "want 200 to 599",
		"media:1:html=abc":                   "want 200 to 599",
		"media:1:edge=42":                    "want 1000 to 1999",
		"media:1:code=x,status=500":          "is no code",
		"media:1:code=1000":                  "add status=N",
		"media:1:processed":                  "add status=N",
		"media:1:throttle=5":                 "takes no value",
		"media:1:gzip=1":                     "takes no value",
		"media:1:html=502,empty=502":         "another complete reply",
		"media:1:redirect=":                  "is no URL",
		"media:1:redirect=http://[::1":       "is no URL",
		"media:1:header=ETag":                "want Name:value",
		"media:1:header=:x":                  "want Name:value",
		`media:1:header="A: b\r\nC: d"`:      "want Name:value",
		"media:1:retry-after=@soon":          "such as @30s",
		"media:1:validators=strong":          "want none, date or weak",
		"media:1:content-range=5":            "want start, end or total",
		"media:1:content-range=middle+1":     "want start, end or total",
		"media:1:content-range=start+x":      "is no number",
		"media:1:hang=later":                 "want before or after",
		"media:1:dial=busy":                  "want refused, unknown-host or bad-certificate",
		"media:1:ignore=":                    "is no header",
		"media:1:set=result=null":            "a file is no JSON",
		"listDownloads:1:set=result":         "want path=JSON",
		"listDownloads:1:set=result=undef":   "is no JSON",
		"listDownloads:1:percent=much":       "is no JSON",
		"listDownloads:1:unset=":             "want a path",
		`listDownloads:1:body="a`:            "is not closed",
		`listDownloads:1:body="\q"`:          "is not closed, or holds a bad escape",
		`listDownloads:1:body="a"b`:          "follows the closing quote",
		"listDownloads:1:block=long":         "is no duration",
		"listDownloads:1:size=-1":            "is no size",
		"listDownloads:1:status=503,delay=5": `effect delay: "5" is no duration`,
	}
	for spec, want := range tests {
		_, err := emulator.ParseFault(spec)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "fault ")
		assert.NotContains(t, err.Error(), "\n")
	}
}

func TestWhenOneFaultCannotBeReadNoneIsInjected(t *testing.T) {
	c := inProcess(t)
	require.Error(t, c.server.Script("listDownloads:*:status=503", "listDownloads:*:nonsense"))
	assert.Equal(t, 200, c.api(http.MethodGet, emulator.DefaultVideo, "").StatusCode)
}

func FuzzParseFault(f *testing.F) {
	for _, test := range onTheWire {
		f.Add(test.spec)
	}
	f.Add("media:*:stall=99%/1s")
	f.Fuzz(func(t *testing.T, spec string) {
		fault, err := emulator.ParseFault(spec)
		if err != nil {
			return
		}
		again, err := emulator.ParseFault(fault.String())
		require.NoError(t, err)
		assert.Equal(t, fault.String(), again.String())
		assert.NotNil(t, fault.Wrap(http.NotFoundHandler()))
	})
}
