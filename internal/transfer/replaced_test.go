package transfer_test

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

// bare is an object without validators.
func bare(seed byte) object { return object{data: media(size, seed).data} }

func TestReplacedObject(t *testing.T) {
	to := func(other object) func(*testing.T, *origin, string) {
		return func(_ *testing.T, o *origin, _ string) { o.replace(other) }
	}
	during := func(other object, serve answer) answer { return after(func(o *origin) { o.replace(other) }, serve) }
	sameTag := media(size*2, 1)
	trials := map[string]trial{
		"between two runs with the tag ignored by the server is fetched afresh": {
			part: 100_000, since: to(media(size, 2)), always: unconditional},
		"between two runs without validators is noticed by comparing": {object: bare(1), part: 100_000, since: to(bare(2))},
		"before the first byte is nothing":                            {answers: []answer{cut(0), during(media(size, 2), serve)}, asked: []string{"", ""}},
		"twice during the run is an error": {
			answers: []answer{cut(100_000), during(media(size, 2), serve), cut(100_000), during(media(size, 3), serve)}, err: transfer.ErrChanged},
	}
	for name, test := range map[string]struct {
		before, after object
		second        answer
	}{
		"another tag":                             {media(size, 1), media(size, 2), serve},
		"another tag, If-Range ignored":           {media(size, 1), media(size, 2), unconditional},
		"a smaller size":                          {media(size, 1), media(size/3, 2), serve},
		"a larger size":                           {media(size, 1), media(size*2, 2), serve},
		"another size under the same tag":         {media(size, 1), sameTag, serve},
		"no validators, other bytes":              {bare(1), bare(2), serve},
		"no validators, other bytes, no ranges":   {bare(1), bare(2), rangeless},
		"validators lost, other bytes, no ranges": {media(size, 1), bare(2), rangeless},
	} {
		trials["during the run starts over: "+name] = trial{
			object: test.before, answers: []answer{cut(100_000), during(test.after, test.second)}, written: transfer.ErrChanged}
	}
	for name, options := range streams() {
		trials["between two runs is fetched afresh, "+name] = trial{part: 10_000, since: to(media(size, 2)), options: options}
		trials["during the run starts over, "+name] = trial{
			answers: []answer{cut(10_000), during(media(size, 2), serve)}, options: options, written: transfer.ErrChanged}
	}
	for i := range 20 {
		trials[fmt.Sprint("while four streams are at it starts over once, ", i)] = trial{
			answers: []answer{serve, serve, during(media(size, 2), serve)}, options: ranged()}
	}
	try(t, trials)
	simulate(t, "of a file that was complete but for its name is noticed", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		_, err := toFile(t, o, path, onDisk(single(), func(d *disk) { d.failSync = true }))
		require.ErrorIs(t, err, transfer.ErrLocal)
		o.replace(media(size, 2))
		requireFetched(t, o, path, single())
	})
}

// Servers that are within their rights, or nearly, and that a careless client makes a wrong file from.

// A crash may leave everything but the first range. Its bytes have none before them to compare.
func TestHoleAtTheStartIsNotFilledFromAnUnprovenResponse(t *testing.T) {
	hole := func(t *testing.T, o *origin, path string) {
		state, err := os.ReadFile(path + ".part.json")
		require.NoError(t, err)
		header, _, _ := strings.Cut(string(state), "\n")
		data := o.current().data
		claim := func(from, to int) string {
			value := fmt.Sprintf("[%d,%d,%d]", from, to, checksum(data[from:to]))
			return fmt.Sprintf("%s %08x\n", value, checksum([]byte(value)))
		}
		claims := claim(int(ranged().RangeSize), size/2) + claim(size/2, size)
		require.NoError(t, os.WriteFile(path+".part.json", []byte(header+"\n"+claims), 0o600))
		require.NoError(t, os.WriteFile(path+".part", data, 0o600))
		o.replace(media(size, 2))
	}
	for name, forgetful := range map[string]answer{"its tag": labelled("ETag", ""), "its tag and its date": undated} {
		try(t, map[string]trial{
			"of a server that has lost " + name: {part: 100_000, since: hole, options: ranged(), always: without("If-Range", forgetful)}})
	}
}

func checksum(data []byte) uint32 { return crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)) }

func TestServersWithATagOfEachGiveTheFileInOneResponse(t *testing.T) {
	var requests atomic.Int64
	try(t, map[string]trial{"two servers": {options: ranged(), always: func(o *origin, w http.ResponseWriter, r *http.Request) {
		labelled("ETag", fmt.Sprintf(`"backend-%d"`, requests.Add(1)%2))(o, w, r)
	}}})
}

// The other ranges are requested as soon as the first response has shown that more can work, before a byte of it is there.
func TestARangeWithoutAValidatorIsNotMixedWithTheFirst(t *testing.T) {
	slow := func(o *origin, w http.ResponseWriter, r *http.Request) {
		serve(o, &short{w, 100, func() { time.Sleep(200 * time.Millisecond) }}, r)
	}
	other := func(_ *origin, w http.ResponseWriter, r *http.Request) { unconditional(&origin{object: bare(2)}, w, r) }
	try(t, map[string]trial{"ranges": {options: ranged(), answers: []answer{slow, other, other, other}}})
}
