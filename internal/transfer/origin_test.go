package transfer_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

// object is one state of the file on the server.
type object struct {
	data     []byte
	etag     string
	modified time.Time
}

// media makes an object that begins like an MP4 and goes on at random.
func media(size int, seed byte) object {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(data)
	copy(data, "\x00\x00\x00\x20ftypisom")
	return object{data: data, etag: fmt.Sprintf(`"v%d"`, seed), modified: time.Unix(900_000_000+int64(seed)*100, 0)}
}

// answer serves one request of an origin.
type answer func(o *origin, w http.ResponseWriter, r *http.Request)

// origin is a byte server whose answers can be scripted one by one; after the
// script it serves the object as it should.
type origin struct {
	client *http.Client

	mu       sync.Mutex
	object   object
	script   []answer
	always   answer
	requests []*http.Request
	sent     int64
	stop     chan struct{}
}

func newOrigin(t testing.TB, o object, script ...answer) *origin {
	t.Helper()
	s := &origin{object: o, script: script, always: serve, stop: make(chan struct{})}
	s.client = connect(t, s)
	t.Cleanup(func() { close(s.stop) })
	return s
}

const originURL = "http://origin.test"

func (o *origin) file() string {
	return originURL + "/secret-token/downloads/default.mp4?sig=secret-query"
}

// reach returns options whose requests come to this origin.
func (o *origin) reach(options transfer.Options) transfer.Options {
	if options.Client == nil {
		options.Client = o.client
	}
	return options
}

func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	o.requests = append(o.requests, r)
	next := o.always
	if len(o.script) > 0 {
		next, o.script = o.script[0], o.script[1:]
	}
	o.mu.Unlock()
	next(o, &counted{w, o}, r)
}

func (o *origin) serveWith(always answer, script ...answer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.always, o.script = always, script
}

func (o *origin) replace(with object) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.object = with
}

func (o *origin) current() object {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.object
}

// forget drops the requests so far.
func (o *origin) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.requests = nil
}

// asked lists the Range headers of all requests so far.
func (o *origin) asked() (ranges []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range o.requests {
		ranges = append(ranges, r.Header.Get("Range"))
	}
	return ranges
}

func (o *origin) header(request int, name string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.requests[request].Header.Get(name)
}

func (o *origin) bytesSent() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.sent
}

type counted struct {
	http.ResponseWriter
	o *origin
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.o.mu.Lock()
	c.o.sent += int64(n)
	c.o.mu.Unlock()
	return n, err
}

func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (o *origin) hang(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-o.stop:
	}
	panic(http.ErrAbortHandler)
}
