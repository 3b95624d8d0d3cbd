package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// keepPicture writes what is on a terminal as an SVG into the folder that PICTURES names, if any.
func keepPicture(t *testing.T, name, command string, lines []string) {
	t.Helper()
	folder := os.Getenv("PICTURES")
	if folder == "" {
		return
	}
	lines = append([]string{"$ " + command}, lines...)
	longest := 0
	for _, text := range lines {
		longest = max(longest, utf8.RuneCountInString(text))
	}
	const margin, line, character = 16, 20, 8.4
	width, height := 2*margin+int(character*float64(longest)), 2*margin+line*len(lines)
	var svg strings.Builder
	_, _ = fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" role="img" aria-label="%s">
<rect width="100%%" height="100%%" rx="8" fill="#1c1e21"/>
<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#dddddd" style="white-space: pre">
`, width, height, html.EscapeString(command))
	for i, text := range lines {
		_, _ = fmt.Fprintf(&svg, `<text x="%d" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			margin, margin+line*i+14, character*float64(utf8.RuneCountInString(text)), html.EscapeString(text))
	}
	svg.WriteString("</g>\n</svg>\n")
	require.NoError(t, os.WriteFile(filepath.Join(folder, name+".svg"), []byte(svg.String()), 0o600))
}
