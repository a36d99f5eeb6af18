import assert from "node:assert/strict"
import { createCanvas } from "@napi-rs/canvas"
import { table } from "arquero"
import fc from "fast-check"
import { FULL_EXTENT } from "../../../kernel/display/extent.ts"
import { formatAtOnce, formatValue } from "../../../kernel/display/format.ts"
import type { Showing } from "../../../kernel/display/showing.ts"
import { htmlDocument } from "../../support/html-document.ts"

const display = Symbol.for("Jupyter.display")

/** The bundle of a value that is expected to show something. */
async function bundleOf(value: unknown): Promise<Record<string, unknown>> {
  const shown = await formatValue(value)
  assert.ok(shown, "the value shows something")
  return shown.data
}

/** HTML without the tags that our own tables are made of. */
function withoutOwnTags(html: string): string {
  const own =
    /<\/?(?:details|summary|div|table|thead|tbody|tr|th|td|p|small)(?: (?:class|scope|style)="[a-z-]+(?:: [a-z]+)?")*>/g
  return html.replace(own, "")
}

describe("showing of values", () => {
  it("undefined shows nothing, null shows itself", async () => {
    assert.equal(await formatValue(undefined), null)
    assert.deepEqual(await bundleOf(null), { "text/plain": "null" })
  })

  const texts: readonly [string, unknown, RegExp][] = [
    ["a string with its quotes", "a\nb", /^'a\\nb'$/],
    ["a number", 0.1 + 0.2, /^0\.30000000000000004$/],
    ["a typed array with its length", new Float32Array([1, 2]), /^Float32Array\(2\) \[ 1, 2 \]$/],
    ["a Map", new Map([["a", 1]]), /^Map\(1\) \{ 'a' => 1 \}$/],
    ["a Set", new Set([1]), /^Set\(1\) \{ 1 \}$/],
    ["a promise", Promise.resolve(1), /^Promise \{ 1 \}$/],
    ["a pending promise in a record", { later: new Promise(() => {}) }, /^\{ later: Promise \{ <pending> \} \}$/],
    ["a big integer", 12n, /^12n$/],
    ["a date", new Date(0), /^1970-01-01T00:00:00\.000Z$/],
    ["a function by its name", function rule() {}, /^\[Function: rule\]$/],
    ["a class by its name", class Rule {}, /^\[class Rule\]$/],
    [
      "a circle",
      (() => {
        const circle: Record<string, unknown> = { size: 1 }
        circle.self = circle
        return circle
      })(),
      /^<ref \*1> \{ size: 1, self: \[Circular \*1\] \}$/,
    ],
    [
      "several errors in one",
      new AggregateError([new TypeError("b")], "a"),
      /^AggregateError: a\n {2}caused by TypeError: b$/,
    ],
    ["an error by name and message, without stack", new RangeError("too far"), /^RangeError: too far$/],
    [
      "an error with its cause",
      new Error("a", { cause: new TypeError("b") }),
      /^Error: a\n {2}caused by TypeError: b$/,
    ],
    [
      "a class instance by its class",
      new (class Mouse {
        weight = 20
      })(),
      /^Mouse \{ weight: 20 \}$/,
    ],
    ["a record that only looks like a figure", { data: [1, 2], layout: {} }, /^\{ data: \[ 1, 2 \], layout: \{\} \}$/],
  ]
  for (const [title, value, expected] of texts) {
    it(`shows ${title}`, async () => {
      const data = await bundleOf(value)
      assert.deepEqual(Object.keys(data), ["text/plain"])
      assert.match(String(data["text/plain"]), expected)
    })
  }

  it("long values are cut and say so", async () => {
    const records = Array.from({ length: 100 }, () => ({ text: "x".repeat(1000) }))
    const text = String((await bundleOf(records))["text/plain"])
    assert.ok(text.length < 21_000)
    assert.match(text.slice(-90), /… \d+ more characters\n\(cut: display\.full\(value\) shows all\)$/)
    const whole = formatAtOnce(records, FULL_EXTENT) as Showing
    assert.ok(String(whole.data["text/plain"]).length > 100_000)
  })

  const cuts: readonly [string, unknown, boolean][] = [
    ["a long list", Array.from({ length: 101 }, (_, index) => index), true],
    ["a list that is shown whole", Array.from({ length: 100 }, (_, index) => index), false],
    ["a long text", "x".repeat(10_001), true],
    ["what lies six levels deep", { a: { b: { c: { d: { e: { f: 1 } } } } } }, true],
    ["a text about cuts", "... 3 more items", false],
  ]
  for (const [title, value, isCut] of cuts) {
    it(`${title} ${isCut ? "says that it is cut, and how to see all" : "says nothing of a cut"}`, async () => {
      const text = String((await bundleOf(value))["text/plain"])
      assert.equal(/\(cut: display\.full\(value\) shows all\)$/.test(text), isCut)
      const whole = String((formatAtOnce(value, FULL_EXTENT) as Showing).data["text/plain"])
      assert.doesNotMatch(whole, /\(cut: /)
    })
  }

  it("no getter runs, of a class, a record or a look-alike of a table, figure, matrix or picture", async () => {
    let runs = 0
    const counted = { get: () => (runs += 1), configurable: true, enumerable: true }
    const names = ["data", "layout", "numRows", "numCols", "columnNames", "get", "shape", "rows", "columns", "values"]
    const all = [...names, "outerHTML", "dataSync", "toDataURL", "stride", "offset", "table", "toJSON"]
    const properties = Object.fromEntries(all.map((name) => [name, counted]))
    class Mouse {
      weight = 20
    }
    Object.defineProperties(Mouse.prototype, properties)
    assert.equal((await bundleOf(new Mouse()))["text/plain"], "Mouse { weight: 20 }")
    assert.match(String((await bundleOf(Object.defineProperties({}, properties)))["text/plain"]), /data: \[Getter\]/)
    assert.equal(runs, 0)
  })

  it("errors inside other values have no stack, and what follows them stays", async () => {
    const value = { first: new RangeError("a", { cause: new TypeError("b") }), list: [new Error("c")], last: 1 }
    assert.equal(
      (await bundleOf(value))["text/plain"],
      "{\n  first: RangeError: a {\n    [cause]: TypeError: b\n  },\n  list: [\n    Error: c\n  ],\n  last: 1\n}",
    )
  })

  it("a value whose inspection throws is told, not thrown", async () => {
    const hostile = {
      [Symbol.for("nodejs.util.inspect.custom")]: () => {
        throw new Error("no")
      },
    }
    assert.match(String((await bundleOf(hostile))["text/plain"]), /inspection threw Error: no/)
  })

  it("a hostile proxy does not make showing reject", async () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no")
        },
        getPrototypeOf: () => {
          throw new Error("no")
        },
      },
    )
    await bundleOf(hostile)
  })
})

describe("values that show themselves", () => {
  it("answer their own bundle, bytes as base64 and typed arrays as arrays", async () => {
    const value = {
      [display]: () => ({
        "text/plain": "mine",
        "image/png": new Uint8Array([1, 2]),
        "application/json": { x: new Float64Array([1, NaN]) },
      }),
    }
    assert.deepEqual(await bundleOf(value), {
      "text/plain": "mine",
      "image/png": "AQI=",
      "application/json": { x: [1, null] },
    })
  })

  it("may answer later", async () => {
    assert.deepEqual(await bundleOf({ [display]: async () => ({ "text/html": "<b>mine</b>" }) }), {
      "text/html": "<b>mine</b>",
    })
  })

  const refused: readonly [string, () => unknown, RegExp][] = [
    [
      "throws",
      () => {
        throw new TypeError("broken")
      },
      /display method failed: TypeError: broken/,
    ],
    [
      "rejects",
      async () => {
        throw new TypeError("broken later")
      },
      /display method failed: TypeError: broken later/,
    ],
    ["answers no record", () => 7, /failed: TypeError: a record from MIME types to data is expected, not 7/],
    [
      "answers a key that is no MIME type",
      () => ({ "text/plain;charset=utf-8": "" }),
      /"text\/plain;charset=utf-8" is not a MIME type/,
    ],
    ["answers nothing", () => ({}), /the bundle has no entry/],
    ["answers a record under a text type", () => ({ "text/html": {} }), /"text\/html" takes a string/],
    [
      "answers a circle",
      () => {
        const circle: Record<string, unknown> = {}
        circle.again = circle
        return { "application/json": circle }
      },
      /value\.again refers back to itself/,
    ],
  ]
  for (const [title, method, expected] of refused) {
    it(`a display method that ${title} gives a text that says so`, async () => {
      assert.match(String((await bundleOf({ [display]: method }))["text/plain"]), expected)
    })
  }
})

describe("showing of figures and images", () => {
  it("a Plotly figure is its own type, with typed arrays as arrays and a line of text", async () => {
    const figure = {
      data: [{ type: "bar", y: new Float32Array([1, 2]) }, { y: [1, Number.NaN] }],
      layout: { title: { text: "Two" } },
    }
    assert.deepEqual(await bundleOf(figure), {
      "application/vnd.plotly.v1+json": {
        data: [{ type: "bar", y: [1, 2] }, { y: [1, null] }],
        layout: { title: { text: "Two" } },
      },
      "text/plain": '[Plotly figure "Two": 1 bar trace, 1 scatter trace]',
    })
  })

  it("bytes of a PNG are an image, other bytes are not", async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])
    assert.equal((await bundleOf(png))["image/png"], "iVBORw0KGgoA")
    assert.deepEqual(Object.keys(await bundleOf(png.slice(1))), ["text/plain"])
  })

  it("bytes of GIF and WebP, and a canvas, are images", async () => {
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"))
    assert.ok((await bundleOf(bytes("GIF89a.")))["image/gif"])
    assert.ok((await bundleOf(bytes("RIFF....WEBPVP8 ")))["image/webp"])
    const canvas = createCanvas(2, 2)
    assert.match(String((await bundleOf(canvas))["image/png"]), /^iVBORw0KGgo/)
  })

  it("an SVG element of a document is an image, though its markup is a getter there", async () => {
    const document = htmlDocument("<svg><circle r='1'></circle></svg>")
    const bundle = await bundleOf(document.querySelector("svg"))
    assert.equal(bundle["image/svg+xml"], '<svg><circle r="1"></circle></svg>')
  })

  it("an object with SVG markup is an image", async () => {
    assert.equal((await bundleOf({ outerHTML: "<svg></svg>" }))["image/svg+xml"], "<svg></svg>")
    assert.equal((await bundleOf({ outerHTML: "<svgx></svgx>" }))["image/svg+xml"], undefined)
  })
})

describe("showing of tables", () => {
  it("a short table is shown whole, its numbers with the same decimals", async () => {
    const data = await bundleOf(table({ rule: ["bias", "static"], logLikelihood: [-0.66145, -0.631] }))
    assert.equal(
      data["text/plain"],
      [
        "rule    logLikelihood",
        "──────  ─────────────",
        "bias         -0.66145",
        "static       -0.63100",
        "2 rows × 2 columns",
      ].join("\n"),
    )
    assert.match(String(data["text/html"]), /<th scope="col" style="text-align: right">logLikelihood<\/th>/)
  })

  it("a long table shows ten rows and says how many there are", async () => {
    const data = await bundleOf(table({ trial: Array.from({ length: 10_310 }, (_, i) => i) }))
    const [rows] = String(data["text/html"]).split("<details>")
    assert.equal(rows?.match(/<td/g)?.length, 10)
    assert.match(
      String(data["text/plain"]),
      /10,310 rows × 1 column; first 10 rows shown, display\.full\(value\) shows all\n/,
    )
    const whole = formatAtOnce(table({ trial: Array.from({ length: 310 }, (_, i) => i) }), FULL_EXTENT) as Showing
    assert.match(String(whole.data["text/plain"]), /\n {2}309\n310 rows × 1 column$/)
  })

  it("a long table has a summary of every column: type, missing and different values, range and mean", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => i)
    const data = await bundleOf(
      table({
        trial: rows,
        weight: rows.map((i) => (i === 0 ? Number.NaN : i / 4)),
        day: rows.map((i) => new Date(i * 86_400_000)),
        side: rows.map((i) => (i % 2 === 0 ? "left" : null)),
        any: rows.map((i) => (i % 2 === 0 ? i : "odd")),
      }),
    )
    const text = String(data["text/plain"])
    assert.equal(
      text.slice(text.indexOf("Summary")),
      [
        "Summary of the columns:",
        "column  type    missing  different         min  mean         max",
        "──────  ──────  ───────  ─────────  ──────────  ────  ──────────",
        "trial   number        0         40           0  19.5          39",
        "weight  number        1         39        0.25     5        9.75",
        "day     date          0         40  1970-01-01        1970-02-09",
        "side    string       20          1",
        "any     mixed         0         21",
      ].join("\n"),
    )
    assert.match(String(data["text/html"]), /<details><summary>Summary of the columns<\/summary>\n<table/)
  })

  it("a summary of very many rows says that it stops", async () => {
    const data = await bundleOf(table({ x: new Float32Array(500_000), y: new Float32Array(500_000) }))
    assert.match(String(data["text/plain"]), /Summary of the columns of the first 200,000 rows:/)
  })

  it("filtered and ordered tables show what they hold", async () => {
    const data = await bundleOf(
      table({ x: [3, 1, 2] })
        .filter((d: { x: number }) => d.x > 1)
        .orderby("x"),
    )
    assert.match(String(data["text/plain"]), /x\n─\n2\n3\n2 rows/)
  })

  it("no text of the data becomes markup", async () => {
    const name = fc.string({ unit: "binary", minLength: 1 })
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("<script>", "</td>", '" onload="', "&lt;", "<b", "'>"),
    )
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.array(fc.oneof(text, fc.constant(null), fc.record({ a: text })), { maxLength: 25 }),
        async (column, cells) => {
          const data = await bundleOf(table([[`<${column}`, cells]]))
          const rest = withoutOwnTags(String(data["text/html"]))
          assert.doesNotMatch(rest, /[<>"']/)
          assert.doesNotMatch(rest, /&(?!amp;|lt;|gt;|quot;|#39;)/)
        },
      ),
    )
  })
})
