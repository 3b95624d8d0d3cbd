package call

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/synctesting"
)

func TestACallThatHasEndedTakesNoTurn(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		p := newPace(8, 5*time.Minute, time.Hour)
		ended, end := context.WithCancel(t.Context())
		end()
		for range 10 {
			require.NotNil(t, p.wait(ended))
		}
		began := time.Now()
		for range 3 {
			require.Nil(t, p.wait(t.Context()))
		}
		assert.Zero(t, time.Since(began))
	})
}

func TestACallThatComesLaterTakesNoTurnBeforeOneThatWaits(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		p := newPace(8, 5*time.Minute, time.Hour)
		for range 8 { // the last of them at five minutes
			require.Nil(t, p.wait(t.Context()))
		}
		order := make(chan string, 2)
		call := func(name string) {
			assert.Nil(t, p.wait(t.Context()))
			order <- name
		}
		go call("first")
		time.Sleep(2 * time.Second) // the two that went at once are had again
		go call("second")
		assert.Equal(t, "first", <-order)
		assert.Equal(t, "second", <-order)
	})
}
