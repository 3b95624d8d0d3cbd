package partial

import (
	"fmt"
	"os"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/internal/disk"
)

// journal is the state file: lines of a JSON value and its CRC-32C. After the header, [from,to,sum] claims a span, in
// place of an earlier claim with the same start, and [from,to] takes the claim back. It is only appended to, since
// rewriting a file for every write would cost more than the transfer.
type journal struct {
	mu     sync.Mutex
	file   *os.File
	end    int64           // of the last whole line; Windows cuts off no file that is opened to append
	claims map[int64]claim // nil while the file has no header, without which a claim means nothing
	line   []byte          // to use again
}

func (j *journal) open(path string) (err error) {
	j.file, _, err = disk.OpenOwn(path, 0)
	return err
}

// load takes over what an earlier run left of the object that identity names, and says whether there is something. What
// can't be understood, such as the half line that a crash can leave, must not be continued by the next line.
func (j *journal) load(identity string) (Object, bool) {
	h, claims, used, err := decode(j.file)
	if err != nil || h.Source != identity || j.file.Truncate(used) != nil {
		return Object{}, false
	}
	j.claims, j.end = claims, used
	return h.Object, true
}

// begin forgets everything and starts over.
func (j *journal) begin(identity string, object Object) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	line, err := json.Marshal(header{format, identity, object})
	if err != nil {
		return err
	}
	if err := j.file.Truncate(0); err != nil {
		return err
	}
	j.claims, j.end = map[int64]claim{}, 0
	return j.append(line)
}

func (j *journal) claim(c claim) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.claims == nil {
		return nil
	}
	j.claims[c.From] = c
	return j.append(claimLine(j.line, c))
}

func (j *journal) retract(c claim) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.claims, c.From)
	return j.append(fmt.Appendf(j.line[:0], "[%d,%d]", c.From, c.To))
}

// forget drops every claim, and those that come from now on.
func (j *journal) forget() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.claims = nil
	return j.file.Truncate(0)
}

// all returns the claims in the order of their spans.
func (j *journal) all() claims {
	j.mu.Lock()
	defer j.mu.Unlock()
	return inOrder(j.claims)
}

func (j *journal) append(value []byte) error {
	j.line = seal(value)
	_, err := j.file.WriteAt(j.line, j.end)
	if err == nil {
		j.end += int64(len(j.line))
	}
	return err
}
