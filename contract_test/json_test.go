package contract_test

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireSameJSON compares two values as JSON. A property with the zero value of its type says as much as one that is
// absent, as in the generated types.
func requireSameJSON(t *testing.T, want, got any) {
	t.Helper()
	require.JSONEq(t, withoutZeros(t, want), withoutZeros(t, got))
}

func withoutZeros(t *testing.T, value any) string {
	t.Helper()
	var decoded any
	require.NoError(t, json.Unmarshal([]byte(marshal(t, value)), &decoded))
	dropZeros(decoded)
	return marshal(t, decoded)
}

// dropZeros removes the properties with zero values, and reports whether nothing is left.
func dropZeros(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		maps.DeleteFunc(value, func(_ string, inner any) bool { return dropZeros(inner) })
		return len(value) == 0
	case []any:
		for _, inner := range value {
			dropZeros(inner)
		}
		return len(value) == 0
	}
	return value == nil || reflect.ValueOf(value).IsZero()
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// read decodes a file of test data.
func read[T any](t *testing.T, file string) (value T) {
	t.Helper()
	text, err := os.ReadFile(file) //nolint:gosec // test data
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &value))
	return value
}
