package wrapper_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

const list = emulator.ListDownloads

// listed makes a list call on a service with faults, in virtual time.
func listed(t *testing.T, faults []string, check func(t *testing.T, s *service, err error, took time.Duration), opts ...wrapper.Option) {
	t.Helper()
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, faults, opts...)
		start := time.Now()
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		check(t, s, err, time.Since(start))
	})
}

func TestAnOutageOfTheOriginIsRetriedAndItsStatusIsKept(t *testing.T) {
	for _, response := range []string{"html=502", "empty=502"} {
		t.Run(response+" once", func(t *testing.T) {
			listed(t, []string{"listDownloads:1:" + response}, func(t *testing.T, s *service, err error, _ time.Duration) {
				require.NoError(t, err)
				assert.Equal(t, repeated(list, 2), s.operations())
			})
		})
		t.Run(response+" for ever", func(t *testing.T) {
			listed(t, []string{"listDownloads:*:" + response}, func(t *testing.T, s *service, err error, _ time.Duration) {
				assert.Equal(t, 502, failureOf(t, err).StatusCode)
				assert.Equal(t, repeated(list, 4), s.operations())
			})
		})
	}
}

func TestAListIsRetriedUntilTheServiceIsBack(t *testing.T) {
	listed(t, []string{"listDownloads:1-2:status=503"}, func(t *testing.T, s *service, err error, _ time.Duration) {
		require.NoError(t, err)
		assert.Equal(t, repeated(list, 3), s.operations())
	})
}

func TestATruncatedResponseToAListIsRetried(t *testing.T) {
	for _, cut := range []string{"cut=0", "cut=1", "cut=50%", "short=1", "short=50%", "cut=50%,chunked", "cut=20,gzip"} {
		t.Run(cut, func(t *testing.T) {
			listed(t, []string{"listDownloads:1:" + cut}, func(t *testing.T, s *service, err error, _ time.Duration) {
				require.NoError(t, err)
				assert.Equal(t, repeated(list, 2), s.operations())
			})
		})
	}
}

func TestTheWordsOfTheEdgeForTooManyRequestsAreARateLimit(t *testing.T) {
	for _, status := range []string{"429", "403", "503"} {
		listed(t, []string{"listDownloads:*:edge=1015,status=" + status}, func(t *testing.T, s *service, err error, _ time.Duration) {
			assert.Equal(t, []error{wrapper.ErrRateLimited}, kindsOf(err))
			assert.ErrorContains(t, err, "Cloudflare's edge refused the call, error 1015")
			assert.Equal(t, repeated(list, 4), s.operations())
		})
	}
}

func TestTheEdgeSaysItselfWhetherAndWhenToRetry(t *testing.T) {
	problem := func(fields string) string {
		return "listDownloads:1:status=429,type=application/problem+json,body=`{\"error_code\":1015,\"title\":\"Rate limited\",\"ray_id\":\"abc\"," + fields + "}`"
	}
	t.Run("after a while", func(t *testing.T) {
		listed(t, []string{problem(`"retryable":true,"retry_after":7.5`)}, func(t *testing.T, s *service, err error, _ time.Duration) {
			require.NoError(t, err)
			within(t, s.gaps()[0], 7500*time.Millisecond, 8250*time.Millisecond)
		})
	})
	t.Run("not at all", func(t *testing.T) {
		listed(t, []string{problem(`"retryable":false,"retry_after":7.5`)}, func(t *testing.T, s *service, err error, took time.Duration) {
			assert.ErrorIs(t, err, wrapper.ErrRateLimited)
			assert.Equal(t, 7500*time.Millisecond, failureOf(t, err).RetryAfter)
			assert.Equal(t, repeated(list, 1), s.operations())
			assert.Zero(t, took)
		})
	})
	t.Run("too late", func(t *testing.T) {
		listed(t, []string{problem(`"retryable":true,"retry_after":3600`)}, func(t *testing.T, _ *service, err error, took time.Duration) {
			assert.Equal(t, time.Hour, failureOf(t, err).RetryAfter)
			assert.Zero(t, took)
		})
	})
	t.Run("but the header counts more", func(t *testing.T) {
		listed(t, []string{problem(`"retryable":true,"retry_after":7`) + ",retry-after=3"}, func(t *testing.T, s *service, err error, _ time.Duration) {
			require.NoError(t, err)
			within(t, s.gaps()[0], 3*time.Second, 3300*time.Millisecond)
		})
	})
	for _, hint := range []string{"-1", "0", `"7"`, "null"} {
		t.Run("a hint of "+hint+" is none", func(t *testing.T) {
			listed(t, []string{problem(`"retryable":false,"retry_after":` + hint)}, func(t *testing.T, _ *service, err error, _ time.Duration) {
				assert.Zero(t, failureOf(t, err).RetryAfter)
			})
			listed(t, []string{problem(`"retryable":true,"retry_after":` + hint)}, func(t *testing.T, s *service, err error, _ time.Duration) {
				require.NoError(t, err)
				within(t, s.gaps()[0], 100*time.Millisecond, 500*time.Millisecond)
			})
		})
	}
	t.Run("of an outage it may have passed on", func(t *testing.T) {
		synctesting.Test(t, func(t *testing.T) {
			s := newService(t, []string{"createDownload:1:status=504,processed,type=application/problem+json,body=`{\"error_code\":1200,\"retryable\":true}`"})
			_, err := s.client.Create(t.Context(), emulator.DefaultVideo)
			require.NoError(t, err)
			assert.Equal(t, []emulator.Operation{emulator.CreateDownload, list}, s.operations())
		})
	})
}

func TestAHintInSecondsIsObeyedWithATenthOfJitter(t *testing.T) {
	for _, status := range []string{"throttle", "status=503"} {
		shortest, longest := time.Hour, time.Duration(0)
		for range 100 {
			listed(t, []string{"listDownloads:1:" + status + ",retry-after=20"}, func(t *testing.T, s *service, err error, _ time.Duration) {
				require.NoError(t, err)
				shortest, longest = min(shortest, s.gaps()[0]), max(longest, s.gaps()[0])
			})
		}
		within(t, shortest, 20*time.Second, 20500*time.Millisecond)
		within(t, longest, 21500*time.Millisecond, 22*time.Second)
	}
}

func TestAHintThatIsADateIsObeyedAndAPastOneIsTheFloor(t *testing.T) {
	listed(t, []string{"listDownloads:1:throttle,retry-after=@20s"}, func(t *testing.T, s *service, err error, _ time.Duration) {
		require.NoError(t, err)
		within(t, s.gaps()[0], 19*time.Second, 22*time.Second)
	})
	listed(t, []string{"listDownloads:1:throttle,retry-after=@-20s"}, func(t *testing.T, s *service, err error, _ time.Duration) {
		require.NoError(t, err)
		within(t, s.gaps()[0], 100*time.Millisecond, 110*time.Millisecond)
	})
}

func TestARateLimitWithoutAHintBacksOffAndEndsAsOne(t *testing.T) {
	listed(t, []string{"listDownloads:*:throttle"}, func(t *testing.T, s *service, err error, took time.Duration) {
		assert.ErrorIs(t, err, wrapper.ErrRateLimited)
		assert.Equal(t, 10429, failureOf(t, err).Code)
		assert.Equal(t, repeated(list, 4), s.operations())
		within(t, took, 300*time.Millisecond, 3500*time.Millisecond)
	})
}

func TestAHintOfNothingIsTheFloor(t *testing.T) {
	for _, status := range []string{"throttle", "status=503"} {
		listed(t, []string{"listDownloads:*:" + status + ",retry-after=0"}, func(t *testing.T, s *service, err error, _ time.Duration) {
			require.Error(t, err)
			require.Len(t, s.gaps(), 3)
			for _, gap := range s.gaps() {
				within(t, gap, 100*time.Millisecond, 110*time.Millisecond)
			}
		})
	}
}

func TestAHintThatIsNoneIsIgnored(t *testing.T) {
	for _, hint := range []string{"-5", "NaN", "Inf", "1e300", "1.5", "soon", `""`} {
		t.Run(hint, func(t *testing.T) {
			listed(t, []string{"listDownloads:1:status=503,retry-after=" + hint}, func(t *testing.T, s *service, err error, _ time.Duration) {
				require.NoError(t, err)
				within(t, s.gaps()[0], 100*time.Millisecond, 500*time.Millisecond)
			})
		})
	}
}

func TestAHintHoweverLongEndsTheCallAtOnce(t *testing.T) {
	for _, hint := range []string{"31622401", "99999999999", "9223372036854775807", "99999999999999999999", `"Fri, 31 Dec 9999 23:59:59 GMT"`} {
		t.Run(hint, func(t *testing.T) {
			for _, status := range []string{"throttle", "status=503"} {
				listed(t, []string{"listDownloads:*:" + status + ",retry-after=" + hint}, func(t *testing.T, s *service, err error, took time.Duration) {
					assert.Greater(t, failureOf(t, err).RetryAfter, 300*24*time.Hour)
					assert.Zero(t, took)
					assert.Len(t, s.seen(), 1)
				})
			}
		})
	}
}

func TestAHintBeyondTheCapEndsTheCallAtOnce(t *testing.T) {
	for _, status := range []string{"throttle", "status=503"} {
		listed(t, []string{"listDownloads:*:" + status + ",retry-after=301"}, func(t *testing.T, s *service, err error, took time.Duration) {
			assert.Equal(t, 301*time.Second, failureOf(t, err).RetryAfter)
			assert.ErrorContains(t, err, "try again in 5m1s")
			assert.Zero(t, took)
			assert.Len(t, s.seen(), 1)
		})
	}
}

func TestAfterAHintBeyondTheCapCallsEndAtOnceUntilItHasPassed(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"listDownloads:1:throttle,retry-after=1800"})
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.ErrorIs(t, err, wrapper.ErrRateLimited)
		start := time.Now()
		for range 5 {
			time.Sleep(time.Minute)
			_, err = s.client.ForAccount(emulator.DefaultAccount).List(t.Context(), emulator.DefaultVideo)
			require.ErrorIs(t, err, wrapper.ErrRateLimited)
			require.ErrorContains(t, err, "nothing was sent")
			assert.Equal(t, 30*time.Minute-time.Since(start), failureOf(t, err).RetryAfter)
		}
		assert.Equal(t, 5*time.Minute, time.Since(start), "no call has waited")
		assert.Len(t, s.seen(), 1)

		time.Sleep(22 * time.Minute)
		_, err = s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err, "what is left of the pause is short enough to wait for")
		within(t, time.Since(start), 30*time.Minute, 33*time.Minute)
	})
}

func TestAHintOfADayDoesNotEndTheClientForADay(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"listDownloads:1:throttle,retry-after=86400"})
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.ErrorIs(t, err, wrapper.ErrRateLimited)
		time.Sleep(time.Hour)
		_, err = s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)
	})
}

func TestAHintBeyondTheDeadlineEndsTheCallAtOnce(t *testing.T) {
	for _, status := range []string{"throttle", "status=503"} {
		synctesting.Test(t, func(t *testing.T) {
			s := newService(t, []string{"listDownloads:*:" + status + ",retry-after=20"})
			ctx, cancel := context.WithTimeout(t.Context(), 19*time.Second)
			defer cancel()
			start := time.Now()
			_, err := s.client.List(ctx, emulator.DefaultVideo)
			assert.Equal(t, 20*time.Second, failureOf(t, err).RetryAfter)
			assert.NotErrorIs(t, err, context.DeadlineExceeded)
			assert.Zero(t, time.Since(start))
			assert.Len(t, s.seen(), 1)
		})
	}
}

func TestThePausesOfARetryPolicyAreKept(t *testing.T) {
	policy := wrapper.RetryPolicy{MaxAttempts: 6, BaseDelay: 10 * time.Second, MaxDelay: 4 * time.Second}
	for range 20 {
		listed(t, []string{"listDownloads:*:status=503"}, func(t *testing.T, s *service, err error, _ time.Duration) {
			require.Error(t, err)
			require.Len(t, s.gaps(), 5)
			for _, gap := range s.gaps() {
				within(t, gap, 100*time.Millisecond, 4*time.Second)
			}
		}, wrapper.WithRetryPolicy(policy))
	}
}

func TestPausesAreSpreadOverTheirWholeRange(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		var short, long int
		for range 200 {
			s := newService(t, []string{"listDownloads:1:status=503"}, wrapper.WithRetryPolicy(wrapper.RetryPolicy{BaseDelay: 8 * time.Second}))
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			require.NoError(t, err)
			switch gap := s.gaps()[0]; {
			case gap < 2*time.Second:
				short++
			case gap > 6*time.Second:
				long++
			}
		}
		assert.Greater(t, short, 20, "of 200, a quarter is to be expected")
		assert.Greater(t, long, 20, "of 200, a quarter is to be expected")
	})
}

func TestOneAttemptMeansOne(t *testing.T) {
	listed(t, []string{"listDownloads:*:status=503"}, func(t *testing.T, s *service, err error, took time.Duration) {
		require.Error(t, err)
		assert.Len(t, s.seen(), 1)
		assert.Zero(t, took)
	}, wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1}))
}

func TestARefusalIsNotRetried(t *testing.T) {
	for status, kind := range map[string]error{"400": nil, "401": wrapper.ErrUnauthorized, "403": wrapper.ErrUnauthorized, "404": wrapper.ErrNotFound} {
		listed(t, []string{"listDownloads:*:status=" + status}, func(t *testing.T, s *service, err error, took time.Duration) {
			if kind != nil {
				assert.ErrorIs(t, err, kind)
			}
			assert.Error(t, err)
			assert.Len(t, s.seen(), 1)
			assert.Zero(t, took)
		})
	}
}

func TestACredentialThatIsLockedOutIsNotRetriedWhateverElseIsSaid(t *testing.T) {
	for name, response := range map[string]string{
		"alone":             "ban",
		"with a hint":       "ban,retry-after=1",
		"as another status": "ban,status=503",
		"as a second error": "status=429,body=`{\"success\":false,\"errors\":[{\"code\":10000,\"message\":\"a\"},{\"code\":10502,\"message\":\"b\"}]}`",
		"as a cause":        "status=429,body=`{\"success\":false,\"errors\":[{\"code\":10000,\"message\":\"a\",\"error_chain\":[{\"code\":10502,\"message\":\"b\"}]}]}`",
	} {
		t.Run(name, func(t *testing.T) {
			listed(t, []string{"listDownloads:*:" + response}, func(t *testing.T, s *service, err error, took time.Duration) {
				require.Error(t, err)
				assert.Len(t, s.seen(), 1)
				assert.Zero(t, took)
			})
		})
	}
}

func TestAnUnknownHostOrAWrongCertificateIsNotRetried(t *testing.T) {
	for _, c := range calls() {
		for _, cause := range []string{"dial=unknown-host", "dial=bad-certificate"} {
			synctesting.Test(t, func(t *testing.T) {
				s := newService(t, []string{"*:*:" + cause})
				start := time.Now()
				_, err := c.on(t.Context(), s.client)
				assert.Zero(t, failureOf(t, err).StatusCode)
				assert.ErrorContains(t, err, "no response")
				assert.Len(t, s.seen(), 1)
				assert.Zero(t, time.Since(start))
			})
		}
	}
}

func TestAnAttemptThatTakesTooLongIsGivenUpAndRetried(t *testing.T) {
	for _, c := range []string{"hang=before", "stall=0", "stall=50%", "rate=1"} {
		t.Run(c, func(t *testing.T) {
			listed(t, []string{"listDownloads:1:" + c}, func(t *testing.T, s *service, err error, _ time.Duration) {
				require.NoError(t, err)
				within(t, s.gaps()[0], 2100*time.Millisecond, 2500*time.Millisecond)
			}, wrapper.WithRetryPolicy(wrapper.RetryPolicy{AttemptTimeout: 2 * time.Second}))
		})
	}
	listed(t, []string{"listDownloads:*:hang"}, func(t *testing.T, s *service, err error, _ time.Duration) {
		assert.ErrorContains(t, err, "listDownloads: no response: no complete response in time")
		assert.NotErrorIs(t, err, context.DeadlineExceeded, "the deadline of the caller did not pass")
		assert.Len(t, s.seen(), 4)
	}, wrapper.WithRetryPolicy(wrapper.RetryPolicy{AttemptTimeout: 2 * time.Second}))
}

func TestAnAttemptThatIsGivenUpIsNotTakenForTheDeadlineOfTheCaller(t *testing.T) {
	for _, fault := range []string{"hang", "stall=0", "stall=50%"} {
		t.Run(fault, func(t *testing.T) {
			client := overSockets(t, []string{"*:*:" + fault}, wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1, AttemptTimeout: 50 * time.Millisecond}))
			_, err := client.List(t.Context(), emulator.DefaultVideo)
			assert.ErrorContains(t, err, "no complete response in time")
			assert.NotErrorIs(t, err, context.DeadlineExceeded)
		})
	}
}

func TestCancellingEndsAPauseAtOnceWithTheLastFailure(t *testing.T) {
	for _, response := range []string{"status=503,retry-after=60", "throttle,retry-after=60"} {
		for _, c := range calls() {
			synctesting.Test(t, func(t *testing.T) {
				s := newService(t, []string{"*:*:" + response})
				ctx, cancel := context.WithCancelCause(t.Context())
				enough := errors.New("enough")
				time.AfterFunc(7*time.Second, func() { cancel(enough) })
				start := time.Now()
				_, err := c.on(ctx, s.client)

				assert.Equal(t, 7*time.Second, time.Since(start))
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, enough)
				assert.Contains(t, []int{429, 503}, failureOf(t, err).StatusCode)
				assert.ErrorContains(t, err, "; stopped: context canceled: enough")
				assert.Len(t, s.seen(), 1)
			})
		}
	}
}

func TestCancellingEndsAnAttemptAtOnceWithTheFailureBefore(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"listDownloads:1:status=503,retry-after=1", "listDownloads:2:hang"})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := s.client.List(ctx, emulator.DefaultVideo)

		assert.Equal(t, 10*time.Second, time.Since(start))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 503, failureOf(t, err).StatusCode)
		assert.Len(t, s.seen(), 2)
	})
	listedUntil := func(ctx context.Context, faults ...string) error {
		s := newService(t, faults)
		_, err := s.client.List(ctx, emulator.DefaultVideo)
		return err
	}
	t.Run("the first attempt", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		err := listedUntil(ctx, "*:*:hang")
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, "listDownloads: no response: context deadline exceeded", err.Error())
	})
	t.Run("before the first attempt", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("too late"))
		err := listedUntil(ctx)
		assert.ErrorIs(t, err, context.Canceled)
		assert.ErrorContains(t, err, "too late")
	})
}

// As in a group of goroutines, of which the first that fails cancels the others.
func TestTheFailureOfAnotherCallAsTheReasonOfTheContextIsLeftAsItIs(t *testing.T) {
	for _, held := range []string{"listDownloads:*:throttle,retry-after=60", "listDownloads:2:hang"} {
		synctesting.Test(t, func(t *testing.T) {
			s := newService(t, []string{"deleteDownloads:*:status=404", held}, wrapper.WithRateLimit(2, time.Minute))
			other := s.client.Delete(t.Context(), emulator.DefaultVideo)
			text := other.Error()
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { cancel(other) })
			together(3, func(int) {
				_, err := s.client.List(ctx, emulator.DefaultVideo)
				assert.NotErrorIs(t, err, wrapper.ErrProtocol)
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, other)
				assert.Equal(t, "listDownloads", failureOf(t, err).Op)
			})
			assert.Equal(t, text, other.Error())
		})
	}
}

func TestCancellingReturnsWithin30MillisecondsOverSockets(t *testing.T) {
	for _, fault := range []string{"hang", "status=503,retry-after=60", "throttle,retry-after=60", "stall=50%"} {
		t.Run(fault, func(t *testing.T) {
			late := time.Hour
			for range 3 { // a machine with other work may be late itself
				late = min(late, lateness(t, overSockets(t, []string{"*:*:" + fault})))
			}
			assert.Less(t, late, 30*time.Millisecond)
		})
	}
}

// lateness is how long after its cancellation a call returns.
func lateness(t *testing.T, client *wrapper.Client) time.Duration {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancelled := make(chan time.Time, 1)
	time.AfterFunc(50*time.Millisecond, func() {
		cancelled <- time.Now()
		cancel()
	})
	_, err := client.List(ctx, emulator.DefaultVideo)
	returned := time.Now()
	require.ErrorIs(t, err, context.Canceled)
	return returned.Sub(<-cancelled)
}

func TestABodyThatTheDeadlineCutsOffBreaksNoContract(t *testing.T) {
	for _, fault := range []string{"stall=0", "stall=50%"} {
		synctesting.Test(t, func(t *testing.T) {
			s := newService(t, []string{"listDownloads:*:" + fault})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := s.client.List(ctx, emulator.DefaultVideo)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
			assert.NotErrorIs(t, err, wrapper.ErrProtocol)
		})
	}
}

func TestThePauseBeforeALostCreateIsAskedForAgainIsLogged(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := newService(t, []string{"createDownload:1:status=503"}, wrapper.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		_, err := s.client.Create(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)
		assert.Contains(t, log.String(), `msg="trying again" operation=createDownload status=503`)
	})
}

func TestALoggerBearsARequestToAnotherPath(t *testing.T) {
	s := newService(t, nil, wrapper.WithLogger(slog.New(slog.DiscardHandler)))
	elsewhere := func(_ context.Context, req *http.Request) error {
		req.URL.Path, req.URL.RawPath = "/x", ""
		return nil
	}
	_, err := s.client.Generated().CreateDownloadOfTypeWithResponse(t.Context(), account, video, wrapper.Audio, elsewhere)
	assert.Error(t, err)
}
