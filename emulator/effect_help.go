package emulator

import (
	"fmt"
	"strings"
)

type effectGroup struct {
	title string
	kinds []effectKind
}

func effectGroups() []effectGroup {
	return []effectGroup{
		{"Another reply", replyEffects()},
		{"The reply, altered", append(headerEffects(), jsonEffects()...)},
		{"The body, altered", append(lengthEffects(), codingEffects()...)},
		{"The body, on its way", flowEffects()},
		{"The connection", connectionEffects()},
		{"What the service does", requestEffects()},
	}
}

// FaultHelp explains the language of [ParseFault] and lists all effects, for a help text.
func FaultHelp() string {
	var b strings.Builder
	b.WriteString(`A fault is written operation:occurrence:effect[,effect...]

  listDownloads:2-3:status=503,retry-after=5
  media:1:cut=50%
  createDownload:*:reset=after

Operations: listDownloads, createDownload, deleteDownloads, createDownloadOfType, deleteDownloadOfType,
media, or * for every request.
Occurrences: 3 is the third request, 2-4 the second to the fourth, 2- all from the second, * all;
/5 after it takes every fifth of those.
A value with a comma is quoted, as in message="so, no" or set=` + "`result=[1,2]`" + `.
An AMOUNT is a SIZE (100, 64KiB, 1MiB) or a share (50%).
`)
	for _, group := range effectGroups() {
		fmt.Fprintf(&b, "\n%s:\n", group.title)
		for _, kind := range group.kinds {
			usage := kind.name
			if kind.value != "" {
				usage += "=" + kind.value
			}
			fmt.Fprintf(&b, "  %-25s  %s\n", usage, kind.help)
		}
	}
	return b.String()
}
