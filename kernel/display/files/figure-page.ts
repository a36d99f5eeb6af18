import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { escapeHtml } from "../escape-html.ts"
import { figureTitle } from "../figure/static-copy.ts"
import type { PlotlyJson } from "../plotly-figure.ts"

/** Nothing is loaded from elsewhere, whatever the figure asks for; scripts are those of the page itself. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  "img-src data: blob:",
  "font-src data:",
  "worker-src blob:",
].join("; ")

/** A page that holds a figure and all that draws it: it opens without a network, with hover, zoom and legend. */
export async function figurePage(figure: PlotlyJson): Promise<string> {
  const { data, layout, frames, config } = figure
  const source = await readFile(createRequire(import.meta.url).resolve("plotly.js-dist-min"), "utf8")
  const drawn = scriptJson({ data, layout, config: { responsive: true, ...config }, frames })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(figureTitle(figure) || "Figure")}</title>
<style>html, body { height: 100%; margin: 0 } #figure { min-height: 100% }</style>
</head>
<body>
<div id="figure"></div>
<script>${scriptText(source)}</script>
<script>Plotly.newPlot("figure", ${drawn})</script>
</body>
</html>
`
}

/** JSON that ends no script and is JavaScript, too. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  })
}

/** JavaScript in which no string can end the script it stands in. */
function scriptText(source: string): string {
  return source.replace(/<(?=\/script|!--|script)/gi, "\\x3c")
}
