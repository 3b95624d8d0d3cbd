package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Callers by the document of the last release, or before there is one by the first document, go on working.
func TestNobodyIsBrokenSinceTheLastRelease(t *testing.T) {
	base := git(t, "tag", "--list", "v*", "--sort=-version:refname")
	if base == "" {
		base = git(t, "log", "--reverse", "--format=%H", "--", ":/openapi/downloads.yaml")
	}
	base, _, _ = strings.Cut(base, "\n")
	require.NotEmpty(t, base)
	require.NoError(t, sinceBase(base))
}

func git(t *testing.T, args ...string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "git", args...).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(output))
}
