package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/wrapper"
)

// exportFlags are the flags of export.
type exportFlags struct {
	export.Options
	from   string
	types  []string
	rate   int
	dryRun bool
}

func addExportFlags(cmd *cobra.Command, f *exportFlags) {
	addFilter(cmd, &f.Filter)
	addTimeout(cmd, &f.Timeout)
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "export the videos of `FILE`, one a line, - is stdin; what an earlier run listed as failed fits")
	flags.StringSliceVar(&f.types, "type", []string{string(wrapper.Default)}, "the files of each video: default is its MP4, audio its M4A")
	flags.IntVar(&f.Limit, "limit", 0, "at most `N` videos, the oldest ones (default all)")
	flags.Func("shard", "only part I of N equal parts, `I/N`, counted from 0 or from 1", f.setShard)
	flags.StringVar(&f.Name, "name", "{uid}", "`TEMPLATE` of the names: {uid}, {name}, {created}, {creator}, {type}")
	flags.BoolVar(&f.Metadata, "metadata", false, "write what the service says of a video beside it, as JSON")
	flags.IntVar(&f.Jobs, "jobs", 4, "files to fetch at a time, 1 to 64")
	flags.IntVar(&f.Ahead, "ahead", 100, "downloads to ask for ahead of the fetches")
	flags.IntVar(&f.rate, "rate", 1200, "calls of the API in 5 minutes; leave some to others that use the same token")
	flags.BoolVar(&f.Verify, "verify", false, "read the files that are there and compare their checksums")
	flags.BoolVar(&f.dryRun, "dry-run", false, "say what would be fetched and what that costs; ask for nothing")
	_ = cmd.RegisterFlagCompletionFunc("type", cobra.FixedCompletions(
		[]string{string(wrapper.Default), string(wrapper.Audio), "default,audio"}, cobra.ShellCompDirectiveNoFileComp))
}

// options makes what the package export takes of the flags and the videos that were named.
func (f exportFlags) options(a *app, videos []string, stdin io.Reader) (export.Options, error) {
	options := f.Options
	for _, kind := range f.types {
		options.Types = append(options.Types, wrapper.DownloadType(strings.TrimSpace(kind)))
	}
	if f.from != "" {
		more, err := readVideos(f.from, stdin)
		if err != nil {
			return options, err
		}
		if videos = append(videos, more...); len(videos) == 0 {
			return options, fmt.Errorf("%w: --from %s has no videos in it", wrapper.ErrInvalid, f.from)
		}
	}
	for _, text := range videos {
		video, account, err := parseVideo(text)
		if err != nil {
			return options, err
		}
		if err := a.agreeOn(account); err != nil {
			return options, err
		}
		options.Videos = append(options.Videos, video)
	}
	return options, nil
}

// readVideos reads the first word of each line. The last line of an export, which begins with "complete:" or
// "incomplete:", and one that begins with # name no video.
func readVideos(path string, stdin io.Reader) (videos []string, err error) {
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("%w: --from: %w", wrapper.ErrLocal, err)
		}
		defer func() { _ = file.Close() }()
		stdin = file
	}
	lines := bufio.NewScanner(stdin)
	for lines.Scan() {
		words := strings.Fields(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if len(words) == 0 || words[0][0] == '#' || words[0] == "complete:" || words[0] == "incomplete:" {
			continue
		}
		videos = append(videos, words[0])
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: reading --from %s: %w", wrapper.ErrLocal, path, err)
	}
	return videos, nil
}

// setShard reads which part of how many.
func (f *exportFlags) setShard(text string) error {
	index, count, _ := strings.Cut(text, "/")
	i, wrongIndex := strconv.Atoi(index)
	n, wrongCount := strconv.Atoi(count)
	if wrongIndex != nil || wrongCount != nil || n < 1 || i < 0 || i > n {
		return errors.New("want I/N, such as 0/4 to 3/4")
	}
	f.Shard = export.Shard{Index: i, Count: n}
	return nil
}
