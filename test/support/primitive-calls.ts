import type { Arena } from "../../lib/engine/arena.ts"
import type { Precision, Primitives } from "../../lib/engine/primitives.ts"
import { type Framed, place } from "./framed-matrix.ts"
import { type CallOptions, primitiveCalls } from "./primitive-call-table.ts"
import { entries } from "./shapes.ts"

/** Names of all primitives. */
export const primitiveNames = Object.keys(primitiveCalls) as readonly (keyof Primitives)[]

/** Runs a primitive and gives its results: what it returned, then the entries of its outputs. */
export function callPrimitive(
  call: Primitives,
  arena: Arena,
  precision: Precision,
  name: keyof Primitives,
  options: CallOptions,
): readonly number[] {
  let drawn = 0
  const outputs: Framed[] = []
  const results: number[] = []
  const draw = (rows: number, columns: number, of: (x: number) => number = (x) => x) => {
    const values = entries(options.seed + 101 * drawn++, rows * columns).map(of)
    if (options.special && drawn % 2 === options.seed % 2) {
      const kinds =
        options.special === "NaN" ? [Number.NaN] : [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      values[options.seed % values.length] = kinds[drawn % kinds.length]!
    }
    return place(arena, precision, values, rows, columns)
  }
  return arena.scope(() => {
    primitiveCalls[name]({
      ...options,
      call,
      arena,
      bytes: precision === "f32" ? 4 : 8,
      input: draw,
      unit: (rows, columns) => draw(rows, columns, (x) => Math.abs(x) / 3),
      output(rows, columns) {
        const made = draw(rows, columns)
        outputs.push(made)
        return made
      },
      result: (...values) => void results.push(...values),
    })
    if (!outputs.every((output) => output.frameIsIntact())) throw new Error(`${name} wrote outside its results`)
    return [...results, ...outputs.flatMap((output) => [...output.read()])]
  })
}
