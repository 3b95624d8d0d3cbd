package emulator

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/url"
)

// Transport returns a way to the server that needs no port: every request, to whatever host, gets to it. It behaves as
// [http.Transport] does: bodies stream, a cancelled context ends a request, and a connection that the server breaks is an
// error of the request or of the body. It works under testing/synctest, and leaves no goroutine behind once a body was
// closed.
func (s *Server) Transport() http.RoundTripper { return &transport{s.Handler()} }

type transport struct{ handler http.Handler }

func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(request.Context())
	if ctx.Err() != nil {
		cancel()
		closeBody(request)
		return nil, context.Cause(ctx)
	}
	arriving, unzip := arrive(ctx, request)
	reader, writer := io.Pipe()
	w := &responseWriter{header: http.Header{}, started: make(chan struct{}), pipe: writer, method: request.Method}
	stop := context.AfterFunc(ctx, func() { writer.CloseWithError(context.Cause(ctx)) })
	go func() {
		defer cancel() // after started, so that the two can be told apart below
		defer closeBody(request)
		err := w.serve(t.handler, arriving)
		stop()
		if ctx.Err() != nil { // whatever the handler made of it, the client has ended the exchange
			err = context.Cause(ctx)
		}
		w.finish(err)
	}()
	select {
	case <-w.started:
	case <-ctx.Done():
		select {
		case <-w.started:
		default:
			return nil, context.Cause(ctx)
		}
	}
	if w.failed != nil {
		return nil, w.failed
	}
	return w.response(request, &responseBody{reader, cancel}, unzip), nil
}

// arrive turns a request that is sent into one that has arrived, with what a client adds on the way.
func arrive(ctx context.Context, request *http.Request) (arrived *http.Request, unzip bool) {
	arrived = request.Clone(ctx)
	arrived.URL = &url.URL{Path: request.URL.Path, RawPath: request.URL.RawPath, RawQuery: request.URL.RawQuery}
	if arrived.URL.Path == "" {
		arrived.URL.Path = "/"
	}
	arrived.RequestURI = arrived.URL.RequestURI()
	arrived.RemoteAddr = "127.0.0.1:1"
	if arrived.Host == "" {
		arrived.Host = request.URL.Host
	}
	if request.URL.Scheme == "https" {
		arrived.TLS = &tls.ConnectionState{HandshakeComplete: true}
	}
	if arrived.Body == nil {
		arrived.Body = http.NoBody
	}
	if _, named := arrived.Header["User-Agent"]; !named {
		arrived.Header.Set("User-Agent", "Go-http-client/1.1")
	}
	if arrived.Header.Get("Accept-Encoding") == "" && arrived.Header.Get("Range") == "" && arrived.Method != http.MethodHead {
		arrived.Header.Set("Accept-Encoding", "gzip")
		unzip = true
	}
	return arrived, unzip
}

func closeBody(request *http.Request) {
	if request.Body != nil {
		_ = request.Body.Close()
	}
}

// responseBody is read while the handler writes.
type responseBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

// Close ends the exchange, as closing a connection does.
func (b *responseBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}
