// Matrix products. Each entry of C is one sum over the inner index in ascending order, started from `start`; every path below
// (four rows, one row, panels, single columns) adds the same terms in the same order, so that an entry does not depend on the shape
// around it, and the scalar twin has the same bits. In the fast module each term is fused with its sum.
import { oneRow } from "./product-rows"
import { fourRowTile, sixRowTile } from "./tiles"

/** Rows and inner indices from which copying a panel of B pays: below, B is read where it lies. */
const PACKED_ROWS: i32 = 16
const PACKED_INNER: i32 = 8
/** Inner indices of a panel: 256 rows of two vectors are 8 KiB, a quarter or less of a first-level cache. */
const PANEL_INNER: i32 = 256
const panel: usize = memory.data(256 * 32, 16)
/** A tile that juts out beyond the last column of C is computed here. */
const overhang: usize = memory.data(6 * 32, 16)

// @ts-ignore: decorator
@inline
function lanes<T>(): i32 {
  return 16 / sizeof<T>()
}

/**
 * C = start + A B, with C (rows x columns), A (rows x inner), B (inner x columns).
 * Strides count elements. A is read at a[i * aRow + p * aInner], so that a transposed A is a choice of strides; rows of B, C and
 * start are contiguous. `start` null means zeros, start = c accumulates, startRow = 0 repeats one row (a bias).
 */
export function product<T>(
  c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32,
  rows: i32, columns: i32, inner: i32
): void {
  if (rows >= PACKED_ROWS && inner >= PACKED_INNER) return packedProduct<T>(c, cRow, start, startRow, a, aRow, aInner, b, bRow, 1, rows, columns, inner)
  const cStep = <usize>cRow * sizeof<T>()
  const startStep = <usize>startRow * sizeof<T>()
  const aStep = <usize>aRow * sizeof<T>()
  const aNext = <usize>aInner * sizeof<T>()
  const bStep = <usize>bRow * sizeof<T>()
  while (rows > 0) {
    const band = bandOf(rows)
    if (band == 1) oneRow<T>(c, start, a, aNext, b, bStep, columns, inner)
    else rowBand<T>(band, c, cStep, start, startStep, a, aStep, aNext, b, bStep, columns, inner)
    c += <usize>band * cStep
    if (start) start += <usize>band * startStep
    a += <usize>band * aStep
    rows -= band
  }
}

/**
 * Rows that the next tile takes of those left: six, four or one. Twelve sums in registers leave no room for an unfused product beside
 * them, so the exact module has no tiles of six (measured: 35 instead of 48 GFLOP/s); fused ones reach 60 to 66 instead of 52.
 */
// @ts-ignore: decorator
@inline
function bandOf(rows: i32): i32 {
  if (ASC_FEATURE_RELAXED_SIMD) return rows >= 6 && rows != 8 ? 6 : rows >= 4 ? 4 : 1
  return rows >= 4 ? 4 : 1
}

// @ts-ignore: decorator
@inline
function tile<T>(
  band: i32, c: usize, cStep: usize, start: usize, startStep: usize, a: usize, aStep: usize, aNext: usize, b: usize, bStep: usize,
  inner: i32
): void {
  if (band == 6) sixRowTile<T>(c, cStep, start, startStep, a, aStep, aNext, b, bStep, inner)
  else fourRowTile<T>(c, cStep, start, startStep, a, aStep, aNext, b, bStep, inner)
}

/** C = start + A B^T, with B (columns x inner) row by row; otherwise as `product`, with the same bits. */
export function productTransposed<T>(
  c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bRow: i32,
  rows: i32, columns: i32, inner: i32
): void {
  packedProduct<T>(c, cRow, start, startRow, a, aRow, aInner, b, 1, bRow, rows, columns, inner)
}

/**
 * Panel by panel: two vectors' worth of columns and up to PANEL_INNER inner indices of B are copied side by side, and all rows of A
 * run over them while they are in the cache. B is read at b[p * bInner + j * bColumn].
 */
function packedProduct<T>(
  c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, b: usize, bInner: i32, bColumn: i32,
  rows: i32, columns: i32, inner: i32
): void {
  const size = sizeof<T>()
  const width = 2 * lanes<T>()
  for (let j: i32 = 0; j < columns; j += width) {
    const wide = min(width, columns - j)
    const cAt = c + <usize>j * size
    let from = start ? start + <usize>j * size : 0
    let fromRow = startRow
    let p: i32 = 0
    do {
      const deep = min(PANEL_INNER, inner - p)
      pack<T>(b + (<usize>p * bInner + <usize>j * bColumn) * size, bInner, bColumn, wide, deep)
      panelProduct<T>(cAt, cRow, from, fromRow, a + <usize>p * aInner * size, aRow, aInner, rows, wide, deep)
      from = cAt
      fromRow = cRow
      p += PANEL_INNER
    } while (p < inner)
  }
}

/** Copies `deep` x `wide` entries of B into the panel, two vectors a row, zeros beyond `wide`. */
function pack<T>(b: usize, bInner: i32, bColumn: i32, wide: i32, deep: i32): void {
  const width = 2 * lanes<T>()
  const step = <usize>bInner * sizeof<T>()
  let to = panel
  if (bColumn == 1 && wide == width) {
    for (let p: i32 = 0; p < deep; p++) {
      v128.store(to, v128.load(b))
      v128.store(to, v128.load(b, 16), 16)
      to += 32
      b += step
    }
    return
  }
  const next = <usize>bColumn * sizeof<T>()
  for (let j: i32 = 0; j < width; j++) {
    let at = b + <usize>j * next
    let place = to + <usize>j * sizeof<T>()
    for (let p: i32 = 0; p < deep; p++) {
      store<T>(place, j < wide ? load<T>(at) : <T>0)
      place += 32
      at += step
    }
  }
}

function panelProduct<T>(
  c: usize, cRow: i32, start: usize, startRow: i32, a: usize, aRow: i32, aInner: i32, rows: i32, wide: i32, deep: i32
): void {
  const cStep = <usize>cRow * sizeof<T>()
  const startStep = <usize>startRow * sizeof<T>()
  const aStep = <usize>aRow * sizeof<T>()
  const aNext = <usize>aInner * sizeof<T>()
  const whole = wide == 2 * lanes<T>()
  while (rows > 0) {
    const band = bandOf(rows)
    if (band == 1) oneRow<T>(c, start, a, aNext, panel, 32, wide, deep)
    else if (whole) tile<T>(band, c, cStep, start, startStep, a, aStep, aNext, panel, 32, deep)
    else juttingTile<T>(band, c, cStep, start, startStep, a, aStep, aNext, wide, deep)
    c += <usize>band * cStep
    if (start) start += <usize>band * startStep
    a += <usize>band * aStep
    rows -= band
  }
}

/** A tile of which only `wide` columns belong to C. */
function juttingTile<T>(
  band: i32, c: usize, cStep: usize, start: usize, startStep: usize, a: usize, aStep: usize, aNext: usize, wide: i32, deep: i32
): void {
  const bytes = <usize>wide * sizeof<T>()
  if (start) for (let i: i32 = 0; i < band; i++) memory.copy(overhang + 32 * i, start + <usize>i * startStep, bytes)
  tile<T>(band, overhang, 32, start ? overhang : 0, 32, a, aStep, aNext, panel, 32, deep)
  for (let i: i32 = 0; i < band; i++) memory.copy(c + <usize>i * cStep, overhang + 32 * i, bytes)
}

/** A band of four or six rows with B where it lies. */
function rowBand<T>(
  band: i32, c: usize, cStep: usize, start: usize, startStep: usize, a: usize, aStep: usize, aNext: usize, b: usize, bStep: usize,
  columns: i32, inner: i32
): void {
  let j: i32 = 0
  for (; j + 2 * lanes<T>() <= columns; j += 2 * lanes<T>()) {
    const at = <usize>j * sizeof<T>()
    tile<T>(band, c + at, cStep, start ? start + at : 0, startStep, a, aStep, aNext, b + at, bStep, inner)
  }
  if (j == columns) return
  const at = <usize>j * sizeof<T>()
  for (let i: i32 = 0; i < band; i++) {
    const row = <usize>i
    oneRow<T>(c + at + row * cStep, start ? start + at + row * startStep : 0, a + row * aStep, aNext, b + at, bStep, columns - j, inner)
  }
}
