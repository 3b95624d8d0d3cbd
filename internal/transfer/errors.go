package transfer

import (
	"errors"

	"github.com/streamdl/streamdl-go/internal/transfer/partial"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
)

// What callers branch on, through errors.Is.
var (
	// ErrInvalid is a bad URL, path or writer; nothing was sent.
	ErrInvalid = source.ErrInvalid
	// ErrLocal is a failure of the local file system or of the writer. The partial file stays and can be continued.
	ErrLocal = partial.ErrLocal
	// ErrExists is a target that is there already. It is an ErrLocal too.
	ErrExists = partial.ErrExists
	// ErrLocked is a target that another process is fetching. It is an ErrLocal too.
	ErrLocked = partial.ErrLocked
	// ErrProtocol is a response that is not valid, such as one that cannot be the file.
	ErrProtocol = source.ErrProtocol
	// ErrChanged is an object that kept changing on the server, or that changed after part of it had been written to a
	// writer.
	ErrChanged = errors.New("the file changed on the server")
	// ErrUnauthorized is 401 or 403.
	ErrUnauthorized = source.ErrUnauthorized
	// ErrNotFound is a file that the server does not have, or not yet.
	ErrNotFound = source.ErrNotFound
	// ErrStalled is a server that stopped sending.
	ErrStalled = source.ErrStalled
	// ErrInsecure is a URL or a redirect that would leave TLS.
	ErrInsecure = source.ErrInsecure
)

// How the transfer goes on; none of these leaves the package.
var (
	errRestart   = errors.New("the object changed")
	errRangeless = errors.New("the server ignored a range")
	errCrowded   = errors.New("the server refuses this stream and serves others")
)

// StatusError is a response with a status other than 200 or 206.
type StatusError = source.StatusError
