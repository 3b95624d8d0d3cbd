package fault_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator/fault"
)

var operations = []fault.Operation{"listDownloads", "createDownload", "deleteDownloads"}

func TestAFaultIsWrittenAsItWasRead(t *testing.T) {
	for _, spec := range []string{"media:1:cut=50%", "*:*:delay=1s,header=A:b", "media:2-9/3:body=`a,b`,type=x/y", "deleteDownloads:1-1: hang , gzip "} {
		read, err := fault.Parse(spec, operations)
		require.NoError(t, err)
		assert.Equal(t, spec, read.String())
	}
	assert.Equal(t, "media:custom", fault.Fault{Operation: fault.Media, From: 3}.String())
}

func TestAFaultThatCannotBeReadSaysWhy(t *testing.T) {
	tests := map[string]string{
		"":                                   "want operation:occurrence:effects",
		"media:cut=50%":                      "want operation:occurrence:effects",
		"fetch:1:cut=50%":                    `unknown operation "fetch"`,
		"media::cut=50%":                     `occurrence "": "" is not a count`,
		"media:0:cut=50%":                    `"0" is not a count`,
		"media:x:cut=50%":                    `"x" is not a count`,
		"media:3-2:cut=50%":                  "ends before it begins",
		"media:1/0:cut=50%":                  `"0" is not a count`,
		"media:*/x:cut=50%":                  `"x" is not a count`,
		"media:x-y/z:cut=50%":                `"z" is not a count`,
		"media:1-y:cut=50%":                  `"y" is not a count`,
		"media:99999999999:cut=50%":          "is not a count",
		"media:1:":                           `unknown effect ""`,
		"media:1:cut=50%,":                   `unknown effect ""`,
		"media:1:cutt=50%":                   `unknown effect "cutt"`,
		"media:1:cut":                        `effect cut: "" is not a size`,
		"media:1:cut=101%":                   "want 0% to 100%",
		"media:1:cut=NaN%":                   "want 0% to 100%",
		"media:1:cut=-1":                     "is not a size",
		"media:1:cut=1KB":                    "is not a size",
		"media:1:cut=9000000TiB":             "is not a size",
		"media:1:stall=1/x":                  "is not a duration",
		"media:1:delay=-1s":                  "is not a duration",
		"media:1:delay=5":                    "is not a duration",
		"media:1:rate=fast":                  "is not a size",
		"media:1:status=99":                  "want 200 to 599",
		"media:1:status=600":                 "want 200 to 599",
		"media:1:html=abc":                   "want 200 to 599",
		"media:1:edge=42":                    "want 1000 to 1999",
		"media:1:code=x,status=500":          "is not a code",
		"media:1:code=1000":                  "add status=N",
		"media:1:processed":                  "add status=N",
		"media:1:throttle=5":                 "takes no value",
		"media:1:gzip=1":                     "takes no value",
		"media:1:html=502,empty=502":         "another complete response",
		"media:1:redirect=":                  "is not a URL",
		"media:1:redirect=http://[::1":       "is not a URL",
		"media:1:header=ETag":                "want Name:value",
		"media:1:header=:x":                  "want Name:value",
		`media:1:header="A: b\r\nC: d"`:      "want Name:value",
		"media:1:retry-after=@soon":          "such as @30s",
		"media:1:validators=strong":          "want none, date or weak",
		"media:1:content-range=5":            "want start, end or total",
		"media:1:content-range=middle+1":     `"middle+1": want start, end or total`,
		"media:1:content-range=start+x":      "is not a number",
		"media:1:hang=later":                 "want before or after",
		"media:1:dial=busy":                  "want refused, unknown-host or bad-certificate",
		"media:1:ignore=":                    "is not a header",
		"media:1:set=result=null":            "a file is not JSON",
		"listDownloads:1:set=result":         "want path=JSON",
		"listDownloads:1:set=result=undef":   "is not JSON",
		"listDownloads:1:percent=much":       "is not JSON",
		"listDownloads:1:unset=":             "want a path",
		`listDownloads:1:body="a`:            "is not closed",
		`listDownloads:1:body="\q"`:          "is not closed, or holds a bad escape",
		`listDownloads:1:body="a"b`:          "follows the closing quote",
		"listDownloads:1:block=long":         "is not a duration",
		"listDownloads:1:size=-1":            "is not a size",
		"listDownloads:1:status=503,delay=5": `effect delay: "5" is not a duration`,
	}
	for spec, want := range tests {
		_, err := fault.Parse(spec, operations)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "fault ")
		assert.NotContains(t, err.Error(), "\n")
	}
}

func FuzzParse(f *testing.F) {
	for _, effects := range []string{
		"status=503,retry-after=5", `status=409,code=1234,message="there, already"`, "body=`{\"a\":1}`,type=application/json", "status=500,processed",
		"throttle,code=971", "ban", "html=520", "empty=502", "edge=1015", "problem=1015,set=retry_after=7", "redirect=//other.example,status=307",
		`header="ETag: \"other\""`, "header=Accept-Ranges:", "retry-after=@90s", "as=202", "validators=weak", "content-range=total+7", "chunked",
		"set=result.*.url=7", "unset=result", "percent=250", "state=processing", "duplicate=success", "size=4MiB,gzip", "short=50%", "extra=3",
		"append={}", "cut=0", "stall=1KiB/60ms", "rate=100KiB", "connections=2", "delay=60ms", "hang=after", "reset=before", "dial=refused",
		"ignore=Range", "unsatisfiable", "replace", "gone", "block=10s",
	} {
		f.Add("listDownloads:1:" + effects)
	}
	f.Add("media:*:stall=99%/1s")
	f.Fuzz(func(t *testing.T, spec string) {
		read, err := fault.Parse(spec, operations)
		if err != nil {
			return
		}
		assert.NotNil(t, read.Wrap(http.NotFoundHandler()))
	})
}
