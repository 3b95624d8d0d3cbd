package backoff

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longest stands for every Retry-After that is longer: a year is beyond what anybody waits for, and leaves room for
// arithmetic.
const longest = 365 * 24 * time.Hour

// RetryAfter reads how long a response asks to wait before the next attempt: whole seconds, or a date, which is held
// against the Date of the same response since the clocks of both sides may differ. It is at least [Floor], and 0 if the
// header asks for nothing that can be understood.
func RetryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if strings.Trim(value, "0123456789") == "" {
		seconds, _ := strconv.ParseUint(value, 10, 64) // the largest number there is if it is larger
		return clamp(time.Duration(min(seconds, uint64(longest/time.Second))) * time.Second)
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	return clamp(date.Sub(now))
}

// Seconds is a hint in seconds, 0 if it is not positive.
func Seconds(hint float64) time.Duration {
	if !(hint > 0) {
		return 0
	}
	return clamp(time.Duration(min(hint, longest.Seconds()) * float64(time.Second)))
}

func clamp(hint time.Duration) time.Duration { return min(max(hint, Floor), longest) }
