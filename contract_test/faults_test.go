package contract_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// What the emulator sends is as the document says, unless a fault makes it wrong in a way that is no response of
// the document. This is what each effect of a fault does to a list with both downloads in it.
var effects = []struct {
	effect string
	breaks string // the rule, noResponse, or nothing if the response is still as declared
}{
	{"status=503", ""},
	{"status=418", ""},
	{"status=200", "enum"}, // success false
	{"status=302", "status"},
	{"code=10005,status=400", ""},
	{"code=971,status=429", "minimum"},
	{"message=so,status=500", ""},
	{"body={}", "content-type"},
	{"body=x,type=application/json", "json"},
	{`body="{\"success\":false,\"errors\":[],\"messages\":[]}",status=500,type=application/json`, ""},
	{"type=text/plain,status=500,body=x", "content-type"},
	{"processed,status=500", ""},
	{"throttle", ""},
	{"ban", ""},
	{"html=200", "content-type"},
	{"empty=200", "content-type"},
	{"edge=1015", "content-type"},
	{"problem=1015", "content-type"},
	{"redirect=/elsewhere", "status"},
	{"header=X-Any:1", ""},
	{"header=Content-Type:text/html", "content-type"},
	{"header=Content-Type:", "content-type"},
	{"retry-after=5", ""},
	{"retry-after=5,status=429", ""},
	{"retry-after=@30s,status=429", "header"},
	{"as=202", "status"},
	{"as=500", "enum"}, // success true, and a result
	{"set=result=null", "nullable"},
	{"set=result.default.url=\"https://example.com\"", ""},
	{"unset=messages", "required"},
	{"percent=250", "maximum"},
	{"percent=40", ""},
	{"state=processing", "enum"},
	{"state=inprogress", ""},
	{"duplicate=result", "json"},
	{"size=1MiB", ""},
	{"size=2MiB", "body"},
	{"short=1", "json"},
	{"extra=1", "json"},
	{"append=//", "json"},
	{"gzip", ""}, // as it was asked for
	{"cut=50%", "body"},
	{"stall=50%/1ms", ""},
	{"stall=50%", "body"},
	{"rate=64KiB", ""},
	{"delay=1ms", ""},
	{"hang", noResponse},
	{"reset", noResponse},
	{"dial=refused", noResponse},
	{"chunked", ""},
	{"connections=1", ""},
	{"gone", ""},                 // not found, as declared
	{"ignore=Authorization", ""}, // a refusal, as declared
	{"block=1m", ""},             // so is this
	// These are about files, and leave the API alone.
	{"validators=none", ""},
	{"content-range=none", ""},
	{"unsatisfiable", ""},
	{"replace", ""},
}

const noResponse = "no response"

func TestFaultsGiveInvalidResponsesOnlyWhereTheyAreMeantTo(t *testing.T) {
	for _, fault := range effects {
		t.Run(fault.effect, func(t *testing.T) {
			var exchange conformance.Exchange
			synctesting.Test(t, func(t *testing.T) { exchange = listUnder(t, fault.effect) })
			var broken []string
			for _, deviation := range exchange.Deviations {
				require.NotZero(t, deviation.Status, "%s", deviation)
				broken = append(broken, deviation.Rule)
			}
			switch fault.breaks {
			case noResponse:
				require.Error(t, exchange.Err)
			case "":
				require.NoError(t, exchange.Err)
				require.Empty(t, exchange.Deviations)
			default:
				require.NoError(t, exchange.Err)
				require.Contains(t, broken, fault.breaks)
			}
		})
	}
}

// listUnder lists both downloads of a video while a fault has an effect, for a minute at most.
func listUnder(t *testing.T, effect string) conformance.Exchange {
	t.Helper()
	server := newEmulator(t, emulator.WithEncodeTime(0))
	transport, exchanges := checked(t, server.Transport())
	client := wrapperClient(t, transport, credentials()[0])
	for _, kind := range []gen.DownloadType{wrapper.Default, wrapper.Audio} {
		_, err := client.CreateType(t.Context(), video, kind)
		require.NoError(t, err)
	}
	require.NoError(t, server.Script("listDownloads:*:"+effect))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, _ = client.List(ctx, video) // the wrapper has tests of its own for what it makes of it
	require.Len(t, *exchanges, 3)
	return (*exchanges)[2]
}

func TestEveryEffectOfAFaultIsInTheTable(t *testing.T) {
	_, listing, found := strings.Cut(emulator.FaultHelp(), "Another response:")
	require.True(t, found)
	var known []string
	for _, line := range regexp.MustCompile(`(?m)^  ([a-z-]+)`).FindAllStringSubmatch(listing, -1) {
		known = append(known, line[1])
	}
	tried := map[string]bool{}
	for _, fault := range effects {
		tried[fault.effect[:strings.IndexAny(fault.effect+",", "=,")]] = true
	}
	for _, name := range known {
		if !tried[name] {
			t.Errorf("the effect %q is not tried: add a line with the rule that it breaks to effects in contract_test/faults_test.go", name)
		}
		delete(tried, name)
	}
	require.Empty(t, tried, "the emulator has no such effects: remove their lines from effects")
}
