package conformance

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// security finds a request whose credentials are not exactly one of the declared sets. A library that checks
// requirements is content with one set; a second beside it, of another user, is a mistake all the same.
func (f *finder) security(header http.Header, doc *openapi3.T, op *openapi3.Operation) {
	sent := map[string]bool{}
	for name, ref := range schemes(doc) {
		switch values := header.Values(headerOf(ref.Value)); {
		case len(values) == 0:
		case len(values) > 1:
			f.add(RuleSecurity, "", "the credential %s is there %d times", name, len(values))
			return
		case !wellFormed(ref.Value, values[0]):
			f.add(RuleSecurity, "", "the credential %s is malformed", name)
			return
		default:
			sent[name] = true
		}
	}
	requirements := doc.Security
	if op.Security != nil {
		requirements = *op.Security
	}
	for _, requirement := range requirements {
		wanted := map[string]bool{}
		for name := range requirement {
			wanted[name] = true
		}
		if maps.Equal(wanted, sent) {
			return
		}
	}
	if len(requirements) == 0 && len(sent) == 0 {
		return
	}
	f.add(RuleSecurity, "", "the credentials are %v, which is none of the declared sets", slices.Sorted(maps.Keys(sent)))
}

func schemes(doc *openapi3.T) openapi3.SecuritySchemes {
	if doc.Components == nil {
		return nil
	}
	return doc.Components.SecuritySchemes
}

// headerOf is the header in which a credential is sent. The document has no other kind of credential.
func headerOf(scheme *openapi3.SecurityScheme) string {
	if scheme.Type == "apiKey" && scheme.In == "header" {
		return scheme.Name
	}
	return "Authorization"
}

func wellFormed(scheme *openapi3.SecurityScheme, value string) bool {
	if scheme.Type == "http" {
		word, rest, found := strings.Cut(value, " ")
		return found && strings.EqualFold(word, scheme.Scheme) && strings.TrimSpace(rest) == rest && rest != ""
	}
	return value != ""
}
