package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/streamdl/streamdl-go/wrapper"
)

// choice is the value of a flag that has only some.
type choice struct {
	value   *string
	allowed []string
}

func (c choice) String() string { return *c.value }
func (c choice) Type() string   { return strings.Join(c.allowed, "|") }

func (c choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return fmt.Errorf("want %s", strings.Join(c.allowed, " or "))
	}
	*c.value = value
	return nil
}

// addChoice adds a flag whose first value is its default, with completion.
func addChoice(cmd *cobra.Command, value *string, name, usage string, allowed ...string) {
	*value = allowed[0]
	cmd.Flags().Var(choice{value, allowed}, name, usage)
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(allowed, cobra.ShellCompDirectiveNoFileComp))
}

// addKind adds --type.
func addKind(cmd *cobra.Command, kind *wrapper.DownloadType) {
	addChoice(cmd, (*string)(kind), "type", "the MP4 of the video, or the M4A of its sound", string(wrapper.Default), string(wrapper.Audio))
}

// checkGiven refuses values that no flag of their type takes. An empty one is of a script whose variable is not set: it would
// fall back on something that it did not mean.
func checkGiven(flags *pflag.FlagSet) (err error) {
	flags.Visit(func(flag *pflag.Flag) {
		value := flag.Value.String()
		negative := strings.HasPrefix(value, "-")
		switch kind := flag.Value.Type(); {
		case kind == "string" && value == "":
			err = fmt.Errorf("--%s is empty: give a value, or leave it out", flag.Name)
		case kind == "int" && (negative || value == "0"):
			err = fmt.Errorf("--%s %s: want 1 or more", flag.Name, value)
		case kind == "duration" && negative:
			err = fmt.Errorf("--%s %s is negative", flag.Name, value)
		}
	})
	return err
}

// explainFlag says of a flag what is wrong with it in the words of a user, and which one may have been meant.
func explainFlag(cmd *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return unknownFlag(cmd, unknown)
	}
	wrong, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	wants := map[string]string{
		"int":      "a whole number",
		"duration": "a duration, such as 90s, 30m or 2h",
		"bool":     "true or false",
		"time":     "a date, such as 2026-01-31, or a moment, such as 2026-01-31T08:00:00Z",
	}
	flag := wrong.GetFlag()
	if want := wants[flag.Value.Type()]; want != "" {
		return fmt.Errorf("--%s %q: want %s", flag.Name, wrong.GetValue(), want)
	}
	return fmt.Errorf("--%s %q: %w", flag.Name, wrong.GetValue(), wrong.Unwrap())
}

func unknownFlag(cmd *cobra.Command, unknown *pflag.NotExistError) error {
	name := unknown.GetSpecifiedName()
	// The library finds the nearest command, but not the nearest flag.
	names := &cobra.Command{SuggestionsMinimumDistance: 2}
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		names.AddCommand(&cobra.Command{Use: flag.Name, Run: func(*cobra.Command, []string) {}})
	})
	nearest := names.SuggestionsFor(name)
	if len(name) < 2 || len(nearest) == 0 {
		return unknown
	}
	return fmt.Errorf("%w (did you mean --%s?)", unknown, strings.Join(nearest, " or --"))
}

// unknownCommand puts what the library says of an unknown command into one line.
func unknownCommand(err error) error {
	text, names, found := strings.Cut(err.Error(), "\n\nDid you mean this?\n\t")
	if !found {
		return err
	}
	return fmt.Errorf("%s (did you mean %s?)", text, strings.ReplaceAll(strings.TrimSpace(names), "\n\t", " or "))
}
