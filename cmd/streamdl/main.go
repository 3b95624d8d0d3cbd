// Command streamdl turns Cloudflare Stream videos into files.
package main

import (
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// net/http writes there what a server sends without having been asked, which may be the credential.
	log.SetOutput(io.Discard)
	// A reader that leaves early is an error of the write then, and not the end of the process.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(run(os.Args[1:]))
}
