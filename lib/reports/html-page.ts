import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { escaped, htmlTable } from "./html-table.ts"
import type { Block, Section } from "./section.ts"

/** What a page is made of. */
export interface PageParts {
  readonly title: string
  /** A line below the title. */
  readonly subtitle: string
  readonly sections: readonly Section[]
}

/**
 * One HTML file that needs nothing else: Plotly is inside, and so are the tables behind the figures. It loads nothing from a network, which
 * its own policy forbids, and follows the reader's light or dark scheme.
 */
export function htmlPage({ title, subtitle, sections }: PageParts): string {
  const figures: string[] = []
  const chapters = sections.map((section, index) => chapter(section, index + 1, figures))
  const contents = sections.map((section, index) => `<li><a href="#s${index + 1}">${escaped(section.title)}</a></li>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p></header>
<nav aria-label="Contents"><ol>${contents.join("")}</ol></nav>
<main>
${chapters.join("\n")}
</main>
<script>${plotly()}</script>
<script>
for (const { id, data, layout } of [${figures.join(",\n")}])
  Plotly.newPlot(id, data, layout, { responsive: true, displaylogo: false, showSendToCloud: false, scrollZoom: false })
</script>
</body>
</html>
`
}

function chapter({ title, blocks }: Section, number: number, figures: string[]): string {
  const inner = blocks.map((block) => blockOf(block, figures)).join("\n")
  return `<section id="s${number}"><h2>${number}. ${escaped(title)}</h2>\n${inner}\n</section>`
}

function blockOf(block: Block, figures: string[]): string {
  if (block.kind === "paragraph") return `<p>${escaped(block.text)}</p>`
  if (block.kind === "warning") return `<p class="warning" role="note">${escaped(block.text)}</p>`
  if (block.kind === "list") return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`
  if (block.kind === "table") return htmlTable(block.table, block.caption)
  if (block.kind === "facts") {
    const lines = block.facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`)
    return `<dl>${lines.join("")}</dl>`
  }
  const { data, layout, table } = block.figure
  const id = `f${figures.length + 1}`
  figures.push(scriptJson({ id, data, layout }))
  const caption = `<figcaption>${escaped(block.caption)}</figcaption>`
  const behind = `<details><summary>The table behind this figure</summary>${htmlTable(table, "")}</details>`
  return `<figure><div id="${id}"></div>${caption}${behind}</figure>`
}

/** JSON that no text in it can lead out of its script. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029")
}

function plotly(): string {
  const path = createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js")
  return readFileSync(path, "utf8").replaceAll("</script", "<\\/script")
}

const style = `
:root { color-scheme: light dark; --ink: #222; --paper: #fff; --line: #ccc; --soft: #f4f4f4; --alarm: #b34700 }
@media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #181818; --line: #555; --soft: #242424; --alarm: #ff9b57 } }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
h1 { margin-bottom: 0 } header p { margin-top: 0.3rem }
a { color: inherit }
table { border-collapse: collapse; font-size: 0.85rem; display: block; overflow-x: auto; margin: 1rem 0 }
caption { text-align: left; padding-bottom: 0.3rem }
th, td { border-bottom: 1px solid var(--line); padding: 0.2rem 0.7rem 0.2rem 0; text-align: left; vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem } dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }
figure { margin: 1.5rem 0 } figcaption { font-size: 0.9rem } details { font-size: 0.85rem }
.warning { border-left: 4px solid var(--alarm); background: var(--soft); padding: 0.6rem 1rem }
@media print { nav, details { display: none } section { break-inside: avoid-page } }
`
