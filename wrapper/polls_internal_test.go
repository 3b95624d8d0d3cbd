package wrapper

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestNothingIsKeptOfAVideoThatNobodyWaitsFor(t *testing.T) {
	p := newPolls()
	list := func(context.Context) (Downloads, error) { return Downloads{}, nil }
	first, second := p.join(t.Context(), video{"a", "v"}, list), p.join(t.Context(), video{"a", "v"}, list)
	_, ok := first.next(t.Context(), time.Now())
	assert.True(t, ok)
	assert.NoError(t, first.leave())
	assert.Len(t, p.videos, 1, "one still waits")
	assert.NoError(t, second.leave())
	assert.Empty(t, p.videos)

	third := p.join(t.Context(), video{"a", "v"}, list)
	assert.NoError(t, first.leave())
	assert.Len(t, p.videos, 1, "who has left does not leave again")
	assert.NoError(t, third.leave())
	assert.Empty(t, p.videos)
}
