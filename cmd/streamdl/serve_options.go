package main

import (
	"fmt"
	"strings"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

func (f serveFlags) options() ([]emulator.Option, error) {
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
