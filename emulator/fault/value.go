package fault

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// amount is a number of bytes, or a share of a body.
type amount struct {
	bytes   int64
	share   float64 // 0 to 1; counts when isShare
	isShare bool
}

// of returns the bytes that it is of a body of the given length. Of an unknown length, a share is none.
func (a amount) of(length int64) int64 {
	if a.isShare {
		return int64(a.share * float64(max(length, 0)))
	}
	return a.bytes
}

func parseAmount(text string) (amount, error) {
	if number, isShare := strings.CutSuffix(text, "%"); isShare {
		percent, err := strconv.ParseFloat(number, 64)
		if err != nil || !(percent >= 0 && percent <= 100) {
			return amount{}, fmt.Errorf("%q is not a share: want 0%% to 100%%", text)
		}
		return amount{share: percent / 100, isShare: true}, nil
	}
	bytes, err := parseSize(text)
	return amount{bytes: bytes}, err
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

func noValue(value string) error {
	if value != "" {
		return errors.New("takes no value")
	}
	return nil
}
