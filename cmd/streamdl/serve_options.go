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
	encodeTime time.Duration
	shape      string
	signingKey string
	others     []emulator.Option // of the flags that are one option each time they are given
}

func (f *serveFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	read := func(name, usage string, option func(text string) (emulator.Option, error)) {
		flags.Func(name, usage, func(text string) error {
			option, err := option(text)
			f.others = append(f.others, option)
			return err
		})
	}
	each := func(name, usage string, option func(text string) emulator.Option) {
		read(name, usage, func(text string) (emulator.Option, error) { return option(text), nil })
	}
	flags.StringVar(&f.address, "addr", "127.0.0.1:8787", "`HOST:PORT` to listen on; port 0 picks a free one")
	flags.IntVar(&f.library, "videos", 1, "have a library of `N` videos, the same each time; a tenth of them is private")
	each("video", "add a video, `UID[=FILE]`; may be repeated", videoOption)
	read("audio", "the audio of a video, `UID=FILE`; may be repeated", readAudio)
	each("fault", "make something go wrong, `OPERATION:OCCURRENCE:EFFECTS`; may be repeated", func(spec string) emulator.Option { return emulator.WithFaults(spec) })
	flags.DurationVar(&f.encodeTime, "encode-time", 2*time.Second, "how long the generation of a download takes")
	addChoice(cmd, &f.shape, "create-shape", "the response to createDownload: keyed as the service sends it, or flat as its reference shows it", "keyed", "flat")
	each("not-ready", "add a video that isn't ready to stream, `UID`; may be repeated", emulator.WithNotReady)
	each("fail", "add a video whose generation ends in error, `UID`; may be repeated", emulator.WithFailing)
	each("private", "add a video that requires signed URLs, `UID`; may be repeated", emulator.WithPrivate)
	flags.StringVar(&f.signingKey, "signing-key", "", "the key that tokens are signed with, or its public half: a `FILE` with a PEM or a JWK")
	read("rate-limit", "refuse calls beyond `CALLS/DURATION`, such as 1200/5m, with 429", readRateLimit)
}

func (f *serveFlags) options() ([]emulator.Option, error) {
	options := append(f.others, emulator.WithEncodeTime(f.encodeTime))
	if f.library != 1 {
		options = append(options, emulator.WithVideos(f.library))
	}
	if f.shape == "flat" {
		options = append(options, emulator.WithCreateShape(emulator.Flat))
	}
	if f.signingKey != "" {
		key, err := os.ReadFile(f.signingKey)
		if err != nil {
			return nil, fmt.Errorf("--signing-key: %w", err)
		}
		options = append(options, emulator.WithSigningKey(string(key)))
	}
	return options, nil
}

func videoOption(text string) emulator.Option {
	uid, file, hasFile := strings.Cut(text, "=")
	if !hasFile {
		return emulator.WithVideo(uid)
	}
	return emulator.WithFile(uid, wrapper.Default, file)
}

func readAudio(text string) (emulator.Option, error) {
	uid, file, hasFile := strings.Cut(text, "=")
	if !hasFile {
		return nil, errors.New("want UID=FILE")
	}
	return emulator.WithFile(uid, wrapper.Audio, file), nil
}

// readRateLimit reads how many calls in what time.
func readRateLimit(text string) (emulator.Option, error) {
	before, after, _ := strings.Cut(text, "/")
	calls, wrongCalls := strconv.Atoi(before)
	window, wrongWindow := time.ParseDuration(after)
	if wrongCalls != nil || wrongWindow != nil || calls < 1 || window <= 0 {
		return nil, errors.New("want CALLS/DURATION, such as 1200/5m")
	}
	return emulator.WithRateLimit(calls, window), nil
}
