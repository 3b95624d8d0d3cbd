package fault

import (
	"fmt"
	"strings"
)

// effect is one word of the language.
type effect struct {
	name  string
	value string // what it stands for in the help; empty when it has none
	help  string
	add   func(p *plan, value string) error
}

// always reads an effect that has no value.
func always[T any](result T) func(value string) (T, error) {
	return func(string) (T, error) { return result, nil }
}

// wrapping makes an effect of a fixed layer from what reads its value.
func wrapping(at layer, parse func(value string) (middleware, error)) func(*plan, string) error {
	return func(p *plan, value string) error {
		m, err := parse(value)
		if err == nil {
			p.wrap(at, m)
		}
		return err
	}
}

type effectGroup struct {
	title   string
	effects []effect
}

// effectGroups are all effects, in the order of the help.
var effectGroups = []effectGroup{
	{"Another response", []effect{
		{"status", "N", "a failure under that status; under 200 it has success:false", addStatus},
		{"code", "N", "the code in the failure", addCode},
		{"message", "TEXT", "the message in the failure", func(p *plan, v string) error { p.substitute.message = v; return nil }},
		{"body", "TEXT", "this body instead of an envelope", func(p *plan, v string) error { p.substitute.body = &v; return nil }},
		{"type", "MEDIA-TYPE", "the content type of that body (text/plain)", func(p *plan, v string) error { p.substitute.mediaType = v; return nil }},
		{"processed", "", "the request takes effect all the same", func(p *plan, _ string) error { p.substitute.processed = true; return nil }},
		{"throttle", "", "429 with code 10429", addPreset(always(throttled))},
		{"ban", "", "429 with code 10502, after too many bad credentials", addPreset(always(banned))},
		{"html", "N", "an HTML page under that status", addPreset(parseHTML)},
		{"empty", "N", "no body under that status", addPreset(parseEmpty)},
		{"edge", "N", "the plain text \"error code: N\" of the edge, such as 1015", addPreset(parseEdge)},
		{"problem", "N", "the same as RFC 9457 JSON", addPreset(parseProblem)},
		{"redirect", "URL", "302 to it; what the URL leaves out stays: https:, //host, /path, . for the same", addPreset(parseRedirect)},
	}},
	{"The response, altered", []effect{
		{"header", "NAME:VALUE", "sets a header; without a value, removes it", wrapping(headerLayer, parseHeader)},
		{"retry-after", "VALUE", "sets Retry-After as it is; @30s is the date in 30 s, @-30s 30 s ago", wrapping(headerLayer, parseRetryAfter)},
		{"as", "N", "the true response, under another status", wrapping(headerLayer, parseAs)},
		{"validators", "none|date|weak", "no ETag and no date, only the date, or a weak ETag", wrapping(headerLayer, parseValidators)},
		{"content-range", "CHANGE", "a wrong Content-Range: start+1, end-1, total+7, total=*, or none", wrapping(headerLayer, parseContentRange)},
		{"chunked", "", "no Content-Length", wrapping(headerLayer, always[middleware](withoutLength))},
		{"set", "PATH=JSON", "sets a value in the response: set=result=null, set=result.*.url=\"x\"", addJSON(parseSet)},
		{"unset", "PATH", "removes a value from the response: unset=result", addJSON(parseUnset)},
		{"percent", "JSON", "sets percentComplete, such as 250, -1 or \"75\" in backquotes", addJSON(parseDownloadField("percentComplete"))},
		{"state", "TEXT", "sets the status of the downloads, such as processing", addJSON(parseState)},
		{"duplicate", "KEY", "writes a key of the response twice, first with null", addJSON(parseDuplicate)},
		{"size", "SIZE", "makes the response that long, through a long message", addJSON(parseResponseSize)},
	}},
	{"The body, altered", []effect{
		{"short", "AMOUNT", "leaves out the end of the body; Content-Length agrees", wrapping(lengthLayer, parseShort)},
		{"extra", "AMOUNT", "adds bytes to the end of the body; Content-Length agrees", wrapping(lengthLayer, parseExtra)},
		{"append", "TEXT", "adds this to the end of the body; Content-Length agrees", wrapping(lengthLayer, parseAppend)},
		{"gzip", "", "compresses the body, asked or not", wrapping(codingLayer, always[middleware](compress))},
	}},
	{"The body, in transit", []effect{
		{"cut", "AMOUNT", "breaks the connection after so much of the body", wrapping(flowLayer, parseCut)},
		{"stall", "AMOUNT[/DURATION]", "sends nothing more after so much of the body, for that long or for ever", wrapping(flowLayer, parseStall)},
		{"rate", "SIZE", "sends no more bytes than that in a second, for each request", wrapping(flowLayer, parseRate)},
		{"connections", "N[/STATUS]", "refuses more than N requests at a time, with 503, another status, or reset", wrapping(beforeRequest, parseConnections)},
	}},
	{"The connection", []effect{
		{"delay", "DURATION", "waits before anything happens", wrapping(beforeRequest, parseDelay)},
		{"hang", "before|after", "never responds, before or after the request took effect", hang.add},
		{"reset", "before|after", "resets the connection, before or after the request took effect", reset.add},
		{"dial", "refused|unknown-host|bad-certificate", "fails to connect (in process; over sockets a reset)",
			wrapping(beforeRequest, parseDial)},
	}},
	{"The service", []effect{
		{"ignore", "NAME", "ignores a header of the request, such as Range or If-Range", wrapping(requestLayer, parseIgnore)},
		{"unsatisfiable", "", "responds 416, with the true length", wrapping(requestLayer, always(onRequest(askPastTheEnd)))},
		{"replace", "", "first replaces the file by another of the same length", wrapping(requestLayer, always(onRequest(replaceFile)))},
		{"gone", "", "first deletes the video", wrapping(requestLayer, always(onRequest(deleteVideo)))},
		{"block", "DURATION", "refuses all calls of the API with 429 for so long", wrapping(requestLayer, parseBlock)},
	}},
}

func effectsByName() map[string]effect {
	byName := map[string]effect{}
	for _, group := range effectGroups {
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
	for _, group := range effectGroups {
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
