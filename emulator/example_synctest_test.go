package emulator_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/streamdl/streamdl-go/emulator"
)

// anHourPassesAtOnce is a test of a program that waits for a download. Named TestAnHourPassesAtOnce, go test runs it.
func anHourPassesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := emulator.New(emulator.WithEncodeTime(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		client := &http.Client{Transport: server.Transport()} // no port, so that the clock is the only thing to wait for

		send(t, client, http.MethodPost)
		begin := time.Now()
		for !strings.Contains(send(t, client, http.MethodGet), `"status":"ready"`) {
			time.Sleep(time.Minute)
		}
		if waited := time.Since(begin); waited != time.Hour {
			t.Errorf("ready after %v", waited)
		}
	})
}

func send(t *testing.T, client *http.Client, method string) string {
	t.Helper()
	const url = "https://api.cloudflare.com/client/v4/accounts/" + emulator.DefaultAccount + "/stream/" + emulator.DefaultVideo + "/downloads"
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Under testing/synctest an hour of waiting passes at once.
func Example_synctest() {
	_ = anHourPassesAtOnce
}
