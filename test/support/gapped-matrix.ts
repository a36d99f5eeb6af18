import assert from "node:assert/strict"
import type { Arena } from "../../lib/engine/arena.ts"
import type { Precision } from "../../lib/engine/primitives.ts"

/** A matrix with a gap behind each row. */
export interface Gapped {
  /** Pointer and row stride, as primitives take them. */
  readonly at: readonly [pointer: number, row: number]
  /** Its entries; the gaps must be as they were. */
  read(): Float64Array
}

const gap = 3
const guard = 77

/** Places values (rows x columns) in the arena, with a gap behind each row. */
export function gapped(
  arena: Arena,
  precision: Precision,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
): Gapped {
  const row = columns + gap
  const matrix = arena.matrix(rows, row, precision)
  const inside = (index: number) => index % row < columns
  for (const index of matrix.values.keys())
    matrix.values[index] = inside(index) ? values[Math.floor(index / row) * columns + (index % row)]! : guard
  return {
    at: [matrix.pointer, row],
    read() {
      assert.ok(
        matrix.values.every((value, index) => inside(index) || value === guard),
        "wrote outside its result",
      )
      return Float64Array.from(matrix.values).filter((_, index) => inside(index))
    },
  }
}
