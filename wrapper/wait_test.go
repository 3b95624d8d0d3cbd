package wrapper_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

func takes(d time.Duration) emulator.Option { return emulator.WithEncodeTime(d) }

func (s *service) wait(ctx context.Context, opts ...wrapper.WaitOption) (wrapper.Download, error) {
	return s.client.Wait(ctx, emulator.DefaultVideo, wrapper.Default, opts...)
}

func TestWaitEndsSoonAfterTheDownloadIsReady(t *testing.T) {
	for name, c := range map[string]struct {
		curve emulator.Curve
		takes time.Duration
		late  time.Duration
		calls int
	}{
		"ready already":                  {emulator.Linear, 0, 0, 1},
		"5 s":                            {emulator.Linear, 5 * time.Second, 2 * time.Second, 6},
		"ten minutes, with a stall":      {emulator.Stalled, 10 * time.Minute, 30 * time.Second, 20},
		"three hours, no progress shown": {emulator.ZeroThenDone, 3 * time.Hour, 27 * time.Minute, 60},
	} {
		simulate(t, name, func(t *testing.T) {
			s := withDownload(t, []emulator.Option{takes(c.takes), emulator.WithProgress(c.curve)}, nil)
			download, err := s.wait(t.Context())
			require.NoError(t, err)
			assert.Equal(t, gen.DownloadStatusReady, download.Status)
			assert.NotEmpty(t, download.URL)
			assert.LessOrEqual(t, time.Since(s.began)-c.takes, c.late)
			assert.LessOrEqual(t, len(s.seen()), c.calls)
		})
	}
}

func TestWaitPassesOnWhatTheServiceSaysAndIsNotDrivenByIt(t *testing.T) {
	for name, c := range map[string]struct {
		fault string
		seen  wrapper.Download
	}{
		"unknown status":   {"listDownloads:1-5:state=processing", wrapper.Download{Status: "processing"}},
		"250 percent":      {"listDownloads:1-5:percent=250", wrapper.Download{Status: "inprogress", PercentComplete: 250}},
		"99, then falling": {"listDownloads:1:percent=99", wrapper.Download{Status: "inprogress", PercentComplete: 99}},
		"-1 percent":       {"listDownloads:1-5:percent=-1", wrapper.Download{Status: "inprogress", PercentComplete: -1}},
	} {
		simulate(t, name, func(t *testing.T) {
			s := withDownload(t, []emulator.Option{takes(30 * time.Second)}, []string{c.fault})
			var seen []wrapper.Download
			_, err := s.wait(t.Context(), wrapper.WithUpdate(func(d wrapper.Download) {
				d.URL = ""
				seen = append(seen, d)
			}))
			require.NoError(t, err)
			assert.Len(t, seen, len(s.seen()), "one update for each poll")
			assert.Equal(t, c.seen, seen[0], "as it came")
			assert.Equal(t, wrapper.Download{Status: "ready", PercentComplete: 100}, seen[len(seen)-1])
			assert.LessOrEqual(t, time.Since(s.began), 34*time.Second, "15 %, as if no progress was shown")
		})
	}
}

func TestWaitEndsWithAReason(t *testing.T) {
	const running = "inprogress"
	for name, c := range map[string]struct {
		options []emulator.Option
		faults  []string
		want    error
		seen    wrapper.DownloadStatus
		calls   int
		later   time.Duration // than it was asked for
	}{
		"the generation fails": {
			[]emulator.Option{takes(0), emulator.WithFailing(emulator.DefaultVideo)}, nil,
			wrapper.ErrDownloadFailed, "error", 1, 0},
		"the entry vanishes": {
			nil, []string{"listDownloads:3:unset=result.default"},
			wrapper.ErrNotFound, running, 3, 0},
		"the video vanishes": {
			nil, []string{"listDownloads:3:status=404,code=10003"},
			wrapper.ErrNotFound, running, 3, 0},
		"it was there never": {
			nil, []string{"listDownloads:*:set=result={}"},
			wrapper.ErrNotFound, "", 1, 31 * time.Second},
		"the credential is withdrawn": {
			nil, []string{"listDownloads:3:status=403,code=10000"},
			wrapper.ErrUnauthorized, running, 3, 0},
		"a hint is too long": {
			nil, []string{"listDownloads:3:throttle,retry-after=400"},
			wrapper.ErrRateLimited, running, 3, 0},
	} {
		simulate(t, name, func(t *testing.T) {
			s := withDownload(t, append([]emulator.Option{takes(time.Hour)}, c.options...), c.faults)
			time.Sleep(c.later)
			s.began = time.Now()
			seen, err := s.wait(t.Context())
			require.ErrorIs(t, err, c.want)
			assert.Equal(t, c.seen, seen.Status)
			assert.Len(t, s.seen(), c.calls)
			assert.Less(t, time.Since(s.began), time.Minute, "at once")
		})
	}
}

func TestWaitIsPatientWithADownloadThatWasJustAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		fault string
		err   error
	}{
		"it is missing from the list for a while": {"listDownloads:1-2:set=result={}", nil},
		"the list has no such video for a while":  {"listDownloads:1-2:status=404,code=10003", nil},
		"it stays missing":                        {"listDownloads:*:set=result={}", wrapper.ErrNotFound},
		"the list has no such video for good":     {"listDownloads:*:status=404,code=10003", wrapper.ErrNotFound},
	} {
		simulate(t, name, func(t *testing.T) {
			s := withDownload(t, []emulator.Option{takes(3 * time.Second)}, []string{c.fault})
			_, err := s.wait(t.Context())
			assert.ErrorIs(t, err, c.err)
			assert.LessOrEqual(t, time.Since(s.began), 35*time.Second)
		})
	}
}

func TestTheContextIsTheDeadline(t *testing.T) {
	reason := errors.New("the user left")
	for name, c := range map[string]struct {
		faults   []string
		deadline bool // or else it is cancelled
		after    time.Duration
		failure  int // the status of the last failure
		seen     wrapper.DownloadStatus
	}{
		"a deadline during a pause":           {nil, true, 7 * time.Minute, 0, wrapper.InProgress},
		"cancelled with a cause":              {nil, false, time.Minute, 0, wrapper.InProgress},
		"a deadline during a call that hangs": {[]string{"listDownloads:3-:hang=before"}, true, 20 * time.Second, 0, wrapper.InProgress},
		"a deadline in an outage":             {[]string{"listDownloads:3-:status=503"}, true, 2 * time.Hour, 503, wrapper.InProgress},
		"cancelled after a failure":           {[]string{"listDownloads:1:status=502,retry-after=20"}, false, 5 * time.Second, 502, ""},
		"a deadline after a failure":          {[]string{"listDownloads:1:status=502", "listDownloads:2-:hang=before"}, true, 10 * time.Second, 502, ""},
		"ended before":                        {nil, false, 0, 0, ""},
	} {
		simulate(t, name, func(t *testing.T) {
			s := withDownload(t, []emulator.Option{takes(3 * time.Hour)}, c.faults)
			ctx, end := context.WithCancelCause(t.Context())
			defer end(nil)
			want, not := context.Canceled, context.DeadlineExceeded
			switch {
			case c.deadline:
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, c.after)
				defer cancel()
				want, not = not, want
			case c.after > 0:
				time.AfterFunc(c.after, func() { end(reason) })
			default:
				end(reason)
			}
			seen, err := s.wait(ctx)
			require.ErrorIs(t, err, want)
			assert.Equal(t, !c.deadline, errors.Is(err, reason))
			assert.NotErrorIs(t, err, not)
			if c.failure != 0 {
				assert.Equal(t, c.failure, failureOf(t, err).StatusCode, "the last failure is in it")
			}
			assert.LessOrEqual(t, time.Since(s.began)-c.after, 30*time.Millisecond)
			assert.GreaterOrEqual(t, time.Since(s.began), c.after)
			assert.Equal(t, c.seen, seen.Status, "the status last seen")
			assert.Equal(t, c.after > 0, len(s.seen()) > 0)
		})
	}
}

func TestAWaitOfLessThanTwoSecondsSeesWhatBecomesReadyInTime(t *testing.T) {
	for _, timeout := range []time.Duration{500 * time.Millisecond, time.Second, 1700 * time.Millisecond, 3 * time.Second} {
		synctesting.Test(t, func(t *testing.T) {
			s := withDownload(t, []emulator.Option{takes(timeout / 2)}, nil)
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			download, err := s.wait(ctx)
			require.NoError(t, err, timeout)
			assert.EqualValues(t, "ready", download.Status)
		})
	}
}

func TestTheLastPollComesShortlyBeforeTheDeadline(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := withDownload(t, []emulator.Option{takes(3 * time.Hour)}, nil)
		deadline := s.began.Add(100 * time.Minute)
		ctx, cancel := context.WithDeadline(t.Context(), deadline)
		defer cancel()
		_, err := s.wait(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		polls := s.seen()
		assert.Equal(t, 2*time.Second, deadline.Sub(polls[len(polls)-1].Time))
	})
}

func TestADownloadThatWasDeletedIsNotWaitedFor(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := withDownload(t, []emulator.Option{takes(time.Hour)}, nil)
		require.NoError(t, s.client.Delete(t.Context(), emulator.DefaultVideo))
		_, err := s.wait(t.Context())
		assert.ErrorIs(t, err, wrapper.ErrNotFound)
		assert.Zero(t, time.Since(s.began))
	})
}
