package source

import (
	"context"
	"fmt"
	"net/http"

	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// Request is what one request asks for.
type Request struct {
	span.Span
	Ranged  bool   // send a Range header
	IfRange string // validator that the range depends on
}

func (q Request) build(ctx context.Context, url, userAgent string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	// Set by hand, it keeps net/http from asking for gzip, whose offsets would not be those of the file.
	request.Header.Set("Accept-Encoding", "identity")
	if userAgent != "" {
		request.Header.Set("User-Agent", userAgent)
	}
	if q.Ranged {
		last := ""
		if q.To != span.Endless {
			last = fmt.Sprint(q.To - 1)
		}
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-%s", q.From, last))
		if q.IfRange != "" {
			request.Header.Set("If-Range", q.IfRange)
		}
	}
	return request, nil
}
