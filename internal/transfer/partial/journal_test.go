package partial

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

func sealed(values ...string) string {
	var lines strings.Builder
	for _, value := range values {
		lines.Write(seal([]byte(value)))
	}
	return lines.String()
}

const headerJSON = `{"streamdl":3,"source":"x","version":{"total":1000},"type":"video/mp4"}`

func claimed(from, to int64, sum uint32) claim { return claim{span.Span{From: from, To: to}, sum} }

func TestDecode(t *testing.T) {
	good := sealed(headerJSON)
	for name, test := range map[string]struct {
		data   string
		claims claims
		left   int // bytes that are not understood
	}{
		"a header only":                        {good, nil, 0},
		"claims in any order":                  {good + sealed("[500,600,7]", "[0,10,9]"), claims{claimed(0, 10, 9), claimed(500, 600, 7)}, 0},
		"a claim that ends the file, not last": {good + sealed("[900,1000,7]", "[0,10,9]"), claims{claimed(0, 10, 9), claimed(900, 1000, 7)}, 0},
		"a claim that grows":                   {good + sealed("[0,10,9]", "[0,20,8]"), claims{claimed(0, 20, 8)}, 0},
		"a claim taken back":                   {good + sealed("[0,10,9]", "[0,10]"), nil, 0},
		"a claim made again":                   {good + sealed("[0,10,9]", "[0,10]", "[0,20,8]"), claims{claimed(0, 20, 8)}, 0},
		"half a line":                          {good + sealed("[0,10,9]") + "[10,2", claims{claimed(0, 10, 9)}, 5},
		"the largest checksum":                 {good + sealed("[0,10,4294967295]"), claims{claimed(0, 10, 4294967295)}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, all, used, err := decode(strings.NewReader(test.data))
			require.NoError(t, err)
			require.Equal(t, test.claims, inOrder(all))
			require.Equal(t, int64(len(test.data)-test.left), used)
		})
	}
	for name, data := range map[string]string{
		"nothing":                          "",
		"half a header":                    strings.TrimSuffix(good, "\n"),
		"a checksum with one wrong digit":  good[:len(good)-2] + "x\n",
		"the checksum of another":          strings.Replace(good, "1000", "1001", 1),
		"a header of another layout":       sealed(strings.Replace(headerJSON, ":3,", ":1,", 1)),
		"an unknown property":              sealed(strings.Replace(headerJSON, `"type"`, `"kind"`, 1)),
		"a total of minus seven":           sealed(strings.Replace(headerJSON, "1000", "-7", 1)),
		"no header":                        sealed("[0,10,9]"),
		"no JSON":                          sealed("hello"),
		"overlapping claims":               good + sealed("[0,10,9]", "[5,15,9]"),
		"claims of which the last overlap": good + sealed("[0,10,9]", "[20,30,9]", "[40,60,9]", "[50,70,9]"),
	} {
		t.Run(name+" is not believed", func(t *testing.T) {
			_, all, _, err := decode(strings.NewReader(data))
			require.Error(t, err)
			require.Empty(t, all)
		})
	}
	for name, line := range map[string]string{
		"a claim beyond the end":  sealed("[0,1001,9]"),
		"a negative claim":        sealed("[-5,5,9]"),
		"an empty claim":          sealed("[5,5,9]"),
		"a negative checksum":     sealed("[0,5,-1]"),
		"a checksum too large":    sealed("[0,5,4294967296]"),
		"too many numbers":        sealed("[0,5,1,2]"),
		"too few numbers":         sealed("[0]"),
		"words":                   sealed(`["a","b"]`),
		"zeros":                   "\x00\x00\x00\x00\n",
		"a second header":         good,
		"a line without checksum": "[10,20,9]\n",
		"a very long line":        strings.Repeat(" ", 2*maxLine) + "\n",
	} {
		t.Run(name+" ends what is believed", func(t *testing.T) {
			start := good + sealed("[0,10,9]")
			_, all, used, err := decode(strings.NewReader(start + line + sealed("[10,20,9]")))
			require.NoError(t, err)
			require.Equal(t, claims{claimed(0, 10, 9)}, inOrder(all))
			require.Equal(t, int64(len(start)), used)
		})
	}
}

func openJournal(t *testing.T, path string) *journal {
	t.Helper()
	j := &journal{}
	require.NoError(t, j.open(path))
	t.Cleanup(func() { _ = j.file.Close() })
	return j
}

var film = Object{source.Version{ETag: `"a"`, Total: 99}, "video/mp4"}

func TestJournalComesBackAsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	j := openJournal(t, path)
	require.NoError(t, j.begin("x", film))
	require.NoError(t, j.claim(claimed(20, 30, 4)), "of an earlier start")
	require.NoError(t, j.begin("x", film))
	state, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(state), "[")
	require.NoError(t, j.claim(claimed(10, 20, 5)))
	require.NoError(t, j.claim(claimed(0, 10, 6)))
	require.NoError(t, j.retract(claimed(10, 20, 5)))
	again := openJournal(t, path)
	got, ok := again.load("x")
	require.True(t, ok)
	require.Equal(t, film, got)
	require.Equal(t, claims{claimed(0, 10, 6)}, again.all())
	_, ok = openJournal(t, path).load("y")
	require.False(t, ok, "of another object")
}

func TestClaimsAfterABrokenLineDoNotComeBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	good, broken := sealed(headerJSON), strings.Replace(sealed("[10,20,9]"), "9", "8", 1)
	require.NoError(t, os.WriteFile(path, []byte(good+broken+sealed("[20,30,9]")), 0o600))
	j := openJournal(t, path)
	_, ok := j.load("x")
	require.True(t, ok)
	require.NoError(t, j.claim(claimed(10, 20, 7)))
	state, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, good+sealed("[10,20,7]"), string(state))
}

func TestForgottenClaimsDoNotComeBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	j := openJournal(t, path)
	require.NoError(t, j.begin("x", film))
	require.NoError(t, j.claim(claimed(0, 10, 6)))
	require.NoError(t, j.forget())
	require.NoError(t, j.claim(claimed(0, 20, 7)), "of a stream that has not heard of it")
	require.Empty(t, j.all())
	_, ok := openJournal(t, path).load("x")
	require.False(t, ok)
}

// A transfer so slow that it writes a few bytes at a time must not fill the disk, nor the memory of the next run.
func TestStateFileStaysSmall(t *testing.T) {
	target := filepath.Join(t.TempDir(), "film.mp4")
	f, err := Open(target, Options{})
	require.NoError(t, err)
	require.NoError(t, f.Begin("x", Object{Version: source.Version{Total: -1}}))
	w := f.Writer()
	for i := range int64(100_000) {
		require.NoError(t, w.WriteAt(make([]byte, 100), i*100))
	}
	claimed := f.journal.all()
	require.Greater(t, claimed[len(claimed)-1].To, int64(9_900_000), "what a crash does not lose")
	require.NoError(t, w.Flush())
	info, err := os.Stat(statePath(target))
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(10<<10))
	f.Close()
	again, err := Open(target, Options{})
	require.NoError(t, err)
	defer again.Close()
	_, there := again.Load("x")
	require.Equal(t, span.Set{{From: 0, To: 10_000_000}}, there)
	require.Len(t, again.journal.all(), 3, "10 MB in claims of 4 MiB")
}

// FuzzState gives every line its checksum, so that what stands behind it is reached, and then appends the rest.
func FuzzState(f *testing.F) {
	f.Add(headerJSON+"\n[0,10,9]\n[20,30,1]\n[20,30]", "[1")
	f.Add(headerJSON+"\n[0,10,9]\n[0,1000,1]", headerJSON)
	f.Fuzz(func(t *testing.T, lines, rest string) {
		data := sealed(strings.Split(lines, "\n")...) + rest
		h, all, used, err := decode(strings.NewReader(data))
		if err != nil {
			require.Empty(t, all)
			return
		}
		require.LessOrEqual(t, used, int64(len(data)))
		end := int64(0)
		for _, c := range inOrder(all) {
			require.GreaterOrEqual(t, c.From, end)
			require.Greater(t, c.To, c.From)
			require.LessOrEqual(t, c.Size(), int64(maxClaim))
			end = c.To
		}
		if h.Version.Total >= 0 {
			require.LessOrEqual(t, end, h.Version.Total)
		}
		_, again, usedAgain, err := decode(strings.NewReader(data[:used]))
		require.NoError(t, err)
		require.Equal(t, all, again)
		require.Equal(t, used, usedAgain)
	})
}
