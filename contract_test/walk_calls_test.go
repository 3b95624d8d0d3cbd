package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/contract_test/internal/walk"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/wrapper"
)

// A walk calls each operation with each credential, good or not, and through the wrapper with the good ones; with one of
// these also with each wrong argument.
func TestWalkCallsEverything(t *testing.T) {
	server := newEmulator(t)
	report := walk.Run(t.Context(), loadDocument(t), newChecker(t), emulatorTarget(server))
	require.Empty(t, report.Failures())
	const generated, throughWrapper = "the generated client", "the wrapper"
	type call struct{ client, credential, method, path string }
	all := append(credentials(), calls.Refused()...)
	made := map[call]int{}
	for _, request := range server.Requests() {
		client := generated
		if strings.HasPrefix(request.Header.Get("User-Agent"), "streamdl") {
			client = throughWrapper
		}
		for _, credential := range all {
			if credential.SentIn(request.Header) {
				made[call{client, credential.Name, request.Method, request.URL.Path}]++
			}
		}
	}
	expect := func(client string, credential calls.Credential, op document.Operation, arguments calls.Arguments) {
		t.Helper()
		expected := call{client, credential.Name, op.Method, pathOf(op, arguments)}
		require.Positive(t, made[expected], "%+v", expected)
		made[expected]--
	}

	for _, op := range operations(t) {
		for _, credential := range all {
			for _, arguments := range calls.Each(op, identifiers()) {
				expect(generated, credential, op, arguments)
			}
		}
		const unknown = "00000000000000000000000000000000"
		for _, wrong := range []struct{ parameter, value string }{
			{"identifier", unknown}, {"identifier", unknown + "0"}, {"account_id", unknown + "0"}, {"download_type", "unknown"},
		} {
			if arguments := calls.OfPath(op, identifiers())[0]; arguments[wrong.parameter] != nil {
				expect(generated, credentials()[0], op, arguments.With(wrong.parameter, wrong.value))
			}
		}
	}
	for _, op := range wrapped(t) {
		for _, credential := range credentials() {
			for _, arguments := range calls.OfPath(op.Operation, identifiers()) {
				expect(throughWrapper, credential, op.Operation, arguments)
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
