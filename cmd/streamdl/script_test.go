package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/streamdl/streamdl-go/emulator"
)

func TestScripts(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", raceOptions)
			env.Setenv("GOCOVERDIR", coverage)
			env.Setenv("CLOUDFLARE_API_TOKEN", emulator.DefaultToken)
			env.Setenv("CLOUDFLARE_ACCOUNT_ID", emulator.DefaultAccount)
			env.Setenv("V", emulator.DefaultVideo)
			env.Setenv("TOKEN", emulator.DefaultToken)
			env.Setenv("EMAIL", emulator.DefaultEmail)
			env.Setenv("KEY", emulator.DefaultKey)
			env.Setenv("ACCOUNT", emulator.DefaultAccount)
			env.Setenv("MEDIA", root+"/emulator/media")
			env.Setenv("KEYS", root+"/internal/signing/testdata")
			env.Setenv("LONGNAME", strings.Repeat("n", 251)+".mp4")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": cmdServe,
			"media": cmdMedia,
			"post":  cmdPost,
			"get":   cmdGet,
			"exits": cmdExits,
			"json":  cmdJSON,
			"keys":  cmdKeys,
		},
	})
}

// cmdServe runs streamdl serve on a free port until the script ends, and points the environment to it. What it writes to
// stderr is in serve.log.
func cmdServe(ts *testscript.TestScript, _ bool, args []string) {
	cmd := exec.Command("streamdl", append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "GORACE="+raceOptions, "GOCOVERDIR="+coverage)
	log, err := os.Create(ts.MkAbs("serve.log"))
	ts.Check(err)
	defer log.Close()
	cmd.Stderr = log
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	output := bufio.NewReader(stdout)
	line, err := output.ReadString('\n')
	ts.Check(err)
	address, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "listening on ")
	if !ok {
		ts.Fatalf("serve printed %q", line)
	}
	ts.Setenv("CLOUDFLARE_BASE_URL", address)
	ts.Defer(func() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
		more, err := io.ReadAll(output)
		ts.Check(err)
		if len(more) > 0 {
			ts.Fatalf("serve printed more than one line: %q", more)
		}
		if err := cmd.Wait(); err != nil { // an interrupt is how it ends, so this is exit code 0
			ts.Fatalf("%v: %s", err, ts.ReadFile("serve.log"))
		}
	})
}

// cmdMedia writes a file that passes for an MP4: media FILE SIZE
func cmdMedia(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	content, err := io.ReadAll(emulator.Synthetic(size, 1))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content, 0o600))
}

// cmdPost prints the response of the emulator to a create, as it comes over the wire: post VIDEO
func cmdPost(ts *testscript.TestScript, _ bool, args []string) {
	address := ts.Getenv("CLOUDFLARE_BASE_URL") + "/accounts/" + emulator.DefaultAccount + "/stream/" + args[0] + "/downloads"
	resp := request(ts, http.MethodPost, address, http.Header{"Authorization": {"Bearer " + emulator.DefaultToken}})
	defer resp.Body.Close()
	_, err := io.Copy(ts.Stdout(), resp.Body)
	ts.Check(err)
}

// cmdGet fetches the address in the first line of a file: get FILE
func cmdGet(ts *testscript.TestScript, _ bool, args []string) {
	address, _, _ := strings.Cut(ts.ReadFile(args[0]), "\n")
	resp := request(ts, http.MethodGet, address, nil)
	defer resp.Body.Close()
	_, err := fmt.Fprintf(ts.Stdout(), "%s\n%s\n", resp.Status, resp.Header.Get("Content-Disposition"))
	ts.Check(err)
}

func request(ts *testscript.TestScript, method, address string, header http.Header) *http.Response {
	req, err := http.NewRequestWithContext(context.Background(), method, address, nil)
	ts.Check(err)
	req.Header, req.Close = header, true
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	return resp
}

// cmdExits runs a command and compares its exit code: exits CODE COMMAND…
func cmdExits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// cmdJSON makes sure that stdout is one JSON value, with certain values in it: json [PATH VALUE]…
func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	whole := onlyValue(ts)
	for pair := range slices.Chunk(args, 2) {
		value := whole
		for _, key := range strings.Split(pair[0], ".") {
			object, ok := value.(map[string]any)
			if !ok || !slices.Contains(slices.Collect(maps.Keys(object)), key) {
				ts.Fatalf("no %s in %v", pair[0], whole)
			}
			value = object[key]
		}
		got, err := json.Marshal(value)
		ts.Check(err)
		if equal := strings.Trim(string(got), `"`) == pair[1]; equal == neg {
			ts.Fatalf("%s is %s", pair[0], got)
		}
	}
}

// cmdKeys makes sure that stdout is one JSON object with these keys and no others: keys KEY…
func cmdKeys(ts *testscript.TestScript, _ bool, args []string) {
	object, ok := onlyValue(ts).(map[string]any)
	if !ok {
		ts.Fatalf("not an object")
	}
	got := slices.Sorted(maps.Keys(object))
	slices.Sort(args)
	if !slices.Equal(got, args) {
		ts.Fatalf("keys %v, want %v", got, args)
	}
}

func onlyValue(ts *testscript.TestScript) any {
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	var value any
	ts.Check(decoder.Decode(&value))
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		ts.Fatalf("more than one value on stdout")
	}
	return value
}
