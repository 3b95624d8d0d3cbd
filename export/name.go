package export

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

func checkTemplate(template string) error {
	rest := strings.NewReplacer("{uid}", "", "{name}", "", "{created}", "", "{creator}", "", "{type}", "").Replace(template)
	if strings.ContainsAny(rest, "/\\{}") {
		return invalid("name %q: want the name of a file, with no folder and no braces but {uid}, {name}, {created}, {creator} and {type}", template)
	}
	if rest == template {
		return invalid("name %q is the same for all videos: want one of {uid}, {name}, {created}, {creator} in it", template)
	}
	return nil
}

// fill is what the template makes of a video, and any file system takes for a name.
func fill(template string, video wrapper.Video, kind wrapper.DownloadType) string {
	created := "undated"
	if video.Created != nil {
		created = video.Created.UTC().Format("2006-01-02")
	}
	return safeName(strings.NewReplacer(
		"{uid}", video.UID,
		"{name}", orElse(wrapper.VideoName(video), video.UID),
		"{created}", created,
		"{creator}", orElse(video.Creator, "unknown"),
		"{type}", string(kind),
	).Replace(template))
}

func orElse(text, other string) string {
	if strings.TrimSpace(text) == "" {
		return other
	}
	return text
}

// mostName is how long a name may be, in bytes. Most file systems allow 255; the id of a video and the extensions of a
// file that is being fetched have to find room.
const mostName = 180

// reserved are the devices of Windows, which no file can be named after, with any extension.
var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])[ ]*(\.|$)`)

// part is how the name of no video may end: its metadata would be in the place of the state of another file.
var part = regexp.MustCompile(`(?i)\.part$`)

// safeName makes a text the name of a file that Linux, macOS and Windows take, and keep as it is.
func safeName(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, "_"))
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, text)
	text = prefixed(text)
	text = strings.TrimSuffix(line.Clip(text, mostName), "…")
	text = prefixed(strings.TrimRight(text, ". ")) // Windows leaves them out, and what is left may be a device
	return part.ReplaceAllString(text, "_part")
}

// prefixed puts a character before a name that begins as none should.
func prefixed(name string) string {
	name = strings.TrimLeft(name, " ")
	if name == "" || name[0] == '.' || name[0] == '-' || reserved.MatchString(name) { // hidden, or a flag to every command
		return "_" + name
	}
	return name
}

// names keeps two videos from one name. Upper and lower case are the same, as they are to macOS and Windows.
type names map[string]string // the video by the key of its name

func keyOf(name string) string { return norm.NFC.String(cases.Fold().String(norm.NFC.String(name))) }

// take returns the name for a video: the one that it would like to have, or that with its id.
func (n names) take(name, video string) string {
	for {
		owner, taken := n[keyOf(name)]
		if !taken || owner == video {
			n[keyOf(name)] = video
			return name
		}
		name += "-" + safeName(video)
	}
}
