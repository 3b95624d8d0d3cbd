package emulator

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/streamdl/streamdl-go/gen"
)

// envelope has its keys in the order in which the service sends them.
type envelope struct {
	Result   any           `json:"result"`
	Success  bool          `json:"success"`
	Errors   []gen.Message `json:"errors"`
	Messages []gen.Message `json:"messages"`
}

// reply is an answer of the API, to any operation.
type reply struct {
	status int
	envelope
}

func success(result any) reply {
	return reply{http.StatusOK, envelope{Result: result, Success: true, Errors: []gen.Message{}, Messages: []gen.Message{}}}
}

func failure(status int, errors ...gen.Message) reply {
	return reply{status, envelope{Errors: errors, Messages: []gen.Message{}}}
}

func (a reply) write(w http.ResponseWriter) error {
	body, err := json.Marshal(a.envelope)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	_, err = w.Write(body)
	return err
}

func (a reply) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	_ = a.write(w) // fails only when the client has left
}

func (a reply) VisitListDownloadsResponse(w http.ResponseWriter) error        { return a.write(w) }
func (a reply) VisitCreateDownloadResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a reply) VisitDeleteDownloadsResponse(w http.ResponseWriter) error      { return a.write(w) }
func (a reply) VisitCreateDownloadOfTypeResponse(w http.ResponseWriter) error { return a.write(w) }
func (a reply) VisitDeleteDownloadOfTypeResponse(w http.ResponseWriter) error { return a.write(w) }
func (a reply) VisitListVideosResponse(w http.ResponseWriter) error           { return a.write(w) }
func (a reply) VisitGetVideoResponse(w http.ResponseWriter) error             { return a.write(w) }
func (a reply) VisitCreateTokenResponse(w http.ResponseWriter) error          { return a.write(w) }
