package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	address    string
	videos     []string
	audios     []string
	encodeTime time.Duration
	shape      *choice
	notReady   []string
	failing    []string
	faults     []string
}

func (f *serveFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.address, "addr", defaultAddress, "`HOST:PORT` to listen on; port 0 picks a free one")
	flags.StringArrayVar(&f.videos, "video", nil, "add a video, `UID[=FILE]`; may be repeated")
	flags.StringArrayVar(&f.audios, "audio", nil, "the audio of a video, `UID=FILE`; may be repeated")
	flags.StringArrayVar(&f.faults, "fault", nil, "make something go wrong, `OPERATION:OCCURRENCE:EFFECTS`; may be repeated")
	flags.DurationVar(&f.encodeTime, "encode-time", 2*time.Second, "how long the generation of a download takes")
	f.shape = addChoice(cmd, "create-shape", "how createDownload answers: as the service does, or as its reference shows", "keyed", "flat")
	flags.StringArrayVar(&f.notReady, "not-ready", nil, "add a video that isn't ready to stream, `UID`; may be repeated")
	flags.StringArrayVar(&f.failing, "fail", nil, "add a video whose generation ends in error, `UID`; may be repeated")
}

func (f *serveFlags) options() ([]emulator.Option, error) {
	options := []emulator.Option{emulator.WithEncodeTime(f.encodeTime)}
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
	return options, nil
}
