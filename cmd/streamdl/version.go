package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/wrapper"
)

// version is what version prints with --json.
type version struct {
	Version  string `json:"version"`
	Module   string `json:"module"` // as the go command knows it: also the commit, and whether there were changes to it
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Version prints the version of streamdl, and what it was built of and with.",
		Example: "  streamdl version --json",
		Args:    cobra.NoArgs,
		Run: func(*cobra.Command, []string) {
			v := readVersion()
			a.print(v, "streamdl %s\n", v)
		},
	}
}

func readVersion() version {
	v := version{Version: wrapper.Version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.Module = info.Main.Version
	}
	return v
}

// String is the version in one line.
func (v version) String() string {
	return fmt.Sprintf("%s (module %s), %s %s", v.Version, v.Module, v.Go, v.Platform)
}
