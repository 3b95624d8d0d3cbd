package emulator

import (
	"fmt"
	"net/http"

	"github.com/streamdl/streamdl-go/gen"
)

func message(code int, text string) gen.Message { return gen.Message{Code: code, Message: text} }

func badRequest(text string) reply { return failure(http.StatusBadRequest, message(10005, text)) }

func notFound(text string) reply { return failure(http.StatusNotFound, message(10003, text)) }

func unauthenticated(status int) reply {
	return failure(status, message(10000, "Authentication error"))
}

func noRoute(path string) reply {
	return failure(http.StatusNotFound,
		message(7003, fmt.Sprintf("Could not route to %s, perhaps your object identifier is invalid?", path)),
		message(7000, "No route for that URI"))
}

func writeNoRoute(w http.ResponseWriter, r *http.Request) { noRoute(r.URL.Path).ServeHTTP(w, r) }

func writeBadRequest(w http.ResponseWriter, r *http.Request, err error) {
	badRequest(err.Error()).ServeHTTP(w, r)
}

func writeInternalError(w http.ResponseWriter, r *http.Request, err error) {
	failure(http.StatusInternalServerError, message(1000, err.Error())).ServeHTTP(w, r)
}

func methodNotAllowed(allow string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		failure(http.StatusMethodNotAllowed, message(10405, "Method not allowed")).ServeHTTP(w, r)
	})
}
