// Package charts has the pages of dashboards and draws charts, as SVG that needs no script and fits any width.
package charts
