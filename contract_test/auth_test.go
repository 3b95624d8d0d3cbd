package contract_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/exercise"
)

// The document declares two ways to authorise a call, and no more.
func TestDocumentDeclaresATokenAndAKeyWithAnEmail(t *testing.T) {
	is := expect(t)
	doc := loadDocument(t)
	var sets []string
	for _, requirement := range doc.Security {
		var headers []string
		for name := range requirement {
			scheme := doc.Components.SecuritySchemes[name]
			is.NotNil(scheme, "%s is not declared", name)
			headers = append(headers, scheme.Value.Type+" "+scheme.Value.Scheme+scheme.Value.Name)
		}
		slices.Sort(headers)
		sets = append(sets, headers...)
	}
	is.Equal([]string{"http bearer", "apiKey X-Auth-Email", "apiKey X-Auth-Key"}, sets)
	is.Len(doc.Security, 2)
	for _, op := range operations(t) {
		is.Nil(op.Security, "%s has its own", op.OperationID)
	}
}

// Each way is enough alone, for every operation.
func TestEachCredentialAloneIsAccepted(t *testing.T) {
	for _, credential := range credentials() {
		for _, op := range operations(t) {
			t.Run(credential.Name+" "+op.OperationID, func(t *testing.T) {
				is := expect(t)
				transport, exchanges := judged(t, newEmulator(t).Transport())
				client := generatedClient(t, transport)
				for _, values := range exercise.Arguments(op, identifiers()) {
					answer, err := exercise.Generated(t.Context(), client, op, values, nil, credential.Editor())
					is.NoError(err)
					is.Contains([]int{http.StatusOK, http.StatusNotFound}, answer.HTTP.StatusCode)
				}
				for _, exchange := range *exchanges {
					is.Empty(exchange.Deviations)
				}
			})
		}
	}
}

// None, a part of one, one that is malformed, and one that is unknown are not; the refusal is as declared.
func TestNoOtherCredentialIsAccepted(t *testing.T) {
	for _, credential := range exercise.Refused() {
		for _, op := range operations(t) {
			t.Run(credential.Name+" "+op.OperationID, func(t *testing.T) {
				is := expect(t)
				transport, exchanges := judged(t, newEmulator(t).Transport())
				values := exercise.Arguments(op, identifiers())[0]
				answer, err := exercise.Generated(t.Context(), generatedClient(t, transport), op, values, nil, credential.Editor())
				is.NoError(err)
				is.Contains([]int{400, 401, 403}, answer.HTTP.StatusCode)
				for _, d := range (*exchanges)[0].Deviations {
					is.Zero(d.Status, "%s", d)
				}
			})
		}
	}
}

// The check knows a good set of credentials from two, from half of one, and from one that is there twice.
func TestCheckRefusesCredentialsThatAreNotExactlyOneSet(t *testing.T) {
	both := http.Header{"Authorization": {"Bearer t"}, "X-Auth-Email": {"e"}, "X-Auth-Key": {"k"}}
	for name, header := range map[string]http.Header{
		"none":            {},
		"both":            both,
		"key alone":       {"X-Auth-Key": {"k"}},
		"e-mail alone":    {"X-Auth-Email": {"e"}},
		"token and key":   {"Authorization": {"Bearer t"}, "X-Auth-Key": {"k"}},
		"token twice":     {"Authorization": {"Bearer t", "Bearer t"}},
		"basic":           {"Authorization": {"Basic dDp0"}},
		"no token":        {"Authorization": {"Bearer "}},
		"bare token":      {"Authorization": {"t"}},
		"space before it": {"Authorization": {"Bearer  t"}},
	} {
		t.Run(name, func(t *testing.T) {
			is := expect(t)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, baseURL+"/accounts/"+account+"/stream/"+video+"/downloads", nil)
			is.NoError(err)
			req.Header = header
			deviations := newChecker(t).Request(req, nil)
			is.NotEmpty(deviations)
			is.Equal(conformance.RuleSecurity, deviations[0].Rule)
		})
	}
}

// The wrapper sends one set of credentials even if the caller's editors add another.
func TestWrapperSendsExactlyOneSetOfCredentials(t *testing.T) {
	for _, credential := range credentials() {
		for _, op := range operations(t) {
			t.Run(credential.Name+" "+op.OperationID, func(t *testing.T) {
				is := expect(t)
				transport, exchanges := judged(t, newEmulator(t).Transport())
				client := wrapperClient(t, transport, credential).Generated()
				values := exercise.Arguments(op, identifiers())[0]
				for _, other := range credentials() {
					_, _ = exercise.Generated(t.Context(), client, op, values, nil, other.Editor())
				}
				is.Len(*exchanges, 2)
				for _, exchange := range *exchanges {
					is.Empty(exchange.Deviations)
				}
			})
		}
	}
}

// A credential that may only read is refused what changes something.
func TestReadersMayOnlyRead(t *testing.T) {
	const token = "reader"
	for _, op := range operations(t) {
		t.Run(op.OperationID, func(t *testing.T) {
			is := expect(t)
			transport, exchanges := judged(t, newEmulator(t, emulator.WithReadOnlyToken(token)).Transport())
			values := exercise.Arguments(op, identifiers())[0]
			answer, err := exercise.Generated(t.Context(), generatedClient(t, transport), op, values, nil, exercise.Token(token).Editor())
			is.NoError(err)
			is.Equal(op.Method == http.MethodGet, answer.HTTP.StatusCode == http.StatusOK)
			is.Empty((*exchanges)[0].Deviations)
		})
	}
}
