package fault

import (
	"fmt"
	"strings"
)

type effectGroup struct {
	title   string
	effects []effect
}

func effectGroups() []effectGroup {
	return []effectGroup{
		{"Another response", responseEffects()},
		{"The response, altered", append(headerEffects(), jsonEffects()...)},
		{"The body, altered", lengthEffects()},
		{"The body, in transit", flowEffects()},
		{"The connection", connectionEffects()},
		{"The service", requestEffects()},
	}
}

func effectsByName() map[string]effect {
	byName := map[string]effect{}
	for _, group := range effectGroups() {
		for _, effect := range group.effects {
			byName[effect.name] = effect
		}
	}
	return byName
}

// Help explains the language of [Parse] and lists all effects, for a help text.
func Help(operations []Operation) string {
	var b strings.Builder
	fmt.Fprintf(&b, `A fault is written operation:occurrence:effect[,effect...]

  listDownloads:2-3:status=503,retry-after=5
  media:1:cut=50%%
  createDownload:*:reset=after

Operations: %s,
media for a file being fetched, or * for every request.
Occurrences: 3 is the third request, 2-4 the second to the fourth, 2- all from the second, * all;
/5 after it takes every fifth of those.
A value with a comma is quoted, as in message="so, no" or set=%s.
An AMOUNT is a SIZE (100, 64KiB, 1MiB) or a share (50%%).
`, names(operations), "`result=[1,2]`")
	for _, group := range effectGroups() {
		fmt.Fprintf(&b, "\n%s:\n", group.title)
		for _, effect := range group.effects {
			usage := effect.name
			if effect.value != "" {
				usage += "=" + effect.value
			}
			fmt.Fprintf(&b, "  %-25s  %s\n", usage, effect.help)
		}
	}
	return b.String()
}

func names(operations []Operation) string {
	var names []string
	for _, operation := range operations {
		names = append(names, string(operation))
	}
	return strings.Join(names, ", ")
}
