package main

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/wrapper"
)

// oneVideo accepts one argument.
func oneVideo(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("VIDEO is missing: the UID of a video, or its address")
	case len(args) > 1:
		return fmt.Errorf("one VIDEO at a time, got %d arguments", len(args))
	}
	return nil
}

// The hosts on which the first segment of a path is a video, and the one where it is an account.
var (
	videoHost = regexp.MustCompile(`(?i)^(customer-[a-z0-9-]+\.cloudflarestream\.com|(watch|iframe|embed)\.cloudflarestream\.com|(iframe\.|watch\.)?videodelivery\.net)$`)
	dashboard = regexp.MustCompile(`^/([^/]+)/stream/videos/([^/]+)`)
	uid       = regexp.MustCompile(`^[0-9A-Za-z_-]{1,32}$`)
)

const dashboardHost = "dash.cloudflare.com"

// parseVideo reads the UID of a video out of what people copy: the UID itself, an address of the player or of a file,
// or the page of the video in the dashboard, which names the account, too.
func parseVideo(text string) (video, account string, err error) {
	address, found := addressOf(text)
	switch {
	case text == "":
		return "", "", fmt.Errorf("%w: VIDEO is empty: want the UID of a video, or its address", wrapper.ErrInvalid)
	case !found && strings.Contains(text, "://"):
		return "", "", fmt.Errorf("%w: this is no address of Cloudflare Stream: give the UID of a video, or its address of the player, of a file, or in the dashboard", wrapper.ErrInvalid)
	case !found:
		return text, "", nil // whether it can be one is for the client to say
	}
	if strings.EqualFold(address.Hostname(), dashboardHost) {
		parts := dashboard.FindStringSubmatch(address.Path)
		if parts == nil {
			return "", "", fmt.Errorf("%w: this is no page of a video: its address is https://dash.cloudflare.com/ACCOUNT/stream/videos/UID", wrapper.ErrInvalid)
		}
		account, video = parts[1], parts[2]
	} else {
		video, _, _ = strings.Cut(strings.TrimPrefix(address.Path, "/"), "/")
	}
	switch {
	case strings.Count(video, ".") == 2:
		return "", "", fmt.Errorf("%w: this address has a signed token in place of the UID of the video: give the UID", wrapper.ErrInvalid)
	case !uid.MatchString(video):
		return "", "", fmt.Errorf("%w: there is no UID of a video in this address: give the UID", wrapper.ErrInvalid)
	}
	return video, account, nil
}

// addressOf reports whether a text is an address on a host that serves videos, with or without https:// before it.
func addressOf(text string) (*url.URL, bool) {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	address, err := url.Parse(text)
	if err != nil || address.Path == "" {
		return nil, false
	}
	host := address.Hostname()
	return address, videoHost.MatchString(host) || strings.EqualFold(host, dashboardHost)
}
