package emulator_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen/server"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

func TestAFaultHappensToTheRequestsThatItNames(t *testing.T) {
	tests := map[string]string{ // a dot is a response without the fault
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
	c := inProcess(t, emulator.WithFaults("createDownload:*:header=A:b"))
	c.server.Inject(emulator.Fault{
		Operation: emulator.CreateDownload, From: 2, To: 2,
		Wrap: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusEarlyHints)
				r.Header.Del("Authorization")
				next.ServeHTTP(w, r)
			})
		},
	})
	assert.Equal(t, 200, c.api(http.MethodPost, emulator.DefaultVideo, "").StatusCode)
	assert.Equal(t, 400, c.api(http.MethodPost, emulator.DefaultVideo, "").StatusCode)
}

func TestAnUnsatisfiableRangeIsSoWhateverItsValidator(t *testing.T) {
	c := ready(t, []string{emulator.DefaultVideo}, emulator.WithFaults("media:1:unsatisfiable"))
	header := http.Header{"Range": {"bytes=1-"}, "If-Range": {`"other"`}}
	a := c.do(http.MethodGet, c.fileURL(emulator.DefaultVideo, "default.mp4"), header, "")
	assert.Equal(t, http.StatusRequestedRangeNotSatisfiable, a.StatusCode)
}

func TestWhenOneFaultCannotBeReadNoneIsInjected(t *testing.T) {
	c := inProcess(t)
	require.Error(t, c.server.Script("listDownloads:*:status=503", "listDownloads:*:nonsense"))
	assert.Equal(t, 200, c.api(http.MethodGet, emulator.DefaultVideo, "").StatusCode)
}

// A fault can name every operation of the document, without a list of them anywhere.
func TestEveryOperationCanHaveFaults(t *testing.T) {
	require.Len(t, emulator.Operations(), len(server.Operations))
	for route, id := range server.Operations {
		t.Run(id, func(t *testing.T) {
			c := inProcess(t, emulator.WithFaults(id+":1:status=418"))
			method, path, _ := strings.Cut(route, " ")
			path = strings.NewReplacer("{account_id}", emulator.DefaultAccount, "{identifier}", emulator.DefaultVideo, "{download_type}", "audio").Replace(path)
			assert.Equal(t, 418, c.do(method, c.base+path, c.auth, "").StatusCode)
			assert.NotEqual(t, 418, c.do(method, c.base+path, c.auth, "").StatusCode)
			assert.Len(t, c.server.Requests(emulator.Operation(id)), 2)
			assert.Contains(t, emulator.FaultHelp(), " "+id+",")
		})
	}
}

func TestAFileHostServesNoMoreConnectionsThanItAllows(t *testing.T) {
	for fault, refusal := range map[string]int{"connections=2": 503, "connections=2/429": 429, "connections=2/reset": 0} {
		synctesting.Test(t, func(t *testing.T) {
			c := ready(t, []string{emulator.DefaultVideo}, emulator.WithFaults("media:*:"+fault, "media:*:rate=1KiB"))
			fetch := func() int {
				a, err := c.try(http.MethodGet, c.fileURL(emulator.DefaultVideo, "default.mp4"), http.Header{}, "")
				if err != nil {
					return 0
				}
				return a.StatusCode
			}
			statuses := make(chan int)
			for range 3 {
				go func() { statuses <- fetch() }()
			}
			begin := time.Now()
			assert.Equal(t, []int{refusal, 200, 200}, []int{<-statuses, <-statuses, <-statuses}, fault)
			assert.InDelta(t, 8879.0/1024, time.Since(begin).Seconds(), 0.1, "each connection has the rate for itself")
			assert.Equal(t, 200, fetch(), "afterwards")
		})
	}
}
