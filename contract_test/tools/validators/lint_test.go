package validators_test

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// The rules count every warning as an error.
func TestTheDocumentPassesTheLinterWithoutAWarning(t *testing.T) {
	output, err := exec.CommandContext(t.Context(), "make", "-C", "../../..", "lint-document").CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.Contains(t, string(output), "is valid")
}
