import { choiceOption } from "../numerics/options.ts"
import { type MappedColumns, type Role, refuseMissing, type TrialValues } from "./column-mapping.ts"
import { DataError } from "./data-error.ts"
import { numeric, sides } from "./mapped-values.ts"
import { type NamedColumns, place } from "./named-columns.ts"

/**
 * The columns contrastLeft and contrastRight in fractions, or evidence, out of whichever form of stimulus is mapped.
 * @throws DataError where there is none or more than one, or a contrast is beyond 1
 */
export function stimuli(
  mapped: MappedColumns,
  values: TrialValues,
  named: NamedColumns,
): Record<string, readonly number[]> {
  const sign = choiceOption("values.positive", values.positive ?? "right", ["right", "left"]) === "left" ? -1 : 1
  const scale =
    choiceOption("values.contrast", values.contrast ?? "fraction", ["fraction", "percent"]) === "percent" ? 100 : 1
  const of = (role: Role): readonly number[] | undefined => {
    const column = mapped.column(role)
    if (column === undefined) return undefined
    const found = numeric(mapped, column.name, column.values)
    return role === "evidence" ? found : inFractions(mapped, column.name, found, scale)
  }
  const [evidence, signed, contrast] = [of("evidence"), of("signedContrast"), of("contrast")]
  const [left, right] = [of("contrastLeft"), of("contrastRight")]
  const given = [evidence, signed, contrast, left ?? right].filter((column) => column !== undefined)
  if (given.length !== 1) {
    refuseMissing(
      mapped.file,
      `columns must name one stimulus (signedContrast; contrast and side; contrastLeft and contrastRight; or evidence), and names ${given.length}`,
      ["signedContrast"],
      named,
    )
  }
  if (evidence !== undefined) return { evidence: evidence.map((value) => sign * value) }
  if (signed !== undefined) return split(signed.map((value) => sign * value))
  if (contrast !== undefined) {
    if (mapped.column("side") === undefined) refuseMissing(mapped.file, "columns.side is not given", ["side"], named)
    const side = sides(mapped, "side", values.side)
    return {
      contrastLeft: contrast.map((value, row) => (side[row] === "left" ? value : Number.NaN)),
      contrastRight: contrast.map((value, row) => (side[row] === "right" ? value : Number.NaN)),
    }
  }
  if (left === undefined || right === undefined) {
    refuseMissing(mapped.file, "contrastLeft and contrastRight go together", ["contrastLeft", "contrastRight"], named)
  }
  return { contrastLeft: left!, contrastRight: right! }
}

/** A contrast of zero is open to both sides. */
function split(signed: readonly number[]): Record<string, readonly number[]> {
  return {
    contrastLeft: signed.map((value) => (value <= 0 ? -value + 0 : Number.NaN)),
    contrastRight: signed.map((value) => (value >= 0 ? value + 0 : Number.NaN)),
  }
}

function inFractions(mapped: MappedColumns, name: string, found: readonly number[], scale: number): readonly number[] {
  const row = found.findIndex((value) => Math.abs(value) > scale)
  if (row < 0) return found.map((value) => value / scale)
  const hint = scale === 1 ? `; contrasts in percent are read by the option values: { contrast: "percent" }` : ""
  throw new DataError(
    "impossible-value",
    `${mapped.file}, ${place(row, mapped.lines?.[row])}: ${name} is ${found[row]}; accepted is a contrast up to ${scale}${hint}.`,
  )
}
