package wrapper

import (
	"sync"
	"time"
)

// patience is how long a download that was just asked for may be missing from the list: the service shows it with a
// delay now and then.
const patience = 30 * time.Second

// target is a download, before there is one.
type target struct {
	account, video string
	kind           DownloadType
}

// recent remembers the downloads that were asked for of late. Its zero value is ready for use.
type recent struct {
	mu    sync.Mutex
	asked map[target]time.Time
}

func (r *recent) add(t target) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asked == nil {
		r.asked = map[target]time.Time{}
	}
	for old, at := range r.asked {
		if time.Since(at) > patience {
			delete(r.asked, old)
		}
	}
	r.asked[t] = time.Now()
}

func (r *recent) has(t target) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.asked[t]
	return ok && time.Since(at) <= patience
}
