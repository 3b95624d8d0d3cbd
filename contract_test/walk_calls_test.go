package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/contract_test/internal/walk"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// With each credential, a walk calls each operation through the generated client, in the order list, create twice, list
// three times, delete, list, and then through the wrapper.
func TestWalkCallsEverythingWithEachCredentialThroughBothClients(t *testing.T) {
	var order []string
	for _, method := range []string{"GET", "POST", "POST", "GET", "GET", "GET", "DELETE", "GET"} {
		for _, op := range operations(t) {
			if op.Method == method {
				order = append(order, slices.Repeat([]string{op.OperationID}, len(calls.Each(op, identifiers())))...)
			}
		}
	}
	throughWrapper := map[string]bool{}
	for _, op := range wrapped(t) {
		for _, arguments := range calls.OfPath(op.Operation, identifiers()) {
			throughWrapper[op.Method+" "+pathOf(op.Operation, arguments)] = true
		}
	}
	requests := requestsOfAWalk(t)
	for _, credential := range credentials() {
		t.Run(credential.Name, func(t *testing.T) {
			var generated []string
			seen := map[string]bool{}
			for _, request := range requests {
				switch {
				case !credential.SentIn(request.Header):
				case strings.HasPrefix(request.Header.Get("User-Agent"), "streamdl"):
					seen[request.Method+" "+request.URL.Path] = true
				default:
					generated = append(generated, string(request.Operation))
				}
			}
			require.GreaterOrEqual(t, len(generated), len(order))
			require.Equal(t, order, generated[:len(order)])
			require.Equal(t, throughWrapper, seen)
		})
	}
}

// A walk also calls each operation as no server may accept it: with each wrong credential, and with each wrong argument.
func TestWalkCallsEverythingAsItMustBeRefused(t *testing.T) {
	requests := requestsOfAWalk(t)
	want := map[string]int{}
	for _, op := range operations(t) {
		want[op.OperationID] = len(calls.Each(op, identifiers()))
	}
	for _, credential := range calls.Refused() {
		counts := map[string]int{}
		for _, request := range requests {
			if credential.SentIn(request.Header) {
				counts[string(request.Operation)]++
			}
		}
		require.Equal(t, want, counts, credential.Name)
	}
	sent := map[string]int{}
	for _, request := range requests {
		sent[request.Method+" "+request.URL.Path]++
	}
	const unknown = "00000000000000000000000000000000"
	for _, wrong := range []struct{ parameter, value string }{
		{"identifier", unknown}, {"identifier", unknown + "0"}, {"account_id", unknown + "0"}, {"download_type", "unknown"},
	} {
		for _, op := range operations(t) {
			arguments := calls.OfPath(op, identifiers())[0]
			if _, has := arguments[wrong.parameter]; has {
				call := op.Method + " " + pathOf(op, arguments.With(wrong.parameter, wrong.value))
				require.Equal(t, 1, sent[call], call)
			}
		}
	}
}

// A request that deviates although it should be good is reported.
func TestWalkReportsRequestsThatDeviate(t *testing.T) {
	both := http.Header{}
	for _, credential := range credentials() {
		for name, values := range credential.Header {
			both[name] = values
		}
	}
	target := emulatorTarget(newEmulator(t))
	target.Write = false
	target.Credentials = []calls.Credential{{Name: "both", Header: both, Option: wrapper.WithAPIToken(emulator.DefaultToken)}}
	report := walk.Run(t.Context(), loadDocument(t), newChecker(t), target)
	read := 0
	for _, op := range operations(t) {
		if op.Method == http.MethodGet {
			read++
			require.Contains(t, strings.Join(report.Deviations(), "\n"), "("+op.OperationID+"): request: security: ")
		}
	}
	require.Len(t, report.Deviations(), read)
	require.Empty(t, report.Failures())
}

// A download keeps its URL, and no other has it; its percentage only rises.
func TestWalkFindsResponsesThatContradictEachOther(t *testing.T) {
	const mp4, m4a = "https://example.com/default.mp4", "https://example.com/audio.m4a"
	for name, test := range map[string]struct {
		shape  emulator.CreateShape
		faults []string
		found  []string
	}{
		"as they are":       {},
		"as they are, flat": {shape: emulator.Flat},
		"each at its own": {
			faults: []string{`*:*:set=result.default.url="` + mp4 + `",set=result.audio.url="` + m4a + `"`},
		},
		"signed anew each time": {
			faults: []string{`*:*/2:set=result.default.url="` + mp4 + `?sig=1"`, `*:2-/2:set=result.default.url="` + mp4 + `?sig=2"`},
		},
		"told apart by a query": {
			faults: []string{`*:*:set=result.default.url="` + mp4 + `?type=1",set=result.audio.url="` + mp4 + `?type=2"`},
		},
		"a list that says otherwise than the create": {
			faults: []string{`listDownloads:*:set=result.default.url="` + mp4 + `"`},
			found:  []string{"(listDownloads): response 200 at /result/default/url: url: the download had another URL before"},
		},
		"a list that says otherwise than the bare create": {
			shape:  emulator.Flat,
			faults: []string{`createDownloadOfType:*:unset=result.*.url`, `listDownloads:*:set=result.default.url="` + mp4 + `"`},
			found:  []string{"(listDownloads): response 200 at /result/default/url: url: the download had another URL before"},
		},
		"a second create that says otherwise than the first": {
			faults: []string{`createDownloadOfType:3-4:set=result.*.url="` + mp4 + `"`},
			found:  []string{"(createDownloadOfType): response 200 at /result/default/url: url: the download had another URL before", "(createDownloadOfType): response 200 at /result/audio/url: url: the download had another URL before", "/result/audio/url: url: it is the URL of the download of another type"},
		},
		"a percentage that falls": {
			faults: []string{`listDownloads:2:percent=40`, `listDownloads:3:percent=30`},
			found:  []string{"(listDownloads): response 200 at /result/default/percentComplete: progress: "},
		},
		"both at one": {
			faults: []string{`*:*:set=result.*.url="` + mp4 + `"`},
			found:  []string{"/url: url: it is the URL of the download of another type"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := newEmulator(t, emulator.WithCreateShape(test.shape), emulator.WithFaults(test.faults...))
			target := emulatorTarget(server)
			target.Credentials = target.Credentials[:1]
			report := walk.Run(t.Context(), loadDocument(t), newChecker(t), target)
			if len(test.found) == 0 {
				require.Empty(t, report.Deviations())
			}
			for _, want := range test.found {
				require.Contains(t, strings.Join(report.Deviations(), "\n"), want)
			}
		})
	}
}

func requestsOfAWalk(t *testing.T) []emulator.Request {
	t.Helper()
	server := newEmulator(t)
	report := walk.Run(t.Context(), loadDocument(t), newChecker(t), emulatorTarget(server))
	require.Empty(t, report.Failures())
	return server.Requests()
}
