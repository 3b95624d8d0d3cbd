//go:build tools

package streamdl

// The generator runs at the version that go.mod names, so a regeneration is repeatable.
import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
