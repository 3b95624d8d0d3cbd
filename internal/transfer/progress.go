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

// meter measures the rate and reports it with the rest to a callback, from one goroutine.
type meter struct {
	received atomic.Int64

	now    func() Progress // without the rate
	report func(Progress)
	stop   chan struct{}
	wait   sync.WaitGroup
	rate   float64
}

func newMeter(report func(Progress), now func() Progress) *meter {
	m := &meter{report: report, now: now, stop: make(chan struct{})}
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
	p := m.now()
	p.Rate = m.rate
	m.report(p)
}

// close gives the last report.
func (m *meter) close() {
	close(m.stop)
	m.wait.Wait()
	if m.report != nil {
		m.update()
	}
}
