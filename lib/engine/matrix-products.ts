import type { Arena, Block } from "./arena.ts"
import type { NativeProducts } from "./native-products.ts"
import type { Precision, Primitives } from "./primitives.ts"
import type { Memory } from "./web-assembly.ts"

/**
 * Products of matrices, or of blocks of larger ones, in the arena: C = start + ... with `start` null for zeros and C itself to add to C.
 * In mode `exact` each entry is one sum in ascending order; in mode `fast` a product may go to a native BLAS.
 * Each throws where the shapes do not fit, or where a block does not lie in the allocated part of the arena.
 */
export interface MatrixProducts {
  /** C = start + A B. */
  multiply(c: Block, start: Block | null, a: Block, b: Block): void
  /** C = start + A^T B. */
  multiplyTransposedLeft(c: Block, start: Block | null, a: Block, b: Block): void
  /** C = start + A B^T. */
  multiplyTransposedRight(c: Block, start: Block | null, a: Block, b: Block): void
  /** C = start + A^T B^T. */
  multiplyBothTransposed(c: Block, start: Block | null, a: Block, b: Block): void
}

/** Products on one memory; those a native BLAS was measured to be faster at go there. */
export function createProducts(
  primitives: Primitives,
  precision: Precision,
  arena: Arena,
  memory: Memory,
  native: NativeProducts | null,
): MatrixProducts {
  const bytes = precision === "f32" ? 4 : 8
  const { product, productTransposed } = primitives
  const gemm = native?.[precision] ?? null
  const origin = native?.addressOf(memory.buffer) ?? 0

  function check(m: number, n: number, k: number, fits: boolean, c: Block, start: Block | null, a: Block, b: Block) {
    if (!fits || c.rows !== m || c.columns !== n || (start !== null && (start.rows !== m || start.columns !== n)))
      throw new RangeError(
        `a product of ${a.rows} x ${a.columns} and ${b.rows} x ${b.columns} (inner ${k}) does not fit into ${c.rows} x ${c.columns}`,
      )
    const top = arena.mark()
    if (
      !(
        inside(a, top) &&
        inside(b, top) &&
        inside(c, top) &&
        (start === null || inside(start, top) || repeats(start, top))
      )
    )
      throw new RangeError("a matrix of a product does not lie in the arena: was its scope left?")
  }

  function inside({ pointer, rows, columns, stride }: Block, top: number): boolean {
    return pointer >= 0 && stride >= columns && pointer + ((rows - 1) * stride + columns) * bytes <= top
  }

  /** A single row that stands for all. */
  function repeats({ pointer, columns, stride }: Block, top: number): boolean {
    return stride === 0 && pointer >= 0 && pointer + columns * bytes <= top
  }

  function run(left: boolean, right: boolean, c: Block, start: Block | null, a: Block, b: Block): void {
    const m = left ? a.columns : a.rows
    const k = left ? a.rows : a.columns
    const n = right ? b.rows : b.columns
    check(m, n, k, k === (right ? b.columns : b.rows), c, start, a, b)
    if (gemm?.pays(m, n, k)) {
      if (start !== null && start.pointer !== c.pointer) copyRows(primitives, c, start, bytes)
      const beta = start === null ? 0 : 1
      const [from, by, to] = [origin + a.pointer, origin + b.pointer, origin + c.pointer]
      gemm.multiply(left, right, m, n, k, from, a.stride, by, b.stride, beta, to, c.stride)
      return
    }
    const [from, fromRow] = start === null ? [0, 0] : [start.pointer, start.stride]
    const [aRow, aInner] = left ? [1, a.stride] : [a.stride, 1]
    const call = right ? productTransposed : product
    call(c.pointer, c.stride, from, fromRow, a.pointer, aRow, aInner, b.pointer, b.stride, m, n, k)
  }

  return Object.freeze({
    multiply: (c, start, a, b) => run(false, false, c, start, a, b),
    multiplyTransposedLeft: (c, start, a, b) => run(true, false, c, start, a, b),
    multiplyTransposedRight: (c, start, a, b) => run(false, true, c, start, a, b),
    multiplyBothTransposed: (c, start, a, b) => run(true, true, c, start, a, b),
  } satisfies MatrixProducts)
}

function copyRows({ transpose }: Primitives, c: Block, start: Block, bytes: number): void {
  // A row transposed is a column of one: the copy of a block of any stride.
  for (let i = 0; i < c.rows; i++)
    transpose(c.pointer + i * c.stride * bytes, 1, start.pointer + i * start.stride * bytes, c.columns, 1, c.columns)
}
