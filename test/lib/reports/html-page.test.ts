import assert from "node:assert/strict"
import { table } from "arquero"
import { figure } from "../../../lib/plots/figure.ts"
import { htmlPage } from "../../../lib/reports/html-page.ts"
import { paragraph, picture, warning } from "../../../lib/reports/section.ts"
import { htmlDocument } from "../../support/html-document.ts"

const hostile = `</script><script>window.taken = true</script><img src=x onerror="window.taken = true">'"&`
const rows = table({ animal: [hostile, "b"], value: [1 / 3, Number.NaN], known: [true, null] })
const drawn = figure({ title: "t", data: [{ type: "scatter", y: [1, 2], text: hostile }], layout: {}, table: rows })
const page = htmlPage({
  title: hostile,
  subtitle: hostile,
  sections: [
    { title: "First", blocks: [paragraph(hostile), warning("Mind this."), picture(drawn, hostile)] },
    {
      title: hostile,
      blocks: [
        { kind: "table", caption: hostile, table: rows },
        { kind: "facts", facts: [[hostile, hostile]] },
        { kind: "list", items: [hostile] },
      ],
    },
  ],
})
const document = htmlDocument(page)

describe("a page of a report", () => {
  it("shows whatever texts the data hold as texts: no markup, no script of theirs", () => {
    const scripts = [...document.querySelectorAll("script")]
    assert.equal(scripts.length, 2)
    assert.equal(document.querySelectorAll("img").length, 0)
    assert.equal(document.querySelector("h1")!.textContent, hostile)
    assert.equal(document.querySelector("section p")!.textContent, hostile)
    assert.equal(document.querySelector("dl dd")!.textContent, hostile)
    assert.deepEqual(
      [...document.querySelectorAll("caption")].map((caption) => caption.textContent),
      ["", hostile],
    )
    assert.ok(!scripts[1]!.textContent!.includes("<img"))
  })

  it("gives each figure to Plotly as it is", () => {
    const code = [...document.querySelectorAll("script")][1]!.textContent!
    const given: { id: string; data: { text: string }[] }[] = []
    new Function("Plotly", code)({
      newPlot: (id: string, data: { text: string }[]) => given.push({ id, data }),
    })
    assert.equal(given.length, 1)
    assert.equal(given[0]!.data[0]!.text, hostile)
    assert.ok(document.getElementById(given[0]!.id))
  })

  it("needs nothing from a network and forbids itself to ask", () => {
    const policy = document.querySelector("meta[http-equiv]")!.getAttribute("content")!
    assert.match(policy, /default-src 'none'/)
    assert.equal(document.querySelectorAll("link, script[src], iframe").length, 0)
    assert.ok(page.length > 1e6, "Plotly is inside")
  })

  it("rounds numbers, leaves what is not known empty, and puts the table below its figure", () => {
    const cells = [...document.querySelectorAll("section:nth-of-type(2) tbody td")].map((cell) => cell.textContent)
    assert.deepEqual(cells, [hostile, "0.33333", "yes", "b", "–", ""])
    assert.equal(document.querySelectorAll("figure details table tbody tr").length, 2)
  })

  it("lists its chapters with links to them", () => {
    const links = [...document.querySelectorAll("nav a")]
    assert.deepEqual(
      links.map((link) => document.querySelector(link.getAttribute("href")!) !== null),
      [true, true],
    )
  })
})
