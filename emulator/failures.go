package emulator

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/streamdl/streamdl-go/gen"
)

func message(code int, text string) gen.Message { return gen.Message{Code: code, Message: text} }

func badRequest(text string) response { return failure(http.StatusBadRequest, message(10005, text)) }

func notFound(text string) response { return failure(http.StatusNotFound, message(10003, text)) }

// usual is what the service says under a status. Of all others the code is 1000, and the text that of HTTP.
var usual = map[int]gen.Message{
	http.StatusBadRequest:            message(10005, "Bad request"),
	http.StatusUnauthorized:          message(10000, "Authentication error"),
	http.StatusForbidden:             message(10000, "Authentication error"),
	http.StatusNotFound:              message(10003, "Not found"),
	http.StatusMethodNotAllowed:      message(10405, "Method not allowed"),
	http.StatusConflict:              message(1000, "The download already exists"),
	http.StatusRequestEntityTooLarge: message(10011, "Storage capacity exceeded"),
	http.StatusTooManyRequests:       message(10429, "Rate limited. Please wait and consider throttling your request speed"),
}

// usualFailure is what the service responds with under a status.
func usualFailure(status int) response { return failureWith(status, 0, "") }

// failureWith is the same, unless a code or a text is given.
func failureWith(status, code int, text string) response {
	return failure(status, message(
		cmp.Or(code, usual[status].Code, 1000),
		cmp.Or(text, usual[status].Message, http.StatusText(status), "Unknown error")))
}

func noRoute(path string) response {
	return failure(http.StatusNotFound,
		message(7003, fmt.Sprintf("Could not route to %s, perhaps your object identifier is invalid?", path)),
		message(7000, "No route for that URI"))
}

func writeBadRequest(w http.ResponseWriter, r *http.Request, err error) {
	badRequest(err.Error()).ServeHTTP(w, r)
}

func methodNotAllowed(allow string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		usualFailure(http.StatusMethodNotAllowed).ServeHTTP(w, r)
	})
}

// mediaError is why there is no file under a path.
type mediaError struct {
	status int
	reason string // for the log
}

// writePage responds as the host of the files does, in HTML.
func writePage(w http.ResponseWriter, status int) {
	text := http.StatusText(status)
	if status == http.StatusNotFound {
		text = "Object not found"
	}
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<html><body>%s</body></html>", text) // fails only when the client has left
}
