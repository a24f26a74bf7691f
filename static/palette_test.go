package static

import (
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type rgb [3]float64 // linear, from 0 to 1

func colour(t *testing.T, hex string) (c rgb) {
	t.Helper()
	for i := range c {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		require.NoError(t, err)
		if s := float64(n) / 255; s <= 0.04045 {
			c[i] = s / 12.92
		} else {
			c[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return c
}

// contrast is that of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
func contrast(a, b rgb) float64 {
	light := func(c rgb) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] + 0.05 }
	return max(light(a), light(b)) / min(light(a), light(b))
}

// sights are how people see who lack one sort of cones: matrices on linear RGB, at full severity, of Machado, Oliveira and
// Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE Trans. Vis. Comput. Graph. 15(6), 2009.
var sights = map[string][3]rgb{
	"usual":        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
}

func seen(c rgb, m [3]rgb) (out rgb) {
	for i, row := range m {
		out[i] = min(1, max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
	}
	return out
}

// lab is CIE 1976 L*a*b* for the white of D65.
func lab(c rgb) (out [3]float64) {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := f(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// apart is the distance of two colours, CIE 1976; 2.3 is what one just notices (Mahy, Van Eycken, Oosterlinck 1994).
func apart(a, b rgb) float64 {
	p, q := lab(a), lab(b)
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

var variable = regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6})`)

// schemes reads the colours of the style sheets, first as they are, then in the dark.
func schemes(t *testing.T) (out [2]map[string]string) {
	t.Helper()
	out = [2]map[string]string{{}, {}}
	names, err := fs.Glob(embedded, "css/*.css")
	require.NoError(t, err)
	parts, err := fs.Glob(embedded, "css/*/*.css")
	require.NoError(t, err)
	names = append(names, parts...)
	for _, name := range names {
		text, err := fs.ReadFile(embedded, name)
		require.NoError(t, err)
		screen, _, _ := strings.Cut(string(text), "@media print")
		day, rest, _ := strings.Cut(screen, "prefers-color-scheme: dark")
		night, _, _ := strings.Cut(rest, "@layer")
		for i, part := range []string{day, night} {
			for _, m := range variable.FindAllStringSubmatch(part, -1) {
				out[i][m[1]] = m[2]
			}
		}
	}
	return out
}

// The colours of series are told from the page, and those that stand together most, the first four, also from each other by who
// sees no red or no green. Further ones, like all, differ by dashes, markers and hatching too.
func TestSeriesCanBeTold(t *testing.T) {
	t.Parallel()
	const told, first = 12, 4
	for i, colours := range schemes(t) {
		scheme := []string{"light", "dark"}[i]
		require.NotEmpty(t, colours["surface"])
		for n := 1; n <= 8; n++ {
			a := colour(t, colours[fmt.Sprint("chart-", n)])
			for _, ground := range []string{"surface", "bg"} {
				require.GreaterOrEqual(t, contrast(a, colour(t, colours[ground])), 3.0, "series %d on %s, %s", n, ground, scheme)
			}
			for m := n + 1; m <= 8; m++ {
				b := colour(t, colours[fmt.Sprint("chart-", m)])
				for sight, matrix := range sights {
					least := 5.0
					if m <= first {
						least = told
					}
					d := apart(seen(a, matrix), seen(b, matrix))
					t.Logf("%s %s %d-%d: %.1f", scheme, sight, n, m, d)
					require.GreaterOrEqual(t, d, least, "series %d and %d, %s, %s", n, m, sight, scheme)
				}
			}
		}
	}
}
