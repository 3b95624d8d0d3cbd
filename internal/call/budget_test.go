package call

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheBudgetIsTenRetriesAndOneForTenCallsThatSucceed(t *testing.T) {
	b := newBudget()
	for range 10 {
		assert.True(t, b.spend())
	}
	assert.False(t, b.spend(), "ten at once")
	for range 9 {
		b.earn()
	}
	assert.False(t, b.spend(), "nine calls earn none")
	b.earn()
	assert.True(t, b.spend())
	b.refund()
	assert.True(t, b.spend(), "what was not used is there")
	for range 1000 {
		b.earn()
	}
	for range 10 {
		assert.True(t, b.spend())
	}
	assert.False(t, b.spend(), "no more than ten are saved")
}
