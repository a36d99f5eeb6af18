import type { Precision } from "./primitives.ts"
import { type Memory, webAssembly } from "./web-assembly.ts"

const pageBytes = 65_536
const mostPages = 65_536

/** Where a matrix, or a block of a larger one, lies in the arena, row-major. */
export interface Block {
  /** Byte address of the first element. */
  readonly pointer: number
  readonly rows: number
  readonly columns: number
  /** Elements from the start of a row to the start of the next. */
  readonly stride: number
}

/** A matrix in the arena of its own, its address a multiple of 16, and a view made once. */
export interface Matrix extends Block {
  readonly precision: Precision
  /** All elements, row after row; stays valid when the memory grows, until the scope it was made in ends. */
  readonly values: Float32Array | Float64Array
}

/** Integers in the arena: labels and indices. */
export interface Integers {
  /** Byte address, a multiple of 16. */
  readonly pointer: number
  readonly values: Int32Array
}

/** Scoped allocation in one WebAssembly memory. */
export interface Arena {
  /** Bytes in use. */
  readonly used: number
  /**
   * A new matrix of zeros.
   * @throws RangeError where the memory would exceed its limit.
   */
  matrix(rows: number, columns: number, precision: Precision): Matrix
  /** `length` integers, zeros. */
  integers(length: number): Integers
  /** Where the arena stands, to return to by `reset`. */
  mark(): number
  /** Gives back everything allocated since the mark. */
  reset(mark: number): void
  /** Runs `work` and gives back what it allocated. */
  scope<Result>(work: () => Result): Result
}

/**
 * The block of `rows` x `columns` elements of a matrix that begins at (`row`, `column`); nothing is copied.
 * @throws RangeError where it leaves the matrix.
 */
export function block(matrix: Matrix, row: number, column: number, rows: number, columns: number): Block {
  const { pointer, stride, precision } = matrix
  const inside = row >= 0 && column >= 0 && row + rows <= matrix.rows && column + columns <= matrix.columns
  if (!(inside && rows >= 0 && columns >= 0))
    throw new RangeError(
      `a block of ${rows} x ${columns} at (${row}, ${column}) leaves its matrix of ${matrix.rows} x ${matrix.columns}`,
    )
  const first = row * stride + column
  return Object.freeze({ pointer: pointer + first * (precision === "f32" ? 4 : 8), rows, columns, stride })
}

/**
 * A matrix as equal groups of its rows, such as the time steps of a batch; nothing is copied.
 * @throws RangeError where rows are left over.
 */
export function steps(matrix: Matrix, rowsPerStep: number): readonly Block[] {
  const length = matrix.rows / rowsPerStep
  if (!Number.isInteger(length))
    throw new RangeError(`${matrix.rows} rows are no whole number of steps of ${rowsPerStep} rows`)
  return Array.from({ length }, (_, step) => block(matrix, step * rowsPerStep, 0, rowsPerStep, matrix.columns))
}

/** Rows `from` … `to` - 1 of a matrix. */
export function rowsOf(matrix: Matrix, from: number, to: number): Block {
  return block(matrix, from, 0, to - from, matrix.columns)
}

/** Sets the diagonal of a square matrix to 0. */
export function clearDiagonal({ values, rows }: Matrix): void {
  for (let i = 0; i < rows; i++) values[i * (rows + 1)] = 0
}

/** A part of a flat vector as a matrix. */
export function reshaped(
  vector: Matrix,
  { first, rows, columns }: { first: number; rows: number; columns: number },
): Block {
  const { pointer } = block(vector, 0, first, 1, rows * columns)
  return Object.freeze({ pointer, rows, columns, stride: columns })
}

/** A shared memory that starts small and can grow to 4 GB. */
export function createMemory(): Memory {
  try {
    return new webAssembly.Memory({ initial: 1, maximum: mostPages, shared: true })
  } catch (cause) {
    throw new Error("could not reserve 4 GB of address space for the engine: is there a limit on virtual memory?", {
      cause,
    })
  }
}

/**
 * An arena on a memory, from byte `base` on.
 * Shared memory keeps its place when it grows, so views made before stay valid.
 */
export function createArena(memory: Memory, base: number): Arena {
  const start = align(base)
  let top = start
  return {
    get used() {
      return top - start
    },
    matrix(rows, columns, precision) {
      const length = rows * columns
      const pointer = top
      top = reserve(memory, pointer, length * (precision === "f32" ? 4 : 8))
      const { buffer } = memory
      const values =
        precision === "f32" ? new Float32Array(buffer, pointer, length) : new Float64Array(buffer, pointer, length)
      // What an earlier scope, or a terminated cell, left there must never show in a result.
      values.fill(0)
      return { pointer, rows, columns, stride: columns, precision, values }
    },
    integers(length) {
      const pointer = top
      top = reserve(memory, pointer, 4 * length)
      return { pointer, values: new Int32Array(memory.buffer, pointer, length).fill(0) }
    },
    mark: () => top,
    reset(mark) {
      if (!(mark >= start && mark <= top)) throw new RangeError(`not a mark of this arena: ${mark}`)
      top = mark
    },
    scope(work) {
      const mark = top
      try {
        return work()
      } finally {
        top = mark
      }
    },
  }
}

/** Grows the memory so that `bytes` fit at `pointer`; the end of what was reserved. */
function reserve(memory: Memory, pointer: number, bytes: number): number {
  const end = align(pointer + bytes)
  if (!Number.isSafeInteger(end) || end > mostPages * pageBytes)
    throw new RangeError(`the engine's memory holds 4096 MB, but ${megabytes(end)} MB would be needed`)
  const missing = end - memory.buffer.byteLength
  if (missing > 0) {
    try {
      memory.grow(Math.ceil(missing / pageBytes))
    } catch (cause) {
      throw new RangeError(`the system refused the engine ${megabytes(missing)} MB more memory`, { cause })
    }
  }
  return end
}

function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20)
}
