package transfer_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestServerThatIgnoresRanges(t *testing.T) {
	try(t, map[string]trial{
		"restarts in place, with the same tag":    {part: 100_000, always: rangeless, requests: 1, resumed: 100_000},
		"restarts in place, without a validator":  {part: 100_000, always: rangeless, requests: 1, object: bare(1)},
		"gets one stream":                         {options: ranged(), always: rangeless, requests: 1},
		"gets one stream from when it begins so":  {options: ranged(), answers: []answer{serve, serve, rangeless}},
		"after a cut is read from the start":      {answers: []answer{cut(100_000), rangeless}, asked: []string{"", "bytes=100000-299999"}},
		"after a cut, without a validator either": {object: bare(1), answers: []answer{cut(100_000), rangeless}, asked: []string{"", "bytes=0-299999"}},
	})
}

func TestServerThatGivesLessThanTheRangeIsAskedForTheRest(t *testing.T) {
	pieces := func(n int) answer {
		return func(o *origin, w http.ResponseWriter, r *http.Request) {
			var from int
			if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from); err == nil {
				r = r.Clone(r.Context())
				r.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", from, from+n-1))
			}
			serve(o, w, r)
		}
	}
	try(t, map[string]trial{
		"after a cut": {
			answers: []answer{cut(100_000)}, always: pieces(70_000),
			asked: []string{"", "bytes=100000-299999", "bytes=170000-299999", "bytes=240000-299999"}},
		"but not for ever, if it has nothing new": {
			object: bare(1), answers: []answer{cut(100_000)}, always: pieces(100_000), text: "gave up after 6 attempts", kept: 100_000},
	})
}

func TestServerThatOnlyKnowsDatesInIfRange(t *testing.T) {
	dates := when(func(r *http.Request) bool { return r.Header.Get("If-Range") == `"v1"` }, rangeless)
	try(t, map[string]trial{"after a cut": {
		answers: []answer{cut(100_000), cutting(200_000, dates)}, always: dates, asked: []string{"", "bytes=100000-299999", "bytes=200000-299999"},
		also: func(t *testing.T, o *origin) { require.NotContains(t, o.header(2, "If-Range"), "v1") }}})
	simulate(t, "in the next run, which does not fetch in parallel what comes in one response", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.forget()
		o.serveWith(dripped(10_000, time.Second, dates), cutting(200_000, dates))
		requireFetched(t, o, path, ranged())
		require.Equal(t, []string{"bytes=100000-116383", "bytes=200000-299999"}, o.asked())
	})
}

func TestWrongPartialResponseIsNotUsed(t *testing.T) {
	// relabelled makes another Content-Range of the true one.
	relabelled := func(from, to, total int) answer {
		return func(o *origin, w http.ResponseWriter, r *http.Request) {
			serve(o, &altered{w, func(int) {
				var first, last, size int
				if _, err := fmt.Sscanf(w.Header().Get("Content-Range"), "bytes %d-%d/%d", &first, &last, &size); err == nil {
					w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first+from, last+to, size+total))
				}
			}}, r)
		}
	}
	for name, wrong := range map[string]answer{
		"starts later":             relabelled(1, 0, 0),
		"starts earlier":           relabelled(-1, 0, 0),
		"ends earlier":             relabelled(0, -1, 0),
		"ends later":               relabelled(0, 1, 0),
		"has another total":        relabelled(0, 0, 7),
		"is moved":                 relabelled(-1, -1, 0),
		"has no content range":     labelled("Content-Range", ""),
		"has an unreadable range":  labelled("Content-Range", "bytes 100000-"),
		"does not know its total":  labelled("Content-Range", "bytes 100000-299999/*"),
		"is in several parts":      labelled("Content-Type", "multipart/byteranges; boundary=x"),
		"is encoded":               labelled("Content-Encoding", "gzip"),
		"has another tag":          labelled("ETag", `"v9"`),
		"has lost its tag":         labelled("ETag", ""),
		"has only a weak tag left": labelled("ETag", `W/"v1"`),
	} {
		for often, times := range map[string]int64{"once": 1, "always": 1000} {
			for kind, options := range streams() {
				simulate(t, name+" "+often+", "+kind, func(t *testing.T) {
					// The lying response carries bytes of another object, so that any use of it shows.
					o, path := newOrigin(t, media(size, 1)), target(t)
					leavePart(t, o, path, 100_000, options)
					var requests atomic.Int64
					other := &origin{object: media(size, 9)}
					other.object.etag = `"v1"`
					o.serveWith(when(func(r *http.Request) bool { return r.Header.Get("Range") != "" && requests.Add(1) <= times },
						func(_ *origin, w http.ResponseWriter, r *http.Request) { wrong(other, w, r) }))
					result, err := toFile(t, o, path, options)
					if err != nil {
						require.ErrorIs(t, err, transfer.ErrProtocol)
						require.NoFileExists(t, path)
						requests.Store(times)
						result, err = toFile(t, o, path, options)
						require.NoError(t, err, "the next run finishes")
					}
					want := o.object.data
					if result.SHA256 == sum(media(size, 9).data) && often == "always" {
						want = media(size, 9).data // one that lies so consistently has another object
					}
					requireWhole(t, path, result, want)
				})
			}
		}
	}
}

func TestRangeNotSatisfiable(t *testing.T) {
	refusing := func(n int, total int, etag string) []answer {
		return []answer{cutting(n, lengthless), status(416, "Content-Range", fmt.Sprintf("bytes */%d", total), "ETag", etag)}
	}
	try(t, map[string]trial{
		"with everything there and the same tag is the end": {answers: refusing(100_000, 100_000, `"v1"`), short: 100_000},
		"with another size starts over":                     {answers: refusing(100_000, 50_000, `"v1"`), written: transfer.ErrChanged},
		"with no size starts over":                          {answers: refusing(100_000, 0, ""), written: transfer.ErrChanged},
		"with another tag starts over":                      {answers: refusing(100_000, 100_000, `"v2"`), written: transfer.ErrChanged},
		"without a tag starts over":                         {answers: refusing(100_000, 100_000, ""), written: transfer.ErrChanged},
		"for the first byte asks without a range": {
			answers: []answer{status(416)}, options: ranged(), asked: []string{"bytes=0-16383", ""}},
	})
	simulate(t, "without a range is reported", func(t *testing.T) {
		_, _, err := toWriter(t, newOrigin(t, media(size, 1), status(416, "Content-Range", "bytes */300000")), single())
		require.ErrorContains(t, err, "416")
		require.NotErrorIs(t, err, transfer.ErrChanged)
	})
}

func TestWrongRanges(t *testing.T) {
	odd, broken := labelled("ETag", ""), labelled("Content-Range", "bytes 0-1/300000")
	noneWhole := func(t *testing.T, o *origin) {
		require.NotContains(t, o.asked()[1:], "", "nothing makes all of it come again")
	}
	var asked sync.Map
	try(t, map[string]trial{
		"twice in a row are done without, and what is there is kept": {
			part: 100_000, answers: []answer{broken, broken}, resumed: 100_000, asked: []string{"bytes=100000-299999", "bytes=100000-299999", ""}},
		"twice in a row are done without": {
			answers: []answer{cut(100_000), broken, broken}, asked: []string{"", "bytes=100000-299999", "bytes=100000-299999", ""}},
		"between good ones do not turn ranges off for good": {
			answers: []answer{cut(50_000), odd, cut(40_000), odd, cut(100_000), cut(50_000), cut(50_000)}, also: noneWhole},
		"first for each of many do not turn ranges off for good": {
			options: ranged(), also: noneWhole, answers: []answer{serve}, always: when(func(r *http.Request) bool { // the tag is known
				_, again := asked.LoadOrStore(r.Header.Get("Range"), true)
				return !again
			}, odd)},
		"that are too short to show what file it is are done without": {options: ranged(), asked: []string{"bytes=0-16383", "bytes=0-16383", ""},
			always: when(func(r *http.Request) bool { return r.Header.Get("Range") != "" }, func(o *origin, w http.ResponseWriter, r *http.Request) {
				status(206, "Content-Range", "bytes 0-4/300000")(o, w, r)
				_, _ = w.Write(o.current().data[:5])
			})},
		"whose body is longer than they say are asked for again": {
			answers: []answer{cut(100_000), labelled("Content-Range", "bytes 100000-199999/300000")},
			asked:   []string{"", "bytes=100000-299999", "bytes=100000-299999"}},
		"even without a range end the transfer": {
			always: status(206, "Content-Range", "bytes 0-1/300000"), err: transfer.ErrProtocol, text: "gave up", requests: 6},
		"always for the same one are done without": {
			options: ranged(), always: when(func(r *http.Request) bool { return strings.HasPrefix(r.Header.Get("Range"), "bytes=98304-") }, broken)},
	})
}
