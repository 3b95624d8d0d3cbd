package partial

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// format is the number of this layout of the state file.
const format = 3

// maxLine is more than a line ever has.
const maxLine = 8 << 10

var errState = errors.New("not a state file of this version")

// header is the first line of the state file: which object the bytes are of.
type header struct {
	Format int    `json:"streamdl"`
	Source string `json:"source"`
	Object
}

// decode reads a state file, and how many bytes of it can be understood. What follows a line that is broken does not
// count: each claim has a checksum, so those before it are as good as ever.
func decode(r io.Reader) (h header, claims map[int64]claim, used int64, err error) {
	lines := bufio.NewReaderSize(r, maxLine)
	line, err := lines.ReadSlice('\n')
	value, ok := unseal(line)
	if err != nil || !ok || json.Unmarshal(value, &h, json.RejectUnknownMembers(true)) != nil || h.Format != format || h.Version.Total < -1 {
		return header{}, nil, 0, errState
	}
	claims = map[int64]claim{}
	for ok {
		used += int64(len(line))
		line, err = lines.ReadSlice('\n')
		ok = err == nil && apply(claims, line, h.Version.Total)
	}
	if inOrder(claims).overlap() {
		return header{}, nil, 0, errState
	}
	return h, claims, used, nil
}

// apply takes in a line that is no header, if it can be believed.
func apply(claims map[int64]claim, line []byte, total int64) bool {
	var n []int64
	value, ok := unseal(line)
	if !ok || json.Unmarshal(value, &n) != nil || len(n) < 2 || len(n) > 3 {
		return false
	}
	c := claim{Span: span.Span{From: n[0], To: n[1]}}
	if c.From < 0 || c.Size() <= 0 || c.Size() > maxClaim || total >= 0 && c.To > total {
		return false
	}
	if len(n) == 2 {
		delete(claims, c.From)
		return true
	}
	if n[2] < 0 || n[2] > 1<<32-1 {
		return false
	}
	c.sum = uint32(n[2]) //nolint:gosec // in bounds, as checked above
	claims[c.From] = c
	return true
}

// claimLine is the JSON value of a claim, in the memory of line.
func claimLine(line []byte, c claim) []byte {
	line = strconv.AppendInt(append(line[:0], '['), c.From, 10)
	line = strconv.AppendInt(append(line, ','), c.To, 10)
	line = strconv.AppendUint(append(line, ','), uint64(c.sum), 10)
	return append(line, ']')
}

// seal makes a line of a JSON value.
func seal(value []byte) []byte {
	return fmt.Appendf(value, " %08x\n", checksum(value))
}

// unseal returns the JSON value of a line, if its checksum is right.
func unseal(line []byte) (value []byte, ok bool) {
	end := len(line) - len(" 01234567\n")
	if end <= 0 {
		return nil, false
	}
	value = line[:end:end]
	return value, bytes.Equal(line[end:], fmt.Appendf(nil, " %08x\n", checksum(value)))
}
