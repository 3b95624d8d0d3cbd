package transfer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const goodHeader = `{"streamdl":1,"source":"x","total":1000}` + "\n"

func TestDecodeJournal(t *testing.T) {
	for name, test := range map[string]struct {
		data   string
		claims []claim
		used   int
	}{
		"header only":          {goodHeader, nil, 0},
		"claims are sorted":    {goodHeader + "[500,600,7]\n[0,10,9]\n", []claim{{span{0, 10}, 9}, {span{500, 600}, 7}}, 0},
		"a claim taken back":   {goodHeader + "[0,10,9]\n[0,10]\n", nil, 0},
		"a claim made again":   {goodHeader + "[0,10,9]\n[0,10]\n[0,20,8]\n", []claim{{span{0, 20}, 8}}, 0},
		"half a line is left":  {goodHeader + "[0,10,9]\n[10,2", []claim{{span{0, 10}, 9}}, 5},
		"the largest checksum": {goodHeader + "[0,10,4294967295]\n", []claim{{span{0, 10}, 4294967295}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, claims, used, err := decodeJournal([]byte(test.data))
			require.NoError(t, err)
			require.Equal(t, test.claims, claims)
			require.Equal(t, len(test.data)-test.used, used)
		})
	}
	for name, data := range map[string]string{
		"nothing":            "",
		"no whole line":      strings.TrimSuffix(goodHeader, "\n"),
		"another version":    strings.Replace(goodHeader, ":1,", ":2,", 1),
		"no header":          "[0,10,9]\n",
		"overlapping claims": goodHeader + "[0,10,9]\n[5,15,9]\n",
	} {
		t.Run(name+" is not believed", func(t *testing.T) {
			_, claims, _, err := decodeJournal([]byte(data))
			require.Error(t, err)
			require.Empty(t, claims)
		})
	}
	for name, line := range map[string]string{
		"a claim too large":   "[0,1001,9]",
		"an empty claim":      "[5,5,9]",
		"a negative checksum": "[0,5,-1]",
		"too many numbers":    "[0,5,1,2]",
		"too few numbers":     "[0]",
		"zeros":               "\x00\x00\x00\x00",
		"a second header":     strings.TrimSuffix(goodHeader, "\n"),
		"a very long line":    strings.Repeat(" ", 2*maxLine),
	} {
		t.Run(name+" ends what is believed", func(t *testing.T) {
			good := goodHeader + "[0,10,9]\n"
			_, claims, used, err := decodeJournal([]byte(good + line + "\n[10,20,9]\n"))
			require.NoError(t, err)
			require.Equal(t, []claim{{span{0, 10}, 9}}, claims)
			require.Equal(t, len(good), used)
		})
	}
}

func TestJournalComesBackAsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	open := func() *journal {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
		require.NoError(t, err)
		t.Cleanup(func() { _ = f.Close() })
		return &journal{file: f}
	}
	j := open()
	h := header{Format: journalVersion, Source: "x", Type: "video/mp4", version: version{ETag: `"a"`, Modified: "now", Dated: true, Total: 99}}
	require.NoError(t, j.begin(header{Source: "of an earlier start"}))
	require.NoError(t, j.begin(h))
	require.NoError(t, j.claim(claim{span{10, 20}, 5}))
	require.NoError(t, j.claim(claim{span{0, 10}, 6}))
	require.NoError(t, j.retract(claim{span{10, 20}, 5}))
	got, claims := open().load("x")
	require.Equal(t, h, got)
	require.Equal(t, []claim{{span{0, 10}, 6}}, claims)
	got, claims = open().load("y")
	require.Empty(t, got)
	require.Empty(t, claims)
}

func FuzzSidecar(f *testing.F) {
	f.Add([]byte(goodHeader + "[0,10,9]\n[20,30,1]\n[20,30]\n[1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, claims, used, err := decodeJournal(data)
		if err != nil {
			require.Empty(t, claims)
			return
		}
		require.LessOrEqual(t, used, len(data))
		end := int64(0)
		for _, c := range claims {
			require.GreaterOrEqual(t, c.from, end)
			require.Greater(t, c.to, c.from)
			require.LessOrEqual(t, c.size(), int64(maxClaim))
			end = c.to
		}
		if h.Total >= 0 {
			require.LessOrEqual(t, end, h.Total)
		}
		_, again, all, err := decodeJournal(data[:used])
		require.NoError(t, err)
		require.Equal(t, claims, again)
		require.Equal(t, used, all)
	})
}
