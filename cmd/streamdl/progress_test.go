package main

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/wrapper"
)

func TestProgressOffATerminalIsALineEvery10Seconds(t *testing.T) {
	for name, test := range map[string]struct {
		quiet bool
		want  string
	}{
		"written": {false, "streamdl: fetching: 10 % of 97.7 KiB, 1.0 KiB/s, 1m28s left\nstreamdl: fetching: 20 % of 97.7 KiB, 1.0 KiB/s, 1m19s left\n"},
		"quiet":   {true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var stderr bytes.Buffer
				a := &app{stderr: &stderr, quiet: test.quiet}
				progress := a.newProgress("fetching")
				for done := range int64(25) {
					progress.update(fetching(wrapper.Progress{Done: done * 1000, Total: 100_000, Rate: 1024}))
					time.Sleep(time.Second)
				}
				progress.end(errors.New("cut"))
				assert.Equal(t, test.want, stderr.String())
			})
		})
	}
}

func TestWordsOfAnAmountThatFit(t *testing.T) {
	whole := fetching(wrapper.Progress{Done: 1 << 20, Total: 4 << 20, Rate: 1 << 20, Resumed: 1 << 19})
	for width, want := range map[int]string{
		100: "25 % of 4.0 MiB, 1.0 MiB/s, 3s left, 512.0 KiB resumed",
		40:  "25 % of 4.0 MiB, 1.0 MiB/s, 3s left",
		30:  "25 % of 4.0 MiB, 3s left",
		20:  "25 %, 3s left",
		5:   "25 %",
		0:   "25 %",
	} {
		assert.Equal(t, want, whole.fit(width), "%d columns", width)
	}
	assert.Equal(t, "1.0 MiB, 2.0 MiB/s", fetching(wrapper.Progress{Done: 1 << 20, Total: -1, Rate: 2 << 20}).fit(100), "of an unknown size")
	assert.Empty(t, amount{}.fit(10))
}
