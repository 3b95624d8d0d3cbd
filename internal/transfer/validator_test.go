package transfer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCompareVersions(t *testing.T) {
	const early, late = "Tue, 14 Nov 2023 22:15:00 GMT", "Tue, 14 Nov 2023 22:16:00 GMT"
	for name, test := range map[string]struct {
		have, reply version
		want        verdict
	}{
		"same strong tag":                      {version{`"a"`, "", false, 9}, version{`"a"`, "", false, 9}, same},
		"same strong tag, other date":          {version{`"a"`, early, true, 9}, version{`"a"`, late, true, 9}, same},
		"other strong tag":                     {version{`"a"`, early, true, 9}, version{`"b"`, early, true, 9}, different},
		"same tag, other size":                 {version{`"a"`, "", false, 9}, version{`"a"`, "", false, 8}, different},
		"same tag, size not told":              {version{`"a"`, "", false, 9}, version{`"a"`, "", false, -1}, same},
		"tag missing":                          {version{`"a"`, "", false, 9}, version{"", "", false, 9}, unknown},
		"tag missing, other date":              {version{`"a"`, early, true, 9}, version{"", late, true, 9}, different},
		"tag missing, same date":               {version{`"a"`, early, true, 9}, version{"", early, true, 9}, unknown},
		"tag turned weak":                      {version{`"a"`, "", false, 9}, version{`W/"a"`, "", false, 9}, unknown},
		"same weak tag":                        {version{`W/"a"`, "", false, 9}, version{`W/"a"`, "", false, 9}, unknown},
		"same weak tag, same date":             {version{`W/"a"`, early, true, 9}, version{`W/"a"`, early, true, 9}, same},
		"other weak tag, same date":            {version{`W/"a"`, early, true, 9}, version{`W/"b"`, early, true, 9}, different},
		"same date":                            {version{"", early, true, 9}, version{"", early, true, 9}, same},
		"same date, too fresh to be sure of":   {version{"", early, false, 9}, version{"", early, true, 9}, unknown},
		"other date":                           {version{"", early, true, 9}, version{"", late, true, 9}, different},
		"no validator at all":                  {version{"", "", false, 9}, version{"", "", false, 9}, unknown},
		"no validator at all, sizes not told":  {version{"", "", false, -1}, version{"", "", false, -1}, unknown},
		"a tag in the reply only, sizes equal": {version{"", "", false, 9}, version{`"a"`, "", false, 9}, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, test.have.compare(test.reply))
		})
	}
}
