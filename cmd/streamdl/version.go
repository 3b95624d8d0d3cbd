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
	Module   string `json:"module"`             // as the go command knows it
	Revision string `json:"revision,omitempty"` // of the checkout that it was built in
	Modified bool   `json:"modified"`           // it was built of files that were not committed
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
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	v.Module = info.Main.Version
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			v.Revision = setting.Value
		case "vcs.modified":
			v.Modified = setting.Value == "true"
		}
	}
	return v
}

// String is the version in one line.
func (v version) String() string {
	source := "module " + v.Module
	if v.Revision != "" {
		source = "revision " + v.Revision
	}
	if v.Modified {
		source += ", modified"
	}
	return fmt.Sprintf("%s (%s), %s %s", v.Version, source, v.Go, v.Platform)
}
