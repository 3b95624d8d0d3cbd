package wrapper

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/gen"
)

// A property that the document gets and the wrapper does not read would be lost without a word.
func TestEveryPropertyOfADownloadIsRead(t *testing.T) {
	one := Download{}
	fill(t, reflect.ValueOf(&one).Elem())
	downloads := Downloads{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[gen.Downloads]()) {
		reflect.ValueOf(&downloads).Elem().FieldByIndex(field.Index).Set(reflect.ValueOf(&one))
	}
	keyed, err := readResult(answerOf(t, downloads))
	require.NoError(t, err)
	assert.Equal(t, downloads, keyed.Downloads)
	assert.False(t, keyed.isBare)

	bare, err := readResult(answerOf(t, one))
	require.NoError(t, err)
	assert.Equal(t, one, bare.bare)
	assert.True(t, bare.isBare)
}

// fill gives each field a value that is not its zero value.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		switch field := v.Field(i); field.Kind() {
		case reflect.String:
			field.SetString("a \"text\" with \u00e9scapes")
		case reflect.Float64:
			field.SetFloat(12.5)
		default:
			t.Fatalf("scanner.field in result.go has to read %s, and fill here a value of it", v.Type().Field(i).Name)
		}
	}
}

func answerOf(t *testing.T, result any) *http.Response {
	t.Helper()
	text, err := json.Marshal(result)
	require.NoError(t, err)
	return answer(text)
}

func answer(result []byte) *http.Response {
	refused := func(_ *http.Response, detail string) *Error { return &Error{protocol: true, detail: detail} }
	return &http.Response{StatusCode: http.StatusOK, Body: &reply{result: result, refused: refused}}
}

func TestAResultIsReadToTheLetter(t *testing.T) {
	for name, test := range map[string]struct {
		text, problem string
		want          Download
	}{
		"keys in another case are others": {`{"status":"ready","Status":"error"}`, "twice", Download{}},
		"one key in another case":         {`{"status":"ready","Url":"https://x"}`, "", Download{Status: "ready"}},
		"nulls say nothing":               {`{"status":"ready","url":null,"percentComplete":null}`, "", Download{Status: "ready"}},
		"unknown properties are skipped":  {`{"status":"ready","x":{"status":[1]},"percentComplete":-1.5e1}`, "", Download{Status: "ready", PercentComplete: -15}},
		"a number for a text":             {`{"status":1}`, "status is not what it should be", Download{}},
		"a list for a number":             {`{"percentComplete":[75]}`, "percentComplete is not what it should be", Download{}},
		"a number written as text":        {`{"percentComplete":"75"}`, "", Download{PercentComplete: 75}},
		"a text that is no number":        {`{"percentComplete":"NaN"}`, "", Download{}},
		"a text beyond all numbers":       {`{"percentComplete":"1e999"}`, "", Download{}},
		"keys of others in another case":  {`{"status":"ready","info":{"a":1,"A":2}}`, "", Download{Status: "ready"}},
		"a number beyond all":             {`{"percentComplete":1e999}`, "out of range", Download{}},
		"a list":                          {`[]`, "no object", Download{}},
		"a text for a download":           {`{"audio":"ready"}`, "the audio download is no object", Download{}},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := readResult(answer([]byte(test.text)))
			if test.problem != "" {
				require.ErrorContains(t, err, test.problem)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, result.bare)
		})
	}
}
