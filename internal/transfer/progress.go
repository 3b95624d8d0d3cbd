package transfer

import (
	"sync"
	"sync/atomic"
	"time"
)

// Progress is a moment of a transfer. All counts are in bytes.
type Progress struct {
	// Done is how much of the file is there, Resumed included.
	Done int64
	// Total is the size of the file, -1 while unknown.
	Total int64
	// Resumed is how much was there from an earlier run.
	Resumed int64
	// Rate is the recent speed in bytes per second.
	Rate float64
}

const progressInterval = 100 * time.Millisecond

// meter counts bytes and reports them to a callback, from one goroutine.
type meter struct {
	done, total, resumed, received atomic.Int64

	report func(Progress)
	stop   chan struct{}
	wait   sync.WaitGroup
	rate   float64
}

func newMeter(report func(Progress)) *meter {
	m := &meter{report: report, stop: make(chan struct{})}
	m.total.Store(-1)
	if report != nil {
		m.wait.Go(m.run)
	}
	return m
}

func (m *meter) run() {
	ticker := time.NewTicker(progressInterval)
	defer ticker.Stop()
	last, lastReceived := time.Now(), int64(0)
	for {
		select {
		case <-m.stop:
			return
		case now := <-ticker.C:
			received := m.received.Load()
			m.smooth(float64(received-lastReceived) / now.Sub(last).Seconds())
			last, lastReceived = now, received
			m.update()
		}
	}
}

// smooth follows the speed over about a second, so that a bar does not flicker.
func (m *meter) smooth(rate float64) {
	if m.rate == 0 {
		m.rate = rate
		return
	}
	m.rate += (rate - m.rate) / 8
}

func (m *meter) update() {
	m.report(Progress{Done: m.done.Load(), Total: m.total.Load(), Resumed: m.resumed.Load(), Rate: m.rate})
}

// close gives the last report.
func (m *meter) close() {
	close(m.stop)
	m.wait.Wait()
	if m.report != nil {
		m.update()
	}
}
