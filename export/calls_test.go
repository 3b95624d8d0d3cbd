package export_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// between gives each video a generation time of its own, short ones being as frequent as long ones.
func between(shortest, longest time.Duration) emulator.Option {
	return emulator.WithEncodeTimes(func(video string, _ gen.DownloadType) time.Duration {
		hash := fnv.New32a()
		_, _ = hash.Write([]byte(video))
		fraction := float64(hash.Sum32()) / math.MaxUint32
		return time.Duration(float64(shortest) * math.Pow(float64(longest)/float64(shortest), fraction))
	})
}

func TestExportMakesFewCalls(t *testing.T) {
	const videos = 300
	for _, test := range []struct {
		name              string
		shortest, longest time.Duration
		callsPerVideo     float64
		allowanceIsLimit  bool
	}{
		{"generations of 5 s", 5 * time.Second, 5 * time.Second, 2.5, true},
		{"generations of 5 to 30 s", 5 * time.Second, 30 * time.Second, 2.5, true},
		{"generations of 5 s to 10 minutes", 5 * time.Second, 10 * time.Minute, 3, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				ofService, ofClient := signingKey(t)
				l := emulate(t, emulator.WithVideos(videos), ofService, between(test.shortest, test.longest), emulator.WithRateLimit(240, time.Minute))
				l.client = l.newClient(wrapper.WithRateLimit(240, time.Minute), ofClient)
				start := time.Now()
				l.complete(export.Options{})
				took := time.Since(start)

				all := l.count(emulator.ListVideos, emulator.CreateDownload, emulator.ListDownloads, emulator.CreateToken)
				calls := float64(l.count(emulator.CreateDownload, emulator.ListDownloads)) / videos
				used := float64(all) / (took.Seconds() * 1200 / 300)
				t.Logf("%.2f calls a video, %v, %.0f %% of the allowance", calls, took.Round(time.Second), 100*used)
				assert.LessOrEqual(t, calls, test.callsPerVideo)
				if test.allowanceIsLimit {
					assert.GreaterOrEqual(t, used, 0.95)
				}
			})
		})
	}
}

// Where each connection is slow, files side by side make up for it.
func TestFourJobsAreTheDefaultAndNearlyFourTimesAsFastAsOne(t *testing.T) {
	took := map[int]time.Duration{}
	for _, jobs := range []int{1, 0} {
		synctesting.Test(t, func(t *testing.T) {
			options := []emulator.Option{emulator.WithFaults("media:*:rate=64KiB")}
			for i := range uint64(40) {
				options = append(options, emulator.WithContent(fmt.Sprintf("video-%d", i), wrapper.Default, emulator.Synthetic(256<<10, i)))
			}
			l := emulate(t, options...)
			began := time.Now()
			l.complete(export.Options{Jobs: jobs})
			took[jobs] = time.Since(began)
		})
	}
	ratio := took[1].Seconds() / took[0].Seconds()
	t.Logf("%v with one job, %v with four: %.2f times as fast", took[1], took[0], ratio)
	assert.InDelta(t, 4, ratio, 0.2)
}

// Little is known of the service at the beginning, and a small library is not to pay for that with patience.
func TestSmallLibraryIsExportedAsFastAsItIsGenerated(t *testing.T) {
	for _, test := range []struct {
		videos           int
		generation, most time.Duration
	}{
		{12, 300 * time.Millisecond, 5 * time.Second},
		{12, time.Minute, 75 * time.Second},
		{40, 10 * time.Second, 30 * time.Second},
		{100, 3 * time.Second, 10 * time.Second}, // more than are polled early: what those teach moves the polls of the others
	} {
		t.Run(fmt.Sprintf("%d videos, %v", test.videos, test.generation), func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				l := emulate(t, emulator.WithVideos(test.videos), emulator.WithEncodeTime(test.generation))
				start := time.Now()
				l.complete(export.Options{})
				assert.Less(t, time.Since(start), test.most)
			})
		})
	}
}
