import { type Arena, type Block, block, type Matrix } from "../../lib/engine/arena.ts"
import type { Precision } from "../../lib/engine/primitives.ts"

/** A matrix inside a wider one, so that row strides and stray writes are tested too. */
export interface Framed {
  readonly pointer: number
  readonly row: number
  /** The same place as a block. */
  readonly block: Block
  read(): Float64Array
  frameIsIntact(): boolean
}

const frame = 77

/** Places values (rows x columns) in the arena, with a frame around them. */
export function place(
  arena: Arena,
  precision: Precision,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
): Framed {
  const wider = columns + 3
  const whole: Matrix = arena.matrix(rows + 2, wider, precision)
  whole.values.fill(frame)
  const first = wider + 1
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) whole.values[first + i * wider + j] = values[i * columns + j]!
  const inside = (at: number) => {
    const i = Math.floor(at / wider) - 1
    const j = (at % wider) - 1
    return i >= 0 && i < rows && j >= 0 && j < columns
  }
  return {
    pointer: whole.pointer + first * (precision === "f32" ? 4 : 8),
    row: wider,
    block: block(whole, 1, 1, rows, columns),
    read: () => Float64Array.from(whole.values).filter((_, at) => inside(at)),
    frameIsIntact: () => whole.values.every((value, at) => inside(at) || value === frame),
  }
}
