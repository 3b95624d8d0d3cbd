// Package synctesting runs tests under the fake clock of [testing/synctest] on one processor.
package synctesting

import (
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
)

// running makes tests take turns, as the number of processors belongs to the whole process.
var running sync.Mutex

// Test is [synctest.Test] on one processor.
//
// Under synctest all timers share one context of the race detector, and whichever goroutine finds a timer due runs
// it. Two that do so on two processors at once crash the detector: https://go.dev/issue/78156. One processor finds
// the same races, since the detector goes by the order of events and not by the clock.
func Test(t *testing.T, f func(*testing.T)) {
	t.Helper()
	running.Lock()
	defer running.Unlock()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	synctest.Test(t, f)
}
