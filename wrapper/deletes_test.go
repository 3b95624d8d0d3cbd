package wrapper_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestADeletionThatIsKnownToHaveSucceededIsNoFailureOfItsContext(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := withDownload(t, nil, []string{"deleteDownloads:1:reset=after", "deleteDownloads:2:stall=10"})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		require.NoError(t, s.client.Delete(ctx, emulator.DefaultVideo))
		assert.Error(t, ctx.Err(), "it ended in the body of the second response, whose status is 404")
	})
}

func TestADeletionOfWhatWasNeverThereIsNotFound(t *testing.T) {
	for _, c := range calls()[3:] {
		for name, faults := range map[string]string{
			"at once":                             "media:1:status=500", // which is no part of this
			"after a rate limit":                  string(c.operation) + ":1:throttle,retry-after=1",
			"after a connection that failed":      string(c.operation) + ":1-2:dial=refused",
			"in a response that does not come":    string(c.operation) + ":*:cut=50%",
			"in a response that is only its half": string(c.operation) + ":*:short=50%",
		} {
			simulate(t, string(c.operation)+" "+name, func(t *testing.T) {
				s := newService(t, []string{faults})
				_, err := c.on(t.Context(), s.client)
				assert.Equal(t, []error{wrapper.ErrNotFound}, kindsOf(err))
			})
		}
	}
}
