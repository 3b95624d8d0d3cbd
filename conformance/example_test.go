package conformance_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// A program that uses a client, any client, is watched through the transport that it sends by. Here the
// service calls the state of a download "processing", which the document doesn't know.
func ExampleChecker_Transport() {
	service, err := emulator.New(emulator.WithFaults("listDownloads:2:state=processing"))
	if err != nil {
		panic(err)
	}
	defer service.Close()
	checker, err := conformance.New()
	if err != nil {
		panic(err)
	}
	transport := checker.Transport(service.Transport(), func(e conformance.Exchange) {
		fmt.Println(e.Operation, e.Status)
		for _, deviation := range e.Deviations {
			fmt.Println("  deviates at", deviation.Pointer, "by", deviation.Rule)
		}
	})

	client, err := wrapper.New(
		wrapper.WithAPIToken(emulator.DefaultToken),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithHTTPClient(&http.Client{Transport: transport}),
	)
	if err != nil {
		panic(err)
	}
	if _, err := client.Create(context.Background(), emulator.DefaultVideo); err != nil {
		panic(err)
	}
	for range 2 {
		if _, err := client.List(context.Background(), emulator.DefaultVideo); err != nil {
			panic(err)
		}
	}
	// Output:
	// createDownload 200
	// listDownloads 200
	// listDownloads 200
	//   deviates at /result/default/status by enum
}

// In a test, NewTransport fails the test with each deviation.
func ExampleNewTransport() {
	t := printer{} // a *testing.T
	service, err := emulator.New(emulator.WithEmptyList(emulator.EmptyNull))
	if err != nil {
		panic(err)
	}
	defer service.Close()
	client := &http.Client{Transport: conformance.NewTransport(t, service.Transport())}

	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet,
		"https://api.cloudflare.com/client/v4/accounts/"+emulator.DefaultAccount+"/stream/"+emulator.DefaultVideo+"/downloads", nil)
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
	resp, err := client.Do(req)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	// Output:
	// GET /accounts/{account_id}/stream/{identifier}/downloads (listDownloads): response 200 at /result: nullable: Value is not nullable
}

type printer struct{}

func (printer) Helper()                           {}
func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
