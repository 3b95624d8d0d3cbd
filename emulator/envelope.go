package emulator

import (
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/gen"
)

// envelope has its keys in the order in which the service sends them.
type envelope struct {
	Result   any           `json:"result"`
	Success  bool          `json:"success"`
	Errors   []gen.Message `json:"errors"`
	Messages []gen.Message `json:"messages"`
	Range    *int          `json:"range,omitempty"`
	Total    *int          `json:"total,omitempty"`
}

// response is a response of the API, to any operation.
type response struct {
	status int
	envelope
}

func success(result any) response {
	return response{http.StatusOK, envelope{Result: result, Success: true}}
}

func failure(status int, errors ...gen.Message) response {
	return response{status, envelope{Errors: errors}}
}

func (r response) write(w http.ResponseWriter) error {
	body, err := json.Marshal(r.envelope, json.Deterministic(true))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(r.status)
	_, err = w.Write(body)
	return err
}

func (r response) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	_ = r.write(w) // fails only when the client has left
}
