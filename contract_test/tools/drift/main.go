// Command drift compares the operations of the document with those of an upstream OpenAPI document, such as the one
// that Cloudflare publishes, and reports each difference in what is said, but not in the words.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/streamdl/streamdl-go/openapi"
)

func main() {
	upstream := flag.String("upstream", "", "the upstream document, JSON or YAML")
	known := flag.String("known", "drift/known.json", "the reviewed differences, each with a reason")
	flag.Parse()
	if err := run(*upstream, *known); err != nil {
		fmt.Fprintln(os.Stderr, "drift:", err)
		os.Exit(1)
	}
}

func run(path, knownPath string) error {
	if path == "" {
		return errors.New("name the upstream document: -upstream FILE")
	}
	text, err := os.ReadFile(path) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	reviewed, err := readKnown(knownPath)
	if err != nil {
		return err
	}
	differences, err := compare(openapi.Document(), text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, d := range differences {
		if reviewed[d] != "" {
			fmt.Println("reviewed:", d)
			continue
		}
		fmt.Println(d)
	}
	return judge(differences, reviewed)
}

// judge fails with differences that nobody reviewed, and with reviews of what is no difference any more.
func judge(differences []string, reviewed map[string]string) error {
	met := map[string]bool{}
	news := 0
	for _, d := range differences {
		met[d] = true
		if reviewed[d] == "" {
			news++
		}
	}
	var errs []error
	if news > 0 {
		errs = append(errs, fmt.Errorf("%d differences from upstream", news))
	}
	for d := range reviewed {
		if !met[d] {
			errs = append(errs, fmt.Errorf("stale review, there is no such difference any more: %s", d))
		}
	}
	return errors.Join(errs...)
}

func readKnown(path string) (map[string]string, error) {
	text, err := os.ReadFile(path) //nolint:gosec // named by the caller
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	return known, json.Unmarshal(text, &known)
}
