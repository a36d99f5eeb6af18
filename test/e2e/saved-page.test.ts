import assert from "node:assert/strict"
import { writeFile } from "node:fs/promises"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { figurePage } from "../../kernel/display/files/figure-page.ts"
import { figureJson } from "../../kernel/display/plotly-figure.ts"
import { openBrowser } from "../support/lab-page.ts"
import { withScratchFolder } from "../support/scratch-folder.ts"

const spy = { source: "http://example.org/spy.png", x: 0, y: 1, sizex: 1, sizey: 1, xref: "paper", yref: "paper" }
const figure = {
  data: [
    { type: "scatter", mode: "markers", x: [1, 2, 3], y: [2, 1, 3], name: "</script><script>window.hit = 1</script>" },
    { type: "scattergl", mode: "markers", x: [1, 2], y: [1, 1], name: "\u2028" },
    {
      type: "surface",
      z: [
        [1, 2],
        [2, 1],
      ],
      scene: "scene",
    },
  ],
  layout: { title: { text: "A <b>page</b>" }, images: [spy] },
}

describe("a figure saved as a page", function () {
  this.timeout(60_000)

  it("draws itself without a network, and runs nothing that its texts hold", async () => {
    await withScratchFolder(async (folder) => {
      const file = path.join(folder, "figure.html")
      await writeFile(file, await figurePage(figureJson(figure)))
      const browser = await openBrowser()
      try {
        const page = await browser.newPage()
        const errors: string[] = []
        const asked: string[] = []
        page.on("pageerror", (error) => errors.push(error.message))
        page.on("requestfinished", (request) => asked.push(request.url()))
        page.on("requestfailed", (request) => asked.push(`${request.url()} ${request.failure()?.errorText}`))
        await page.goto(pathToFileURL(file).href)
        await page.locator(".scatterlayer path.point").nth(2).waitFor()
        await page.locator(".gl-canvas, canvas").first().waitFor({ state: "attached" })
        assert.equal(await page.title(), "A page")
        assert.equal(await page.evaluate("window.hit"), undefined)
        assert.deepEqual(errors, [])
        const elsewhere = asked.filter((url) => !/^(?:file|data|blob):/.test(url))
        assert.deepEqual(elsewhere, [`${spy.source} csp`])
      } finally {
        await browser.close()
      }
    })
  })
})
