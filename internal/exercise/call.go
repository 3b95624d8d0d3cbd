package exercise

import (
	"cmp"
	"context"
	"errors"
	"net/http"

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

// each calls the operations of a method, with every value of the parameters that have a list of them.
func (w *walker) each(ctx context.Context, method string, credential Credential, want expectation) {
	for _, op := range w.ops {
		if op.Method != method {
			continue
		}
		for _, values := range w.arguments(op) {
			w.call(ctx, op, values, credential, want)
		}
	}
}

func (w *walker) call(ctx context.Context, op document.Operation, values map[string]string, credential Credential, want expectation) {
	answer, err := Generated(ctx, w.client, op, values, nil, credential.Editor())
	switch {
	case err != nil:
		w.report.fail("%s with %s: %v", op.OperationID, credential.Name, err)
	case !want.met(answer.HTTP.StatusCode):
		w.report.fail("%s with %s: status %d, want %s", op.OperationID, credential.Name, answer.HTTP.StatusCode, want.name)
	}
	if err == nil && values["identifier"] == w.target.Video {
		w.report.deviate(w.urls.see(op, cmp.Or(values["download_type"], string(gen.DownloadTypeDefault)), answer))
	}
}

// wrapped calls the operations of a method through the wrapper.
func (w *walker) wrapped(ctx context.Context, method string, credential Credential) {
	methods := WrapperMethods()
	for _, op := range w.ops {
		if op.Method != method {
			continue
		}
		wrapped, has := methods[op.OperationID]
		if !has {
			w.report.fail("%s: the wrapper has no method for it", op.OperationID)
			continue
		}
		for _, values := range w.arguments(op) {
			client, err := w.wrapperClient(credential)
			if err == nil {
				_, err = wrapped(ctx, client, values["identifier"], gen.DownloadType(values["download_type"]))
			}
			if err != nil && (method == http.MethodPost || !errors.Is(err, wrapper.ErrNotFound)) {
				w.report.fail("%s through the wrapper with %s: %v", op.OperationID, credential.Name, err)
			}
		}
	}
}

// wrapperClient is a new one for each call: after a refusal for too many calls, it would wait.
func (w *walker) wrapperClient(credential Credential) (*wrapper.Client, error) {
	return wrapper.New(credential.Option, wrapper.WithAccountID(w.target.Account), wrapper.WithBaseURL(w.target.BaseURL),
		wrapper.WithHTTPClient(&http.Client{Transport: w.transport}), wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1}))
}

// arguments are what to call an operation with: what the target names, and each type of download.
func (w *walker) arguments(op document.Operation) []map[string]string {
	return Arguments(op, map[string]string{"account_id": w.target.Account, "identifier": w.target.Video})
}

// Arguments completes the values for the path of an operation: a parameter with a list of values gets each of them.
func Arguments(op document.Operation, known map[string]string) []map[string]string {
	all := []map[string]string{known}
	for _, parameter := range op.PathParameters() {
		if len(parameter.Schema.Value.Enum) == 0 {
			continue
		}
		var each []map[string]string
		for _, values := range all {
			for _, value := range parameter.Schema.Value.Enum {
				text, _ := value.(string)
				each = append(each, with(values, parameter.Name, text))
			}
		}
		all = each
	}
	return all
}

func with(values map[string]string, name, value string) map[string]string {
	changed := map[string]string{}
	for n, v := range values {
		changed[n] = v
	}
	changed[name] = value
	return changed
}
