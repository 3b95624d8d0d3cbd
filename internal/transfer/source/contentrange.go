package source

import (
	"strconv"
	"strings"
)

// contentRange is a parsed Content-Range header: the bytes [from, to) of total. A refused range ("bytes */100") has from
// and to -1, an unknown total ("bytes 0-9/*") is -1, and what can't be understood has -1 in all.
type contentRange struct {
	from, to, total int64
}

func parseContentRange(header string) contentRange {
	none := contentRange{-1, -1, -1}
	unit, spec, _ := strings.Cut(header, " ")
	if !strings.EqualFold(unit, "bytes") {
		return none
	}
	interval, size, _ := strings.Cut(spec, "/")
	total := int64(-1)
	if size != "*" {
		n, err := strconv.ParseUint(size, 10, 63)
		if err != nil {
			return none
		}
		total = int64(n)
	}
	if interval == "*" {
		return contentRange{-1, -1, total}
	}
	first, last, _ := strings.Cut(interval, "-")
	from, errFrom := strconv.ParseUint(first, 10, 62)
	end, errEnd := strconv.ParseUint(last, 10, 62)
	if errFrom != nil || errEnd != nil || end < from || (total >= 0 && int64(end) >= total) {
		return none
	}
	return contentRange{int64(from), int64(end) + 1, total}
}
