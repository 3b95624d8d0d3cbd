package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	address    string
	library    int
	videos     []string
	audios     []string
	encodeTime time.Duration
	shape      *choice
	notReady   []string
	failing    []string
	private    []string
	signingKey string
	faults     []string
	rateLimit  []emulator.Option
}

func (f *serveFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.address, "addr", "127.0.0.1:8787", "`HOST:PORT` to listen on; port 0 picks a free one")
	flags.IntVar(&f.library, "videos", 1, "have a library of `N` videos, the same each time; a tenth of them is private")
	flags.StringArrayVar(&f.videos, "video", nil, "add a video, `UID[=FILE]`; may be repeated")
	flags.StringArrayVar(&f.audios, "audio", nil, "the audio of a video, `UID=FILE`; may be repeated")
	flags.StringArrayVar(&f.faults, "fault", nil, "make something go wrong, `OPERATION:OCCURRENCE:EFFECTS`; may be repeated")
	flags.DurationVar(&f.encodeTime, "encode-time", 2*time.Second, "how long the generation of a download takes")
	f.shape = addChoice(cmd, "create-shape", "the response to createDownload: keyed as the service sends it, or flat as its reference shows it", "keyed", "flat")
	flags.StringArrayVar(&f.notReady, "not-ready", nil, "add a video that isn't ready to stream, `UID`; may be repeated")
	flags.StringArrayVar(&f.failing, "fail", nil, "add a video whose generation ends in error, `UID`; may be repeated")
	flags.StringArrayVar(&f.private, "private", nil, "add a video that requires signed URLs, `UID`; may be repeated")
	flags.StringVar(&f.signingKey, "signing-key", "", "the key that tokens are signed with, or its public half: a `FILE` with a PEM or a JWK")
	flags.Func("rate-limit", "refuse calls beyond `CALLS/DURATION`, such as 1200/5m, with 429", f.setRateLimit)
}

func (f *serveFlags) options() ([]emulator.Option, error) {
	options := []emulator.Option{emulator.WithEncodeTime(f.encodeTime)}
	if f.library != 1 {
		options = append(options, emulator.WithVideos(f.library))
	}
	for _, argument := range f.videos {
		uid, file, hasFile := strings.Cut(argument, "=")
		if hasFile {
			options = append(options, emulator.WithFile(uid, wrapper.Default, file))
		} else {
			options = append(options, emulator.WithVideo(uid))
		}
	}
	for _, argument := range f.audios {
		uid, file, hasFile := strings.Cut(argument, "=")
		if !hasFile {
			return nil, fmt.Errorf("%w: --audio %s: want UID=FILE", wrapper.ErrInvalid, argument)
		}
		options = append(options, emulator.WithFile(uid, wrapper.Audio, file))
	}
	for _, spec := range f.faults {
		if _, err := emulator.ParseFault(spec); err != nil {
			return nil, fmt.Errorf("%w: %w; streamdl serve --help lists the effects", wrapper.ErrInvalid, err)
		}
	}
	options = append(options, emulator.WithFaults(f.faults...))
	if f.shape.value == "flat" {
		options = append(options, emulator.WithCreateShape(emulator.Flat))
	}
	for _, uid := range f.notReady {
		options = append(options, emulator.WithNotReady(uid))
	}
	for _, uid := range f.failing {
		options = append(options, emulator.WithFailing(uid))
	}
	for _, uid := range f.private {
		options = append(options, emulator.WithPrivate(uid))
	}
	if f.signingKey != "" {
		key, err := os.ReadFile(f.signingKey)
		if err != nil {
			return nil, fmt.Errorf("--signing-key: %w", err)
		}
		options = append(options, emulator.WithSigningKey(string(key)))
	}
	return append(options, f.rateLimit...), nil
}

// setRateLimit reads how many calls in what time.
func (f *serveFlags) setRateLimit(text string) error {
	before, after, _ := strings.Cut(text, "/")
	calls, wrongCalls := strconv.Atoi(before)
	window, wrongWindow := time.ParseDuration(after)
	if wrongCalls != nil || wrongWindow != nil || calls < 1 || window <= 0 {
		return errors.New("want CALLS/DURATION, such as 1200/5m")
	}
	f.rateLimit = []emulator.Option{emulator.WithRateLimit(calls, window)}
	return nil
}
