package source

import (
	"errors"
	"fmt"
	"time"
)

// trickleRate is the speed in bytes per second below which a connection counts as dead although bytes still drip out of
// it, once it was waited for as long as trickleWindow.
const (
	trickleRate   = 1 << 10
	trickleWindow = 60 * time.Second
)

// What callers branch on, through errors.Is.
var (
	// ErrInvalid is a bad URL; nothing was sent.
	ErrInvalid = errors.New("invalid argument")
	// ErrProtocol is a response that is not valid, such as one that cannot be the file.
	ErrProtocol = errors.New("not a valid response")
	// ErrUnauthorized is 401 or 403.
	ErrUnauthorized = errors.New("not authorized")
	// ErrNotFound is a file that the server does not have, or not yet.
	ErrNotFound = errors.New("not found")
	// ErrStalled is a server that stopped sending.
	ErrStalled = errors.New("the transfer stalled")
	// ErrInsecure is a URL or a redirect that would leave TLS.
	ErrInsecure = errors.New("refused to go on without TLS")
	// ErrRedirect is a redirect that is not followed.
	ErrRedirect = errors.New("redirect refused")
	// ErrTrickle is a connection that brings hardly anything. It is an ErrStalled too.
	ErrTrickle = fmt.Errorf("%w: less than %d bytes per second", ErrStalled, trickleRate)
	// ErrWrongRange is a partial response that does not fit the request, and worth another attempt. It is an ErrProtocol too.
	ErrWrongRange = fmt.Errorf("%w: wrong range", ErrProtocol)
)
