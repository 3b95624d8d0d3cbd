package emulator

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/streamdl/streamdl-go/emulator/fault"
	"github.com/streamdl/streamdl-go/gen/server"
)

type (
	// Operation names what a request asks for: the operationId of a call of the API, or [Media].
	Operation = fault.Operation
	// Fault is something that goes wrong with some of the requests of one operation. [ParseFault] makes one from a text.
	Fault = fault.Fault
)

const (
	// Media is a file being fetched.
	Media = fault.Media
	// AnyOperation is, in a fault, every request.
	AnyOperation = fault.Any
)

// Operations of the API. An operation without a constant goes by its operationId.
const (
	ListVideos           Operation = server.ListVideos
	GetVideo             Operation = server.GetVideo
	CreateToken          Operation = server.CreateToken
	ListDownloads        Operation = server.ListDownloads
	CreateDownload       Operation = server.CreateDownload
	DeleteDownloads      Operation = server.DeleteDownloads
	CreateDownloadOfType Operation = server.CreateDownloadOfType
	DeleteDownloadOfType Operation = server.DeleteDownloadOfType
)

// Operations returns the operations of the API, sorted.
func Operations() []Operation {
	var operations []Operation
	for id := range maps.Values(server.Operations) {
		operations = append(operations, Operation(id))
	}
	slices.Sort(operations)
	return operations
}

// ParseFault reads a fault from a text of the form operation:occurrence:effects, such as "media:1:cut=50%". [FaultHelp]
// explains it.
func ParseFault(spec string) (Fault, error) { return fault.Parse(spec, Operations()) }

// FaultHelp explains the language of [ParseFault] and lists all effects, for a help text.
func FaultHelp() string { return fault.Help(Operations()) }

// WithFaults injects the faults that the texts describe, in the language of [ParseFault].
func WithFaults(specs ...string) Option {
	return func(s *Server) error { return s.Script(specs...) }
}

// Script injects the faults that the texts describe, in the language of [ParseFault]. When one of them
// can't be read, none is injected.
func (s *Server) Script(specs ...string) error {
	faults := make([]Fault, len(specs))
	for i, spec := range specs {
		fault, err := ParseFault(spec)
		if err != nil {
			return err
		}
		faults[i] = fault
	}
	s.Inject(faults...)
	return nil
}

// Inject adds faults to those there are. Where several happen to one request, the first is the outermost.
func (s *Server) Inject(faults ...Fault) { s.faults.Add(faults...) }

// ClearFaults removes all faults.
func (s *Server) ClearFaults() { s.faults.Clear() }

// faulty is a server as its faults see it.
type faulty struct{ *Server }

func (f faulty) WriteFailure(w http.ResponseWriter, r *http.Request, status, code int, message string) {
	if exchangeOf(r.Context()).operation == Media && code == 0 {
		writePage(w, status)
		return
	}
	usualFailure(status, code, message).ServeHTTP(w, r)
}

func (f faulty) URL(r *http.Request) *url.URL {
	address := *r.URL
	address.Scheme, address.Host = caller(r)
	return &address
}

func (f faulty) ReplaceFile(r *http.Request) {
	identifier, name := mediaOf(r.URL.Path)
	f.replaceServed(identifier, name)
}

func (f faulty) DeleteVideo(r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	identifier := videoOf(r.URL.Path)
	if exchangeOf(r.Context()).operation == Media {
		segment, _ := mediaOf(r.URL.Path)
		if v, err := f.locate(segment); err == nil {
			identifier = v.details.UID
		}
	}
	f.store.delete(identifier)
}

func (f faulty) Block(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.limit.blockedUntil = time.Now().Add(d)
}
