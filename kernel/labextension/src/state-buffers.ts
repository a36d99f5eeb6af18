import { isRecord } from "./record.ts"

/** A state whose bytes travel beside it: where each buffer belongs, in order. */
export interface SplitState {
  readonly state: Record<string, unknown>
  readonly buffer_paths: (string | number)[][]
  readonly buffers: (ArrayBuffer | ArrayBufferView)[]
}

/** Takes the bytes out of a state: they leave a gap in records and null in lists. */
export function splitState(state: Readonly<Record<string, unknown>>): SplitState {
  const split: SplitState = { state: {}, buffer_paths: [], buffers: [] }
  function take(value: unknown, path: (string | number)[]): unknown {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      split.buffer_paths.push(path)
      split.buffers.push(value)
      return undefined
    }
    if (Array.isArray(value)) return value.map((one, index) => take(one, [...path, index]) ?? null)
    if (!isRecord(value)) return value
    const entries = Object.entries(value).map(([name, one]) => [name, take(one, [...path, name])] as const)
    return Object.fromEntries(entries.filter(([, one]) => one !== undefined))
  }
  const rest = take(state, [])
  return { ...split, state: isRecord(rest) ? rest : {} }
}

/** Puts bytes back, as `DataView`s, where they belong in a state that came with them. */
export function joinState(
  state: Record<string, unknown>,
  paths: readonly (readonly (string | number)[])[],
  buffers: readonly (ArrayBuffer | ArrayBufferView)[],
): void {
  for (const [index, path] of paths.entries()) {
    const last = path.at(-1)
    const inner = path.slice(0, -1).reduce<unknown>((one, name) => Reflect.get(Object(one), name), state)
    const buffer = buffers[index]
    if (last === undefined || buffer === undefined || typeof inner !== "object" || inner === null) continue
    Reflect.set(inner, last, viewOf(buffer))
  }
}

/** The bytes as widgets get them in every front end. */
export function viewOf(buffer: ArrayBuffer | ArrayBufferView): DataView {
  if (ArrayBuffer.isView(buffer)) return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  return new DataView(buffer)
}
