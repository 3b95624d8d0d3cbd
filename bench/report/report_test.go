package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/bench/report"
	"github.com/streamdl/streamdl-go/bench/sample"
)

func TestTable(t *testing.T) {
	table := report.NewTable("what", "time", "ratio")
	table.Row("list", report.Range(sample.Set{6000, 7000, 6500}, 1000, " µs"), report.Ratio(sample.Set{2, 3}, sample.Set{1, 1}))
	table.Row("none", report.Range(nil, 1, ""))
	assert.Equal(t, "| what | time | ratio |\n|---|---:|---:|\n"+
		"| list | 6.50 µs (6–7) | 2.50 (2.00–3.00) |\n"+
		"| none | – |  |\n", table.String())
}

func TestDotsAreWellFormed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dots.svg")
	dots := report.NewDots("a < b", "times")
	dots.Add("one", "x", sample.Set{1, 1.2})
	dots.Add("two", "x", sample.Set{200})
	dots.Add("two", "y", sample.Set{0.9})
	dots.Add("three", "y", nil)
	require.NoError(t, dots.Save(path))
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	for decoder := xml.NewDecoder(file); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}
