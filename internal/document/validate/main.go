// Command validate checks an OpenAPI document, and names every place in it that is wrong.
package main

import (
	"fmt"
	"os"

	"github.com/streamdl/streamdl-go/internal/document"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: validate DOCUMENT")
		os.Exit(2)
	}
	data, err := os.ReadFile(os.Args[1])
	if err == nil {
		_, err = document.Load(data)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
