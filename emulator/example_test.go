package emulator_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
)

const downloadsURL = "https://api.cloudflare.com/client/v4/accounts/" + emulator.DefaultAccount +
	"/stream/" + emulator.DefaultVideo + "/downloads"

// call sends a request with the default token and prints the response.
func call(client *http.Client, method, url string) {
	request, err := http.NewRequest(method, url, nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
	response, err := client.Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	fmt.Print(response.Status, " ")
	_, err = io.Copy(os.Stdout, response.Body)
	fmt.Println()
	if err != nil {
		fmt.Println(err)
	}
}

// In process, the emulator stands in for the real hosts.
func Example() {
	server, err := emulator.New(emulator.WithEncodeTime(time.Hour))
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := &http.Client{Transport: server.Transport()}

	call(client, http.MethodGet, downloadsURL)
	call(client, http.MethodPost, downloadsURL+"/audio")
	call(client, http.MethodDelete, downloadsURL+"/audio")
	// Output:
	// 200 OK {"result":{},"success":true,"errors":[],"messages":[]}
	// 200 OK {"result":{"audio":{"percentComplete":0,"status":"inprogress","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/audio.m4a"}},"success":true,"errors":[],"messages":[]}
	// 200 OK {"result":"ok","success":true,"errors":[],"messages":[]}
}

// On a port, any program can use it.
func ExampleServer_Start() {
	server, err := emulator.New()
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	baseURL, err := server.Start()
	if err != nil {
		log.Fatal(err)
	}
	call(http.DefaultClient, http.MethodGet, baseURL+"/accounts/"+emulator.DefaultAccount+"/stream/unknown/downloads")
	http.DefaultClient.CloseIdleConnections()
	// Output:
	// 404 Not Found {"result":null,"success":false,"errors":[{"code":10003,"message":"Video not found"}],"messages":[]}
}

// Faults are scripted per operation and occurrence.
func ExampleServer_Script() {
	server, err := emulator.New()
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	if err := server.Script("listDownloads:1:edge=1015", "listDownloads:2:short=20"); err != nil {
		log.Fatal(err)
	}
	client := &http.Client{Transport: server.Transport()}
	for range 3 {
		call(client, http.MethodGet, downloadsURL)
	}
	fmt.Println(len(server.Requests(emulator.ListDownloads)), "requests")
	// Output:
	// 429 Too Many Requests error code: 1015
	// 200 OK {"result":{},"success":true,"error
	// 200 OK {"result":{},"success":true,"errors":[],"messages":[]}
	// 3 requests
}

// A file of a given content can break on the way.
func ExampleWithContent() {
	content := strings.NewReader("0123456789")
	server, err := emulator.New(
		emulator.WithContent(emulator.DefaultVideo, gen.DownloadTypeDefault, content),
		emulator.WithEncodeTime(0),
		emulator.WithFaults("media:1:cut=50%"),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := &http.Client{Transport: server.Transport()}
	call(client, http.MethodPost, downloadsURL)
	file := "https://customer-m033z5x00ks6nunl.cloudflarestream.com/" + emulator.DefaultVideo + "/downloads/default.mp4"
	call(client, http.MethodGet, file)
	call(client, http.MethodGet, file)
	// Output:
	// 200 OK {"result":{"default":{"percentComplete":100,"status":"ready","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4"}},"success":true,"errors":[],"messages":[]}
	// 200 OK 01234
	// unexpected EOF
	// 200 OK 0123456789
}
