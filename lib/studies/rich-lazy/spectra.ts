import { type ColumnTable, table } from "arquero"
import { eigenvalueMagnitudes } from "../../numerics/eigenvalues.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import type { RichLazyPreset } from "./presets.ts"
import { connectivityOf } from "./spec.ts"

/** F2a: one row an eigenvalue of the first seed's W(0) of each structure: its place by size from 1, and its magnitude over the largest one. */
export function spectra({ structure: { kinds, units } }: Pick<RichLazyPreset, "structure">, key: Key): ColumnTable {
  const [startKey] = split(foldIn(key, 0), 5)
  const [recurrentKey] = split(startKey!, 3)
  const rows = kinds.flatMap((kind) => {
    const matrix = connectivityOf({ start: { structure: kind }, gain: 1.25 }).draw(units, recurrentKey!)
    const sizes = eigenvalueMagnitudes(matrix, units)
    return Array.from(sizes, (size, i) => ({ start: kind, eigenvalue: i + 1, magnitude: size / sizes[0]! }))
  })
  return table({
    start: rows.map(({ start }) => start),
    seed: rows.map(() => 0),
    eigenvalue: rows.map(({ eigenvalue }) => eigenvalue),
    relativeMagnitude: rows.map(({ magnitude }) => magnitude),
  })
}
