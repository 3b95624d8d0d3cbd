package partial

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/internal/disk"
)

// spareLines is how many lines may be out of date before the state file is written anew.
const spareLines = 4096

// journal is the state file: lines of a JSON value and its CRC-32C. After the header, [from,to,sum] claims a span, in
// place of an earlier claim with the same start, and [from,to] takes the claim back. It is only appended to, since
// rewriting a file for every write would cost more than the transfer, until too many of its lines are out of date.
type journal struct {
	path string

	mu        sync.Mutex
	file      *os.File
	header    []byte // the first line
	claims    map[int64]Claim
	lines     int
	line      []byte // to use again
	forgotten bool
}

func (j *journal) open() error {
	file, _, err := disk.OpenOwn(j.path, os.O_APPEND)
	j.file = file
	return err
}

func (j *journal) close() {
	if j.file != nil {
		_ = j.file.Close()
	}
}

func (j *journal) remove() {
	j.close()
	_ = os.Remove(j.path)
	_ = os.Remove(j.path + freshSuffix)
}

// load takes over what an earlier run left of source, and says whether there is something. What can't be understood,
// such as the half line that a crash can leave, must not be continued by the next line.
func (j *journal) load(source string, about any) bool {
	h, state, used, err := decode(j.file)
	if err != nil || h.Source != source || json.Unmarshal(h.About, about, json.RejectUnknownMembers(true)) != nil ||
		j.file.Truncate(used) != nil {
		return false
	}
	j.header, j.claims, j.lines = state.header, state.claims, state.lines
	return true
}

// begin forgets everything and starts over.
func (j *journal) begin(source string, total int64, about any) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	h := header{Format: format, Source: source, Total: total}
	var err error
	if h.About, err = json.Marshal(about); err != nil {
		return err
	}
	line, err := json.Marshal(h)
	if err != nil {
		return err
	}
	j.header, j.claims, j.lines, j.forgotten = seal(line), map[int64]Claim{}, 0, false
	if err := j.file.Truncate(0); err != nil {
		return err
	}
	_, err = j.file.Write(j.header)
	return err
}

func (j *journal) claim(c Claim) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.forgotten {
		return nil
	}
	j.claims[c.From] = c
	return j.append(claimLine(j.line, c))
}

func (j *journal) retract(c Claim) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.claims, c.From)
	return j.append(fmt.Appendf(j.line[:0], "[%d,%d]", c.From, c.To))
}

// forget drops every claim, and those that come from now on.
func (j *journal) forget() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	clear(j.claims)
	j.forgotten = true
	return j.file.Truncate(int64(len(j.header)))
}

// all returns the claims in the order of their spans.
func (j *journal) all() claims {
	j.mu.Lock()
	defer j.mu.Unlock()
	return inOrder(j.claims)
}

func (j *journal) append(value []byte) error {
	j.line = seal(value)
	if j.lines++; j.lines > 2*len(j.claims)+spareLines {
		return j.rewrite()
	}
	_, err := j.file.Write(j.line)
	return err
}

// rewrite leaves out the lines that are out of date. A new file takes the place of the old one, so that a crash leaves
// one or the other.
func (j *journal) rewrite() error {
	state := bytes.Clone(j.header)
	for _, c := range j.claims {
		state = append(state, seal(claimLine(nil, c))...)
	}
	fresh := j.path + freshSuffix
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, _, err := disk.OpenOwn(fresh, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(state)
	if err = errors.Join(err, osFile{file}.Sync(), file.Close(), j.file.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, j.path); err != nil {
		return err
	}
	j.lines = len(j.claims)
	return j.open()
}
