package transfer

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"sync"
)

const (
	journalVersion = 1
	// maxClaim is the largest span under one checksum. What is fetched again
	// after a kill is what was not claimed yet: the buffer that is being read,
	// and those that wait to be written.
	maxClaim = 128 << 10
	// maxJournal is some 500 GiB worth of claims.
	maxJournal = 64 << 20
	maxLine    = 8 << 10
)

// header is the first line of the state file: which object the bytes are of.
type header struct {
	Format int    `json:"streamdl"`
	Source string `json:"source"`
	Type   string `json:"type,omitempty"`
	version
}

// claim says that a span of the partial file was written, with its CRC-32C.
// The checksum is what makes a claim worth believing after a power cut, when
// the claim may have reached the disk and the bytes not.
type claim struct {
	span
	sum uint32
}

// journal is the state file: one JSON value a line, only ever appended to,
// because rewriting a file for every 256 KiB would cost more than the
// transfer. [from,to,sum] claims a span, [from,to] takes the claim back.
type journal struct {
	mu   sync.Mutex
	file *os.File
	line []byte
}

// load reads what an earlier run left, as far as it is understood. What is not
// is fetched again.
func (j *journal) load(source string) (header, []claim) {
	data, err := io.ReadAll(io.LimitReader(j.file, maxJournal+1))
	if err != nil || len(data) > maxJournal {
		return header{}, nil
	}
	h, claims, used, err := decodeJournal(data)
	if err != nil || h.Source != source {
		return header{}, nil
	}
	// What was not understood, such as the half line that a kill can leave, must
	// not be continued by the next line.
	if err := j.file.Truncate(int64(used)); err != nil {
		return header{}, nil
	}
	return h, claims
}

// begin forgets everything and starts over with h.
func (j *journal) begin(h header) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.file.Truncate(0); err != nil {
		return err
	}
	h.Format = journalVersion
	line, err := json.Marshal(h)
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

func (j *journal) claim(c claim) error {
	return j.append(c.from, c.to, int64(c.sum))
}

func (j *journal) retract(c claim) error {
	return j.append(c.from, c.to)
}

func (j *journal) append(numbers ...int64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.line = append(j.line[:0], '[')
	for i, n := range numbers {
		if i > 0 {
			j.line = append(j.line, ',')
		}
		j.line = strconv.AppendInt(j.line, n, 10)
	}
	j.line = append(j.line, "]\n"...)
	_, err := j.file.Write(j.line)
	return err
}

var newline = []byte("\n")

// decodeJournal returns the claims sorted and without overlaps, and how many
// bytes of data they take. What follows a line that is broken does not count:
// each claim has a checksum, so those before it are as good as ever.
func decodeJournal(data []byte) (h header, claims []claim, used int, err error) {
	first, rest, whole := bytes.Cut(data, newline)
	if !whole || len(first) > maxLine {
		return h, nil, 0, errors.New("state file without a header")
	}
	if err := json.Unmarshal(first, &h); err != nil {
		return h, nil, 0, err
	}
	if h.Format != journalVersion || h.Total < -1 {
		return h, nil, 0, errors.New("state file of another program or version")
	}
	byStart := map[int64]claim{}
	for {
		line, after, whole := bytes.Cut(rest, newline)
		if !whole || len(line) > maxLine || applyLine(byStart, line, h.Total) != nil {
			break
		}
		rest = after
	}
	used = len(data) - len(rest)
	for _, c := range byStart {
		claims = append(claims, c)
	}
	slices.SortFunc(claims, func(a, b claim) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(claims); i++ {
		if claims[i].from < claims[i-1].to {
			return h, nil, 0, errors.New("claims overlap")
		}
	}
	return h, claims, used, nil
}

func applyLine(byStart map[int64]claim, line []byte, total int64) error {
	var n []int64
	if err := json.Unmarshal(line, &n); err != nil {
		return err
	}
	if len(n) < 2 || len(n) > 3 || n[0] < 0 || n[1] <= n[0] || n[1]-n[0] > maxClaim || (total >= 0 && n[1] > total) {
		return errors.New("claim out of bounds")
	}
	if len(n) == 2 {
		delete(byStart, n[0])
		return nil
	}
	if n[2] < 0 || n[2] > 1<<32-1 {
		return errors.New("checksum out of bounds")
	}
	byStart[n[0]] = claim{span{n[0], n[1]}, uint32(n[2])} //nolint:gosec // in bounds, as checked above
	return nil
}
