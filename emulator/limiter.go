package emulator

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// limiter counts calls in windows that follow one another, as the service does.
type limiter struct {
	mu           sync.Mutex
	calls        int // 0 is no limit
	window       time.Duration
	seen         int
	windowEnd    time.Time
	blockedUntil time.Time
}

// admit counts a call and returns for how long calls are blocked.
func (l *limiter) admit(now time.Time) (blocked time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if blocked = l.blockedUntil.Sub(now); blocked > 0 {
		return blocked
	}
	if l.calls == 0 {
		return 0
	}
	if !now.Before(l.windowEnd) {
		l.seen, l.windowEnd = 0, now.Add(l.window)
	}
	l.seen++
	if l.seen <= l.calls {
		return 0
	}
	l.blockedUntil, l.windowEnd = now.Add(l.window), time.Time{}
	return l.window
}

func (l *limiter) block(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.blockedUntil = time.Now().Add(d)
}

func (l *limiter) limitRate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		blocked := l.admit(time.Now())
		if blocked <= 0 {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(blocked.Seconds()))))
		usualFailure(http.StatusTooManyRequests).ServeHTTP(w, r)
	})
}
