import assert from "node:assert/strict"
import fc from "fast-check"
import { FULL_EXTENT } from "../../../kernel/display/extent.ts"
import { formatAtOnce } from "../../../kernel/display/format.ts"
import { asNumberArray } from "../../../kernel/display/matrix.ts"
import type { Showing } from "../../../kernel/display/showing.ts"

function bundleOf(value: unknown, extent?: typeof FULL_EXTENT): Record<string, unknown> {
  return (formatAtOnce(value, extent) as Showing).data
}
const textOf = (value: unknown, extent?: typeof FULL_EXTENT) => String(bundleOf(value, extent)["text/plain"])

/** As the package ml-matrix makes them: rows of numbers, read by `get`. */
class MlMatrix {
  readonly data = [new Float64Array([0, 0.5]), new Float64Array([1, -2])]
  readonly rows = 2
  readonly columns = 2
  get(row: number, column: number): number {
    return this.data[row]![column]!
  }
}

describe("showing of typed arrays", () => {
  it("a short one is shown whole, with its kind and length", () => {
    assert.equal(textOf(new Float64Array([1, 0.5])), "Float64Array(2) [ 1, 0.5 ]")
  })

  it("a long one shows its first numbers in six digits, what it holds, range and mean", () => {
    const array = Float32Array.from({ length: 1000 }, (_, index) => index / 3)
    array[999] = Number.NaN
    assert.equal(
      textOf(array),
      "Float32Array(1000) [ 0, 0.333333, 0.666667, 1, 1.33333, 1.66667, 2, 2.33333, 2.66667, 3, 3.33333, 3.66667, … 988 more ]\n" +
        "1,000 × float32; min 0, mean 166.333333, max 332.666656, 1 NaN; display.full(value) shows all",
    )
    assert.ok(textOf(array, FULL_EXTENT).includes("332.6666"))
  })

  it("big integers keep their digits", () => {
    assert.match(textOf(new BigInt64Array(30).fill(-7n)), /\[ -7n, .*30 × int64; min -7, mean -7, max -7/s)
  })

  it("one of nothing but NaN has no range", () => {
    assert.match(textOf(new Float64Array(30).fill(Number.NaN)), /30 × float64; 30 NaN; display/)
  })

  it("range and mean are those of the numbers", () => {
    const float = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
    fc.assert(
      fc.property(fc.array(float, { minLength: 30, maxLength: 60 }), (values) => {
        const text = textOf(Float64Array.from(values))
        const [, min, mean, max] = /min (\S+), mean (\S+), max ([^\s;]+)/.exec(text)!.map(Number)
        const near = (one: number, other: number) => Math.abs(one - other) <= 1e-5 * Math.max(1, Math.abs(other))
        assert.ok(near(min!, Math.min(...values)) && near(max!, Math.max(...values)))
        assert.ok(near(mean!, values.reduce((sum, value) => sum + value, 0) / values.length))
      }),
    )
  })
})

describe("showing of matrices", () => {
  const six = new Float32Array([0, 0.5, 1, 1.5, 2, 2.5])
  const shown = ["   0    1    2", "─  ───  ───  ───", "0  0.0  0.5  1.0", "1  1.5  2.0  2.5"]
  const holders: readonly [string, unknown, string][] = [
    ["an array of typed arrays", [six.slice(0, 3), six.slice(3)], "float32"],
    ["a typed array with a shape", Object.assign(six.slice(), { shape: [2, 3] }), "float32"],
    ["an object with shape and data", { shape: [2, 3], data: Array.from(six) }, ""],
    ["a tensor", { shape: [2, 3], dtype: "float32", dataSync: () => six }, "float32"],
    ["an object with rows, columns and values", { rows: 2, columns: 3, values: six }, "float32"],
    [
      "a transposed view with strides",
      { shape: [2, 3], stride: [1, 2], offset: 1, data: new Float32Array([9, 0, 1.5, 0.5, 2, 1, 2.5]) },
      "float32",
    ],
  ]
  for (const [title, value, elements] of holders) {
    it(`${title} is a grid with indices, shape, range and mean`, () => {
      const lines = textOf(value).split("\n")
      assert.deepEqual(
        lines.slice(0, 4).map((line) => line.replace(/^ +0 /, "   0 ")),
        shown.map((line) => line.replace(/^ +0 /, "   0 ")),
      )
      assert.equal(lines[4], `2 × 3${elements && ` ${elements}`}; min 0, mean 1.25, max 2.5`)
    })
  }

  it("a matrix of ml-matrix is read by its get", () => {
    assert.equal(
      textOf(new MlMatrix()),
      ["     0     1", "─  ───  ────", "0  0.0   0.5", "1  1.0  -2.0", "2 × 2; min -2, mean -0.125, max 1"].join("\n"),
    )
  })

  it("a large one shows its corner and says so, in both forms, and whole when asked", () => {
    const large = Array.from({ length: 40 }, (_, row) => Float64Array.from({ length: 15 }, (_, column) => row + column))
    const { "text/html": html, "text/plain": text } = bundleOf(large)
    assert.match(String(text), /40 × 15 float64; .*; first 10 × 12 shown, display\.full\(value\) shows all$/)
    assert.equal(String(html).match(/<tr>/g)?.length, 11)
    assert.match(textOf(large, FULL_EXTENT), /\n39 .* 53\n40 × 15 float64; min 0, mean 26\.5, max 53$/)
  })

  it("of more dimensions the first slice is shown", () => {
    const cube = Object.assign(
      Float32Array.from({ length: 24 }, (_, index) => index),
      { shape: [2, 3, 4] },
    )
    assert.match(textOf(cube), /\n2 {2}8 {2}9 {2}10 {2}11\n2 × 3 × 4 float32; .*first 3 × 4 of slice \[0\] shown/)
  })

  it("what only looks like a matrix is shown as it is", () => {
    const others: unknown[] = [
      { shape: [2, 2], data: [1, 2, 3] },
      { shape: "round", data: [1] },
      { rows: 2, columns: 2, get: () => "text" },
      { rows: [1], columns: [2] },
      [new Float32Array(2), new Float32Array(3)],
      [new Float32Array(2), new Float64Array(2)],
      [[1, 2]],
      { shape: [0, 3], data: [] },
      { shape: [2, 2], stride: [100, 1], data: new Float32Array(4) },
    ]
    for (const value of others) assert.equal(asNumberArray(value as object), null)
  })

  it("a value whose reading throws is told, not thrown", () => {
    const disposed = {
      shape: [1, 1],
      dataSync: () => {
        throw new Error("disposed")
      },
    }
    assert.match(textOf(disposed), /could not be shown: Error: disposed/)
  })
})
