package conformance

import (
	"fmt"
	"strings"
)

// Deviation is one thing in an exchange that is not as the document says. It never holds a value of the
// exchange, so that it can be logged.
type Deviation struct {
	Operation string // the operationId; empty if the document has no operation for the request
	Method    string
	Path      string // the path of the document, or of the request if the document has none for it
	Status    int    // the status of the response; 0 if the request deviates
	Pointer   string // the place in the body, as a JSON pointer (RFC 6901); empty for the whole of it, and outside of it
	Rule      string // what is broken: a keyword of the schema, such as "required" or "enum", or one of the Rule constants
	Reason    string // one line, without the value
}

// What can be broken besides the keywords of a schema.
const (
	RulePath        = "path"         // the document has no such path, or a segment of it can't be sent
	RuleMethod      = "method"       // the path has no such method
	RuleParameter   = "parameter"    // a parameter is not as declared, or not declared
	RuleSecurity    = "security"     // the credentials are none of the declared sets, or more than one of them
	RuleStatus      = "status"       // the operation has no such status
	RuleContentType = "content-type" // the media type is not declared
	RuleHeader      = "header"       // a header of the response is not as declared
	RuleJSON        = "json"         // the body is not JSON, or JSON with a key twice or with something after it
	RuleBody        = "body"         // the body is missing, too large, breaks off, is encoded in an unknown way, or is there without being declared
	RuleUndeclared  = "undeclared"   // a property is not declared
	RuleProgress    = "progress"     // a number that only rises, such as percentComplete, fell although nothing was created or deleted
)

// String says in one line what deviates and where.
func (d Deviation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", d.Method, d.Path)
	if d.Operation != "" {
		fmt.Fprintf(&b, " (%s)", d.Operation)
	}
	if d.Status == 0 {
		b.WriteString(": request")
	} else {
		fmt.Fprintf(&b, ": response %d", d.Status)
	}
	if d.Pointer != "" {
		b.WriteString(" at " + d.Pointer)
	}
	fmt.Fprintf(&b, ": %s: %s", d.Rule, d.Reason)
	return b.String()
}
