package fault

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// amount is the number of bytes that a size, or a share of a body of the given length, comes to. Of an unknown length, a
// share is none.
type amount func(length int64) int64

func parseAmount(text string) (amount, error) {
	if number, isShare := strings.CutSuffix(text, "%"); isShare {
		percent, err := strconv.ParseFloat(number, 64)
		if err != nil || !(percent >= 0 && percent <= 100) {
			return nil, fmt.Errorf("%q is not a share: want 0%% to 100%%", text)
		}
		return func(length int64) int64 { return int64(percent / 100 * float64(max(length, 0))) }, nil
	}
	size, err := parseSize(text)
	return func(int64) int64 { return size }, err
}

func parseSize(text string) (int64, error) {
	number, unit := text, int64(1)
	for i, suffix := range [...]string{"KiB", "MiB", "GiB", "TiB"} {
		if digits, ok := strings.CutSuffix(text, suffix); ok {
			number, unit = digits, 1<<(10*(i+1))
		}
	}
	size, err := strconv.ParseInt(number, 10, 64)
	if err != nil || size < 0 || size > math.MaxInt64/unit {
		return 0, fmt.Errorf("%q is not a size: want bytes, or a number with KiB, MiB, GiB or TiB", text)
	}
	return size * unit, nil
}

func parseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is not a duration: want such as 1.5s or 2m", text)
	}
	return d, nil
}

func parseCount(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%q is not a count: want N, N-M, N-, or *, and /N after it for every Nth", text)
	}
	return int(n), nil
}

func parseStatus(value string) (int, error) {
	status, err := strconv.Atoi(value)
	if err != nil || status < 200 || status > 599 {
		return 0, fmt.Errorf("%q is not a final status: want 200 to 599", value)
	}
	return status, nil
}
