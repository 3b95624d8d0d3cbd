package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
	"github.com/streamdl/streamdl-go/internal/transfer/partial"
)

const size = 300_000

func TestCutIsContinuedWhereItHappened(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(size/2)), target(t)
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, []string{"", "bytes=150000-299999"}, o.asked())
		require.Equal(t, `"v1"`, o.header(1, "If-Range"))
		require.Zero(t, result.ResumedBytes, "nothing came from an earlier run")
	})
}

func TestNextRunContinues(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(*object)
		asked   string
		ifRange string
	}{
		"by the strong tag":                                 {func(*object) {}, "bytes=100000-299999", `"v1"`},
		"by the date where there is no tag":                 {func(o *object) { o.etag = "" }, "bytes=100000-299999", "Thu, 09 Jul 1998 16:01:40 GMT"},
		"by the date where the tag is weak":                 {func(o *object) { o.etag = `W/"v1"` }, "bytes=100000-299999", "Thu, 09 Jul 1998 16:01:40 GMT"},
		"by comparing what is there, without any validator": {func(o *object) { o.etag, o.modified = "", time.Time{} }, "bytes=0-299999", ""},
		"by comparing, where the date is too fresh to tell": {func(o *object) { o.etag, o.modified = "", time.Now() }, "bytes=0-299999", ""},
	} {
		simulate(t, name, func(t *testing.T) {
			content := media(size, 1)
			test.change(&content)
			o, path := newOrigin(t, content), target(t)
			leavePart(t, o, path, 100_000, single())
			result, err := toFile(t, o, path, single())
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
			assert.Equal(t, int64(100_000), result.ResumedBytes)
			assert.Equal(t, test.asked, o.asked()[2])
			assert.Equal(t, test.ifRange, o.header(2, "If-Range"))
			assert.True(t, result.Verified)
		})
	}
}

func TestOnlyTheLastMebibyteIsCompared(t *testing.T) {
	simulated(t, func(t *testing.T) {
		content := media(3<<20, 1)
		content.etag, content.modified = "", time.Time{}
		o, path := newOrigin(t, content), target(t)
		leavePart(t, o, path, 2<<20, single())
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, "bytes=1048576-3145727", o.asked()[2])
	})
}

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
			result, err := toFile(t, o, path, single())
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
			require.Len(t, o.asked(), 3, "the whole response is used, not asked for again")
		})
	}
}

func TestServerThatIgnoresRangesGetsOneStream(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(rangeless)
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Len(t, o.asked(), 1)
	})
}

func TestServerThatStopsUnderstandingRangesGetsOneStream(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), serve, serve, rangeless), target(t)
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
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
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, "bytes=200000-299999", o.asked()[3])
		require.NotContains(t, o.header(3, "If-Range"), "v1")
	})
}

func TestReplacedObject(t *testing.T) {
	replace := func(seed byte) func(*origin) {
		return func(o *origin) { o.replace(media(size, seed)) }
	}
	t.Run("between two runs is fetched afresh", func(t *testing.T) {
		for name, options := range map[string]transfer.Options{"one stream": single(), "ranges": ranged()} {
			simulate(t, name, func(t *testing.T) {
				for range 20 {
					o, path := newOrigin(t, media(size, 1)), target(t)
					leavePart(t, o, path, 10_000, options)
					o.replace(media(size, 2))
					result, err := toFile(t, o, path, options)
					require.NoError(t, err)
					requireWhole(t, path, result, o.object.data)
					require.Zero(t, result.ResumedBytes)
				}
			})
		}
	})
	simulate(t, "between two runs with the tag ignored by the server is fetched afresh", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.replace(media(size, 2))
		o.serveWith(ignoringIfRange)
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
	})
	simulate(t, "without validators is noticed by comparing", func(t *testing.T) {
		bare := func(seed byte) object {
			content := media(size, seed)
			content.etag, content.modified = "", time.Time{}
			return content
		}
		o, path := newOrigin(t, bare(1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.replace(bare(2))
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
	})
	simulate(t, "of a file that was complete but for its name is noticed", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		failing := transfer.WithDisk(single(), func(f partial.Disk) partial.Disk { return &disk{Disk: f, failSync: true} })
		_, err := toFile(t, o, path, failing)
		require.ErrorIs(t, err, transfer.ErrLocal)
		o.replace(media(size, 2))
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
	})
	t.Run("once during the run starts over once", func(t *testing.T) {
		for name, options := range map[string]transfer.Options{"one stream": single(), "ranges": ranged()} {
			simulate(t, name, func(t *testing.T) {
				o, path := newOrigin(t, media(size, 1), cut(10_000), after(replace(2), serve)), target(t)
				result, err := toFile(t, o, path, options)
				require.NoError(t, err)
				requireWhole(t, path, result, media(size, 2).data)
			})
		}
	})
	simulate(t, "while four streams are at it starts over once", func(t *testing.T) {
		for range 30 {
			o, path := newOrigin(t, media(size, 1), serve, serve, after(replace(2), serve)), target(t)
			result, err := toFile(t, o, path, ranged())
			require.NoError(t, err)
			requireWhole(t, path, result, media(size, 2).data)
		}
	})
	simulate(t, "twice during the run is an error", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1),
			cut(100_000), after(replace(2), serve), cut(100_000), after(replace(3), serve)), target(t)
		_, err := toFile(t, o, path, single())
		require.ErrorIs(t, err, transfer.ErrChanged)
		require.NoFileExists(t, path)
	})
	t.Run("by a longer or shorter one starts over", func(t *testing.T) {
		for _, other := range []int{size / 3, size * 2} {
			simulate(t, fmt.Sprint(other), func(t *testing.T) {
				change := func(o *origin) { o.replace(media(other, 2)) }
				o, path := newOrigin(t, media(size, 1), cut(150_000), after(change, serve)), target(t)
				result, err := toFile(t, o, path, single())
				require.NoError(t, err)
				requireWhole(t, path, result, media(other, 2).data)
			})
		}
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
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
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
			result, err := toFile(t, o, path, single())
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
		})
	}
	simulate(t, "for the very first byte asks without a range", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), status(416)), target(t)
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, []string{"bytes=0-16383", ""}, o.asked()[:2])
	})
}

func TestRefreshedURL(t *testing.T) {
	simulate(t, "continues when the object is the same", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(100_000), status(403)), target(t)
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4")
		result, err := toFile(t, o, path, options)
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, "/fresh/downloads/default.mp4", o.requests[2].URL.Path)
		require.Equal(t, "bytes=100000-299999", o.asked()[2])
	})
	simulate(t, "starts over when it is another object", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(100_000), status(401)), target(t)
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4", func() { o.replace(media(size, 2)) })
		result, err := toFile(t, o, path, options)
		require.NoError(t, err)
		requireWhole(t, path, result, media(size, 2).data)
	})
	simulate(t, "is asked for once by four streams", func(t *testing.T) {
		calls := 0
		o, path := newOrigin(t, media(size, 1), serve), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/fresh/downloads/default.mp4" {
				time.Sleep(time.Second) // until all have asked
				w.WriteHeader(http.StatusForbidden)
				return
			}
			serve(o, w, r)
		}, serve)
		options := ranged()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4", func() { calls++ })
		result, err := toFile(t, o, path, options)
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, 1, calls)
	})
	for name, test := range map[string]struct {
		refresh func(context.Context) (string, error)
		text    string
	}{
		"that is not to be had": {func(context.Context) (string, error) { return "", errors.New("no key") }, "no new URL: no key"},
		"that is none":          {func(context.Context) (string, error) { return "secret", nil }, "bad new URL: invalid argument: not an absolute URL"},
		"without a host":        {func(context.Context) (string, error) { return "https:///secret", nil }, "bad new URL"},
	} {
		simulate(t, name+" ends the transfer, and what was fetched stays", func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1), cut(100_000), status(403)), target(t)
			options := single()
			options.Refresh = test.refresh
			_, err := toFile(t, o, path, options)
			require.ErrorContains(t, err, "403 Forbidden")
			require.ErrorContains(t, err, test.text)
			requireSecretsKept(t, err)
			result, err := toFile(t, o, path, single())
			require.NoError(t, err)
			require.Equal(t, int64(100_000), result.ResumedBytes)
		})
	}
	simulate(t, "is asked for again each time that a token runs out", func(t *testing.T) {
		calls := 0
		o, path := newOrigin(t, media(size, 1),
			status(401), cut(100_000), status(401), cut(100_000), status(403)), target(t)
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4", func() { calls++ })
		result, err := toFile(t, o, path, options)
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, 3, calls)
		require.Equal(t, int64(size), o.bytesSent(), "no byte comes twice")
	})
	simulate(t, "that is refused as well ends the transfer", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(status(401))
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4")
		_, err := toFile(t, o, path, options)
		require.ErrorIs(t, err, transfer.ErrUnauthorized)
		require.Len(t, o.asked(), 2)
	})
	simulate(t, "lets the next run continue, which begins with the refused one again", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), status(401), cut(100_000), status(410), status(401)), target(t)
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4")
		_, err := toFile(t, o, path, options)
		require.ErrorIs(t, err, transfer.ErrNotFound)
		result, err := toFile(t, o, path, options)
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, int64(100_000), result.ResumedBytes)
	})
	simulate(t, "lets the next run continue under the same identity", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		options := single()
		options.Identity = "account/video/default"
		leavePart(t, o, path, 100_000, options)
		result, err := transfer.ToFile(t.Context(), originURL+"/other-token/downloads/default.mp4", path, o.reach(options))
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, int64(100_000), result.ResumedBytes)
	})
}

func TestPartialFileOfAnotherURLIsKeptUntilItIsReplaced(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.serveWith(serve, status(401))
		_, err := transfer.ToFile(t.Context(), originURL+"/another/video.mp4", path, o.reach(single()))
		require.ErrorIs(t, err, transfer.ErrUnauthorized)
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, int64(100_000), result.ResumedBytes)
	})
}

func TestPartialFileOfAnotherURLIsNotUsed(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		result, err := transfer.ToFile(t.Context(), originURL+"/another/video.mp4", path, o.reach(single()))
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Zero(t, result.ResumedBytes)
	})
}

func TestWithoutAValidatorThereIsOneStream(t *testing.T) {
	simulated(t, func(t *testing.T) {
		content := media(size, 1)
		content.etag, content.modified = "", time.Time{}
		o, path := newOrigin(t, content), target(t)
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, content.data)
		require.Equal(t, []string{"bytes=0-16383", "bytes=0-299999"}, o.asked())
	})
}

func TestOneFailedRangeIsRepeatedAlone(t *testing.T) {
	simulated(t, func(t *testing.T) {
		failed := false
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			o.mu.Lock()
			fail := r.Header.Get("Range") == "bytes=98304-114687" && !failed
			failed = failed || fail
			o.mu.Unlock()
			if fail {
				cut(5_000)(o, w, r)
			}
			serve(o, w, r)
		})
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		asked := o.asked()
		require.Contains(t, asked, "bytes=103304-114687", "only the rest of the failed range")
		slices.Sort(asked)
		require.Equal(t, asked, slices.Compact(slices.Clone(asked)), "no range is asked for twice")
		require.Len(t, asked, 20)
	})
}
