package main

import (
	"errors"
	"net/http"
	"os"
	"strings"

	"github.com/streamdl/streamdl-go/wrapper"
)

// What the API says of a credential that it can't read or that failed too often, and of a path that it does not have.
const (
	codeUnreadable = 6003
	codeNoRoute    = 7003
	codeAuthBan    = 10502
)

// advise says what can be done about an error, if anything.
func advise(err error) string {
	if bad, ok := errors.AsType[usageError](err); ok {
		return "see " + bad.command + " --help"
	}
	switch {
	case errors.Is(err, errInterrupted), errors.Is(err, errTimedOut), errors.Is(err, errNotListed):
		return "" // the command itself says how to go on
	case errors.Is(err, errNotReady):
		return "streamdl fetch waits for it"
	case errors.Is(err, wrapper.ErrDownloadFailed):
		return "streamdl delete and then streamdl create make the service try again"
	case errors.Is(err, wrapper.ErrExists):
		return "--force replaces it, -o takes another file"
	}
	call := apiError(err)
	if call == nil && errors.Is(err, wrapper.ErrNotFound) {
		return "streamdl create asks for one"
	}
	if call == nil || call.Op == "fetch" {
		return "" // the file is served by another host, which neither knows the token nor the account
	}
	switch {
	case call.StatusCode == http.StatusUnauthorized, call.Code == codeUnreadable:
		return "check " + credentialInUse()
	case errors.Is(call, wrapper.ErrUnauthorized):
		return "the token needs the permission " + permission(call.Op) + " on the account"
	case call.Code == codeNoRoute:
		return "check the account, and that --base-url, or CLOUDFLARE_BASE_URL, is the address of the API"
	case errors.Is(call, wrapper.ErrNotFound) && call.Op == "listDownloads":
		return "check the account and the video"
	case errors.Is(call, wrapper.ErrNotFound):
		return "check the account and the video, and with streamdl list whether it has the download"
	case call.Code == codeAuthBan:
		return "check " + credentialInUse() + ": it was refused too often"
	case errors.Is(call, wrapper.ErrRateLimited):
		return "the service allows 1,200 calls in 5 minutes: wait, then run the command again"
	case errors.Is(call, wrapper.ErrProtocol):
		return "check that --base-url, or CLOUDFLARE_BASE_URL, is the address of the API"
	case call.StatusCode == 0:
		return "check the network, and --base-url or CLOUDFLARE_BASE_URL"
	}
	return ""
}

// credentialInUse names the variables that the credential is from.
func credentialInUse() string {
	if os.Getenv("CLOUDFLARE_API_TOKEN") != "" {
		return "CLOUDFLARE_API_TOKEN"
	}
	return "CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY"
}

// permission is what an operation asks of a token.
func permission(operation string) string {
	if strings.HasPrefix(operation, "list") || strings.HasPrefix(operation, "get") {
		return "Stream Read or Stream Write"
	}
	return "Stream Write"
}
