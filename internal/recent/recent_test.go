package recent

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/internal/synctesting"
)

func TestASetForgets(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		set := Set[string]{For: time.Minute}
		assert.False(t, set.Has("a"))
		set.Add("a")
		time.Sleep(time.Minute)
		assert.True(t, set.Has("a"))
		time.Sleep(time.Nanosecond)
		assert.False(t, set.Has("a"))
		set.Add("b")
		assert.Len(t, set.added, 1, "what is forgotten takes no memory")
		set.Remove("b")
		assert.False(t, set.Has("b"))
	})
}
