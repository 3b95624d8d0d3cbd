package call

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestAFieldOfAPolicyThatIsZeroHasItsDefault(t *testing.T) {
	defaults := Policy{MaxAttempts: 4, BaseDelay: 500 * time.Millisecond, MaxDelay: 30 * time.Second, MaxRetryAfter: 5 * time.Minute, AttemptTimeout: 30 * time.Second}
	assert.Equal(t, defaults, Policy{}.WithDefaults())
	given := Policy{MaxAttempts: 1, BaseDelay: 2, MaxDelay: 3, MaxRetryAfter: 4, AttemptTimeout: 5}
	assert.Equal(t, given, given.WithDefaults())
}
