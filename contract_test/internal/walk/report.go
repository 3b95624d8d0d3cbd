package walk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/internal/secret"
)

// Report is what a walk saw. It holds no credential, and may be printed.
type Report struct {
	declared   []document.Response
	secret     secret.Secret
	seen       map[string]int // by operation and declared status
	deviations []string       // in the order in which they were met, each once
	failures   []string
}

// NewReport returns an empty report about the operations of a document. A server may repeat the credentials that it
// was sent: they are removed from whatever is reported.
func NewReport(doc *openapi3.T, credentials ...calls.Credential) *Report {
	var secrets []string
	for _, credential := range credentials {
		secrets = append(secrets, credential.Secret()...)
	}
	r := &Report{seen: map[string]int{}, secret: secret.New(secrets...)}
	for _, op := range document.Operations(doc) {
		r.declared = append(r.declared, op.DeclaredResponses()...)
	}
	return r
}

// Observe takes down an exchange. Deviations of the request count unless they were meant.
func (r *Report) Observe(e conformance.Exchange, meant bool) {
	for _, d := range e.Deviations {
		if d.Status != 0 || !meant {
			r.deviate(d)
		}
	}
	for _, response := range r.declared {
		if response.Operation.OperationID == e.Operation && stands(response, e) {
			r.seen[key(response)]++
			return
		}
	}
}

func stands(response document.Response, e conformance.Exchange) bool {
	status := fmt.Sprint(e.Status)
	return (response.Status == status || response.Status == status[:1]+"XX") && strings.HasPrefix(e.MediaType, response.MediaType)
}

func (r *Report) deviate(d conformance.Deviation) { r.add(&r.deviations, d.String()) }

func (r *Report) fail(format string, args ...any) { r.add(&r.failures, fmt.Sprintf(format, args...)) }

// add puts a line that is new at the end of a list.
func (r *Report) add(list *[]string, line string) {
	line = r.secret.Redact(line)
	if !slices.Contains(*list, line) {
		*list = append(*list, line)
	}
}

// Deviations are all that was not as the document says.
func (r *Report) Deviations() []string { return r.deviations }

// Failures are all calls that ended otherwise than they should, each with what was expected.
func (r *Report) Failures() []string { return r.failures }

// NotSeen are the declared responses that were not seen.
func (r *Report) NotSeen() []string {
	var missing []string
	for _, response := range r.declared {
		if r.seen[key(response)] == 0 {
			missing = append(missing, key(response))
		}
	}
	return missing
}

// String is the report for people: per operation and status how often it was seen, then what is wrong.
func (r *Report) String() string {
	var b strings.Builder
	for _, response := range r.declared {
		count := "not seen"
		if n := r.seen[key(response)]; n > 0 {
			count = fmt.Sprintf("seen %d", n)
		}
		fmt.Fprintf(&b, "%-22s %-4s %-18s %s\n", response.Operation.OperationID, response.Status, response.MediaType, count)
	}
	for _, list := range []struct {
		title string
		lines []string
	}{{"deviations", r.deviations}, {"failures", r.failures}} {
		fmt.Fprintf(&b, "%s: %d\n", list.title, len(list.lines))
		for _, line := range list.lines {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	return b.String()
}

func key(r document.Response) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Operation.OperationID, r.Status, r.MediaType))
}
