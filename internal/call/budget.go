package call

import "sync/atomic"

// budget keeps retries from adding to an outage: a retry costs what ten calls that succeed have earned. Once all is
// spent, calls still go out, but each of them once.
type budget struct {
	saved atomic.Int64 // in successes: a sum of tenths would never come out even
}

const (
	// retryCost makes retries a tenth of the load of a service that fails now and then.
	retryCost = 10
	// budgetSize lets one call, or a few at a time, retry in full.
	budgetSize = 10 * retryCost
)

func newBudget() *budget {
	b := new(budget)
	b.saved.Store(budgetSize)
	return b
}

// spend pays for a retry, if that is possible.
func (b *budget) spend() bool { return b.add(-retryCost) }

// refund takes back the payment for a retry that was not made.
func (b *budget) refund() { b.add(retryCost) }

// earn saves for a call that succeeded.
func (b *budget) earn() { b.add(1) }

// add changes what is saved, up to the size of the budget. It reports whether there was enough of it.
func (b *budget) add(successes int64) bool {
	for {
		saved := b.saved.Load()
		changed := min(budgetSize, saved+successes)
		if changed < 0 || changed == saved || b.saved.CompareAndSwap(saved, changed) {
			return changed >= 0
		}
	}
}
