// Package export makes a folder hold a verified file of every video of a library, however often it is interrupted and
// run again.
//
//	client, err := wrapper.NewFromEnv()
//	...
//	summary, err := export.Run(ctx, client, "archive", export.Options{})
//	fmt.Println(summary)
//
// Run lists the videos, asks the service for the download of each, polls until it is generated, and fetches it. It works
// on many at a time: on up to Options.Ahead that are being generated, and on Options.Jobs that are being fetched.
//
// # What it promises
//
// Every run goes on where the last one ended. The folder has a manifest, streamdl-export.jsonl, with a line for each thing
// that happened. A file is done if the manifest says so and the file is there with the size that it says; what is done is
// neither asked for nor fetched again. A file that was cut off goes on from its .part. A process may be stopped at any
// moment, and the file system may run full: a file is under its name only when it is whole.
//
// What goes wrong with one video is told, and the others go on. A credential that is refused, a folder that can't be
// written to, and the end of the context end the run. A rate limit and an outage are waited out.
//
// No two videos share a name, and no file is replaced that the manifest does not know. A second run in the same folder at
// the same time is refused.
//
// # Calls
//
// The service allows 1,200 calls in 5 minutes. A file costs one call to ask for it, and on average one or two to learn that
// it is ready, which is when the first poll comes at a time by which half of the generations before had ended. Where calls
// are what the export waits for, there is one poll for nearly all of them. A library costs one call for each 1,000
// videos, a video that is named in Options.Videos one call for itself.
//
// # Reading the code
//
// [Run] starts three kinds of goroutines, and a loop that owns all that they share:
//
//	selection.go  goes through the videos, and finds out which files are to be made
//	loop.go       takes each of them through the calls to the fetch, and keeps the manifest
//	planner.go    says which call comes next, and when a poll is of use; estimate.go what it learns from
//	task.go       one file on its way: the calls and the fetch
//	manifest.go   what is done
//	name.go       what a file is called
package export
