package walk

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/wrapper"
)

// expectation is which statuses a call should end with.
type expectation struct {
	name string
	met  func(status int) bool
}

var (
	success    = expectation{"success", func(status int) bool { return status == http.StatusOK }}
	foundOrNot = expectation{"success or not found", func(status int) bool { return status == http.StatusOK || status == http.StatusNotFound }}
	refusal    = expectation{"a refusal", func(status int) bool { return status >= 400 && status < 500 }}
)

// each calls the operations of a method with all their arguments.
func (w *walker) each(ctx context.Context, method string, credential calls.Credential, want expectation) {
	for _, op := range w.ops {
		if op.Method != method {
			continue
		}
		for _, arguments := range w.arguments(op) {
			w.call(ctx, op, arguments, credential, want)
		}
	}
}

func (w *walker) call(ctx context.Context, op document.Operation, arguments calls.Arguments, credential calls.Credential, want expectation) {
	response, err := calls.Generated(ctx, w.client, op, arguments, nil, credential.Editor())
	switch {
	case err != nil:
		w.report.fail("%s with %s: %v", op.OperationID, credential.Name, err)
		return
	case !want.met(response.HTTP.StatusCode):
		w.report.fail("%s with %s: status %d, want %s", op.OperationID, credential.Name, response.HTTP.StatusCode, want.name)
	}
	if arguments.Text("identifier") == w.target.Video {
		kind := cmp.Or(arguments.Text("download_type"), string(gen.DownloadTypeDefault))
		for _, deviation := range w.urls.see(op, kind, response) {
			w.report.deviate(deviation)
		}
	}
}

// wrapped calls the operations of a method through the wrapper, those that have a method there.
func (w *walker) wrapped(ctx context.Context, method string, credential calls.Credential) {
	for _, op := range w.ops {
		call, has := calls.Wrapper[op.OperationID]
		if op.Method != method || !has {
			continue
		}
		for _, arguments := range calls.OfPath(op, w.known()) {
			client, err := w.wrapperClient(credential)
			if err == nil {
				_, err = call(ctx, client, arguments.Text("identifier"), gen.DownloadType(arguments.Text("download_type")))
			}
			if err != nil && (method == http.MethodPost || !errors.Is(err, wrapper.ErrNotFound)) {
				w.report.fail("%s through the wrapper with %s: %v", op.OperationID, credential.Name, err)
			}
		}
	}
}

// wrapperClient is a new one for each call: after a refusal for too many calls, it would wait.
func (w *walker) wrapperClient(credential calls.Credential) (*wrapper.Client, error) {
	return wrapper.New(credential.Option, wrapper.WithAccountID(w.target.Account), wrapper.WithBaseURL(w.target.BaseURL),
		wrapper.WithHTTPClient(&http.Client{Transport: w.transport}), wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1}))
}

func (w *walker) known() calls.Arguments {
	return calls.Arguments{"account_id": w.target.Account, "identifier": w.target.Video}
}

func (w *walker) arguments(op document.Operation) []calls.Arguments { return calls.Each(op, w.known()) }
