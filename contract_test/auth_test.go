package contract_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/emulator"
)

// The document declares two ways to authorise a call, and no more.
func TestDocumentDeclaresATokenAndAKeyWithAnEmail(t *testing.T) {
	doc := loadDocument(t)
	var sets []string
	for _, requirement := range doc.Security {
		var headers []string
		for name := range requirement {
			scheme := doc.Components.SecuritySchemes[name]
			require.NotNil(t, scheme, "%s is not declared", name)
			headers = append(headers, scheme.Value.Type+" "+scheme.Value.Scheme+scheme.Value.Name)
		}
		slices.Sort(headers)
		sets = append(sets, headers...)
	}
	require.Equal(t, []string{"http bearer", "apiKey X-Auth-Email", "apiKey X-Auth-Key"}, sets)
	require.Len(t, doc.Security, 2)
	for _, op := range operations(t) {
		require.Nil(t, op.Security, "%s has its own", op.OperationID)
	}
}

// Each way is enough alone, for every operation.
func TestEachCredentialAloneIsAccepted(t *testing.T) {
	for _, credential := range credentials() {
		for _, op := range operations(t) {
			t.Run(credential.Name+" "+op.OperationID, func(t *testing.T) {
				transport, exchanges := checked(t, newEmulator(t).Transport())
				client := generatedClient(t, transport)
				for _, values := range calls.Each(op, identifiers()) {
					response, err := calls.Generated(t.Context(), client, op, values, nil, credential.Editor())
					require.NoError(t, err)
					require.Contains(t, []int{http.StatusOK, http.StatusNotFound}, response.HTTP.StatusCode)
				}
				for _, exchange := range *exchanges {
					require.Empty(t, exchange.Deviations)
				}
			})
		}
	}
}

// None, a part of one, one that is malformed, and one that is unknown are not; the refusal is as declared.
func TestNoOtherCredentialIsAccepted(t *testing.T) {
	for _, credential := range calls.Refused() {
		for _, op := range operations(t) {
			t.Run(credential.Name+" "+op.OperationID, func(t *testing.T) {
				transport, exchanges := checked(t, newEmulator(t).Transport())
				values := calls.Each(op, identifiers())[0]
				response, err := calls.Generated(t.Context(), generatedClient(t, transport), op, values, nil, credential.Editor())
				require.NoError(t, err)
				require.Contains(t, []int{400, 401, 403}, response.HTTP.StatusCode)
				for _, d := range (*exchanges)[0].Deviations {
					require.Zero(t, d.Status, "%s", d)
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
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, baseURL+"/accounts/"+account+"/stream/"+video+"/downloads", nil)
			require.NoError(t, err)
			req.Header = header
			deviations := newChecker(t).Request(req, nil)
			require.NotEmpty(t, deviations)
			require.Equal(t, conformance.RuleSecurity, deviations[0].Rule)
		})
	}
}

// The wrapper sends one set of credentials even if the caller's editors add another.
func TestWrapperSendsExactlyOneSetOfCredentials(t *testing.T) {
	for _, credential := range credentials() {
		for _, op := range operations(t) {
			t.Run(credential.Name+" "+op.OperationID, func(t *testing.T) {
				transport, exchanges := checked(t, newEmulator(t).Transport())
				client := wrapperClient(t, transport, credential).Generated()
				values := calls.Each(op, identifiers())[0]
				for _, other := range credentials() {
					_, _ = calls.Generated(t.Context(), client, op, values, nil, other.Editor())
				}
				require.Len(t, *exchanges, 2)
				for _, exchange := range *exchanges {
					require.Empty(t, exchange.Deviations)
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
			transport, exchanges := checked(t, newEmulator(t, emulator.WithReadOnlyToken(token)).Transport())
			values := calls.Each(op, identifiers())[0]
			response, err := calls.Generated(t.Context(), generatedClient(t, transport), op, values, nil, calls.Token(token).Editor())
			require.NoError(t, err)
			require.Equal(t, op.Method == http.MethodGet, response.HTTP.StatusCode == http.StatusOK)
			require.Empty(t, (*exchanges)[0].Deviations)
		})
	}
}
