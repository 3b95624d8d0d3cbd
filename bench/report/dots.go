package report

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"os"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/streamdl/streamdl-go/bench/sample"
)

// Dots is a chart of ratios on a logarithmic axis: a line per measure, a dot per peer, a bar from the least to the
// most. It shows 1 % and 100 times in one picture, which bars from zero can't.
type Dots struct {
	title, axis string
	rows, peers []string // in the order in which they came, rows from the top
	ratios      map[place]sample.Set
}

// place is where a dot stands.
type place struct{ row, peer string }

// NewDots begins a chart.
func NewDots(title, axis string) *Dots {
	return &Dots{title: title, axis: axis, ratios: map[place]sample.Set{}}
}

// Add adds the ratios of a peer to a row. Without any there is no dot.
func (d *Dots) Add(row, peer string, ratios sample.Set) {
	if !slices.Contains(d.rows, row) {
		d.rows = append(d.rows, row)
	}
	if !slices.Contains(d.peers, peer) {
		d.peers = append(d.peers, peer)
	}
	d.ratios[place{row, peer}] = ratios
}

// Colours that differ for colour-blind readers too (Okabe and Ito), and read on white and on dark pages.
var palette = []color.Color{
	color.RGBA{R: 0x75, G: 0x75, B: 0x75, A: 0xff},
	color.RGBA{R: 0xe6, G: 0x9f, B: 0x00, A: 0xff},
	color.RGBA{R: 0x00, G: 0x72, B: 0xb2, A: 0xff},
	color.RGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff},
	color.RGBA{R: 0x00, G: 0x9e, B: 0x73, A: 0xff},
}

// Save draws the chart into an SVG file.
func (d *Dots) Save(path string) error {
	p := plot.New()
	for _, style := range []*text.Style{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle} {
		style.Font.Variant = "Sans"
	}
	p.Title.Text, p.X.Label.Text = d.title, d.axis
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.ConstantTicks(powersOfTwo())
	p.Legend.Top = true
	p.Add(plotter.NewGrid())
	fromBelow := slices.Clone(d.rows)
	slices.Reverse(fromBelow)
	p.NominalY(fromBelow...)
	for i, peer := range d.peers {
		if err := d.draw(p, peer, fromBelow, i); err != nil {
			return fmt.Errorf("draw %s: %w", peer, err)
		}
	}
	p.X.Min, p.X.Max = min(p.X.Min, 0.5)/1.1, p.X.Max*1.2
	legend := 0.4 * float64(len(d.peers)) // rows that it takes, above the first
	p.Y.Min, p.Y.Max = -0.6, float64(len(d.rows))-0.4+legend
	even, err := plotter.NewLine(plotter.XYs{{X: 1, Y: p.Y.Min}, {X: 1, Y: p.Y.Max}})
	if err != nil {
		return err
	}
	p.Add(even)
	canvas := vgsvg.New(22*vg.Centimeter, vg.Length(3+float64(len(d.rows))+legend)*vg.Centimeter)
	const margin = 6 * vg.Length(1)
	p.Draw(draw.Crop(draw.New(canvas), margin, -margin, margin, -margin))
	var picture bytes.Buffer
	if _, err := canvas.WriteTo(&picture); err != nil {
		return err
	}
	// Texts are placed by the widths of Liberation Sans, which are those of Arial and Helvetica. Not every reader has the first.
	const family = "font-family:Liberation Sans"
	svg := bytes.ReplaceAll(picture.Bytes(), []byte(family), []byte(family+",Arial,Helvetica,sans-serif"))
	return os.WriteFile(path, svg, 0o644) //nolint:gosec // for everybody to see
}

// points is what the plotter needs of a series: where its dots are, and how far they reach.
type points struct {
	plotter.XYs
	plotter.XErrors
}

func (d *Dots) draw(p *plot.Plot, peer string, fromBelow []string, index int) error {
	var data points
	// Peers stand a little above one another, so that equal ones are all seen.
	shift := (float64(len(d.peers)-1)/2 - float64(index)) * 0.14
	for y, row := range fromBelow {
		s := d.ratios[place{row, peer}].Summary()
		if math.IsNaN(s.Median) {
			continue
		}
		data.XYs = append(data.XYs, plotter.XY{X: s.Median, Y: float64(y) + shift})
		data.XErrors = append(data.XErrors, struct{ Low, High float64 }{s.Min - s.Median, s.Max - s.Median})
	}
	dots, err := plotter.NewScatter(data.XYs)
	if err != nil {
		return err
	}
	ranges, err := plotter.NewXErrorBars(data)
	if err != nil {
		return err
	}
	dots.Shape, dots.Radius = draw.CircleGlyph{}, vg.Points(4)
	dots.Color, ranges.Color = palette[index%len(palette)], palette[index%len(palette)]
	p.Add(ranges, dots)
	p.Legend.Add(peer, dots)
	return nil
}

func powersOfTwo() []plot.Tick {
	var ticks []plot.Tick
	for exponent := -4; exponent <= 10; exponent++ {
		value := math.Exp2(float64(exponent))
		ticks = append(ticks, plot.Tick{Value: value, Label: fmt.Sprint(value)})
	}
	return ticks
}
