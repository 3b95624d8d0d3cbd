package source

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseContentRange(t *testing.T) {
	none := contentRange{-1, -1, -1}
	for header, want := range map[string]contentRange{
		"bytes 0-0/1":                        {0, 1, 1},
		"bytes 5-9/10":                       {5, 10, 10},
		"bytes 0-9/*":                        {0, 10, -1},
		"bytes */10":                         {-1, -1, 10},
		"bytes */0":                          {-1, -1, 0},
		"Bytes 5-9/10":                       {5, 10, 10},
		"BYTES */10":                         {-1, -1, 10},
		"bytes 0-4611686018427387902/*":      {0, 4611686018427387903, -1},
		"":                                   none,
		"bytes":                              none,
		"bytes 0-9":                          none,
		"bytes 0-9/":                         none,
		"bytes */*":                          none,
		"bytes 0-10/10":                      none,
		"bytes 9-5/10":                       none,
		"bytes -5-9/10":                      none,
		"bytes +0-9/10":                      none,
		"bytes 0x0-9/10":                     none,
		"bytes 0-9/10 ":                      none,
		"bytes=0-9/10":                       none,
		"items 0-9/10":                       none,
		"bytes 0 - 9/10":                     none,
		"bytes 0-9223372036854775807/*":      none,
		"bytes 0-18446744073709551616/*":     none,
		"bytes 0-9/18446744073709551616":     none,
		"bytes 1_0-2_0/3_0":                  none,
		"bytes 0-9/10, bytes 20-29/30":       none,
		"bytes 00000000000-00000000009/0010": {0, 10, 10},
	} {
		require.Equal(t, want, parseContentRange(header), "%q", header)
	}
}

func FuzzContentRange(f *testing.F) {
	f.Add("bytes 0-9/10")
	f.Fuzz(func(t *testing.T, header string) {
		got := parseContentRange(header)
		size := "*"
		if got.total >= 0 {
			size = fmt.Sprint(got.total)
			require.LessOrEqual(t, got.to, got.total)
		}
		written := fmt.Sprintf("bytes */%s", size)
		if got.from >= 0 {
			require.Less(t, got.from, got.to)
			written = fmt.Sprintf("bytes %d-%d/%s", got.from, got.to-1, size)
		}
		require.Equal(t, got, parseContentRange(written))
	})
}
