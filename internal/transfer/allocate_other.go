//go:build !linux

package transfer

import (
	"context"
	"os"
)

type osFile struct{ *os.File }

// Allocate does nothing: a full disk shows when it is written to.
func (f osFile) Allocate(context.Context, int64) error { return nil }
