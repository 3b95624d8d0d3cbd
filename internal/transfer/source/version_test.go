package source

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVersionKeepsOnlyWhatCanBeSentBack(t *testing.T) {
	s, err := New("https://host/a-secret-token/film.mp4", Options{})
	require.NoError(t, err)
	for tag, kept := range map[string]bool{
		`"a"`: true, `W/"a"`: true, `""`: true, "\"\xe9\"": false, `a`: false, `"a`: false, `"a"b"`: false, "\"a\x01\"": false, "\"a b\"": false,
		`w/"a"`: false, `"a-secret-token"`: false, "": false,
	} {
		want := ""
		if kept {
			want = tag
		}
		require.Equal(t, want, s.versionOf(http.Header{"Etag": {tag}}, 9).ETag, "%q", tag)
	}
	date := http.Header{"Date": {"Tue, 14 Nov 2023 22:15:01 GMT"}, "Last-Modified": {"Tue, 14 Nov 2023 22:15:00 GMT"}}
	require.True(t, s.versionOf(date, 9).Dated)
	date.Set("Date", "Tue, 14 Nov 2023 22:15:00 GMT")
	require.False(t, s.versionOf(date, 9).Dated)
	date.Set("Last-Modified", "yesterday")
	require.Equal(t, Version{Total: 9}, s.versionOf(date, 9))
}

func TestCompareVersions(t *testing.T) {
	const early, late = "Tue, 14 Nov 2023 22:15:00 GMT", "Tue, 14 Nov 2023 22:16:00 GMT"
	for name, test := range map[string]struct {
		have, got Version
		want      Match
	}{
		"same strong tag":                         {Version{`"a"`, "", false, 9}, Version{`"a"`, "", false, 9}, Same},
		"same strong tag, other date":             {Version{`"a"`, early, true, 9}, Version{`"a"`, late, true, 9}, Same},
		"other strong tag":                        {Version{`"a"`, early, true, 9}, Version{`"b"`, early, true, 9}, Different},
		"same tag, other size":                    {Version{`"a"`, "", false, 9}, Version{`"a"`, "", false, 8}, Different},
		"same tag, size unknown":                  {Version{`"a"`, "", false, 9}, Version{`"a"`, "", false, -1}, Same},
		"tag missing":                             {Version{`"a"`, "", false, 9}, Version{"", "", false, 9}, Unknown},
		"tag missing, other date":                 {Version{`"a"`, early, true, 9}, Version{"", late, true, 9}, Different},
		"tag missing, same date":                  {Version{`"a"`, early, true, 9}, Version{"", early, true, 9}, Unknown},
		"tag turned weak":                         {Version{`"a"`, "", false, 9}, Version{`W/"a"`, "", false, 9}, Unknown},
		"same weak tag":                           {Version{`W/"a"`, "", false, 9}, Version{`W/"a"`, "", false, 9}, Unknown},
		"same weak tag, same date":                {Version{`W/"a"`, early, true, 9}, Version{`W/"a"`, early, true, 9}, Same},
		"other weak tag, same date":               {Version{`W/"a"`, early, true, 9}, Version{`W/"b"`, early, true, 9}, Different},
		"same date":                               {Version{"", early, true, 9}, Version{"", early, true, 9}, Same},
		"same date, too fresh to be sure of":      {Version{"", early, false, 9}, Version{"", early, true, 9}, Unknown},
		"other date":                              {Version{"", early, true, 9}, Version{"", late, true, 9}, Different},
		"no validator at all":                     {Version{"", "", false, 9}, Version{"", "", false, 9}, Unknown},
		"no validator at all, sizes unknown":      {Version{"", "", false, -1}, Version{"", "", false, -1}, Unknown},
		"a tag in the response only, sizes equal": {Version{"", "", false, 9}, Version{`"a"`, "", false, 9}, Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, test.have.Compare(test.got))
		})
	}
}
