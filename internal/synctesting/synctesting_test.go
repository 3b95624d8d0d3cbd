package synctesting_test

import (
	"sync"
	"testing"
	"time"

	"github.com/streamdl/streamdl-go/internal/synctesting"
)

// With synctest.Test alone this crashes the race detector within a second on two processors.
func TestManyTimersThatAreDueAtOnceDoNotCrashTheRaceDetector(t *testing.T) {
	for range 20 {
		synctesting.Test(t, func(*testing.T) {
			var goroutines sync.WaitGroup
			for range 200 {
				goroutines.Go(func() {
					for range 20 {
						timer := time.NewTimer(time.Millisecond)
						time.Sleep(time.Millisecond)
						<-timer.C
					}
				})
			}
			goroutines.Wait()
		})
	}
}
