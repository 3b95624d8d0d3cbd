package wrapper

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// minPause separates two attempts at the least, whatever the service or the dice say.
const minPause = 100 * time.Millisecond

// maxHint is where a hint stops to make sense and is taken for a mistake.
const maxHint = 366 * 24 * time.Hour

// parseRetryAfter reads a Retry-After header: whole seconds or a date. What is neither is no hint: 0.
// A hint to come back at once, or in the past, becomes the smallest pause.
func parseRetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0 // as most replies have none: an error of a parser costs more
	}
	var hint time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		hint = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(value); err == nil {
		hint = date.Sub(now)
	} else {
		return 0
	}
	if hint > maxHint {
		return 0
	}
	return max(hint, minPause)
}
