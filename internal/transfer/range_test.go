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

func TestServerThatIgnoresRangesRestartsInPlace(t *testing.T) {
	for name, change := range map[string]func(*object){
		"same tag":     func(*object) {},
		"no validator": func(o *object) { o.etag, o.modified = "", time.Time{} },
	} {
		simulate(t, name, func(t *testing.T) {
			content := media(size, 1)
			change(&content)
			o, path := newOrigin(t, content), target(t)
			leavePart(t, o, path, 100_000, single())
			o.serveWith(rangeless)
			requireFetched(t, o, path, single())
			require.Len(t, o.asked(), 3, "the whole response is used, not asked for again")
		})
	}
}

func TestServerThatIgnoresRangesGetsOneStream(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(rangeless)
		requireFetched(t, o, path, ranged())
		require.Len(t, o.asked(), 1)
	})
}

func TestServerThatStopsUnderstandingRangesGetsOneStream(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), serve, serve, rangeless), target(t)
		requireFetched(t, o, path, ranged())
	})
}

func TestServerThatOnlyKnowsDatesInIfRange(t *testing.T) {
	simulated(t, func(t *testing.T) {
		dates := func(o *origin, w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-Range") == o.current().etag {
				rangeless(o, w, r)
				return
			}
			serve(o, w, r)
		}
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.serveWith(dates, cutting(200_000, dates))
		requireFetched(t, o, path, single())
		require.Equal(t, "bytes=200000-299999", o.asked()[3])
		require.NotContains(t, o.header(3, "If-Range"), "v1")
	})
}

func TestWrongPartialResponseIsNotUsed(t *testing.T) {
	// relabelled makes another Content-Range of the true one.
	relabelled := func(from, to, total int) answer {
		return func(o *origin, w http.ResponseWriter, r *http.Request) {
			serve(o, &misplaced{w, from, to, total}, r)
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
					o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
						if r.Header.Get("Range") == "" || requests.Add(1) > times {
							serve(o, w, r)
							return
						}
						other := &origin{object: media(size, 9)}
						other.object.etag = `"v1"`
						wrong(other, w, r)
					})
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

// misplaced shifts what a Content-Range says.
type misplaced struct {
	http.ResponseWriter
	from, to, total int
}

func (m *misplaced) WriteHeader(code int) {
	var from, to, total int
	if _, err := fmt.Sscanf(m.Header().Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &total); err == nil {
		m.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from+m.from, to+m.to, total+m.total))
	}
	m.ResponseWriter.WriteHeader(code)
}

func TestServerWithBrokenRangesIsAskedForTheWhole(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		broken := labelled("Content-Range", "bytes 0-1/300000")
		o.serveWith(serve, broken, broken)
		result := requireFetched(t, o, path, single())
		require.Equal(t, []string{"bytes=100000-299999", "bytes=100000-299999", ""}, o.asked()[2:])
		require.Equal(t, int64(100_000), result.ResumedBytes, "what was there is kept")
	})
}

func TestRangeNotSatisfiable(t *testing.T) {
	refuse := func(total int, etag string) answer {
		return status(416, "Content-Range", fmt.Sprintf("bytes */%d", total), "ETag", etag)
	}
	simulate(t, "with everything there and the same tag is the end", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(serve, cutting(100_000, lengthless), refuse(100_000, `"v1"`))
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data[:100_000])
		require.True(t, result.Verified)
	})
	for name, refusal := range map[string]answer{
		"with another size starts over": refuse(50_000, `"v1"`),
		"with another tag starts over":  refuse(100_000, `"v2"`),
		"without a tag starts over":     refuse(100_000, ""),
	} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			o.serveWith(serve, cutting(100_000, lengthless), refusal)
			requireFetched(t, o, path, single())
		})
	}
	simulate(t, "for the very first byte asks without a range", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), status(416)), target(t)
		requireFetched(t, o, path, ranged())
		require.Equal(t, []string{"bytes=0-16383", ""}, o.asked()[:2])
	})
}

func TestAFewWrongRangesDoNotTurnRangesOffForGood(t *testing.T) {
	odd := labelled("ETag", "")
	both(t, func(t *testing.T, fetch fetcher) {
		o := newOrigin(t, media(size, 1))
		o.serveWith(serve, cut(50_000), odd, cut(40_000), odd, cut(100_000), cut(50_000), cut(50_000))
		result, err := fetch(o, single())
		require.NoError(t, err)
		require.Equal(t, sum(o.object.data), result.SHA256)
		require.NotContains(t, o.asked()[1:], "", "no cut makes all of it come again")
	})
	simulate(t, "the first of each of many ranges", func(t *testing.T) {
		var asked sync.Map
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			asked.LoadOrStore("bytes=0-16383", true) // from which the tag is known
			if _, again := asked.LoadOrStore(r.Header.Get("Range"), true); !again {
				odd(o, w, r)
				return
			}
			serve(o, w, r)
		})
		requireFetched(t, o, path, ranged())
		require.NotContains(t, o.asked(), "")
	})
}

func TestARangeThatIsAlwaysWrongIsDoneWithout(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.Header.Get("Range"), "bytes=98304-") {
				labelled("Content-Range", "bytes 0-1/7")(o, w, r)
				return
			}
			serve(o, w, r)
		})
		requireFetched(t, o, path, ranged())
	})
}

func TestUnitOfARangeMayBeInCapitals(t *testing.T) {
	capital := func(o *origin, w http.ResponseWriter, r *http.Request) {
		serve(o, &capitals{w}, r)
	}
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(capital, cutting(100_000, capital))
		requireFetched(t, o, path, single())
		require.Equal(t, []string{"", "bytes=100000-299999"}, o.asked())
	})
}

type capitals struct{ http.ResponseWriter }

func (c *capitals) WriteHeader(code int) {
	c.Header().Set("Content-Range", strings.ToUpper(c.Header().Get("Content-Range")))
	c.ResponseWriter.WriteHeader(code)
}
