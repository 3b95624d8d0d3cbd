package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/wrapper"
)

// choice is the value of a flag that has only some.
type choice struct {
	value   string
	allowed []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.allowed, "|") }

func (c *choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return fmt.Errorf("want %s", strings.Join(c.allowed, " or "))
	}
	c.value = value
	return nil
}

// addChoice adds a flag whose first value is its default, with completion.
func addChoice(cmd *cobra.Command, name, usage string, allowed ...string) *choice {
	c := &choice{allowed[0], allowed}
	cmd.Flags().Var(c, name, usage)
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(allowed, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// kindFlag is --type.
type kindFlag struct{ *choice }

func addKind(cmd *cobra.Command) kindFlag {
	return kindFlag{addChoice(cmd, "type", "the MP4 of the video, or the M4A of its sound",
		string(wrapper.Default), string(wrapper.Audio))}
}

func (k kindFlag) kind() wrapper.DownloadType { return wrapper.DownloadType(k.value) }
