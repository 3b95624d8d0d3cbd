// Package bubble runs tests in the simulated time of [testing/synctest].
package bubble

import (
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
)

// one keeps two bubbles from restoring each other's number of processors.
var one sync.Mutex

// Test is [synctest.Test] on one processor.
//
// All the timers of a bubble share one context of the race detector, and whichever goroutine finds a timer
// due runs it. Two that do so on two processors crash the detector: https://go.dev/issue/78156. On one
// processor it finds the same races, as it goes by the order of events and not by the clock.
func Test(t *testing.T, f func(*testing.T)) {
	t.Helper()
	one.Lock()
	defer one.Unlock()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	synctest.Test(t, f)
}
