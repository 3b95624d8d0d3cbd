// Package report writes what was measured: tables in Markdown and a chart in SVG.
package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/streamdl/streamdl-go/bench/sample"
)

// Table is a table in Markdown, to which rows are added.
type Table struct {
	text    strings.Builder
	columns int
}

// NewTable begins a table.
func NewTable(columns ...string) *Table {
	t := &Table{columns: len(columns)}
	t.Row(columns...)
	t.text.WriteString("|---" + strings.Repeat("|---:", len(columns)-1) + "|\n")
	return t
}

// Row adds a row; cells that are missing stay empty.
func (t *Table) Row(cells ...string) {
	cells = append(cells, make([]string, max(0, t.columns-len(cells)))...)
	t.text.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func (t *Table) String() string { return t.text.String() }

// Range writes a median with its range, in units of scale, such as "6.7 µs (6.5–7.1)".
func Range(set sample.Set, scale float64, unit string) string {
	s := set.Summary()
	if math.IsNaN(s.Median) {
		return "–"
	}
	if s.Min == s.Max {
		return fmt.Sprintf("%s%s", figure(s.Median/scale), unit)
	}
	return fmt.Sprintf("%s%s (%s–%s)", figure(s.Median/scale), unit, figure(s.Min/scale), figure(s.Max/scale))
}

// Ratio writes the median ratio of the rounds with its range, such as "1.23 (1.09–1.42)".
func Ratio(set, base sample.Set) string { return Times(set.To(base)) }

// Times writes ratios that were made before.
func Times(ratios sample.Set) string {
	s := ratios.Summary()
	if math.IsNaN(s.Median) {
		return "–"
	}
	if s.Max-s.Min < 0.005 {
		return fmt.Sprintf("%.2f", s.Median)
	}
	return fmt.Sprintf("%.2f (%.2f–%.2f)", s.Median, s.Min, s.Max)
}

// figure writes three digits that count.
func figure(v float64) string {
	switch abs := math.Abs(v); {
	case abs >= 99.95 || v == math.Trunc(v):
		return fmt.Sprintf("%.0f", v)
	case abs >= 9.995:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// Count writes the median alone, for what hardly varies.
func Count(set sample.Set) string {
	s := set.Summary()
	if math.IsNaN(s.Median) {
		return "–"
	}
	if s.Median < 10 {
		return fmt.Sprintf("%.2f", s.Median)
	}
	return fmt.Sprintf("%.0f", s.Median)
}
