import { deepEqual, equal, match, ok } from "node:assert/strict"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import type { HostOutput } from "../../../kernel/host/messages.ts"
import { type Notebook, openNotebook } from "../../support/notebook.ts"

const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

describe("display of one kind of content", () => {
  let folder: string
  let notebook: Notebook
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "deltaw-test-"))
    await writeFile(path.join(folder, "dot.png"), Buffer.from(png, "base64"))
    await writeFile(path.join(folder, "dot.svg"), '<?xml version="1.0"?><svg><circle r="1"/></svg>')
    await writeFile(path.join(folder, "dot.txt"), "no picture")
    notebook = await openNotebook(folder)
  })
  after(async () => {
    await notebook.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function shownBy(code: string): Promise<HostOutput & { kind: "display" }> {
    const before = notebook.outputs.length
    equal(await notebook.value(code), null)
    const [shown, ...more] = notebook.outputs.slice(before)
    equal(more.length, 0)
    ok(shown?.kind === "display")
    return shown
  }

  const kinds: readonly [string, Record<string, unknown>][] = [
    ['display.html("<b>x</b>")', { "text/html": "<b>x</b>", "text/plain": "[HTML, 8 characters]" }],
    ['display.markdown("**x** $y$")', { "text/markdown": "**x** $y$", "text/plain": "**x** $y$" }],
    [
      String.raw`display.latex("\\Delta w")`,
      { "text/latex": String.raw`$$\Delta w$$`, "text/plain": String.raw`\Delta w` },
    ],
    ['display.latex("$x$")', { "text/latex": "$x$", "text/plain": "$x$" }],
    ['display.svg("<svg></svg>")', { "image/svg+xml": "<svg></svg>", "text/plain": "[SVG image, 11 characters]" }],
    [
      "display.json({ a: new Float32Array([1]), b: NaN })",
      { "application/json": { a: [1], b: null }, "text/plain": "{ a: Float32Array(1) [ 1 ], b: NaN }" },
    ],
    ['display.image("dot.png")', { "image/png": png, "text/plain": "[PNG image, 70 bytes]" }],
    [
      'import { readFileSync } from "node:fs"; display.image(readFileSync("dot.png"))',
      { "image/png": png, "text/plain": "[PNG image, 70 bytes]" },
    ],
    [
      'display.image(new URL("dot.svg", import.meta.url))',
      {
        "image/svg+xml": '<?xml version="1.0"?><svg><circle r="1"/></svg>',
        "text/plain": "[SVG image, 47 characters]",
      },
    ],
  ]
  for (const [code, data] of kinds) {
    it(`${code} shows it with a text beside`, async () => {
      deepEqual((await shownBy(code)).data, data)
    })
  }

  it("an image may be given a size", async () => {
    deepEqual((await shownBy('display.image("dot.png", { width: 30 })')).metadata, { "image/png": { width: 30 } })
  })

  it("what is shown under an id can be redrawn as another kind", async () => {
    equal((await shownBy('display.html("<i>a</i>", { id: "one" })')).displayId, "one")
    const redrawn = await shownBy('display.markdown("b", { id: "one", update: true })')
    deepEqual([redrawn.displayId, redrawn.update], ["one", true])
  })

  it("display.full shows the whole of what display cuts", async () => {
    await notebook.run("const long = Array.from({ length: 300 }, (_, index) => index)")
    match(String((await shownBy("display(long)")).data["text/plain"]), /\(cut: display\.full\(value\) shows all\)$/)
    match(String((await shownBy('display.full(long, { id: "all" })')).data["text/plain"]), /298, 299\n\]$/)
  })

  const refused: readonly [string, RegExp][] = [
    ["display.html(3 as any)", /^TypeError: display\.html takes a string, not 3$/],
    ["display.svg('<b>')", /^TypeError: display\.svg takes an <svg> element, not '<b>'$/],
    [
      "display.markdown('a', { name: 'b' } as any)",
      /^TypeError: display\.markdown has no option "name"; it takes id, update$/,
    ],
    ["display.image('dot.txt')", /^TypeError: display\.image takes a PNG, JPEG, GIF, WebP or SVG, not "dot\.txt"$/],
    ["display.image('none.png')", /^Error: display\.image cannot read "none\.png": ENOENT/],
    ["display.image('https://example.org/a.png')", /reads files; fetch "https:\/\/example\.org\/a\.png" first/],
    ["display.image(new Uint8Array(3))", /not 3 other bytes$/],
    [
      "display.image('dot.png', { width: 'wide' } as any)",
      /^TypeError: the width of a picture is a number of pixels, not 'wide'$/,
    ],
    ["display.clear({ wait: 1 } as any)", /^TypeError: the wait of display\.clear is true or false, not 1$/],
    ["display.json((() => { const a: any = {}; a.a = a; return a })())", /value\.a refers back to itself/],
  ]
  for (const [code, message] of refused) {
    it(`refuses ${code}`, async () => {
      match(await notebook.failure(code), message)
    })
  }
})
