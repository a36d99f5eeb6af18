import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { parquetWriteBuffer } from "hyparquet-writer"

/** Columns of made-up trials by ALF attribute, one entry a trial. */
export type MadeUpColumns = Record<string, (number | string | boolean)[]>

/** Made-up trials of one session in ALF signs: sides alternate, every third choice is wrong. Synthetic: no number was recorded. */
export function madeUpSession(trials: number, change: MadeUpColumns = {}): MadeUpColumns {
  const rows = Array.from({ length: trials }, (_, i) => ({
    left: i % 2 === 0,
    correct: i % 3 !== 2,
    contrast: [1, 0.5, 0][i % 3]!,
  }))
  return {
    contrastLeft: rows.map(({ left, contrast }) => (left ? contrast : Number.NaN)),
    contrastRight: rows.map(({ left, contrast }) => (left ? Number.NaN : contrast)),
    choice: rows.map(({ left, correct }) => (left === correct ? 1 : -1)),
    feedbackType: rows.map(({ correct }) => (correct ? 1 : -1)),
    probabilityLeft: rows.map(() => 0.5),
    stimOn_times: rows.map((_, i) => 5 * i + 1),
    response_times: rows.map((_, i) => 5 * i + 1.5),
    intervals_0: rows.map((_, i) => 5 * i),
    intervals_1: rows.map((_, i) => 5 * i + 4),
    ...change,
  }
}

/** An array as an NPY file of version 1.0 in float64, int64 or bool. */
export function npy(
  values: readonly number[],
  shape: readonly number[] = [values.length],
  type: "<f8" | "<i8" | "|b1" = "<f8",
): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`
  const head = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length % 256, Math.floor(header.length / 256)])
  const bodies = {
    "<f8": () => Buffer.from(Float64Array.from(values).buffer),
    "<i8": () => Buffer.from(BigInt64Array.from(values, BigInt).buffer),
    "|b1": () => Buffer.from(values),
  }
  return Buffer.concat([head, Buffer.from(header), bodies[type]()])
}

/** Columns as a Parquet file: numbers, booleans and texts. */
export function parquet(columns: MadeUpColumns): Buffer {
  const types = { number: "DOUBLE", string: "STRING", boolean: "BOOLEAN" } as const
  const columnData = Object.entries(columns).map(([name, data]) => {
    const type = types[typeof (data[0] ?? 0) as keyof typeof types]
    return { name, data, type }
  })
  return Buffer.from(parquetWriteBuffer({ columnData }))
}

/** A session as arrays, in the form of the release of 2020: choice as int64, contrasts n × 1, intervals n × 2. */
export function arraysOf(columns: MadeUpColumns): Record<string, Buffer> {
  const { intervals_0: start, intervals_1: end, ...rest } = columns as Record<string, number[]>
  const files = Object.entries(rest).map(([name, values]) => {
    if (name.startsWith("contrast")) return [name, npy(values, [values.length, 1])] as const
    return [
      name,
      npy(values, [values.length], name === "choice" ? "<i8" : name === "included" ? "|b1" : "<f8"),
    ] as const
  })
  const intervals = npy(
    start!.flatMap((value, row) => [value, end![row]!]),
    [start!.length, 2],
  )
  return Object.fromEntries(
    [...files, ["intervals", intervals] as const].map(([name, bytes]) => [`_ibl_trials.${name}.npy`, bytes]),
  )
}

/** Writes files below a folder and makes the folders they need. */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, ...name.split("/"))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
}
