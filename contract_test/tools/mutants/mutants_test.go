package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEditsChangeOneThing(t *testing.T) {
	const before = `{"a":{"b":[1,2],"c":null},"d/e":3}`
	for name, test := range map[string]struct {
		edit edit
		want string // empty if it must not apply
	}{
		"remove a key":            {remove("/a/c"), `{"a":{"b":[1,2]},"d/e":3}`},
		"remove an element":       {remove("/a/b/0"), `{"a":{"b":[2],"c":null},"d/e":3}`},
		"remove what is not":      {remove("/a/x"), ""},
		"remove beyond the end":   {remove("/a/b/2"), ""},
		"set":                     {set("/a/b/1", `"x"`), `{"a":{"b":[1,"x"],"c":null},"d/e":3}`},
		"set with a slash":        {set("/d~1e", `4`), `{"a":{"b":[1,2],"c":null},"d/e":4}`},
		"set what is not":         {set("/x", `4`), ""},
		"add a key":               {add("/a/x", `true`), `{"a":{"b":[1,2],"c":null,"x":true},"d/e":3}`},
		"add what is":             {add("/a/c", `true`), ""},
		"add at the end":          {add("/a/b/-", `3`), `{"a":{"b":[1,2,3],"c":null},"d/e":3}`},
		"add at the top":          {add("/x", `{}`), `{"a":{"b":[1,2],"c":null},"d/e":3,"x":{}}`},
		"rename":                  {rename("/a/c", "x"), `{"a":{"b":[1,2],"x":null},"d/e":3}`},
		"rename what is not":      {rename("/x", "y"), ""},
		"swap":                    {swap("/a", "d/e"), `{"a":3,"d/e":{"b":[1,2],"c":null}}`},
		"swap with what is not":   {swap("/a", "x"), ""},
		"a change that is none":   {set("/d~1e", `3`), ""},
		"a value that is not one": {set("/d~1e", `{`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			var value any
			require.NoError(t, json.Unmarshal([]byte(before), &value))
			value, err := changed(value, true, []edit{test.edit})
			if test.want == "" {
				require.ErrorContains(t, err, "does not apply")
				return
			}
			require.NoError(t, err)
			after, err := json.Marshal(value)
			require.NoError(t, err)
			require.JSONEq(t, test.want, string(after))
		})
	}
}

func TestOutcomes(t *testing.T) {
	const known = "list: white space"
	for name, test := range map[string]struct {
		mutant string
		run    testRun
		err    error
		want   outcome
	}{
		"the test is red":              {"m", testRun{red: true}, nil, caught},
		"the test is green":            {"m", testRun{green: true}, nil, missed},
		"green, with a known reason":   {known, testRun{green: true}, nil, equivalent},
		"red, although listed":         {known, testRun{red: true}, nil, void},
		"neither":                      {"m", testRun{}, nil, void},
		"not applied, or not compiled": {"m", testRun{}, errors.New("does not apply"), void},
		"not applied, although listed": {known, testRun{}, errors.New("does not apply"), void},
	} {
		t.Run(name, func(t *testing.T) {
			m := mutant{name: test.mutant, try: func(context.Context, *suite, string) (testRun, error) { return test.run, test.err }}
			got := m.run(t.Context(), nil)
			require.Equal(t, test.want, got.outcome)
			fails := got.outcome == missed || got.outcome == void
			require.Equal(t, fails, wrong([]result{got}) != nil)
		})
	}
	require.Error(t, wrong(nil), "no mutant at all")
}

func TestTheCatalogueIsLargeAndInOrder(t *testing.T) {
	var names []string
	families := map[string]int{}
	for _, m := range catalogue() {
		names = append(names, m.name)
		families[m.family]++
		require.NotEmpty(t, m.test)
	}
	require.GreaterOrEqual(t, len(names), 150)
	for _, family := range []string{"document", "wire", "code"} {
		require.GreaterOrEqual(t, families[family], 30, family)
	}
	slices.Sort(names)
	require.Len(t, slices.Compact(names), len(catalogue()), "a name is there twice")
	for name, reason := range equivalents {
		require.Contains(t, names, name)
		require.NotEmpty(t, reason)
	}
}

func TestTwistsLeaveAloneWhatTheyDoNotFit(t *testing.T) {
	r := &response{status: http.StatusOK, body: []byte(`{"a":1}`)}
	require.False(t, inBody(remove("/b"))(r))
	require.False(t, whenFailed(status(http.StatusOK))(r))
	require.Equal(t, `{"a":1}`, string(r.body))
	require.True(t, whenOK(inBody(remove("/a")))(r))
	require.Equal(t, `{}`, string(r.body))
}

// A change of the code that moves what a mutant replaces is told here, in no time, and not only after minutes.
func TestCodeMutantsStillApply(t *testing.T) {
	checked := 0
	for _, m := range catalogue() {
		if m.applies != nil {
			checked++
			assert.NoError(t, m.applies("../../.."), m.name)
		}
	}
	require.GreaterOrEqual(t, checked, 30)
}
