package export

import (
	"context"
	"fmt"
	"math"

	"github.com/streamdl/streamdl-go/wrapper"
)

// Plan says what an export would do.
type Plan struct {
	Videos  int     `json:"videos"`  // of which files would be made
	Files   int     `json:"files"`   // that would be made
	Minutes float64 `json:"minutes"` // of video and sound that would be delivered
	Dollars float64 `json:"dollars"` // which the service bills for that, at most
	Skipped int     `json:"skipped"` // files that are there, and those that can't be made
	Failed  int     `json:"failed"`  // files of videos that were named, and can't be had
}

// dollarsPerMinute is what the service bills for delivery: https://developers.cloudflare.com/stream/pricing/
const dollarsPerMinute = 1.0 / 1000

// String says in one line what would be done, and what it would cost.
func (p Plan) String() string {
	return fmt.Sprintf("%d files of %d videos to fetch, %.0f minutes, about $%.2f of delivery; %d skipped",
		p.Files, p.Videos, p.Minutes, p.Dollars, p.Skipped)
}

// Preview returns what [Run] would do. It lists the videos, asks for nothing, and writes nothing. Errors: those of Run.
func Preview(ctx context.Context, client *wrapper.Client, dir string, options Options) (Plan, error) {
	options, err := options.withDefaults()
	if err != nil {
		return Plan{}, err
	}
	options.Metadata = false
	manifest, err := readManifest(dir, func(err error) { options.OnEvent(Event{Kind: Warning, Err: err}) })
	if err != nil {
		return Plan{}, err
	}
	var plan Plan
	last, seconds := "", 0.0
	for c, err := range newSelection(client, dir, manifest, options).choices(ctx) {
		switch {
		case err != nil:
			return plan, err
		case c.skipped:
			plan.Skipped++
		case c.err != nil:
			plan.Failed++
			options.OnEvent(Event{Kind: Failed, Video: c.video, Type: c.kind, Err: c.err})
		default:
			options.OnEvent(Event{Kind: Selected, Video: c.video, Type: c.kind, Path: c.file.path})
			plan.Files++
			if c.video != last {
				plan.Videos++
			}
			last = c.video
			seconds += c.file.length.Seconds()
		}
	}
	plan.Minutes = math.Round(seconds/6) / 10
	plan.Dollars = math.Round(plan.Minutes*dollarsPerMinute*100) / 100
	return plan, nil
}
