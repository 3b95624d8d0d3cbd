package wrapper

import "sync"

// retryBudget keeps retries from adding to an outage: a retry costs what ten calls that succeed have earned.
// Once all is spent, calls still go out, but each of them once.
type retryBudget struct {
	mu    sync.Mutex
	saved int // in successes: a sum of tenths would never come out even
}

const (
	// retryCost makes retries a tenth of the load of a service that fails now and then.
	retryCost = 10
	// budgetSize lets one call, or a few at a time, retry in full.
	budgetSize = 10 * retryCost
)

func newRetryBudget() *retryBudget { return &retryBudget{saved: budgetSize} }

func (b *retryBudget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.saved < retryCost {
		return false
	}
	b.saved -= retryCost
	return true
}

func (b *retryBudget) earn() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saved = min(budgetSize, b.saved+1)
}
