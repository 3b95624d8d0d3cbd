package emulator

import (
	"maps"
	"slices"

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

func parseFaults(specs []string) ([]Fault, error) {
	faults := make([]Fault, len(specs))
	for i, spec := range specs {
		fault, err := ParseFault(spec)
		if err != nil {
			return nil, err
		}
		faults[i] = fault
	}
	return faults, nil
}
