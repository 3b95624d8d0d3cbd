package wrapper

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestScanFindsThePartsOfAnEnvelope(t *testing.T) {
	for name, test := range map[string]struct{ body, success, result string }{
		"as the service orders them":  {`{"result":{"default":{}},"success":true,"errors":[],"messages":[]}`, "true", `{"default":{}}`},
		"as the reference does":       {`{"errors":[{"code":1000}],"success":true,"result":"ok"}`, "true", `"ok"`},
		"failed":                      {`{"result":null,"success":false}`, "false", "null"},
		"white space everywhere":      {" {\n\t\"success\" : true ,\r\n \"result\" : [ 1 , -2.5e+3 ] } ", "true", "[ 1 , -2.5e+3 ]"},
		"nothing":                     {`{}`, "", ""},
		"inner keys are not its own":  {`{"a":{"success":true,"result":1}}`, "", ""},
		"equal keys in other objects": {`{"result":{"a":{"url":1},"b":{"url":2}},"success":true}`, "true", `{"a":{"url":1},"b":{"url":2}}`},
		"an escaped key is the key":   {`{"\u0073uccess":true}`, "true", ""},
	} {
		t.Run(name, func(t *testing.T) {
			env, err := scanEnvelope([]byte(test.body))
			require.NoError(t, err)
			assert.Equal(t, test.success, string(env.success))
			assert.Equal(t, test.result, string(env.result))
		})
	}
}

func TestScanRefusesWhatMeansNothingOrTwoThings(t *testing.T) {
	for name, body := range map[string]string{
		"empty":                          ``,
		"not UTF-8":                      "{\"result\":\"\xff\"}",
		"white space":                    ` `,
		"an array":                       `[]`,
		"null":                           `null`,
		"HTML":                           `<html>`,
		"truncated in a key":             `{"succ`,
		"truncated in a word":            `{"success":tr`,
		"truncated after a value":        `{"success":true`,
		"trailing data":                  `{"success":true}{}`,
		"trailing comma":                 `{"success":true,}`,
		"a key twice":                    `{"success":true,"success":false}`,
		"a key twice, in another case":   `{"success":true,"Success":false}`,
		"a key twice, escaped":           `{"success":true,"\u0073uccess":false}`,
		"a key twice, further down":      `{"result":{"default":{"status":"ready","status":"error"}}}`,
		"a key twice, in a list":         `{"errors":[{"code":1,"code":2}]}`,
		"a number with a leading zero":   `{"result":01}`,
		"a number without digits":        `{"result":-}`,
		"a control character in a text":  "{\"result\":\"a\nb\"}",
		"a wrong escape in a key":        `{"\x":1}`,
		"not a number":                   `{"result":NaN}`,
		"single quotes":                  `{'success':true}`,
		"deeper than any reply":          `{"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`,
		"more keys than any reply":       `{` + manyKeys(1000) + `}`,
		"a colon missing":                `{"success" true}`,
		"a comma missing":                `{"success":true "result":1}`,
		"closed by the wrong bracket":    `{"result":[1}}`,
		"an exponent without its number": `{"result":1e}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scanEnvelope([]byte(body))
			assert.Error(t, err)
		})
	}
}

func TestScanTellsATruncatedReplyFromAMalformedOne(t *testing.T) {
	whole := `{"result":{"default":{"status":"ready","percentComplete":1.5e+1}},"success":true,"errors":[null,"\"x"]}`
	for n := range len(whole) {
		_, err := scanEnvelope([]byte(whole[:n]))
		assert.Truef(t, errors.Is(err, errTruncated), "cut after %d bytes: %v", n, err)
	}
	_, err := scanEnvelope([]byte(whole + "x"))
	assert.NotErrorIs(t, err, errTruncated)
}

func manyKeys(n int) string {
	var keys []string
	for i := range n {
		keys = append(keys, `"`+strings.Repeat("k", i+1)+`":1`)
	}
	return strings.Join(keys, ",")
}

// FuzzEnvelope holds the scanner against encoding/json: what it accepts is JSON, it finds the same parts, and
// what it refuses is not JSON or is ambiguous.
func FuzzEnvelope(f *testing.F) {
	for _, seed := range []string{
		`{"result":{"default":{"status":"ready"}},"success":true,"errors":[],"messages":[]}`,
		`{"a":1,"a":2}`, `{"a":1}x`, `{"a":[1,2,{"b":null}]}`, `{"\u0061":"\\\""}`, `{"a":-0.1E-5}`, `{`, `[]`, "{\"a\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		env, err := scanEnvelope(body)
		if err != nil {
			var ambiguous bool
			for _, reason := range []string{"twice", "nested deeper", "more than", "not an object", "not UTF-8"} {
				ambiguous = ambiguous || strings.Contains(err.Error(), reason)
			}
			if !ambiguous && json.Valid(body) {
				t.Fatalf("refused valid JSON: %v", err)
			}
			return
		}
		var parts map[string]json.RawMessage
		if err := json.Unmarshal(body, &parts); err != nil {
			t.Fatalf("accepted what is no JSON: %v", err)
		}
		if string(parts["success"]) != string(env.success) || string(parts["result"]) != string(env.result) {
			t.Fatalf("found %q and %q, want %q and %q", env.success, env.result, parts["success"], parts["result"])
		}
	})
}
