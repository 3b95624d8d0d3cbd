package export

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/wrapper"
)

func TestSafeName(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Interview 12", "Interview 12"},
		{"a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"},
		{"../../etc/passwd", "_.._.._etc_passwd"},
		{"..", "_"},
		{".hidden", "_.hidden"},
		{"-rf", "_-rf"},
		{"", "_"},
		{"   ", "_"},
		{"talk. . ", "talk"},
		{" talk", "talk"},
		{"two\nlines\x00\x1b[31m", "two_lines__[31m"},
		{"con", "_con"},
		{"NUL.tar", "_NUL.tar"},
		{"COM¹", "_COM¹"},
		{"lpt9 ", "_lpt9"},
		{"console", "console"},
		{"\xff\xfe", "_"},
		{"e\u0301te\u0301", "\u00e9t\u00e9"},
		{"left\u202eright", "left_right"},
		{"日本語", "日本語"},
		{"." + strings.Repeat("n", mostName), "_." + strings.Repeat("n", mostName-2)},
		{"con" + strings.Repeat(" ", mostName) + "cert", "_con"},
		{"talk.mp4.PART", "talk.mp4_part"},
		{"part", "part"},
	} {
		assert.Equal(t, test.want, safeName(test.text), "%q", test.text)
	}
}

func FuzzSafeName(f *testing.F) {
	for _, text := range []string{"talk", "..", "con.", strings.Repeat("語", 200), "\xff/", "a\u0301"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name := safeName(text)
		require.NotEmpty(t, name)
		require.True(t, utf8.ValidString(name))
		require.LessOrEqual(t, len(name), mostName+1)
		require.Equal(t, name, filepath.Base(name))
		require.True(t, filepath.IsLocal(name+".mp4"))
		require.NotContains(t, `. `, name[len(name)-1:])
		require.NotContains(t, `.- `, name[:1])
		require.False(t, reserved.MatchString(name))
		require.Equal(t, name, safeName(name), "it stays as it is")
	})
}

func TestTemplate(t *testing.T) {
	created := time.Date(2026, 1, 31, 23, 59, 0, 0, time.UTC)
	video := wrapper.Video{UID: "v1", Created: &created, Creator: "news/room", Meta: map[string]any{"name": "Talk: one"}}
	bare := wrapper.Video{UID: "v2", Meta: map[string]any{"name": 7}}
	for _, test := range []struct{ template, want, bare string }{
		{"{uid}", "v1", "v2"},
		{"{name}", "Talk_ one", "v2"},
		{"{created} {name}", "2026-01-31 Talk_ one", "undated v2"},
		{"{creator}-{uid}-{type}", "news_room-v1-audio", "unknown-v2-audio"},
	} {
		require.NoError(t, checkTemplate(test.template))
		assert.Equal(t, test.want, fill(test.template, video, wrapper.Audio))
		assert.Equal(t, test.bare, fill(test.template, bare, wrapper.Audio))
	}
	for _, template := range []string{"video", "{title}", "{uid", "uid}", "{uid}/{name}", `{uid}\{name}`, "{}"} {
		assert.ErrorIs(t, checkTemplate(template), wrapper.ErrInvalid, template)
	}
}

func TestNoTwoVideosShareAName(t *testing.T) {
	n := names{}
	assert.Equal(t, "Talk", n.take("Talk", "a"))
	assert.Equal(t, "talk-b", n.take("talk", "b"), "some file systems know no case")
	assert.Equal(t, "TALK-c", n.take("TALK", "c"))
	assert.Equal(t, "Talk", n.take("Talk", "a"), "it keeps its name")
	assert.Equal(t, "talk-b", n.take("talk", "b"))
	assert.Equal(t, "talk-b-d", n.take("talk-b", "d"))
	assert.Equal(t, "e\u0301t", n.take("e\u0301t", "e"))
	assert.Equal(t, "\u00e9t-f", n.take("\u00e9t", "f"), "nor the way a letter is composed")
}
