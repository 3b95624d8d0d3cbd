package line

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestClean(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"plain":             {"no such video", "no such video"},
		"line breaks":       {"a\r\nb\u2028c", "a  b c"},
		"terminal sequence": {"\x1b[31mred\a", " [31mred "},
		"other scripts":     {"не найдено 未找到", "не найдено 未找到"},
		"not UTF-8":         {"a\xffb", "a\ufffdb"},
		"too long":          {strings.Repeat("a", Most+1), strings.Repeat("a", Most) + "…"},
		"cut in a rune":     {strings.Repeat("a", Most-1) + "é", strings.Repeat("a", Most-1) + "…"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, Clean(test.text)) })
	}
}
