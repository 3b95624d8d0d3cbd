package call

import (
	"errors"
	"fmt"
	"net"
	"net/url"
)

// ParseBase reads where the API is, and refuses an address that would show the credential to others. It quotes no more
// than the host: the rest may be a secret in the wrong place.
func ParseBase(address string, plainHTTP bool) (*url.URL, error) {
	base, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("base URL can't be parsed")
	case base.User != nil:
		return nil, errors.New("base URL has a user or a password in it: give WithAPIToken or WithAPIKey")
	case base.Host == "", base.RawQuery != "", base.Fragment != "", base.Scheme != "https" && base.Scheme != "http":
		return nil, errors.New("base URL: want http or https, a host, an optional path and nothing more")
	case base.Scheme == "http" && !plainHTTP && !loopback(base.Hostname()):
		return nil, fmt.Errorf("base URL http://%s is not encrypted and would show the credential to the network: use https, or the loopback interface (or, in Go, WithPlainHTTP)", base.Host)
	}
	return base, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
