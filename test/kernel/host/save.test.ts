import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict"
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { parquetReadObjects } from "hyparquet"
import { closeStaticFigures, drawOrder } from "../../../kernel/display/static-figure.ts"
import type { DrawingOrder, DrawingResult } from "../../../kernel/host/messages.ts"
import { type Notebook, openNotebook } from "../../support/notebook.ts"
import { readPixels } from "../../support/pixels.ts"

const cells = `import { table } from "arquero"
  const figure = { data: [{ type: "bar", x: ["</script><script>alert(1)</script>", "b"], y: new Float32Array([1, 2.5]) }],
    layout: { title: { text: "A <b>bold</b> title & more" } } }
  const solid = { data: [{ type: "scatter3d", x: [1], y: [1], z: [1] }], layout: {} }
  const choices = table({
    trial: [1, 2, 3], weight: [0.5, NaN, null], side: ["left, or so", 'say "right"', null], none: ["", null, null],
    day: [new Date(0), null, new Date(Date.UTC(2026, 0, 2, 3))], big: [1n, 2n, null], right: [true, false, null],
    notes: [{ a: [1] }, null, null],
  })`

describe("save in cells", function () {
  this.timeout(60_000)

  let folder: string
  let notebook: Notebook
  let draw: (order: DrawingOrder) => Promise<DrawingResult>
  before(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), "deltaw-test-")))
    notebook = await openNotebook(folder, { drawFigure: (order) => draw(order) })
    await notebook.run(cells)
  })
  beforeEach(() => {
    draw = drawOrder
  })
  after(async () => {
    await notebook.close()
    await closeStaticFigures()
    await rm(folder, { recursive: true, force: true })
  })

  const read = (file: string) => readFile(path.join(folder, file))
  const readText = async (file: string) => String(await read(file))

  it("writes a figure as SVG, PNG and PDF of the size that is asked for, and names the file as the cell did", async () => {
    equal(await notebook.value('await save(figure, "figure.svg")'), "'figure.svg'")
    match(await readText("figure.svg"), /^<svg[^>]* width="700" height="450".*A <tspan style="font-weight:bold">/s)
    await notebook.value('save(figure, "./figure.PNG", { width: 200, height: 100, scale: 3 })')
    const { width, height } = await readPixels(await read("figure.PNG"))
    deepEqual([width, height], [600, 300])
    await notebook.value('save(figure, "figure.pdf", { width: 400, height: 200 })')
    const pdf = (await read("figure.pdf")).toString("latin1")
    match(pdf, /^%PDF-.*\/MediaBox \[0 0 300 150\]/s)
    match(pdf, /A bold title & more/)
  })

  it("writes a figure as JSON, typed arrays as lists", async () => {
    await notebook.value('save(figure, "figure.json")')
    const figure = JSON.parse(await readText("figure.json"))
    deepEqual(Object.keys(figure), ["data", "layout"])
    deepEqual(figure.data[0].y, [1, 2.5])
  })

  it("writes a figure as a page that holds plotly.js, loads nothing, and whose texts end no script", async () => {
    await notebook.value('save(figure, "figure.html")')
    const page = await readText("figure.html")
    ok(page.length > 1_000_000)
    match(page, /<title>A bold title &amp; more<\/title>/)
    match(page, /Content-Security-Policy" content="default-src &#39;none&#39;/)
    equal(page.match(/<script/g)?.length, 2)
    equal(page.match(/<\/script>/g)?.length, 2)
    doesNotMatch(page, /<script[^>]* src=|<link/)
  })

  it("writes a table as CSV with quotes where they are needed and nothing where a value is missing", async () => {
    await notebook.value('save(choices, "choices.csv")')
    equal(
      await readText("choices.csv"),
      [
        "trial,weight,side,none,day,big,right,notes",
        '1,0.5,"left, or so","",1970-01-01T00:00:00.000Z,1,true,"{""a"":[1]}"',
        '2,NaN,"say ""right""",,,2,false,',
        "3,,,,2026-01-02T03:00:00.000Z,,,",
        "",
      ].join("\n"),
    )
  })

  it("writes a table as JSON rows", async () => {
    await notebook.value('save(choices.filter((d: any) => d.trial > 1), "rows.json")')
    deepEqual(JSON.parse(await readText("rows.json")), [
      { trial: 2, weight: null, side: 'say "right"', none: null, day: null, big: 2, right: false, notes: null },
      {
        trial: 3,
        weight: null,
        side: null,
        none: null,
        day: "2026-01-02T03:00:00.000Z",
        big: null,
        right: null,
        notes: null,
      },
    ])
  })

  it("writes a table as Parquet that a reader gives back, types and nulls included", async () => {
    await notebook.value(
      'save(choices.select("trial", "weight", "side", "day", "big", "right", "notes"), "choices.parquet")',
    )
    const bytes = await read("choices.parquet")
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    deepEqual(await parquetReadObjects({ file }), [
      { trial: 1, weight: 0.5, side: "left, or so", day: new Date(0), big: 1n, right: true, notes: { a: [1] } },
      { trial: 2, weight: NaN, side: 'say "right"', day: null, big: 2n, right: false, notes: null },
      {
        trial: 3,
        weight: null,
        side: null,
        day: new Date(Date.UTC(2026, 0, 2, 3)),
        big: null,
        right: null,
        notes: null,
      },
    ])
  })

  it("takes a value that shows itself as a figure", async () => {
    await notebook.value(`save({ [Symbol.for("Jupyter.display")]: () => ({
      "application/vnd.plotly.v1+json": figure }) }, "shown.json")`)
    equal(JSON.parse(await readText("shown.json")).data[0].type, "bar")
  })

  it("starts relative paths at the notebook's folder, wherever the process went", async () => {
    await mkdir(path.join(folder, "results"))
    await notebook.value('process.chdir("results"); save(figure, "results/moved.json")')
    await notebook.run('process.chdir("..")')
    ok((await read("results/moved.json")).length > 0)
  })

  it("replaces a file whole, leaves the old one where the figure cannot be drawn, and nothing beside it", async () => {
    await writeFile(path.join(folder, "old.png"), "old")
    draw = async () => ({ ok: false, reason: '"scatter3d" can be drawn in a browser only' })
    equal(
      await notebook.failure('save(solid, "old.png")'),
      'Error: "old.png" was not written: "scatter3d" can be drawn in a browser only',
    )
    equal(await readText("old.png"), "old")
    draw = drawOrder
    await notebook.value('save(figure, "old.png")')
    ok((await read("old.png")).length > 1000)
    deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith(".tmp")),
      [],
    )
  })

  it("is waited for at the end of its cell, and is heard of where it fails unawaited", async () => {
    await notebook.run('save(figure, "unawaited.svg"); 1')
    match(await readText("unawaited.svg"), /^<svg/)
    await notebook.run('save(figure, "no/such.svg"); 1')
    await notebook.until(() => /Uncaught Error: "no\/such\.svg" was not written/.test(notebook.text("stderr")))
  })

  it("goes on where a cell is interrupted while it draws", async () => {
    let release = () => {}
    draw = () =>
      new Promise((resolve) => {
        release = () => resolve({ ok: false, reason: "too late" })
      })
    const { outcome } = await notebook.interrupted('await save(figure, "stopped.svg")')
    equal(outcome.status, "stopped")
    release()
    equal(await notebook.value('await save(figure, "after.json")'), "'after.json'")
  })

  const refused: readonly [string, string, RegExp][] = [
    [
      "an ending it does not know",
      'save(figure, "figure.bmp")',
      /^TypeError: "figure\.bmp" ends in "\.bmp": a figure is saved as \.svg, \.pdf, \.png, \.html, \.json$/,
    ],
    [
      "no ending",
      'save(choices, "choices")',
      /^TypeError: "choices" ends in "": a table is saved as \.csv, \.json, \.parquet$/,
    ],
    ["a table as a picture", 'save(choices, "choices.svg")', /a table is saved as \.csv/],
    ["another value", 'save(3, "three.csv")', /^TypeError: save takes a figure or a table, not 3$/],
    ["what holds a table", 'save({ table: choices }, "c.csv")', /not \{ table: .*\}; perhaps its \.table is meant$/],
    [
      "no file",
      "save(figure, undefined as any)",
      /^TypeError: save\(value, file\) takes the name of a file, such as "figure\.svg", not undefined$/,
    ],
    [
      "a folder that is missing",
      'save(choices, "no/such/t.csv")',
      /^Error: "no\/such\/t\.csv" was not written: there is no folder "no\/such"$/,
    ],
    [
      "a folder as file",
      'import { mkdirSync } from "node:fs"; mkdirSync("f.csv"); save(choices, "f.csv")',
      /^Error: "f\.csv" was not written: it is a folder$/,
    ],
    [
      "options it does not know",
      'save(figure, "f.svg", { dpi: 3 } as any)',
      /^TypeError: save has no option "dpi"; it takes width, height, scale$/,
    ],
    [
      "a size that is none",
      'save(figure, "f.svg", { width: -1 })',
      /^TypeError: the width of a picture is a number from 10 to 10000, not -1$/,
    ],
    [
      "a size for a table",
      'save(choices, "t.csv", { width: 100 })',
      /^TypeError: the width is for pictures \(\.svg, \.pdf, \.png\), not for "t\.csv"$/,
    ],
  ]
  for (const [title, code, expected] of refused) {
    it(`refuses ${title}, with a sentence that quotes it`, async () => {
      match(await notebook.failure(code), expected)
    })
  }
})
