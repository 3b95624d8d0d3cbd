package contract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/exercise"
	"github.com/streamdl/streamdl-go/wrapper"
)

// The report of a walk is worth what the walk did: with each credential it calls each operation of each type, through the
// generated client in the order of a life, look, create twice, watch three times, delete, look, then through the wrapper.
func TestWalkCallsEverythingWithEachCredentialThroughBothClients(t *testing.T) {
	life := []string{"GET", "POST", "POST", "POST", "POST", "POST", "POST", "GET", "GET", "GET", "DELETE", "DELETE", "DELETE", "GET"}
	for _, credential := range credentials() {
		t.Run(credential.Name, func(t *testing.T) {
			is := expect(t)
			var generated []string
			counts := map[string]int{}
			for _, request := range requestsOfAWalk(t) {
				if !carries(request, credential) || addressed(request) != video {
					continue
				}
				if !strings.HasPrefix(request.Header.Get("User-Agent"), "streamdl") {
					generated = append(generated, request.Method)
					continue
				}
				counts[string(request.Operation)+" "+typeOf(request)]++
			}
			is.GreaterOrEqual(len(generated), len(life))
			is.Equal(life, generated[:len(life)])
			is.Equal(map[string]int{
				"listDownloads ": 1, "createDownload ": 1, "createDownloadOfType default": 1, "createDownloadOfType audio": 1,
				"deleteDownloads ": 1, "deleteDownloadOfType default": 1, "deleteDownloadOfType audio": 1,
			}, counts, "through the wrapper")
		})
	}
}

// It also calls each operation as no server may accept it: with each wrong credential, and with each wrong argument.
func TestWalkCallsEverythingAsItMustBeRefused(t *testing.T) {
	requests := requestsOfAWalk(t)
	for _, credential := range exercise.Refused() {
		t.Run(credential.Name, func(t *testing.T) {
			is := expect(t)
			counts := map[string]int{}
			for _, request := range requests {
				if carries(request, credential) {
					counts[string(request.Operation)+" "+typeOf(request)]++
				}
			}
			is.Equal(map[string]int{
				"listDownloads ": 1, "createDownload ": 1, "createDownloadOfType default": 1, "createDownloadOfType audio": 1,
				"deleteDownloads ": 1, "deleteDownloadOfType default": 1, "deleteDownloadOfType audio": 1,
			}, counts)
		})
	}
	const unknown = "00000000000000000000000000000000"
	for name, old := range map[string]struct{ argument, replacement string }{
		"video unknown":    {video, unknown},
		"video too long":   {video, unknown + "0"},
		"account too long": {account, unknown + "0"},
	} {
		t.Run(name, func(t *testing.T) {
			is := expect(t)
			for _, op := range operations(t) {
				path := "/client/v4" + strings.NewReplacer("{account_id}", account, "{identifier}", video, "{download_type}", "default").Replace(op.Path)
				is.Equal(1, sent(requests, op.Method, strings.Replace(path, old.argument, old.replacement, 1)), "%s", op.OperationID)
			}
		})
	}
	t.Run("type unknown", func(t *testing.T) {
		is := expect(t)
		for _, method := range []string{http.MethodPost, http.MethodDelete} {
			is.Equal(1, sent(requests, method, "/client/v4/accounts/"+account+"/stream/"+video+"/downloads/unknown"), method)
		}
	})
}

// What a client gets wrong in a call that was meant well counts.
func TestWalkReportsRequestsThatDeviate(t *testing.T) {
	is := expect(t)
	both := http.Header{}
	for _, credential := range credentials() {
		for name, values := range credential.Header {
			both[name] = values
		}
	}
	target := emulatorTarget(newEmulator(t))
	target.Write = false
	target.Credentials = []exercise.Credential{{Name: "both", Header: both, Option: wrapper.WithAPIToken(emulator.DefaultToken)}}
	report := exercise.Walk(t.Context(), loadDocument(t), newChecker(t), target)
	is.Len(report.Deviations(), 1)
	is.Contains(report.Deviations()[0], "(listDownloads): request: security: ")
	is.Empty(report.Failures())
}

// A download stays where it is, and no other is there.
func TestWalkFindsURLsThatContradictEachOther(t *testing.T) {
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
			found:  []string{"(listDownloads): reply 200 at /result/default/url: url: the download had another URL before"},
		},
		"a list that says otherwise than the bare create": {
			shape:  emulator.Flat,
			faults: []string{`createDownloadOfType:*:unset=result.*.url`, `listDownloads:*:set=result.default.url="` + mp4 + `"`},
			found:  []string{"(listDownloads): reply 200 at /result/default/url: url: the download had another URL before"},
		},
		"a second create that says otherwise than the first": {
			faults: []string{`createDownloadOfType:3-4:set=result.*.url="` + mp4 + `"`},
			found:  []string{"(createDownloadOfType): reply 200 at /result/default/url: url: the download had another URL before", "(createDownloadOfType): reply 200 at /result/audio/url: url: the download had another URL before", "/result/audio/url: url: it is the URL of the download of another type"},
		},
		"both at one": {
			faults: []string{`*:*:set=result.*.url="` + mp4 + `"`},
			found:  []string{"/url: url: it is the URL of the download of another type"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			is := expect(t)
			server := newEmulator(t, emulator.WithCreateShape(test.shape), emulator.WithFaults(test.faults...))
			target := emulatorTarget(server)
			target.Credentials = target.Credentials[:1]
			report := exercise.Walk(t.Context(), loadDocument(t), newChecker(t), target)
			if len(test.found) == 0 {
				is.Empty(report.Deviations())
			}
			for _, want := range test.found {
				is.Contains(strings.Join(report.Deviations(), "\n"), want)
			}
		})
	}
}

func requestsOfAWalk(t *testing.T) []emulator.Request {
	t.Helper()
	server := newEmulator(t)
	report := exercise.Walk(t.Context(), loadDocument(t), newChecker(t), emulatorTarget(server))
	expect(t).Empty(report.Failures())
	return server.Requests()
}

// carries reports whether a request has a credential and no other.
func carries(request emulator.Request, credential exercise.Credential) bool {
	for _, name := range []string{"Authorization", "X-Auth-Email", "X-Auth-Key"} {
		if fmt.Sprint(request.Header[name]) != fmt.Sprint(credential.Header[name]) {
			return false
		}
	}
	return true
}

// addressed is the video that a request is about.
func addressed(request emulator.Request) string {
	_, rest, _ := strings.Cut(request.URL.Path, "/accounts/"+account+"/stream/")
	identifier, _, _ := strings.Cut(rest, "/")
	return identifier
}

func typeOf(request emulator.Request) string {
	_, kind, _ := strings.Cut(request.URL.Path, "/downloads/")
	return kind
}

func sent(requests []emulator.Request, method, path string) int {
	count := 0
	for _, request := range requests {
		if request.Method == method && request.URL.Path == path {
			count++
		}
	}
	return count
}
