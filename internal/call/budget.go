package call

import "sync"

// budget keeps retries from adding to an outage: a retry costs what ten calls that succeed have earned. Once all is
// spent, calls still go out, but each of them once.
type budget struct {
	mu    sync.Mutex
	saved int // in successes: a sum of tenths would never come out even
}

const (
	// retryCost makes retries a tenth of the load of a service that fails now and then.
	retryCost = 10
	// budgetSize lets one call, or a few at a time, retry in full.
	budgetSize = 10 * retryCost
)

func newBudget() *budget { return &budget{saved: budgetSize} }

// spend pays for a retry, if that is possible.
func (b *budget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.saved < retryCost {
		return false
	}
	b.saved -= retryCost
	return true
}

// refund takes back the payment for a retry that was not made.
func (b *budget) refund() { b.add(retryCost) }

// earn saves for a call that succeeded.
func (b *budget) earn() { b.add(1) }

func (b *budget) add(successes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saved = min(budgetSize, b.saved+successes)
}
