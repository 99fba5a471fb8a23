"""The page's charts: one file each, a Vega-Lite specification in, an inline SVG out. No script reaches the reader."""
