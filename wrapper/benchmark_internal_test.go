package wrapper

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

const (
	keyedReply   = `{"result":{"default":{"status":"inprogress","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4","percentComplete":75.5}},"success":true,"errors":[],"messages":[]}`
	keyedResult  = `{"default":{"status":"inprogress","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4","percentComplete":75.5}}`
	flatResult   = `{"status":"inprogress","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4","percentComplete":75.5}`
	failureReply = `{"result":null,"success":false,"errors":[{"code":10003,"message":"Not found"}],"messages":[]}`
)

func BenchmarkEnvelope(b *testing.B) {
	body := []byte(keyedReply)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scanEnvelope(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCreateResult(b *testing.B) {
	for name, text := range map[string]string{"keyed": keyedResult, "flat": flatResult} {
		b.Run(name, func(b *testing.B) {
			resp := answer([]byte(text))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := created(resp, Default); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFailure(b *testing.B) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://x/accounts/a/stream/v/downloads", nil)
	if err != nil {
		b.Fatal(err)
	}
	resp := &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{"Cf-Ray": {"8b6c3d4e5f6a7b8c-FRA"}}, Body: io.NopCloser(strings.NewReader(""))}
	cred, body := tokenCredential("Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY"), []byte(failureReply)
	b.ReportAllocs()
	for b.Loop() {
		if failure(req, resp, body, cred).Code != 10003 {
			b.Fatal("another code")
		}
	}
}

func BenchmarkIdentifier(b *testing.B) {
	for b.Loop() {
		if err := checkIdentifier("video id", "ea95132c15732412d22c1476fa83f27a"); err != nil {
			b.Fatal(err)
		}
	}
}
