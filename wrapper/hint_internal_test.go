package wrapper

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		value string
		want  time.Duration // 0: no hint
	}{
		"seconds":                  {"30", 30 * time.Second},
		"white space":              {" 7 ", 7 * time.Second},
		"at once is the floor":     {"0", minPause},
		"a date":                   {"Sun, 01 Mar 2026 12:01:00 GMT", time.Minute},
		"a past date is the floor": {"Sun, 01 Mar 2026 11:00:00 GMT", minPause},
		"a long one is kept":       {"86400", 24 * time.Hour},
		"none":                     {"", 0},
		"negative":                 {"-5", 0},
		"not a number":             {"NaN", 0},
		"infinite":                 {"Inf", 0},
		"huge":                     {"1e300", 0},
		"a year at the most":       {"31622400", 366 * 24 * time.Hour},
		"too long":                 {"31622401", 0},
		"a date too far":           {"Tue, 02 Mar 2027 12:00:01 GMT", 0},
		"signed":                   {"+5", 0},
		"overflows":                {"9223372036854775807", 0},
		"overflows more":           {"92233720368547758070000", 0},
		"a fraction":               {"1.5", 0},
		"hexadecimal":              {"0x10", 0},
		"other digits":             {"٣٠", 0},
		"words":                    {"soon", 0},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, parseRetryAfter(test.value, now))
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"1", "0", "-1", "NaN", "1e300", "Sun, 01 Mar 2026 12:01:00 GMT", "9223372036854775807"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		hint := parseRetryAfter(value, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		if hint != 0 && (hint < minPause || hint > maxHint) {
			t.Fatalf("hint %v", hint)
		}
	})
}
