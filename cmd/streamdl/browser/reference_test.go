package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// view is how a reader sees the page.
type view struct {
	width  int64
	scheme string
}

func TestReference(t *testing.T) {
	origin := serve(t)
	operations := operationsOf(t, origin)
	require.NotEmpty(t, operations)
	for name, seen := range map[string]view{
		"wide and light":   {1280, "light"},
		"wide and dark":    {1280, "dark"},
		"narrow and light": {390, "light"},
		"narrow and dark":  {390, "dark"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, heard := open(t, origin, seen)

			shown, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](
				`[...document.querySelectorAll(".opblock")].map(block => block.id.split("-").pop())`))
			require.NoError(t, err)
			assert.ElementsMatch(t, operations, shown)

			keep(ctx, t, strings.ReplaceAll(name, " ", "-"))

			const list = "#operations-downloads-listDownloads"
			require.NoError(t, chromedp.Do(ctx,
				chromedp.Click(chromedp.CSS(list+" .opblock-summary-control")),
				chromedp.WaitVisible(chromedp.CSS(list+" .execute")),
				chromedp.Click(chromedp.CSS(list+" .execute")),
				chromedp.WaitVisible(chromedp.CSS(list+" .live-responses-table .response")),
			))
			status, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(list+" .live-responses-table .response .response-col_status")))
			require.NoError(t, err)
			assert.Equal(t, "200", strings.Fields(status)[0], "trying a call")

			wider, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth - window.innerWidth`))
			require.NoError(t, err)
			assert.LessOrEqual(t, wider, int64(0), "pixels that stand out to the right")
			background, err := chromedp.Run(ctx, chromedp.Evaluate[string](`getComputedStyle(document.body).backgroundColor`))
			require.NoError(t, err)
			assert.Equal(t, map[string]string{"light": "rgba(0, 0, 0, 0)", "dark": "rgb(28, 30, 33)"}[seen.scheme], background)
			keep(ctx, t, strings.ReplaceAll(name, " ", "-")+"-call")

			heard.mu.Lock()
			defer heard.mu.Unlock()
			assert.Empty(t, heard.complaints, "what the console shows")
			assert.NotEmpty(t, heard.requests)
			for _, address := range heard.requests {
				assert.True(t, strings.HasPrefix(address, origin+"/") || strings.HasPrefix(address, "data:"), "%s is elsewhere", address)
			}
		})
	}
}

// serve runs the command until the test ends, and returns where it listens.
func serve(t *testing.T) (origin string) {
	t.Helper()
	command := filepath.Join(t.TempDir(), "streamdl")
	build := exec.Command("go", "build", "-o", command, "./cmd/streamdl")
	build.Dir = "../../.."
	output, err := build.CombinedOutput()
	require.NoError(t, err, "%s", output)

	cmd := exec.Command(command, "serve", "--addr", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		assert.NoError(t, cmd.Wait())
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	address, err := url.Parse(strings.TrimSpace(strings.TrimPrefix(line, "listening on ")))
	require.NoError(t, err)
	return "http://" + address.Host
}

// operationsOf names all operations of the document.
func operationsOf(t *testing.T, origin string) []string {
	t.Helper()
	response, err := http.Get(origin + "/openapi.json")
	require.NoError(t, err)
	defer response.Body.Close()
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&document))
	var operations []string
	for _, methods := range document.Paths {
		for _, text := range methods {
			var operation struct {
				ID string `json:"operationId"`
			}
			if json.Unmarshal(text, &operation) == nil && operation.ID != "" {
				operations = append(operations, operation.ID)
			}
		}
	}
	return operations
}

// heard is what a browser did and said.
type heard struct {
	mu         sync.Mutex
	requests   []string
	complaints []string
}

func (h *heard) event(event any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		h.requests = append(h.requests, event.Request.URL)
	case *log.EventEntryAdded:
		h.complaints = append(h.complaints, event.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError || event.Type == runtime.ConsoleAPICalledTypeWarning {
			h.complaints = append(h.complaints, string(event.Type))
		}
	case *runtime.EventExceptionThrown:
		h.complaints = append(h.complaints, event.ExceptionDetails.Text)
	}
}

// open opens the page, and waits until all of it is drawn.
func open(t *testing.T, origin string, seen view) (context.Context, *heard) {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox) // which root can't have
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	var heard heard
	require.NoError(t, chromedp.Listen(ctx, heard.event))
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(ctx,
		chromedp.EmulateViewport(seen.width, 900),
		chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: seen.scheme}},
			})
			return err
		}),
		chromedp.Navigate(origin+"/"),
		chromedp.WaitVisible(chromedp.CSS("#operations-downloads-listDownloads")),
	))
	return ctx, &heard
}

// keep writes a picture of the page into the folder that PICTURES names, if any.
func keep(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	folder := os.Getenv("PICTURES")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600))
}
