package walk

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/internal/document"
)

// urls remembers where the files of the video are, by the type of the download. What a schema can't say: a download
// keeps its URL until something is deleted, and no two types have the same one.
type urls map[string]string

// see takes down the URLs of a response, and returns what contradicts those seen before. A query may be another each time,
// if there is a signature in it. A response without a URL, or one that can't be read, says nothing.
func (u urls) see(op document.Operation, kind string, response calls.Response) []conformance.Deviation {
	if op.Method == http.MethodDelete {
		clear(u)
		return nil
	}
	if response.HTTP.StatusCode != http.StatusOK {
		return nil
	}
	var found []conformance.Deviation
	given := urlsOf(kind, response.Body)
	for _, pointer := range slices.Sorted(maps.Keys(given)) {
		kind, address := given[pointer].kind, given[pointer].address
		deviation := conformance.Deviation{
			Operation: op.OperationID, Method: op.Method, Path: op.Path, Status: response.HTTP.StatusCode, Pointer: pointer, Rule: "url",
		}
		if before, known := u[kind]; known && withoutQuery(before) != withoutQuery(address) {
			deviation.Reason = "the download had another URL before"
			found = append(found, deviation)
		}
		for other, taken := range u {
			if other != kind && taken == address {
				deviation.Reason = "it is the URL of the download of another type"
				found = append(found, deviation)
			}
		}
		u[kind] = address
	}
	return found
}

type givenURL struct{ kind, address string }

// urlsOf returns the URLs in the result of a response, by where they stand. A bare download is of the type that was asked
// for.
func urlsOf(kind string, body []byte) map[string]givenURL {
	var envelope struct{ Result map[string]json.RawMessage }
	if json.Unmarshal(body, &envelope) != nil {
		return nil
	}
	given := map[string]givenURL{}
	for key, value := range envelope.Result {
		var text string
		var download struct{ URL string }
		switch {
		case key == "url" && json.Unmarshal(value, &text) == nil:
			given["/result/url"] = givenURL{kind, text}
		case json.Unmarshal(value, &download) == nil && download.URL != "":
			given["/result/"+key+"/url"] = givenURL{key, download.URL}
		}
	}
	return given
}

func withoutQuery(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}
