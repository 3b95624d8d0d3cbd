// Package bench_test watches the counts that do not depend on the machine or on the moment: allocations of a
// call, modules compiled, bytes of a binary. Time is measured by the commands beside it, and never a reason to fail.
package bench_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/bench/peers"
)

// A call through the wrapper allocates no more than these, and no more than the same call by hand. Lower them when the
// code gets better; a logger that costs something while there is none would show here too.
var allocations = map[string]float64{
	"list":          28,
	"create, keyed": 32,
	"create, flat":  31,
	"failure":       27,
}

func TestAllocationsOfACall(t *testing.T) {
	for _, scenario := range peers.Scenarios() {
		t.Run(scenario.Name, func(t *testing.T) {
			most, known := allocations[scenario.Name]
			require.True(t, known, "there is no limit for this scenario")
			counts := map[string]float64{}
			for _, maker := range peers.Makers() {
				if slices.Contains(scenario.Missed, maker.Name) {
					continue
				}
				counts[maker.Name] = count(t, scenario, maker)
			}
			t.Log(counts)
			assert.LessOrEqual(t, counts[peers.Wrapper], most)
			assert.LessOrEqual(t, counts[peers.Wrapper], counts[peers.ByHand])
		})
	}
}

func count(t *testing.T, scenario peers.Scenario, maker peers.Maker) float64 {
	t.Helper()
	peer, err := maker.New("https://api.cloudflare.com/client/v4", scenario.Canned())
	require.NoError(t, err)
	var failed error
	n := testing.AllocsPerRun(100, func() {
		if err := scenario.Call(context.Background(), peer); err != nil {
			failed = err
		}
	})
	require.NoError(t, failed)
	return n
}

// mostModules is how many modules a program that imports the wrapper compiles, this one counted.
const mostModules = 4

func TestModulesCompiled(t *testing.T) {
	listed := run(t, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "./programs/wrapper")
	modules := strings.Fields(listed)
	slices.Sort(modules)
	modules = slices.Compact(modules)
	assert.Contains(t, modules, "github.com/streamdl/streamdl-go")
	assert.LessOrEqual(t, len(modules), mostModules, "%v", modules)
}

// mostExtraBytes is how much larger than the program written by hand one that imports the wrapper is, not stripped.
const mostExtraBytes = 1_250_000

func TestBytesOfABinary(t *testing.T) {
	byHand, wrapper := size(t, "byhand"), size(t, "wrapper")
	t.Logf("by hand %d bytes, wrapper %d more", byHand, wrapper-byHand)
	assert.LessOrEqual(t, wrapper-byHand, int64(mostExtraBytes))
}

func size(t *testing.T, program string) int64 {
	t.Helper()
	binary := filepath.Join(t.TempDir(), program)
	run(t, "go", "build", "-trimpath", "-o", binary, "./programs/"+program)
	info, err := os.Stat(binary)
	require.NoError(t, err)
	return info.Size()
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...) //nolint:gosec // written above
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	require.NoError(t, err)
	return string(output)
}
