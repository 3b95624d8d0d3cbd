package peers

import "net/http"

// Operation is a call of the API.
type Operation int

// The operations that all peers have.
const (
	List Operation = iota
	Create
)

// Scenario is a call, the response it gets, and what that means.
type Scenario struct {
	Name      string
	Operation Operation
	Status    int
	Body      string
	Downloads Downloads
	Download  Download
	Failure   Failure
	// Missed are the peers that can't do it: they return a zero value and no error.
	Missed []string
}

const host = "https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/"

var (
	ready      = Download{Status: "ready", URL: host + "audio.m4a", Percent: 100}
	inProgress = Download{Status: "inprogress", URL: host + "default.mp4", Percent: 75.5}
)

const (
	readyJSON      = `{"status":"ready","url":"` + host + `audio.m4a","percentComplete":100}`
	inProgressJSON = `{"status":"inprogress","url":"` + host + `default.mp4","percentComplete":75.5}`
)

// Scenarios are what is measured, the most common call first.
func Scenarios() []Scenario {
	return []Scenario{
		{
			Name: "list", Operation: List, Status: http.StatusOK,
			Body:      success(`{"audio":` + readyJSON + `,"default":` + inProgressJSON + `}`),
			Downloads: Downloads{Default: inProgress, Audio: ready},
		},
		{
			Name: "create, keyed", Operation: Create, Status: http.StatusOK,
			Body:     success(`{"default":` + inProgressJSON + `}`),
			Download: inProgress,
		},
		{
			Name: "create, flat", Operation: Create, Status: http.StatusOK,
			Body:     success(inProgressJSON),
			Download: inProgress,
			Missed:   []string{Cloudflare},
		},
		{
			Name: "failure", Operation: List, Status: http.StatusNotFound,
			Body: `{"result":null,"success":false,"errors":[{"code":10003,"message":"Not Found: The requested video was not found."}],` +
				`"messages":[]}`,
			Failure: Failure{Status: http.StatusNotFound, Code: 10003, Text: "Not Found: The requested video was not found."},
		},
	}
}

func success(result string) string {
	return `{"result":` + result + `,"success":true,"errors":[],"messages":[]}`
}
