// Package export makes a folder hold a verified file of every video of a library, however often it is interrupted and
// run again.
//
//	client, err := wrapper.NewFromEnv()
//	...
//	summary, err := export.Run(ctx, client, "archive", export.Options{})
//	fmt.Println(summary)
//
// [Run] lists the videos, asks the service for the download of each, polls until it is generated, and fetches it. It does so
// for many at a time: up to Options.Ahead are being generated, and up to Options.Jobs are being fetched. [Preview] says what
// it would do.
//
// # What it promises
//
// Every run goes on where the last one ended. The folder has a manifest, streamdl-export.jsonl, with a line for each thing
// that happened. A file is done if the manifest says so and the file is there with the size that it says; what is done is
// neither asked for nor fetched again. The process may end at any moment, and the disk may be full: a file is under its name
// only when it is whole, and one that was cut off goes on from its .part.
//
// A failure of one video is reported, and does not stop the others. A credential that is refused, a folder that can't be written
// to, and the end of the context stop the run. A rate limit is waited out, and so is an outage of up to 30 minutes.
//
// No two videos share a name, and no file is replaced that the manifest does not know. A second run in the same folder at
// the same time is refused.
//
// # Calls
//
// The service allows 1,200 calls in 5 minutes. A file costs one call to ask for it, and a poll or two to learn that it is
// ready: the first poll comes when half of the generations before had ended, the next one when the progress suggests it. A
// library costs one call for each 1,000 videos, a video that is named in [Options].Videos one call for itself. The client keeps
// to the allowance, and all of it is used where it is the limit, see [wrapper.WithRateLimit].
//
// # Reading the code
//
// [Run] is a loop that owns all that is shared:
//
//	loop.go       gives each task to a goroutine, which makes a call or fetches a file, and takes it back
//	steps.go      what becomes of a task then, and what the manifest says of it
//	task.go       one file on its way: the calls and the fetch
//	selection.go  which files are to be made; videos.go goes through the videos, found.go through the folder
//	planner.go    which call comes next; estimate.go says when a poll is of use
//	manifest.go   what is done; manifest_read.go what earlier runs did
//	failure.go    what an error means for the others
//	name.go       what a file is called
package export
